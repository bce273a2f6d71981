"""Stories: a lead and its copies."""
