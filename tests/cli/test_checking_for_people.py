"""`pikir form check` of a folder, and on a terminal, where problems are grouped and in colour."""

import json
import os
import pty
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import pytest

from chalicelib import cli
from tests.xlsform.workbooks import xlsx

GOOD = """
| survey |
| | type | name | label |
| | text | a | A |
"""
BAD = """
| survey |
| | type | name | label |
| | text | a | A |
| | foo | b | B |
| | foo | c | C |
| | foo | d | D |
| | bar | e | E |
| settings |
| | submission_url |
| | https://example.org |
"""


@dataclass(frozen=True)
class Terminal:
    """A pseudo-terminal in the place of standard error: its two ends."""

    master: int
    slave: TextIO
    monkeypatch: pytest.MonkeyPatch

    def check(self, *arguments: str | Path) -> tuple[int, str]:
        """Run the command; return its exit status and what the terminal shows."""
        with self.monkeypatch.context() as patch:
            patch.setattr(sys, "stderr", self.slave)
            status = cli.main(["form", "check", *map(str, arguments)])
        self.slave.write("\x04")
        self.slave.flush()
        text = b""
        while b"\x04" not in text:
            text += os.read(self.master, 65_536)
        return status, text.decode().replace("\r\n", "\n").removesuffix("\x04")


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    master, slave = pty.openpty()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    with os.fdopen(slave, "w", encoding="utf-8") as stream:
        yield Terminal(master, stream, monkeypatch)
    os.close(master)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of three forms, one of them below another folder, and of files that are no forms."""
    (tmp_path / "bad.xlsx").write_bytes(xlsx(BAD))
    below = tmp_path / "below"
    below.mkdir()
    (below / "good.xlsx").write_bytes(xlsx(GOOD))
    (below / "warned.XLSX").write_bytes(xlsx(GOOD.replace("text", "deviceid")))
    (below / "~$good.xlsx").write_bytes(b"an office program's lock")
    (tmp_path / "package.json").write_text('{"name": "forms"}')
    (tmp_path / "broken.json").write_text("{")
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "bad.xlsx").write_bytes(xlsx(BAD))
    (tmp_path / "notes.txt").write_text("no form")
    return tmp_path


def test_each_form_of_a_folder_has_a_line_and_all_have_a_tally(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["form", "check", str(folder)]) == 1
    output = capsys.readouterr()
    assert output.out.splitlines() == [
        f"{folder}/bad.xlsx: errors: 4, warnings: 1",
        f"{folder}/below/good.xlsx: no problems",
        f"{folder}/below/warned.XLSX: errors: 0, warnings: 2",
        "Forms: 3. With errors: 1, with warnings alone: 1.",
    ]
    problems = [json.loads(line) for line in output.err.splitlines()]
    assert [each["file"].removeprefix(f"{folder}/") for each in problems] == [
        *["bad.xlsx"] * 5,
        *["below/warned.XLSX"] * 2,
    ]
    assert (problems[0]["code"], problems[0]["row"]) == ("form.unknown_type", 3)


def test_warnings_alone_do_not_fail_a_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form = {"name": "visit", "purpose": "other", "title": {"en": "Visit"}, "default_language": "en"}
    questions = [
        {"type": "text", "name": "a", "label": {"en": "A"}},
        {"type": "note", "name": "b", "label": {"en": "B"}, "read_only": "yes", "appearance": "x"},
    ]
    (tmp_path / "form.json").write_text(json.dumps({**form, "questions": questions}))
    assert cli.main(["form", "check", str(tmp_path), "--language", "ru"]) == 0
    assert (
        capsys.readouterr().out.splitlines()[-1]
        == "Форм: 1. С ошибками: 0, только с предупреждениями: 1."
    )


def test_a_folder_without_forms_is_a_problem(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["form", "check", str(tmp_path)]) == 1
    output = capsys.readouterr()
    assert output.out == ""
    assert [json.loads(line)["code"] for line in output.err.splitlines()] == [
        "form.folder_without_forms"
    ]


GROUPED = """\
error form.unknown_type ×4
  There is no question type “foo”.
    survey · rows 3–5 · type
  There is no question type “bar”.
    survey · row 6 · type
  → Use one of XLSForm's types, for example “text” or “select_one list”.

warning form.ignored_setting
  The setting “submission_url” has no effect here.
    settings · row 2 · submission_url
  → It can stay in the file for other tools.

errors: 4, warnings: 1
"""


@pytest.mark.parametrize("variable", [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_a_terminal_shows_problems_by_code_with_their_rows(
    folder: Path,
    terminal: Terminal,
    monkeypatch: pytest.MonkeyPatch,
    variable: tuple[str, str],
) -> None:
    monkeypatch.setenv(*variable)
    assert terminal.check(folder / "bad.xlsx") == (1, GROUPED)


def test_a_terminal_shows_colours_and_the_language_that_is_asked_for(
    folder: Path, terminal: Terminal
) -> None:
    _, text = terminal.check(folder / "bad.xlsx", "--language", "kk")
    assert text.startswith("\x1b[1;31mқате\x1b[0m form.unknown_type\x1b[1m ×4\x1b[0m\n")
    assert "\x1b[1;33mескерту\x1b[0m form.ignored_setting\n" in text
    assert "survey · 3–5-жолдар · type\n" in text


def test_a_terminal_says_that_a_form_is_in_order(folder: Path, terminal: Terminal) -> None:
    good = folder / "below" / "good.xlsx"
    assert terminal.check(good) == (0, f"{good}: no problems\n")


def test_no_cell_can_steer_a_terminal_and_many_places_are_cut(
    tmp_path: Path, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    rows = [{"type": "\x1b[2J", "name": f"q{n}", "label": {"en": "A"}} for n in range(14)]
    (tmp_path / "form.json").write_text(json.dumps({"questions": rows}))
    lines = terminal.check(tmp_path / "form.json")[1].splitlines()
    assert "  There is no question type “�[2J”." in lines
    assert "    /questions/11/type" in lines
    assert "    … +2" in lines
