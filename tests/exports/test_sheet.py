import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.exports.sheet import (
    BOM,
    COMMAS,
    SEMICOLONS,
    Dialect,
    dialect_of,
    encode,
    escape_formula,
    localize_number,
)


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("+77011234567", "+77011234567"),
        ("-5", "-5"),
        ("-3,5", "-3,5"),
        ("+0.25", "+0.25"),
        ("Алматы", "Алматы"),
        ("", ""),
        ("a=b", "a=b"),
        ("=1+1", "'=1+1"),
        ("+7-701-123", "'+7-701-123"),
        ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"),
        (" =1+1", "' =1+1"),
        ("\t=1+1", "'\t'=1+1"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("- first point", "'- first point"),
        ("one;=1+1", "one;'=1+1"),
        ("one\n=1+1", "one\n'=1+1"),
        ("one; @SUM(A1)", "one;' @SUM(A1)"),
        ("one;+cmd|'x'!A", "one;'+cmd|'x'!A"),
        ("well ;-)", "well ;-)"),
        ("list:\n- one (two)\n- three", "list:\n- one (two)\n- three"),
        ("+77011234567\n", "'+77011234567\n"),
    ],
)
def test_no_cell_is_a_formula_and_a_number_stays_a_number(text: str, cell: str) -> None:
    assert escape_formula(text) == cell


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("one,=1+1", "one,'=1+1"),
        ("one, @SUM(A1)", "one,' @SUM(A1)"),
        ("one,+cmd|'x'!A", "one,'+cmd|'x'!A"),
        ("one;=1+1", "one;'=1+1"),
        ("-3,5", "-3,5"),
        ("one, two - three", "one, two - three"),
    ],
)
def test_a_file_with_semicolons_has_no_formula_after_a_comma_either(text: str, cell: str) -> None:
    assert escape_formula(text, SEMICOLONS) == cell


def test_a_file_with_semicolons_quotes_every_cell() -> None:
    whole = b"".join(encode([["a", "2,75"], ["", 'say "hi"; you']], SEMICOLONS))
    assert whole == BOM + b'"a";"2,75"\r\n"";"say ""hi""; you"\r\n'


def test_kazakh_and_russian_have_semicolons_and_the_decimal_comma() -> None:
    assert [dialect_of(language) for language in ("kk", "ru", "en")] == [
        SEMICOLONS,
        SEMICOLONS,
        COMMAS,
    ]
    assert [localize_number("-0.5 – 1.25", language) for language in ("kk", "en")] == [
        "-0,5 – 1,25",
        "-0.5 – 1.25",
    ]


def test_a_file_begins_with_a_byte_order_mark_and_ends_lines_with_crlf() -> None:
    whole = b"".join(encode([["a", "b"], ["Әсер", 'say "hi", you']]))
    assert whole == BOM + 'a,b\r\nӘсер,"say ""hi"", you"\r\n'.encode()


def test_a_long_sheet_is_encoded_in_pieces() -> None:
    pieces = list(encode([str(number)] for number in range(1201)))
    assert len(pieces) == 4
    assert b"".join(pieces).decode("utf-8-sig").split() == [str(n) for n in range(1201)]


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(
    st.lists(st.lists(TEXTS, min_size=2, max_size=4), max_size=5),
    st.sampled_from([COMMAS, SEMICOLONS]),
)
def test_every_cell_is_read_back_and_none_is_a_formula(
    rows: list[list[str]], dialect: Dialect
) -> None:
    text = b"".join(encode(rows, dialect)).decode("utf-8-sig")
    parsed = list(csv.reader(io.StringIO(text, newline=""), delimiter=dialect.delimiter))
    assert parsed == [[escape_formula(cell, dialect) for cell in row] for row in rows]
    for cell in (cell for row in parsed for cell in row):
        assert escape_formula(cell, dialect)[:1] == cell[:1] or cell[:1] not in "=@+-\t\r"
