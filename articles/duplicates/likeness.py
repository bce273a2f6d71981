"""Compare two texts by their sketches, and decide whether one is a copy of the other."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from articles.article import Value
from articles.duplicates.packed_hashes import dropped_bits
from articles.duplicates.sketch import Sketch

#: Of the smaller text's 3-grams, this share is in the larger one in a copy ...
CONTAINMENT = 0.26
#: ... of a text shorter than SHORT_WORDS this share, since chance weighs more ...
SHORT_CONTAINMENT = 0.5
SHORT_WORDS = 130
#: ... and of *each* text's lead this share in the other.
LEAD = 0.16
#: With foreign paragraphs before one of the texts, its lead does not count, if this share of the smaller text
#: is in the larger, so much of both is shared, and this share of the other's lead is in the lead or soon
#: after.
PREFACED_CONTAINMENT = 0.6
PREFACED_JACCARD = 0.5
PREFACED_LEAD = 0.5
#: A form's next issue: of the places that two texts share, this share is filled otherwise, at least so many. In a
#: short text one other number is enough.
SLOT_CONFLICTS, SLOT_CONFLICTS_AT_LEAST = 0.4, 2
NUMBER_CONFLICTS, NUMBER_CONFLICTS_AT_LEAST, NUMBER_CONFLICTS_IF_SHORT = 0.1, 2, 1
#: Where words are damaged too (scanned paper, typing errors), so many damaged places in excess of what is expected,
#: in multiples of it and of its standard deviation, are a form's.
DAMAGE, DAMAGE_DEVIATIONS = 1.2, 1.5

_UInts = npt.NDArray[np.uint32]
_Bools = npt.NDArray[np.bool_]


class Likeness(Value, frozen=True, kw_only=True):
    """What two sketches have in common. Comparing b with a gives the same, with `prefaced` turned round."""

    containment: float = 0.0  #: share of the smaller text's 3-grams found in the larger one, 0 to 1
    jaccard: float = 0.0  #: shared 3-grams among all of both, 0 to 1
    lead: float = 0.0  #: share of a lead that is found in the other text; the smaller of the two shares
    number_slots: int = 0  #: places that hold a number in both
    number_conflicts: int = 0  #: those with another number
    slots: int = 0  #: places that hold a number or a name in both
    slot_conflicts: int = 0  #: those filled otherwise
    #: The lead and the slots are only looked at where enough is contained.
    is_template: bool = False  #: another issue of the same form: the words agree, figures or names do not
    is_copy: bool = False  #: one text, and both begin with it
    prefaced: int = 0  #: one text, but something else comes before it in the first (1) or the second (2) of them


def compare(a: Sketch, b: Sketch) -> Likeness:
    """Return the likeness of two texts. Texts without a 3-gram have none."""
    level = max(a.level, b.level)
    dropped = np.uint32(dropped_bits(min(a.level, b.level)))
    (hashes_a, alone_a), (hashes_b, alone_b) = _sample(a, level, dropped), _sample(b, level, dropped)
    cut_a, cut_b = hashes_a.size, hashes_b.size
    if not cut_a or not cut_b:
        return Likeness()
    places = np.searchsorted(hashes_b, hashes_a)
    places[places == cut_b] = 0
    in_b = hashes_b[places] == hashes_a
    shared = int(np.count_nonzero(in_b))
    if not shared:
        return Likeness()
    containment = shared / min(cut_a, cut_b)
    shared_of_all = shared / (cut_a + cut_b - shared)
    is_short = min(a.words, b.words) < SHORT_WORDS
    wanted = SHORT_CONTAINMENT if is_short else CONTAINMENT
    if containment < wanted:
        return Likeness(containment=containment, jaccard=shared_of_all)
    at = places[in_b]  # in b, for each that is shared
    lead_a, lead_b = _of(a.in_lead, alone_a), _of(b.in_lead, alone_b)
    leads = _share(lead_a[in_b], lead_a), _share(lead_b[at], lead_b)
    numbers, number_conflicts = _conflicts(a.number_slots, b.number_slots)
    capitals, capital_conflicts = _conflicts(a.capital_slots, b.capital_slots)
    slots, conflicts = numbers + capitals, number_conflicts + capital_conflicts
    at_least = NUMBER_CONFLICTS_IF_SHORT if is_short else NUMBER_CONFLICTS_AT_LEAST
    is_template = _too_many(number_conflicts, numbers, containment, NUMBER_CONFLICTS, at_least) or _too_many(
        conflicts, slots, containment, SLOT_CONFLICTS, SLOT_CONFLICTS_AT_LEAST
    )
    is_copy = not is_template and min(leads) >= LEAD
    prefaced = 0
    if not is_template and not is_copy and containment >= PREFACED_CONTAINMENT and shared_of_all >= PREFACED_JACCARD:
        soon_in_a = _share(lead_b[at] & _of(a.soon, alone_a)[in_b], lead_b)
        soon_in_b = _share(lead_a[in_b] & _of(b.soon, alone_b)[at], lead_a)
        if max(soon_in_a, soon_in_b) >= PREFACED_LEAD and soon_in_a != soon_in_b:
            prefaced = 1 if soon_in_a > soon_in_b else 2
    return Likeness(
        containment=containment,
        jaccard=shared_of_all,
        lead=min(leads),
        number_slots=numbers,
        number_conflicts=number_conflicts,
        slots=slots,
        slot_conflicts=conflicts,
        is_template=is_template,
        is_copy=is_copy,
        prefaced=prefaced,
    )


def _sample(sketch: Sketch, level: int, dropped: np.uint32) -> tuple[_UInts, _Bools]:
    """Return the hashes that the sample would have at a higher `level`, and which of the sketch's first they are.

    Their last bits are dropped, as most of a sketch's hashes lack them; of hashes that then are the same, one is left.
    """
    hashes = sketch.hashes
    if level != sketch.level:
        hashes = hashes[: np.searchsorted(hashes, np.uint32(1 << (32 - level)))]
    hashes = hashes >> dropped
    alone = np.ones(hashes.size, np.bool_)
    alone[1:] = hashes[1:] != hashes[:-1]
    return hashes[alone], alone


def _of(bits: _Bools, alone: _Bools) -> _Bools:
    """Return what a sketch's bits say of the hashes that `_sample` returned."""
    return bits[: alone.size][alone]


def _share(found: _Bools, lead: _Bools) -> float:
    """Return the share of the lead that was found; 1 if the sample has no part of the lead."""
    total = int(np.count_nonzero(lead))
    return int(np.count_nonzero(found)) / total if total else 1.0


def _too_many(conflicts: int, places: int, containment: float, share: float, at_least: int) -> bool:
    """Return whether there are more conflicts than in a copy, even in one with so many damaged words.

    Where each word is damaged with probability d, a 3-gram survives with (1 - d)^3, which containment estimates.
    """
    if conflicts < max(at_least, share * places):
        return False
    damaged = places * (1 - math.cbrt(containment))
    return conflicts >= DAMAGE * damaged + DAMAGE_DEVIATIONS * math.sqrt(damaged)


def _conflicts(a: _UInts, b: _UInts) -> tuple[int, int]:
    """Return how many places two ascending rows of slots share, and how many of them hold different values."""
    if not a.size or not b.size:
        return 0, 0
    places_a, places_b = a >> np.uint32(12), b >> np.uint32(12)
    at = np.searchsorted(places_b, places_a)
    at[at == places_b.size] = 0
    shared = places_b[at] == places_a
    return int(np.count_nonzero(shared)), int(np.count_nonzero(shared & (b[at] != a)))
