"""A list in CSV is read from the encodings that Excel saves; what could be misread is refused."""

import pytest

from tests.xlsform.workbooks import ImportedForm, import_xlsform, xlsx

FORM = xlsx(
    """
| survey |
| | type | name | label::ru |
| | select_one_from_file cities.csv | city | Ваш город? |
"""
)
RUSSIAN = "name;label\nala;Алматы – «южная столица»\nshy;Шымкент\n"
KAZAKH = "name\tlabel\nala\tАлматы қаласы\nuka\tӨскемен\n"


def read(content: bytes) -> ImportedForm:
    return import_xlsform(FORM, files={"cities.csv": content})


def codes(content: bytes) -> list[tuple[str, str, int | None]]:
    """Return the severity, code and row of each problem of the list."""
    problems = [each for each in read(content).problems if each.location]
    return [
        (each.severity, each.code, each.location.row)
        for each in problems
        if each.location and each.location.sheet == "cities.csv"
    ]


def labels(content: bytes) -> list[str]:
    """Return the labels of the list's choices."""
    return [choice["label"]["ru"] for choice in read(content).document["choices"]["cities.csv"]]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", pytest.param("utf-16-be", id="big end first")]
)
def test_unicode_is_read_without_a_warning(encoding: str) -> None:
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    content = (mark + KAZAKH).encode(encoding)
    assert codes(content) == []
    assert labels(content) == ["Алматы қаласы", "Өскемен"]


def test_windows_1251_is_read_with_a_warning() -> None:
    content = RUSSIAN.encode("cp1251")
    assert codes(content) == [("warning", "form.file_in_windows_1251", None)]
    assert labels(content) == ["Алматы – «южная столица»", "Шымкент"]


def test_kazakh_letters_that_were_lost_are_an_error_at_their_row() -> None:
    """Excel writes a question mark for a letter that Windows-1251 does not have."""
    lost = RUSSIAN + "uka;?скемен\n"
    assert codes(lost.encode("cp1251")) == [("error", "form.file_lost_letters", 4)]
    asked = RUSSIAN + "other;Другой? Какой?\n"
    assert codes(asked.encode("cp1251")) == [("warning", "form.file_in_windows_1251", None)]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("name,label\nm,Café Zürich\n".encode("cp1252"), id="a Western encoding"),
        pytest.param("name,label\nm,Алматы\n".encode("cp866"), id="the encoding of DOS"),
        pytest.param("name,label\nm,Қала\n".encode("kz1048"), id="Kazakhstan's own"),
        pytest.param("name,label\nm,Алматы\n".encode("utf-32"), id="UTF-32"),
        pytest.param("name,label\nm,Алматы\n".encode("utf-16")[:-1], id="half a letter"),
        pytest.param("name,label\nm,Алматы\0\n".encode("cp1251"), id="a zero byte"),
    ],
)
def test_any_other_encoding_is_refused(content: bytes) -> None:
    assert codes(content) == [("error", "form.file_not_text", None)]


def test_a_file_that_the_form_does_not_name_is_not_read() -> None:
    files = {"cities.csv": RUSSIAN.encode(), "other.csv": b"\xff\xd8\xff", "cities.CSV": b"\xff"}
    assert import_xlsform(FORM, files=files).problems == read(RUSSIAN.encode()).problems
