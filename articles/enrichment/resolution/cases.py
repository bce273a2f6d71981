"""Names of people in other cases than the first: "Зеленского" is Зеленский, "Donaldem Tuskiem" Donald Tusk."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from articles.enrichment.gazetteer import fold
from articles.enrichment.given_names import is_given
from articles.enrichment.inflection import bases
from articles.enrichment.resolution.found import Found
from articles.enrichment.spelling_keys import is_unknown
from articles.enrichment.spelling_table import load

#: Languages that inflect the names of people.
_INFLECTED = frozenset({"pl", "ru", "uk"})
#: Endings of cases that women's given names have, those that they do not have, and their ends in the first case.
_OF_WOMEN = ("ы", "и", "ой", "ей", "ою", "ею", "y", "ą")
_OF_MEN = ("ом", "ем", "ым", "им", "em", "ego")
_ENDS_OF_WOMEN = ("а", "я", "a")
#: Endings of cases of names that end so in the first case.
_OF_SOFT, _SOFT = ("я", "ю", "ем"), ("ь", "й")
#: What names with hard endings do not end with in the first case.
_OF_OTHERS = ("я", "ь", "й")
#: Endings of family names in another case: Пащенко and Шойгу have none.
_INFLECTED_FAMILY = (
    "а",
    "я",
    "ого",
    "его",
    "ому",
    "ему",
    "ом",
    "ем",
    "ым",
    "им",
    "ы",
    "и",
    "ой",
    "a",
    "em",
    "ego",
    "emu",
)
_CONSONANTS = frozenset("бвгджзклмнпрстфхцчшщьbcdfghjklmnprstwz")
#: Those of the languages that write Latin letters.
_LATIN = frozenset({"pl"})


def decide(mentions: Sequence[Found], language: str) -> None:
    """Give the people whose names are in another case the name in the first. Changes `mentions`.

    A name is in another case if the article has it in the first; a word, if no name is spelled so and one is without
    the ending; and a family name, if the given name before it is.
    """
    if language not in _INFLECTED:
        return
    people = [mention for mention in mentions if mention.label == "PER"]
    full = [parts for parts in dict.fromkeys(tuple(m.surface.split(" ")) for m in people) if len(parts) > 1]
    families = {parts[-1] for parts in full}
    named: dict[str, str] = {}
    for mention in people:
        if mention.surface not in named:
            parts = tuple(mention.surface.split(" "))
            first = _in_full(parts, full, language) if len(parts) > 1 else _alone(parts[0], families, language)
            named[mention.surface] = " ".join(first or _by_table(parts, language))
        if named[mention.surface] != mention.surface:
            mention.base = named[mention.surface]


def _in_full(parts: tuple[str, ...], full: Iterable[tuple[str, ...]], language: str) -> tuple[str, ...] | None:
    """Return the name of the article of which every word is a case, or the same: the shortest."""
    forms = [{part, *bases(part, language)} for part in parts]
    found = [
        name
        for name in full
        if len(name) == len(parts)
        and name[-1] != parts[-1]
        and len("".join(name)) <= len("".join(parts))
        and all(word in choices for word, choices in zip(name, forms, strict=True))
    ]
    return min(found, key=lambda name: len("".join(name))) if found else None


def _alone(word: str, families: Collection[str], language: str) -> tuple[str] | None:
    """Return the family name of the article of which a word is a case."""
    if word in families:
        return None
    return next(((form,) for form in bases(word, language) if form in families), None)


def _by_table(parts: Sequence[str], language: str) -> Sequence[str]:
    """Return the words of a name in the first case, as names that are known tell."""
    if len(parts) == 1:
        # the table has not the Latin names that English papers use: "Vance" is no case
        known = None if language in _LATIN or is_name(parts[0]) else _known(parts[0], language)
        return [known or parts[0]]
    given, family = parts[0], parts[-1]
    if not bases(given, language) and "." not in given:  # "Джо" has no cases
        known = None if language in _LATIN or is_name(family) else _known(family, language)
        return [*parts[:-1], known or family]
    if is_name(given) or (language in _LATIN and given.endswith(("e", "."))):
        return parts  # "Александра Стубба": he, or she
    first = None if "." in given else _known(given, language, of_women=family[-1] in _CONSONANTS)
    if (first is None and "." not in given) or (first and language in _LATIN and not is_given(fold(first))):
        return parts
    between = [next((form for form in bases(part, language) if form.endswith("ич")), part) for part in parts[1:-1]]
    return [first or given, *between, _family(given, first or given, family, language)]


def _family(given: str, first: str, family: str, language: str) -> str:
    """Return a family name in the first case, where the given name before it is in another or an initial."""
    both = given.endswith(("у", "ю")) and family.endswith("у")
    if first.endswith(("а", "я")) and (both or family.endswith(("ой", "ую"))):
        return next((form for form in bases(family, language) if form.endswith("а")), family)
    known = _known(family, language)
    if known or is_name(family) or not family.endswith(_INFLECTED_FAMILY) or "." in given:
        return known or family
    return next(iter(bases(family, language)), family)


def _known(word: str, language: str, *, of_women: bool = False) -> str | None:
    """Return the likeliest name of which a word is a case; with `of_women`, before a family name without an ending."""
    forms = [form for form in bases(word, language) if is_name(form)]
    if word.endswith(_OF_MEN):
        forms = [form for form in forms if not form.endswith(_ENDS_OF_WOMEN)]
    if word.endswith(("а", "ы", "у")):
        forms = [form for form in forms if not form.endswith(_OF_OTHERS)]
    likely = _ENDS_OF_WOMEN if of_women or word.endswith(_OF_WOMEN) else _SOFT if word.endswith(_OF_SOFT) else ()
    return next((form for form in forms if likely and form.endswith(likely)), forms[0] if forms else None)


def is_name(word: str) -> bool:
    """Return whether a name is known that is spelled so: in the table of spellings not by its consonants alone."""
    folded = fold(word)
    if is_given(folded):
        return True
    spelled = load().find(folded)
    return spelled is not None and not is_unknown(spelled)
