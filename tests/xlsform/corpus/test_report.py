"""The command that tries anybody's spreadsheets."""

from pathlib import Path

import pytest

from tests.xlsform.corpus.__main__ import main
from tests.xlsform.corpus.written import source


def test_every_workbook_below_a_folder_is_tried(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "deeper").mkdir()
    (tmp_path / "plain.xls").write_bytes(source("plain_kazakh").xls)
    (tmp_path / "deeper" / "towns.xlsx").write_bytes(source("from_a_file").xlsx)
    for name, content in source("from_a_file").files.items():
        (tmp_path / "deeper" / name).write_bytes(content)
    (tmp_path / "wrong.xlsx").write_bytes(source("refused_names").xlsx)
    (tmp_path / "no workbook.xlsx").write_bytes(b"text")

    assert main([str(tmp_path)]) == 0

    said = capsys.readouterr().out
    told = {line.split()[-1]: line.split() for line in said.splitlines() if " ms  " in line}
    assert told["plain.xls"][0] == told["deeper/towns.xlsx"][0] == "accepted"
    assert told["plain.xls"][3] == told["deeper/towns.xlsx"][3] == "same"
    assert told["wrong.xlsx"][0] == "refused"
    assert "form.expression_misspelt_name (survey 3 relevant)" in said
    assert "4 in all" in said
