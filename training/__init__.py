"""Build the models and tables that ship with Copydesk, from data that does not."""
