"""Map the fields of objects, rows and front matter that producers send to their meanings.

`producers` is the table of names, `addresses` the rule which address becomes an identity, `reading` applies both.
"""
