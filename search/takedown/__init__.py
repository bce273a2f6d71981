"""Take articles down and keep them from coming back."""
