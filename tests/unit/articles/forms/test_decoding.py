"""Bytes to text, in the encodings that papers use."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.forms.decoding import decode, encoding_of

GERMAN = (
    "Die Molkerei in Talbach füllt ihre Milch wieder in Glasflaschen ab, sagte Geschäftsführerin Änne Großkopf. " * 4
)
RUSSIAN = "Городской совет проголосовал за возвращение ночного парома, сообщила мэр города в пятницу вечером. " * 4
JAPANESE = "町議会は金曜日、九年前に廃止された夜間フェリーを復活させることを決めた。市長が記者団に語った。" * 4


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_german(encoding: str) -> None:
    """With and without a byte order mark."""
    assert GERMAN == decode(GERMAN.encode(encoding))


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (JAPANESE, "shift_jis"), (JAPANESE, "euc_jp"), (GERMAN, "iso-8859-1")],
)
def test_declared(text: str, encoding: str) -> None:
    """What a page declares is believed where the bytes are not UTF-8."""
    assert text == decode(text.encode(encoding), declared=encoding)


@pytest.mark.parametrize(("text", "encoding"), [(RUSSIAN, "cp1251"), (JAPANESE, "shift_jis"), (JAPANESE, "euc_jp")])
def test_detected(text: str, encoding: str) -> None:
    """Nothing is declared: charset-normalizer tells."""
    assert text == decode(text.encode(encoding))


@pytest.mark.parametrize(
    "text",
    [
        "Jörg Müßig schreibt über Köln",
        "The café was open. " + "The town council voted on Friday to bring back the ferry. " * 9,
        "He said “hello” and it’s fine – for 5 €. " + "The town council voted on Friday. " * 9,
        "El alcalde votó ayer: ¿volverá el ferry? ¡Sí!, señaló. " * 3,
    ],
)
def test_western_text_with_few_accents(text: str) -> None:
    """Windows-1252 is told even from a few letters."""
    assert text == decode(text.encode("cp1252"))
    assert "cp1252" == encoding_of(text.encode("cp1252"))


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Rada miasta zagłosowała w piątek za przywróceniem nocnego promu, powiedziała burmistrzyni. " * 3, "cp1250"),
        (
            "Městská rada hlasovala pro obnovení nočního přívozu, uvedla šéfka úřadu. Příští loď vyjede až v červnu. "
            * 3,
            "cp1250",
        ),
    ],
)
def test_central_europe_is_not_taken_for_the_west(text: str, encoding: str) -> None:
    """Polish and Czech have signs where Windows-1252 has fractions and the like."""
    assert text == decode(text.encode(encoding))


@pytest.mark.parametrize("declared", ["iso-8859-1", "utf-16", "base64", "nonsense", "", "x" * 200, "rot13", "idna"])
def test_a_wrong_declaration_does_no_harm(declared: str) -> None:
    """UTF-8 is UTF-8 whatever a page says; codecs that are no text encodings are not used."""
    assert GERMAN == decode(GERMAN.encode(), declared=declared)


def test_few_wrong_bytes_are_replaced() -> None:
    """One broken character does not make UTF-8 something else."""
    data = GERMAN.encode()

    assert GERMAN[:100] in (decode(data[:200] + b"\xff" + data[200:]) or "")
    assert "\ufffd" in (decode(data[:-1] + b"\xc3") or "")


@pytest.mark.parametrize("data", [bytes(range(256)) * 10, b"\x01\x02\x03\x04" * 100, b"\x00" * 100])
def test_what_is_no_text(data: bytes) -> None:
    """Text that would be full of control characters is none."""
    assert decode(data) is None


@given(st.binary(max_size=500))
def test_never_raises(data: bytes) -> None:
    """Any bytes, any declaration."""
    decode(data, declared="utf-7")
    encoding_of(data)


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=300))
def test_utf8_is_read_as_written(text: str) -> None:
    """What was written in UTF-8 comes back."""
    assert text.removeprefix("\ufeff") == decode(text.encode())
