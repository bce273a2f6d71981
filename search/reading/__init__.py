"""Read what pages and programs show: an article, a story's spread, an entity, quotations, the archive as a whole.

Every function reads the readers' aliases alone, so that what is killed, withheld or under an embargo is never given
out. Which sources a reader may see is the client's matter (`search.transport.scoped`).
"""
