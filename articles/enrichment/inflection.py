"""Inflected names, and the forms that a gazetteer or the other sentences of an article may know them by.

"Waszyngtonu", "Москве", "Türkiye'de": endings are taken off, and what the first case would end with is put on. What
comes out are guesses: whether there is such a name is for the caller to look up.
"""

from __future__ import annotations

import re

from articles.article import Value


class Endings(Value, frozen=True, kw_only=True):
    """How the names of a language are inflected."""

    cut: tuple[str, ...]  #: endings, in lower case
    put: tuple[str, ...] = ("",)  #: what may be in their place
    changed: tuple[tuple[str, str], ...] = ()  #: endings that change the stem → what the first case has for them


_FINNISH = """ssa ssä sta stä lla llä lta ltä lle na nä ksi tta ttä iin aan ään een seen oon uun yyn in an en n on un yn
    a ä ta tä"""
_HUNGARIAN = """ban ben ból ből ba be nak nek val vel ra re ról ről on en ön ot et öt t n hoz hez höz tól től nál nél
    ért"""
_TURKISH = "da de ta te dan den tan ten ya ye a e yı yi yu yü ı i u ü nın nin nun nün ın in un ün nda nde la le yla yle"


def _changes(pairs: str) -> tuple[tuple[str, str], ...]:
    """Return the pairs of "old=new old=new"."""
    return tuple((old, new) for old, _, new in (pair.partition("=") for pair in pairs.split()))


_SLAVIC = ("", "а", "я", "ь", "й", "о")
_ENDINGS: dict[str, Endings] = {
    "pl": Endings(
        cut=tuple("owi em ie iem ach ami om ów ego emu im ą ę y i u a e o".split()),  # noqa: SIM905
        put=("", "a", "o", "y", "i", "e"),
        changed=_changes("sce=ska ryce=ryka dze=ga iej=ia ii=ia ji=ja wie=wa"),
    ),
    "ru": Endings(
        cut=tuple("ом ем ой ою ей ах ями ами ого ому ым у ю а я е и ы о".split()),  # noqa: SIM905
        put=_SLAVIC,
        changed=_changes("ии=ия ию=ия ией=ия ском=ск ского=ский ого=ый ого=ий его=ий вла=вел влу=вел влом=вел"),
    ),
    "uk": Endings(
        cut=tuple("ом ем ою єю ею ові еві ах ами ого ому им у ю а я і и ї о".split()),  # noqa: SIM905
        put=_SLAVIC,
        changed=_changes("ії=ія ію=ія ією=ія єві=їв єва=їв ові=ів ова=ів ого=ий"),
    ),
    "tr": Endings(cut=tuple(_TURKISH.split())),
    "fi": Endings(
        cut=tuple(_FINNISH.split()),
        put=("", "i", "a", "ki"),
        changed=_changes(
            "ngissä=nki ngin=nki nkiin=nki ngistä=nki lmassa=lma isissa=iisi omessa=omi omesta=omi omeen=omi omen=omi"
        ),
    ),
    "hu": Endings(
        cut=tuple(_HUNGARIAN.split()),
        changed=_changes("át=a ában=a ából=a ába=a ének=e ának=a"),
    ),
    **dict.fromkeys(
        ("cs", "sk"),
        Endings(
            cut=tuple("em om ě e y u i a o".split()),  # noqa: SIM905
            put=("", "a", "o", "e"),
            changed=_changes("ze=ha ii=ie ií=ie ách=y ích=y hou=ha vou=va nou=na tou=ta rou=ra lou=la"),
        ),
    ),
    "de": Endings(cut=("s",)),
    "sv": Endings(cut=("s",)),
    "da": Endings(cut=("s",)),
    **dict.fromkeys(("nb", "nn", "no"), Endings(cut=("s",))),
}
#: Particles behind a Korean name, and particles before an Arabic one.
_KOREAN = re.compile(
    r"(?<=..)(?:에서(?:는|도|의)?|에(?:는|도|게)?|으로|(?:과|와)(?:의|는)?|부터|까지|은|는|이|가|을|를|의|도|로)$"
)
_ARABIC = re.compile(r"^(?:[وف](?:[بلك]?)|[بلك])(?=.{4})")
#: "polski", "polskiego", "českou": of Poland, not Poland.
_ADJECTIVES = {
    "pl": re.compile(r"[sc]k(?:i|ie|im|imi|ich|iego|iemu|iej)$"),
    **dict.fromkeys(("cs", "sk"), re.compile(r"[sc]k(?:ou|ého|ému|ém|ým|ých|ými|é|á|ý|ej)$")),
}
#: What stays of a name after its ending is taken off has so many letters at least.
_STEM = 3


#: Languages that write particles and a name as one word.
_BY_PARTICLES = frozenset({"ar", "ko"})


def _without_particles(word: str, language: str | None) -> tuple[str, ...]:
    """Return the name in "서울에서" and "وبيروت"."""
    pattern = _KOREAN if language == "ko" else _ARABIC
    bare = pattern.sub("", word)
    if language == "ar" and word.startswith("لل"):
        bare = "ال" + word[2:]
    elif language == "ar" and word[:1] in "وف" and word[1:3] == "لل":
        bare = "ال" + word[3:]
    first = (word[1:],) if language == "ar" and word[:1] in "وف" and len(word) > _STEM + 1 else ()
    return tuple(dict.fromkeys(form for form in (*first, bare) if form != word))


def inflects(language: str | None) -> bool:
    """Return whether `bases` knows endings of a language."""
    return (language or "") in _ENDINGS or language in _BY_PARTICLES


def bases(word: str, language: str | None) -> tuple[str, ...]:
    """Return forms that a name may have in the first case, the likeliest first, without the word itself.

    >>> bases("Merkels", "de"), bases("Ankara'da", "tr")
    (('Merkel',), ('Ankara',))
    """
    if language in _BY_PARTICLES:
        return _without_particles(word, language)
    endings = _ENDINGS.get(language or "")
    adjective = _ADJECTIVES.get(language or "")
    if endings is None or (adjective is not None and adjective.search(word)):
        return ()
    head, mark, _ = word.replace("’", "'").partition("'")
    if mark and len(head) >= _STEM and language in ("tr", "fi"):
        return (head,)
    found: dict[str, None] = {}
    for ending, instead in endings.changed:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM - 1:
            found[word[: len(word) - len(ending)] + instead] = None
    for ending in sorted(endings.cut, key=len, reverse=True):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _STEM:
            found.update(dict.fromkeys(stem + instead for instead in endings.put))
    found.pop(word, None)
    return tuple(found)
