"""Bodies of stored responses without their codings."""

from __future__ import annotations

import pytest

from articles.forms.http_response import CannotUnpackError, Response, unpacked_body

TEXT = b"The ferry sails again, and the mill heats half of the town."


def chunked(body: bytes) -> bytes:
    response = Response(status=200, headers={"transfer-encoding": "chunked"}, body=body)
    return unpacked_body(response, limit=10_000)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"%x\r\n%s\r\n0\r\n\r\n" % (len(TEXT), TEXT), TEXT),
        (b"9;name=value\r\nThe ferry\r\n6\r\n sails\r\n0\r\n\r\n", b"The ferry sails"),
        (TEXT, TEXT),
        (b"Fade\r\n" + TEXT, b"Fade\r\n" + TEXT),
    ],
    ids=["a chunk", "chunks", "undone before", "undone before, and the first word is a number"],
)
def test_chunks_are_joined(body: bytes, expected: bytes) -> None:
    assert chunked(body) == expected


@pytest.mark.parametrize(
    ("body", "why"), [(b"9\r\nThe ferry", "its last chunk is missing"), (b"9\r\nThe ferry\r\nsails", "damaged")]
)
def test_damaged_chunks_are_said(body: bytes, why: str) -> None:
    with pytest.raises(CannotUnpackError, match=why):
        chunked(body)
