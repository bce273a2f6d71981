"""Write the names of months and halves of the day that dates are read by: `articles/metadata/months.json`.

    python training/months.py

From the Unicode CLDR by `babel`, in every language that it has. A name that means two months in two languages
("listopad": October in Croatian, November in Polish and Czech) is kept with the languages of the rarer meaning.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import babel
import babel.localedata

from articles.metadata.months import TABLE, folded, half_form, plain

#: Languages with the most readers first: their meaning of a name counts where no language is known.
BY_READERS = "en es fr de pt ru ar it pl nl tr id uk cs ro sv hu el bg da fi no nb sr sk fa hi bn ja ko zh vi th"
FIRST = BY_READERS.split()
#: Languages whose abbreviations of up to three Latin letters count; those of small ones are words of large ones.
SHORT = {
    *FIRST,
    "af",
    "az",
    "bs",
    "ca",
    "cy",
    "et",
    "eu",
    "fil",
    "ga",
    "gl",
    "hr",
    "is",
    "lt",
    "lv",
    "ms",
    "sl",
    "sq",
    "sw",
    "uz",
}
#: Spellings that newspapers use and CLDR lacks.
EXTRA = {
    1: "jenner gennaro januara januarie", 2: "feber fevr febb febbr", 3: "maerz marz mrt", 4: "avr abr",
    5: "", 6: "", 7: "", 8: "aout", 9: "sept setiembre setembre", 10: "", 11: "noviembre", 12: "decembre dicembre",
}  # fmt: skip
#: Abbreviations of weekdays, which stand beside dates too.
WEEKDAYS = {
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "so",
    "mo",
    "di",
    "mi",
    "do",
    "lun",
    "mar.",
    "mer",
    "gio",
    "ven",
}
#: Names of halves of the day that are other words too.
NO_HALVES = {"a", "p", "de", "di", "da", "in", "mu", "ma", "na", "le", "e", "i", "o", "u", "n", "m"}


def main() -> None:
    """Collect, decide and write."""
    found: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    halves: dict[str, set[str]] = {"am": set(), "pm": set()}
    month_first: set[str] = set()
    for identifier in babel.localedata.locale_identifiers():
        try:
            locale = babel.Locale.parse(identifier)
        except (babel.UnknownLocaleError, ValueError):
            continue
        _months(locale, found)
        _halves(locale, halves)
        pattern = locale.date_formats["short"].pattern
        if pattern.find("M") < pattern.find("d") and pattern.find("M") < pattern.find("y"):
            month_first.add(identifier.replace("_", "-").lower())
    for number, names in EXTRA.items():
        for name in names.split():
            found[name].setdefault(number, set()).add("")
    months: dict[str, Any] = {}
    for name in sorted(found):
        meanings = found[name]
        default = _default(name, meanings)
        others = {
            language: number
            for number in sorted(meanings)
            for language in sorted(meanings[number])
            if number != default and language not in meanings.get(default, ())
        }
        months[name] = [default, others] if others else default
    for name in list(months):
        months.setdefault(plain(name), months[name])
    english = sorted(name for name, meanings in found.items() if any("en" in one for one in meanings.values()))
    table = {
        "months": dict(sorted(months.items())),
        "english": english,
        "halves": {half: sorted(names) for half, names in halves.items()},
        "month_first": sorted(month_first),
    }
    text = json.dumps(table, ensure_ascii=False, separators=(",", ":"))
    Path(TABLE).write_text(text.replace('],"', '],\n"').replace('},"', '},\n"') + "\n", encoding="utf-8")
    print(
        f"{len(months)} names, {sum(isinstance(m, list) for m in months.values())} of two meanings; {len(text)} bytes"
    )


def _months(locale: babel.Locale, found: dict[str, dict[int, set[str]]]) -> None:
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in locale.months[context].get(width, {}).items():
                form = folded(name)
                if form not in WEEKDAYS and len(form) > 1 and not any(c.isdigit() for c in form):
                    found[form][number].add(locale.language)


def _halves(locale: babel.Locale, halves: dict[str, set[str]]) -> None:
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated", "narrow"):
            for period, name in locale.day_periods.get(context, {}).get(width, {}).items():
                half = "am" if period in {"am", "morning1", "morning2"} else "pm"
                form = half_form(name)
                if period in {"midnight", "night1", "night2"} or not form or form in NO_HALVES:
                    continue
                if not (form.isascii() and len(form) < 2) and not any(c.isdigit() for c in form):
                    halves[half].add(form)
    halves["am"] -= halves["pm"]


def _default(name: str, meanings: dict[int, set[str]]) -> int:
    """What a name means where no language is known; 0 for short names, which are words of other languages."""
    number = min(meanings, key=lambda number: _rank(meanings[number]))
    if name.isascii() and (len(name) == 2 or (len(name) == 3 and not meanings[number] & {*SHORT, ""})):
        return 0
    return number


def _rank(languages: set[str]) -> int:
    return min((FIRST.index(language) if language in FIRST else len(FIRST) for language in languages), default=99)


if __name__ == "__main__":
    main()
