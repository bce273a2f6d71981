"""From spans that name somebody or something to who and what is meant.

`resolve` is the way in; `names` makes keys; `people`, `places` and
`organizations` each decide their own; `repeats` looks the text through for
names that the tagger missed.
"""

from __future__ import annotations

from articles.enrichment.resolution.places import home
from articles.enrichment.resolution.resolve import resolve

__all__ = ["home", "resolve"]
