"""States of the US and of Mexico as newspapers abbreviate them."""

from __future__ import annotations

#: States as the Associated Press abbreviates them.
_ABBREVIATED = {
    "ala": "Alabama", "ariz": "Arizona", "ark": "Arkansas", "calif": "California", "colo": "Colorado",
    "conn": "Connecticut", "del": "Delaware", "fla": "Florida", "ga": "Georgia", "ill": "Illinois", "ind": "Indiana",
    "kan": "Kansas", "ky": "Kentucky", "la": "Louisiana", "md": "Maryland", "mass": "Massachusetts",
    "mich": "Michigan", "minn": "Minnesota", "miss": "Mississippi", "mo": "Missouri", "mont": "Montana",
    "neb": "Nebraska", "nev": "Nevada", "nh": "New Hampshire", "nj": "New Jersey", "nm": "New Mexico",
    "ny": "New York", "nc": "North Carolina", "nd": "North Dakota", "okla": "Oklahoma", "ore": "Oregon",
    "pa": "Pennsylvania", "ri": "Rhode Island", "sc": "South Carolina", "sd": "South Dakota", "tenn": "Tennessee",
    "vt": "Vermont", "va": "Virginia", "wash": "Washington", "wva": "West Virginia", "wis": "Wisconsin",
    "wyo": "Wyoming",
}  # fmt: skip


def state_of(abbreviation: str) -> str | None:
    """Return the state that "Ill." or "N.H." stands for, or None."""
    return _ABBREVIATED.get(abbreviation.strip(" .,").lower().replace(".", ""))


#: States of Mexico as its papers abbreviate them, other than those that the US abbreviates so.
_MEXICAN = frozenset(
    """ags bc bcs camp chih chis coah col dgo edomex gro gto hgo jal mor nay nl oax pue qro qroo sin slp son tab tamps
    tlax ver yuc zac""".split()  # noqa: SIM905
)


def country_of_state(abbreviation: str) -> str | None:
    """Return "Mexico" for one of its states: "Guadalajara, Jal."."""
    return "Mexico" if abbreviation.strip(" .,").lower().replace(".", "") in _MEXICAN else None
