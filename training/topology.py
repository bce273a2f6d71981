"""Middles of the areas of a TopoJSON file: https://github.com/topojson/topojson-specification."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

Point = tuple[float, float]


def middles(file: Path, name: str) -> Iterator[tuple[str, str, Point]]:
    """The id, the name, and the middle of the largest piece (latitude, longitude) of each area of an object."""
    topology = json.loads(file.read_text(encoding="utf-8"))
    arcs = list(_arcs(topology))
    for area in topology["objects"][name]["geometries"]:
        pieces = {"Polygon": [area.get("arcs")], "MultiPolygon": area.get("arcs")}.get(area["type"])
        if not pieces:
            continue
        _, where = max(_middle(_ring(arcs, piece[0])) for piece in pieces)
        yield str(area.get("id") or ""), area["properties"].get("name", ""), where


def _arcs(topology: dict[str, Any]) -> Iterator[list[Point]]:
    """Lines as longitudes and latitudes: the file has differences in whole numbers."""
    (scale_x, scale_y), (origin_x, origin_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            line.append((x * scale_x + origin_x, y * scale_y + origin_y))
        yield line


def _ring(arcs: Sequence[list[Point]], numbers: Sequence[int]) -> list[Point]:
    """The closed line that arcs make; ~n is arc n from its end to its beginning."""
    ring: list[Point] = []
    for number in numbers:
        line = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += line[1:] if ring else line
    return ring


def _middle(ring: Sequence[Point]) -> tuple[float, Point]:
    """Area, and centroid as latitude and longitude, of what a ring encloses on a map that keeps areas."""
    longitudes = [longitude for longitude, _ in ring]
    if max(longitudes) - min(longitudes) > 180:  # it reaches over the date line
        ring = [(longitude % 360, latitude) for longitude, latitude in ring]
    area = x = y = 0.0
    for (longitude, latitude), (next_longitude, next_latitude) in itertools.pairwise(ring):
        east = longitude * math.cos(math.radians(latitude))
        next_east = next_longitude * math.cos(math.radians(next_latitude))
        cross = east * next_latitude - next_east * latitude
        area += cross
        x += (east + next_east) * cross
        y += (latitude + next_latitude) * cross
    if not area:
        return 0.0, (ring[0][1], ring[0][0])
    latitude = y / 3 / area
    longitude = x / 3 / area / math.cos(math.radians(latitude))
    return abs(area / 2), (latitude, (longitude + 180) % 360 - 180)
