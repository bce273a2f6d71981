"""Articles by the thousand: each one different from all others, and each with a name of its own to find it by."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

#: What an article's name looks like; it stands in the text, where nothing cuts it.
NAME = re.compile(r"\bZq[a-z]{7}\b")


def _words(text: str) -> list[str]:
    return text.split()


_WHO = _words(
    "council spokesman farmer banker minister museum doctor teacher captain trader orchestra engineer judge resident "
    "airline scientist delegate club rescuer novelist parliament shopkeeper railway bishop tenant painter sailor "
    "lawyer widow mayor nurse printer baker senator historian pilot referee miner actress gardener"
)
_DID = _words(
    "rejected approved postponed described questioned praised abandoned rebuilt inspected sold welcomed delayed opened "
    "defended criticised measured borrowed repaired announced forgot discovered financed translated painted "
    "photographed closed doubled counted protected ignored visited copied hid bought cancelled tested renamed mapped"
)
_WHAT = _words(
    "bridge budget harvest contract concert tunnel treaty library strike market painting vaccine festival dam "
    "satellite statue reform garden ferry archive laboratory loan timetable orchard lighthouse quota tramway ruling "
    "theatre hospital collection school mill quarry census canal chapel observatory pension refinery stadium"
)
_WHICH = _words(
    "ageing disputed costly wooden northern forgotten modern unfinished famous narrow provisional crowded private "
    "flooded ambitious medieval popular secret unusual coastal smaller green remote wealthy silent broken distant "
    "modest public royal empty heavy local foreign early gentle steep stubborn cautious rural"
)
_WHERE = _words("near behind beside above outside below opposite beyond inside along across around before after")
_AND = _words("while although because until where when since whereas unless after before so")
_HOW = _words(
    "quietly quickly reluctantly twice carefully suddenly often rarely openly briefly finally again gladly slowly "
    "later yesterday nearby abroad together alone"
)


@dataclass(frozen=True)
class Story:
    """A generated article."""

    name: str
    text: str


def name_of(number: int) -> str:
    """A word that no other article contains: "Zq" and seven letters."""
    letters = ""
    number = (number * 5_039_951 + 1_234_577) % 26**7  # 5,039,951 and 26 share no factor, so it is one to one
    for _ in range(7):
        number, place = divmod(number, 26)
        letters += chr(ord("a") + place)
    return "Zq" + letters


def story(number: int, *, sentences: int = 7, seed: int = 0) -> Story:
    """Article `number`: about 15 words to a sentence, the same whenever it is asked for."""
    made = random.Random(f"{seed}-{number}")
    name = name_of(number)
    first = _sentence(made)
    lines = [f"In {name} {first[0].lower()}{first[1:]}"]
    lines += [_sentence(made) for _ in range(sentences - 1)]
    title = f"{made.choice(_WHICH).capitalize()} {made.choice(_WHAT)} divides {name}"
    return Story(name, f"{title}\n\n" + "\n\n".join(" ".join(lines[i : i + 3]) for i in range(0, len(lines), 3)) + "\n")


def _sentence(made: random.Random) -> str:
    def thing(kinds: list[str]) -> str:
        return f"{made.choice(('the', 'a', 'one', 'this', 'every'))} {made.choice(_WHICH)} {made.choice(kinds)}"

    said = (
        f"{thing(_WHO)} {made.choice(_HOW)} {made.choice(_DID)} {thing(_WHAT)} {made.choice(_WHERE)} {thing(_WHAT)}, "
        f"{made.choice(_AND)} {thing(_WHO)} {made.choice(_DID)} {thing(_WHAT)} {made.choice(_HOW)}."
    )
    return said[0].upper() + said[1:]
