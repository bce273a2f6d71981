"""Keep articles from readers: killed by their producer, withheld, or under an embargo."""
