"""Names for the JSON of Elasticsearch's search API."""

from __future__ import annotations

from typing import Any, TypeAlias

#: A query, in Elasticsearch's query language.
Query: TypeAlias = dict[str, Any]
#: An aggregation, as a request has it.
Aggregation: TypeAlias = dict[str, Any]
#: A bucket of an aggregation, as an answer has it.
Bucket: TypeAlias = dict[str, Any]
