"""The JSON API: the same answers as the pages give, for programs. Its paths and fields are stable."""
