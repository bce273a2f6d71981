"""How alike two texts are, from their sketches, and whether one is a copy of the other."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from articles.article import Value
from articles.duplicates.sketch import Sketch

#: Of the smaller text's 3-grams, this share stands in the larger one in a copy ...
CONTAINMENT = 0.28
#: ... of a text shorter than SHORT_WORDS this share, since chance weighs more ...
SHORT_CONTAINMENT = 0.5
SHORT_WORDS = 130
#: ... and of *each* text's lead this share in the other ...
LEAD = 0.12
#: ... unless so much of the smaller text stands in the other that a paragraph before it does not matter.
WHOLE = 0.7
#: A form's next issue: of the places they share (at least SHARED_SLOTS) this share is filled otherwise.
SLOT_CONFLICTS = 0.4
NUMBER_CONFLICTS = 0.3
SHARED_SLOTS = 3

_UInts = npt.NDArray[np.uint32]


class Likeness(Value, frozen=True, kw_only=True):
    """What two sketches have in common. Symmetric: comparing b with a gives the same."""

    containment: float = 0.0  #: share of the smaller text's 3-grams found in the larger one, 0 to 1
    jaccard: float = 0.0  #: shared 3-grams among all of both, 0 to 1
    lead: float = 0.0  #: share of a lead that is found in the other text; the smaller of the two shares
    number_slots: int = 0  #: places that hold a number in both
    number_conflicts: int = 0  #: those with another number
    slots: int = 0  #: places that hold a number or a name in both
    slot_conflicts: int = 0  #: those filled otherwise
    is_template: bool = False  #: another issue of the same form: the words agree, figures or names do not
    is_copy: bool = False


def compare(a: Sketch, b: Sketch) -> Likeness:
    """The likeness of two texts. Two without any 3-gram have none."""
    level = max(a.level, b.level)
    hashes_a, lead_a = _cut(a, level)
    hashes_b, lead_b = _cut(b, level)
    if not hashes_a.size or not hashes_b.size:
        return Likeness()
    in_b = _members(hashes_a, hashes_b)
    shared = int(np.count_nonzero(in_b))
    if not shared:
        return Likeness()
    in_a = _members(hashes_b, hashes_a)
    smaller = min(hashes_a.size, hashes_b.size)
    containment = shared / smaller
    jaccard = shared / (hashes_a.size + hashes_b.size - shared)
    leads = _share(in_b, lead_a), _share(in_a, lead_b)
    numbers, number_conflicts = _conflicts(a.number_slots, b.number_slots)
    capitals, capital_conflicts = _conflicts(a.capital_slots, b.capital_slots)
    slots, conflicts = numbers + capitals, number_conflicts + capital_conflicts
    is_template = (slots >= SHARED_SLOTS and conflicts >= SLOT_CONFLICTS * slots) or (
        numbers >= SHARED_SLOTS and number_conflicts >= NUMBER_CONFLICTS * numbers
    )
    wanted = SHORT_CONTAINMENT if min(a.words, b.words) < SHORT_WORDS else CONTAINMENT
    is_copy = containment >= wanted and not is_template and (min(leads) >= LEAD or containment >= WHOLE)
    return Likeness(
        containment=containment,
        jaccard=jaccard,
        lead=min(leads),
        number_slots=numbers,
        number_conflicts=number_conflicts,
        slots=slots,
        slot_conflicts=conflicts,
        is_template=is_template,
        is_copy=is_copy,
    )


def _cut(sketch: Sketch, level: int) -> tuple[_UInts, npt.NDArray[np.bool_]]:
    """The sample as it would be at a higher `level`."""
    if level == sketch.level:
        return sketch.hashes, sketch.in_lead
    end = int(np.searchsorted(sketch.hashes, np.uint32(1 << (32 - level))))
    return sketch.hashes[:end], sketch.in_lead[:end]


def _members(of: _UInts, among: _UInts) -> npt.NDArray[np.bool_]:
    """For each of the ascending `of`: does it stand in the ascending `among`?"""
    places = np.searchsorted(among, of)
    places[places == among.size] = 0
    found: npt.NDArray[np.bool_] = among[places] == of
    return found


def _share(found: npt.NDArray[np.bool_], lead: npt.NDArray[np.bool_]) -> float:
    """The share of the lead that was found; 1 where the sample has no part of the lead."""
    total = int(np.count_nonzero(lead))
    return float(np.count_nonzero(found & lead)) / total if total else 1.0


def _conflicts(a: _UInts, b: _UInts) -> tuple[int, int]:
    """How many places two ascending rows of slots share, and how many of them hold other values."""
    if not a.size or not b.size:
        return 0, 0
    places_a, places_b = a >> np.uint32(12), b >> np.uint32(12)
    at = np.searchsorted(places_b, places_a)
    at[at == places_b.size] = 0
    shared = places_b[at] == places_a
    return int(np.count_nonzero(shared)), int(np.count_nonzero(shared & (b[at] != a)))
