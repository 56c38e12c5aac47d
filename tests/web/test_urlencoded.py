"""Fields are read as ``urllib`` reads them strictly."""

from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.web.urlencoded import read_pairs

_PIECES = st.sampled_from(
    [
        b"a",
        b"=",
        b"&",
        b"+",
        b"%",
        b"%2",
        b"%D3%98",
        b"%d3",
        b"%98",
        b"%zz",
        "Ә".encode(),
        b"\xd3",
        b"%00",
    ]
)
_TEXTS = st.text(st.characters(codec="utf-8"), max_size=8)


def read_strictly(body: bytes) -> list[tuple[str, str]]:
    """Read bytes as ``urllib`` does, and as UTF-8 once nothing is escaped any more (URL Standard, 5.1)."""
    pairs = parse_qsl(
        body.decode("latin-1"),
        keep_blank_values=True,
        strict_parsing=True,
        encoding="latin-1",
        errors="strict",
        max_num_fields=4,
    )
    return [(_as_utf_8(name), _as_utf_8(value)) for name, value in pairs]


def _as_utf_8(read: str) -> str:
    return read.encode("latin-1").decode()


def outcome(read: Callable[[], list[tuple[str, str]]]) -> list[tuple[str, str]] | None:
    try:
        return read()
    except ValueError:
        return None


@given(st.lists(_PIECES, max_size=12).map(b"".join))
@example(b"a=1&b=2&c=3&d=4&e=5")
@example(b"a=1&")
@example(b"\xd3%98=")
def test_bodies_of_any_kind(body: bytes) -> None:
    assert outcome(lambda: read_pairs(body, most=4)) == outcome(lambda: read_strictly(body))


@given(st.lists(st.tuples(_TEXTS, _TEXTS), max_size=4))
def test_fields_of_browsers_are_read_as_they_were(pairs: list[tuple[str, str]]) -> None:
    assert read_pairs(urlencode(pairs).encode(), most=4) == pairs


@pytest.mark.parametrize("body", [b"a=1&b=2", b"a", b"a=%FF"])
def test_unreadable_bodies_are_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"field|codec"):
        read_pairs(body, most=1)
