"""Conventions of agencies' headlines, slugs and notes that tell of corrections and kills, in eight languages.

They mark an article and never act: anybody may write them into a text, and a story about a kill is not one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

#: A mark, and how it is written at the beginning of a headline or a line. Words in capitals need nothing after them;
#: others are labels, with a colon or a dash.
_AT_BEGINNING: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "kill",
        re.compile(
            r"\W*(?:(?:MANDATORY|URGENT|Mandatory|BULLETIN|STORY|RELEASE)[\s-]*)*(?:"
            r"(?:KILL|ELIM(?:INAT(?:ED|ION))?|DISREGARD(?: RELEASE)?|WITHDR(?:AWN?|AWAL)|RETRACT(?:ION|ED)"
            r"|STORNO|STORNIERT|STORNIERUNG|RÜCK(?:RUF|ZUG)|RUECK(?:RUF|ZUG)|ZUR(?:Ü|UE)CKGEZOGEN|LÖSCHUNG|LOESCHUNG"
            r"|ANNUL(?:E|ER|ÉE?|EE|ATION)|ANULAD[AO]|ANULACI[OÓ]N|ANNULLAMENTO|ANNULLAT[AO]"
            r"|INGETROKKEN|INTREKKING|VERVALT|ANULAÇÃO|ANULACAO)\b(?=\W|$)(?! E(?:T|) (?:REM|SO))"
            r"|(?:Withdrawal|Withdrawn|Retraction|Retracted|Zurückgezogen|Storno|Storniert|Ingetrokken|Vervalt|Annulation|Anulación|Annullamento|Anulação)"
            r"\s?:|Kill\s?:)"
        ),
    ),
    (
        "correction",
        re.compile(
            r"\W*(?:WDH\W+)?(?:(?:CORRECT(?:ED|IF|ION|IVE|S|ING (?:AND|and) REPLACING)|CORREGID[AO]"
            r"|RECTIFICACI[OÓ]N|CLARIFICATION|KORREKTUR|KORRIGIERT|BERICHTIGUNG|BERICHTIGT|RECTIFICATI(?:F|VE|E)"
            r"|CORRECCI[OÓ]N|FE DE ERRORES|CORREZIONE|RETTIFICA|ERRATA CORRIGE|CORRECTIE|CORREÇÃO|CORRECAO|RETIFICAÇÃO"
            r"|ERRATUM)\b"
            r"|(?:Correct(?:ed|ion|ive|if)|Rectificación|Corregid[ao]|Clarification|Korrektur|Korrigiert|Berichtigung|Berichtigt|Rectificati(?:f|e)"
            r"|Corrección|Correzione|Rettifica|Errata corrige|Correctie|Correção|Retificação|Fe de errores|Erratum)"
            r"(?:\s?:|\s[-–—]\s))"
        ),
    ),
    (
        "correction",
        re.compile(
            r"\W*(?:annule et remplace|anula y (?:sustituye|reemplaza)|annulla e sostituisce|anula e substitui"
            r"|korrigierte (?:fassung|version)|corrected (?:version|repetition)|versi[oó]n corregida|versione corretta"
            r"|version corrigée|gecorrigeerde versie|versão corrigida)\b",
            re.I,
        ),
    ),
    ("refile", re.compile(r"\W*REFILE\b")),
    (
        "update",
        re.compile(
            r"\W*(?:(?:(?:UPDATED?|WRAPUP|ACTUALIZACI[OÓ]N|ACTUALISATION|MISE [AÀ] JOUR|AGGIORNAMENTO|ATUALIZAÇÃO"
            r"|AKTUALISIERUNG)\s*\d*|\d+(?:st|nd|rd|th) (?:Ld|LD|LEAD)[\w-]*)\b[\s:-])"
        ),
    ),
    (
        "embargo",
        re.compile(
            r"\W*(?:(?:STRICT |STRICTLY )?EMBARGO(?:ED)?|Embargoed until|Embargo:|SPERRFRIST|Sperrfrist|SOUS EMBARGO"
            r"|Sous embargo|HOLD FOR RELEASE|EMBARGAD[AO]|BAJO EMBARGO|SOTTO EMBARGO|ONDER EMBARGO"
            r"|Onder embargo|SOB EMBARGO)\b"
        ),
    ),
    ("advisory", re.compile(r"\W*(?:ADVISORY|EDITORS'? NOTE)\b")),
)


class _ToEditors(NamedTuple):
    """What is written to the editors somewhere in the first or last lines."""

    mark: str
    stems: tuple[str, ...]  #: in lower case; a text without any of them is not looked at
    pattern: re.Pattern[str]


_TO_EDITORS: tuple[_ToEditors, ...] = (
    _ToEditors(
        "kill",
        ("kill", "eliminate", "not use", "withdraw"),
        re.compile(
            r"\b(?:editors?|desks?)\b[^.\n]{0,60}\b(?:please\s+)?(?:kill|eliminate)\b"
            r"|\bmandatory kill\b|\bplease kill\b|\bkill is mandatory\b|\bdo not use\b[^.\n]{0,40}\bstory\b"
            r"|\b(?:attention|note to) (?:editors|clients|subscribers)\b[^.\n]{0,80}\bwithdr(?:awn?|ew)\b",
            re.I,
        ),
    ),
    _ToEditors(
        "kill",
        ("verwende", "veröffentliche", "zurückgezogen", "storniert"),
        re.compile(
            r"\b(?:achtung|redaktionen|kunden|meldung|beitrag|bericht|text)\b[^.\n]{0,80}"
            r"\bnicht (?:mehr |weiter )?(?:zu )?(?:verwenden|veröffentlichen|verbreiten)\b"
            r"|\b(?:achtung|bitte)\b[^.\n]{0,30}\bverwenden sie [^.\n]{1,40}\bnicht\b"
            r"|\bmeldung\b[^.\n]{0,60}\b(?:zurückgezogen|storniert)\b",
            re.I,
        ),
    ),
    _ToEditors(
        "kill",
        ("utili", "usar", "usare", "publi", "pubbli", "annul", "anul", "diffus", "gebruiken", "overnemen"),
        re.compile(
            r"\b(?:attention|prière|veuillez|merci|clients|abonnés)\b[^.\n]{0,60}"
            r"\b(?:ne (?:pas|plus) (?:utiliser|publier|diffuser)|annuler (?:notre|cette|la) (?:dépêche|info))"
            r"|\b(?:atenci[oó]n|por favor|rogamos|editores|abonados)\b[^.\n]{0,60}"
            r"\b(?:no (?:utili[cz]ar|utilicen|usar|usen|publicar|publiquen)|anul(?:ar|en) (?:la|esta|nuestra))\b"
            r"|\b(?:attenzione|si prega|redazioni|abbonati)\b[^.\n]{0,60}"
            r"\b(?:non (?:utilizzare|usare|pubblicare|diffondere)|annullare (?:la|il) (?:notizia|lancio))\b"
            r"|\b(?:let op|redacties?|bericht)\b[^.\n]{0,60}"
            r"\bniet (?:meer )?(?:te )?(?:gebruiken|publiceren|overnemen)\b"
            r"|\b(?:aten[cç][aã]o|por favor|editores)\b[^.\n]{0,60}"
            r"\bn[aã]o (?:usar|usem|utilizar|publicar|publiquem)\b",
            re.I,
        ),
    ),
    _ToEditors(
        "correction",
        ("correct",),
        re.compile(r"\((?:corrects|correcting|eds: corrects|corrected version)\b", re.I),
    ),
)
#: A mark, and its place in the header of a wire's text: after the slug of ANPA, or on a line for editors.
_IN_HEADERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("kill", re.compile(r"[,(/-]\s*(?:KILL|ELIM(?:INAT(?:E|ED|ION))?|WITHHOLD|WITHDRAWN?)\b")),
    ("correction", re.compile(r"[,(/-]\s*(?:CORRECT(?:ION|IVE|ED)|Correction|Corrective|CX)(?=\s*(?:[,<)/]|$))")),
    ("update", re.compile(r"[,-]\s*\d+(?:st|nd|rd|th)[ -](?:Ld|LD|LEAD)\b|\b[Ww]ritethru\b")),
    (
        "update",
        re.compile(
            r"\(?\d+\. (?:ZF|Zusammenfassung|Update)\b|\(Zusammenfassung\b|\d+(?:ST|ND|RD|TH) (?:ROUNDUP|UPDATE)\b"
        ),
    ),
    ("embargo", re.compile(r"[,(/-]\s*(?:HFR|HOLD FOR RELEASE|EMBARGO(?:ED)?)\b")),
    ("advisory", re.compile(r"[,(/-]\s*(?:ADVISORY|Advisory)(?=\s*(?:[,<)/]|$))")),
)
_LINES = 4
_LINE_CHARACTERS = 300


def marks(title: str | None, text: str = "") -> tuple[str, ...]:
    """Return the conventions that a headline and the first and last lines of a text follow."""
    lines = [line for line in text.split("\n") if line.strip()]
    ends = [line[:_LINE_CHARACTERS] for line in (*lines[:_LINES], *lines[_LINES:][-_LINES:])]
    heads = [line[:_LINE_CHARACTERS] for line in (title, *ends[:1]) if line]
    found = [mark for mark, pattern in _AT_BEGINNING if any(map(pattern.match, heads))]
    return tuple(dict.fromkeys((*found, *_to_editors((*ends, *heads)))))


def header_marks(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the conventions that the header of a wire's text follows: its slug, its lines and notes for editors."""
    heads = [line[:_LINE_CHARACTERS] for line in lines if line.strip()]
    found = [mark for mark, pattern in _AT_BEGINNING if any(map(pattern.match, heads))]
    found += [mark for mark, pattern in _IN_HEADERS if any(map(pattern.search, heads))]
    return tuple(dict.fromkeys((*found, *_to_editors(heads))))


def _to_editors(lines: Iterable[str]) -> list[str]:
    text = "\n".join(lines)
    lowered = text.lower()
    return [
        one.mark
        for one in _TO_EDITORS
        if any(stem in lowered for stem in one.stems) and one.pattern.search(text) is not None
    ]
