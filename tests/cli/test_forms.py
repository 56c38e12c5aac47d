"""Run `pikir form check|import|export`: problems are JSON lines, and the exit status tells success."""

import json
import warnings
import zipfile
from pathlib import Path

import openpyxl
import pytest

from chalicelib import cli
from chalicelib.forms.validation import read_definition
from tests.xlsform.workbooks import xls, xlsx

GOOD = """
| survey |
| | type | name | label::kk | label::ru |
| | select_one_from_file cities.csv | city | Қалаңыз? | Ваш город? |
| choices |
| | list_name | name |
"""
BAD = """
| survey |
| | type | name | label |
| | text | a | A |
| | foo | b | B |
"""


def _lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def good(tmp_path: Path) -> Path:
    (tmp_path / "cities.csv").write_text("name,label\nala,Алматы\nast,Астана\n")
    file = tmp_path / "good.xlsx"
    file.write_bytes(xlsx(GOOD))
    return file


def test_a_good_form_is_written_as_a_definition(
    good: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["form", "import", str(good)]) == 0
    definition = read_definition(capsys.readouterr().out.encode())
    assert [choice.name for choice in definition.choices["cities.csv"]] == ["ala", "ast"]
    assert definition.questions[0].label == {"kk": "Қалаңыз?", "ru": "Ваш город?"}


def test_named_files_replace_those_beside_the_form(
    good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "cities.csv").write_text("name;label\nshy;Шымкент\n", encoding="utf-8-sig")
    assert cli.main(["form", "import", str(good), "--file", str(folder / "cities.csv")]) == 0
    definition = read_definition(capsys.readouterr().out.encode())
    assert [choice.name for choice in definition.choices["cities.csv"]] == ["shy"]


def test_only_files_that_the_form_names_are_read(
    good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cli.main(["form", "check", str(good)])
    alone = capsys.readouterr().err
    (tmp_path / "results.csv").write_bytes(b"\xff\xfeno text")
    (tmp_path / "nowhere.csv").symlink_to(tmp_path / "nothing")
    assert cli.main(["form", "check", str(good)]) == 0
    assert capsys.readouterr().err == alone
    (tmp_path / "cities.csv").write_bytes("name,label\nm,Café\n".encode("cp1252"))
    assert cli.main(["form", "check", str(good)]) == 1
    assert "form.file_not_text" in [line["code"] for line in _lines(capsys.readouterr().err)]


def test_a_named_file_that_cannot_be_opened_is_a_problem(
    good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "elsewhere" / "cities.csv"
    assert cli.main(["form", "check", str(good), "--file", str(missing)]) == 1
    assert [line["code"] for line in _lines(capsys.readouterr().err)] == ["form.file_missing"]


def test_no_warning_of_a_library_is_among_the_problems(
    good: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """openpyxl warns of an extension that it does not know, on standard error."""
    sheet = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(good) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    extension = b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"/></extLst></worksheet>'
    parts[sheet] = parts[sheet].replace(b"</worksheet>", extension)
    with zipfile.ZipFile(good, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    with pytest.warns(UserWarning, match="Data Validation extension"):
        list(openpyxl.load_workbook(good, read_only=True)["survey"].rows)
    with warnings.catch_warnings(record=True) as caught:
        assert cli.main(["form", "check", str(good)]) == 0
    assert caught == []
    assert {line["code"] for line in _lines(capsys.readouterr().err)} == {"form.not_in_language"}


@pytest.mark.parametrize(("name", "make"), [("bad.xlsx", xlsx), ("bad.xls", xls)])
def test_a_problem_is_one_line_with_its_cell(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, make: object
) -> None:
    assert callable(make)
    (tmp_path / name).write_bytes(make(BAD))
    assert cli.main(["form", "check", str(tmp_path / name)]) == 1
    output = capsys.readouterr()
    assert output.out == ""
    assert _lines(output.err) == [
        {
            "severity": "error",
            "code": "form.unknown_type",
            "message": "There is no question type “foo”.",
            "sheet": "survey",
            "row": 3,
            "column": "type",
            "name": "/questions/1/type",
        }
    ]


def test_nothing_is_written_for_a_form_that_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.xlsx").write_bytes(xlsx(BAD))
    assert cli.main(["form", "import", str(tmp_path / "bad.xlsx")]) == 1
    assert capsys.readouterr().out == ""
    out = tmp_path / "out.xlsx"
    assert cli.main(["form", "export", str(tmp_path / "bad.xlsx"), "-o", str(out)]) == 1
    assert not out.exists()


def test_messages_are_in_the_requested_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.xlsx").write_bytes(xlsx(BAD))
    cli.main(["form", "check", str(tmp_path / "bad.xlsx"), "--language", "ru"])
    assert "foo" in str(_lines(capsys.readouterr().err)[0]["message"])


def test_an_exported_workbook_imports_to_the_same_definition(
    good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cli.main(["form", "import", str(good)])
    document = capsys.readouterr().out
    (tmp_path / "form.json").write_text(document)
    (tmp_path / "cities.csv").unlink()
    exported = tmp_path / "again.xlsx"
    assert cli.main(["form", "export", str(tmp_path / "form.json"), "-o", str(exported)]) == 0
    assert cli.main(["form", "import", str(exported)]) == 0
    assert capsys.readouterr().out == document


def test_a_workbook_goes_to_a_pipe(good: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert cli.main(["form", "export", str(good)]) == 0
    assert capfdbinary.readouterr().out.startswith(b"PK")


def test_a_workbook_is_not_written_to_a_terminal(
    good: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import sys

    monkeypatch.setattr(sys.stdout.buffer, "isatty", lambda: True, raising=False)
    assert cli.main(["form", "export", str(good)]) == 2
    assert "-o FILE" in capsys.readouterr().err


@pytest.mark.parametrize("verb", ["check", "import"])
@pytest.mark.parametrize("name", ["nowhere.xlsx", "folder", "nowhere.json"])
def test_a_file_that_cannot_be_read_is_a_problem(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], verb: str, name: str
) -> None:
    (tmp_path / "folder").mkdir()
    assert cli.main(["form", verb, str(tmp_path / name)]) == 1
    is_folder = (verb, name) == ("check", "folder")
    code = "form.folder_without_forms" if is_folder else "form.file_missing"
    assert [line["code"] for line in _lines(capsys.readouterr().err)] == [code]


def test_an_unwritable_output_is_a_problem(
    good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["form", "export", str(good), "-o", str(tmp_path / "no" / "where.xlsx")]) == 1
    assert [line["code"] for line in _lines(capsys.readouterr().err)] == ["form.file_missing"]


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (b"{", "body.broken_json"),
        (b'{"a": 1, "a": 2}', "body.duplicate_key"),
        (b'{"name": "f"}', "form.missing"),
    ],
)
def test_a_definition_is_checked_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], document: bytes, code: str
) -> None:
    (tmp_path / "form.json").write_bytes(document)
    assert cli.main(["form", "check", str(tmp_path / "form.json")]) == 1
    problems = _lines(capsys.readouterr().err)
    assert code in [line["code"] for line in problems]
    assert {line["sheet"] for line in problems} == {None}


def test_json_is_recognized_by_its_content(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "form").write_bytes(b' {"name": "f"}')
    assert cli.main(["form", "check", str(tmp_path / "form")]) == 1
    assert "form.missing" in {line["code"] for line in _lines(capsys.readouterr().err)}
