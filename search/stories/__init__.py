"""Read stories and repair them: a lead and its copies."""
