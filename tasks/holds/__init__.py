"""Obey producers: keep what they kill, withhold or put under an embargo from readers, and bring it back."""
