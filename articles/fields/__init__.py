"""The fields of objects, rows and front matter that producers send, to what they mean.

`producers` is the table of names, `addresses` the rule which address becomes an identity, `reading` applies both.
"""
