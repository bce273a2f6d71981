"""Conventions of texts that tell of corrections and kills."""

from __future__ import annotations

import pytest

from articles.wire.conventions import header_marks, marks

TEXT = "The ferry board agreed on Tuesday to lengthen its northern pier.\n\nWork begins in September."


@pytest.mark.parametrize(
    ("title", "text", "wanted"),
    [
        ("CORRECTED: Board lengthens its pier", TEXT, ("correction",)),
        ("CORRECTED-UPDATE 2-Board lengthens its pier", TEXT, ("correction",)),
        ("UPDATE 2-Board lengthens its pier", TEXT, ("update",)),
        ("REFILE-Board lengthens its pier", TEXT, ("refile",)),
        ("MANDATORY KILL: Board lengthens its pier", TEXT, ("kill",)),
        ("KILL: Pier", TEXT, ("kill",)),
        ("ELIMINATED: Pier", TEXT, ("kill",)),
        ("Pier", f"EDITORS: please kill the story slugged Pier.\n\n{TEXT}", ("kill",)),
        ("Pier", f"{TEXT}\n\nA kill is mandatory. Make certain the story is not published.", ("kill",)),
        ("Board lengthens its pier", TEXT, ()),
        ("Killers of the flower moon win again", TEXT, ()),
        ("Kill them with kindness, says coach", TEXT, ()),
        ("KILL bill dies in the senate", TEXT, ("kill",)),
        ("Update on the northern pier", TEXT, ()),
        ("Corrected proofs sold for a fortune", TEXT, ()),
    ],
)
def test_conventions_are_marked(title: str, text: str, wanted: tuple[str, ...]) -> None:
    """A mark may be wrong ("KILL bill"), which is why it never acts."""
    assert wanted == marks(title, text)


@pytest.mark.parametrize(
    ("mark", "title"),
    [
        ("kill", "WITHDRAWAL: Pier"),
        ("kill", "RETRACTED: Pier"),
        ("kill", "Withdrawal: Pier"),
        ("kill", "STORY WITHDRAWN: Pier"),
        ("kill", "ELIM: Pier"),
        ("kill", "DISREGARD RELEASE: Pier"),
        ("correction", "CORRECTING and REPLACING Board lengthens its pier"),
        ("correction", "CORRECTIF: La jetée"),
        ("correction", "CORREGIDO: El muelle"),
        ("correction", "RECTIFICACIÓN: El muelle"),
        ("correction", "WDH/KORREKTUR: Pier wird verlängert"),
        ("update", "ACTUALIZACIÓN 1-El muelle"),
        ("update", "MISE À JOUR: La jetée"),
        ("update", "WRAPUP 3-Board lengthens its pier"),
        ("update", "1st LD-Board lengthens its pier"),
        ("embargo", "STRICT EMBARGO: 00:01 GMT Monday"),
        ("kill", "URGENT - Mandatory Kill - Pier"),
        ("kill", "EDITORS: please kill story slugged PIER-LENGTH"),
        ("kill", "ATTENTION EDITORS: the story headlined Pier is withdrawn."),
        ("kill", "ACHTUNG: bitte nicht verwenden - Pier"),
        ("kill", "ACHTUNG REDAKTIONEN: Die Meldung «Pier» bitte nicht mehr verwenden"),
        ("kill", "Achtung: Bitte verwenden Sie diese Meldung nicht!"),
        ("kill", "Achtung: Die Meldung Pier wird zurückgezogen"),
        ("kill", "ZURÜCKGEZOGEN: Pier wird verlängert"),
        ("kill", "RÜCKZUG: Pier"),
        ("kill", "LÖSCHUNG: Pier"),
        ("kill", "ANNULATION: La jetée"),
        ("kill", "ATTENTION: prière de ne pas utiliser cette dépêche"),
        ("kill", "Attention clients: veuillez annuler notre dépêche La jetée"),
        ("kill", "ANULACION: El muelle"),
        ("kill", "ANULACIÓN - El muelle"),
        ("kill", "ATENCIÓN: por favor, no utilizar esta noticia"),
        ("kill", "ANNULLAMENTO: Il molo"),
        ("kill", "ATTENZIONE: si prega di non utilizzare la notizia"),
        ("kill", "INGETROKKEN: De pier"),
        ("kill", "VERVALT: De pier"),
        ("kill", "LET OP: dit bericht niet gebruiken"),
        ("kill", "ANULAÇÃO: O cais"),
        ("kill", "ATENÇÃO: por favor não usar esta notícia"),
        ("correction", "CORRECTS figure: Pier to be lengthened"),
        ("correction", "CLARIFICATION: Pier"),
        ("correction", "BERICHTIGUNG: Pier wird verlängert"),
        ("correction", "Berichtigung: Pier wird verlängert"),
        ("correction", "(Korrigierte Fassung) Pier wird verlängert"),
        ("correction", "ANNULE ET REMPLACE: La jetée"),
        ("correction", "Annule et remplace la dépêche de 10h"),
        ("correction", "Rectificatif : La jetée"),
        ("correction", "Fe de errores: El muelle"),
        ("correction", "ANULA Y SUSTITUYE: El muelle"),
        ("correction", "ERRATA CORRIGE: Il molo"),
        ("correction", "ANNULLA E SOSTITUISCE: Il molo"),
        ("correction", "RECTIFICATIE: De pier"),
        ("correction", "CORREÇÃO: O cais"),
        ("correction", "ANULA E SUBSTITUI: O cais"),
        ("embargo", "Sous embargo jusqu'à midi: La jetée"),
        ("embargo", "EMBARGADO hasta las 12: El muelle"),
        ("embargo", "ONDER EMBARGO tot 12 uur: De pier"),
    ],
)
def test_conventions_of_languages(mark: str, title: str) -> None:
    """What replaces an item ("annule et remplace") corrects it."""
    assert (mark,) == marks(title, TEXT)


@pytest.mark.parametrize(
    "title",
    [
        "Annulation d'un concert sur la jetée",
        "Annule son vol, manque son mariage",
        "Anulación de multas en el muelle",
        "Achtung, Wildwechsel: Der Pier wird verlängert",
        "Korrekturfahrt am Pier",
        "Korrekturen am Haushalt beschlossen",
        "Correction officers strike at county jail",
        "Correzione dei conti, il governo rinvia",
        "Rettifica catastale, come fare",
        "Rückruf von 3000 Autos",
        "Withdrawal from the pier begins",
        "Embargo on grain lifted",
        "Bitte nicht füttern: Möwen am Pier",
        "Advisory board meets",
    ],
)
def test_news_about_such_things_is_not_marked(title: str) -> None:
    assert marks(title, TEXT) == ()


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("BC-EU--Board-Pier, KILL,170", ("kill",)),
        ("BC-Pier,ELIM,90", ("kill",)),
        ("BC-Pier, CORRECTION,170", ("correction",)),
        ("BC-Pier, 2nd Ld-Writethru,170", ("update",)),
        ("BC-Pier, Advisory,40", ("advisory",)),
        ("BC-Pier, HFR,170", ("embargo",)),
        ("BC-Pier-Advisory,40", ("advisory",)),
        ("BC-Pier-CORRECTIVE,170", ("correction",)),
        ("BC-Pier-WITHHOLD,170", ("kill",)),
        ("PIER/KILL", ("kill",)),
        ("(Berichtigung: Zahl im zweiten Absatz)", ("correction",)),
        ("(Achtung: Die Meldung bitte nicht verwenden)", ("kill",)),
        ("(Achtung: mit Bild)", ()),
        ("(Zusammenfassung 1230 - neu: Kran)", ("update",)),
        ("KORREKTUR", ("correction",)),
        ("KILL", ("kill",)),
        ("(2. Zusammenfassung - neu: Kran)", ("update",)),
        ("1ST ROUNDUP", ("update",)),
        ("BC-Killer Whale-Pier,170", ()),
        ("Board corrects its pier", ()),
        ("Pier/Norway/", ()),
    ],
)
def test_headers_of_wires_are_marked(line: str, wanted: tuple[str, ...]) -> None:
    """By what comes after the slug, or is a line for editors."""
    assert wanted == header_marks(["", line])
