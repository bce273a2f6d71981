"""Enricher: where an article was filed from, as a place with coordinates."""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from articles.article import Article
from articles.enrichment.gazetteer import Kind
from articles.enrichment.resources import Resources
from articles.enrichment.states import state_of

VERSION = "1"

_AGENCY = re.compile(r"\s*[(\[/].*$|\s*[—–-]+\s*$")
_DATE = re.compile(
    r",?\s*\b(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?\s*\d{0,2}\s*$", re.IGNORECASE
)


def enrich(article: Article, resources: Resources) -> Mapping[str, object]:
    """Return `dateline` with place, key, country and coordinates, where its text names a place that is known."""
    dateline = article.dateline
    if dateline is None:
        return {}
    text = _DATE.sub("", _AGENCY.sub("", dateline.text)).strip(" ,;:.")
    for place_text, beside in _readings(text):
        near = {e.country for e in article.entities if e.type == "place" and e.country and e.key.startswith("country:")}
        inside = resources.gazetteer.find(beside, kinds=(Kind.COUNTRY, Kind.REGION)) if beside else None
        around = inside if inside and inside.kind is Kind.REGION else None
        alias = None if inside else resources.aliases.find(place_text) or resources.aliases.find(place_text.title())
        if inside is not None and inside.country:
            near = {inside.country}
        place = (
            resources.gazetteer.by_key(alias.key)
            if alias and alias.type == "place"
            else resources.gazetteer.find(place_text, near=near, around=around)
        )
        if place is not None:
            return {
                "dateline": msgspec.structs.replace(
                    dateline,
                    place=resources.aliases.name(place.key) or place.name,
                    key=place.key,
                    country=place.country,
                    latitude=place.latitude,
                    longitude=place.longitude,
                )
            }
    return {}


def _readings(text: str) -> list[tuple[str, str | None]]:
    """Return possible names of the place and its region: "SPRINGFIELD, Ill."; "BEIJING/MOSCOW" is the first."""
    first = re.split(r"\s*(?:/| and )\s*", text)[0]
    readings: list[tuple[str, str | None]] = [(first, None)]
    head, comma, tail = first.partition(",")
    if comma:
        readings.append((head.strip(), state_of(tail) or tail.strip(" .")))
    return readings
