"""Look up candidates among the texts that arrived before (the duplicate index in Redis), and add to them."""
