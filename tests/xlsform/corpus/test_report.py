"""The command that reports on the spreadsheets below a folder."""

from pathlib import Path

import pytest

from tests.xlsform.corpus.__main__ import main
from tests.xlsform.corpus.files import read_source


def test_every_workbook_below_a_folder_is_examined(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "deeper").mkdir()
    (tmp_path / "plain.xls").write_bytes(read_source("plain_kazakh").xls)
    (tmp_path / "deeper" / "towns.xlsx").write_bytes(read_source("from_a_file").xlsx)
    for name, content in read_source("from_a_file").files.items():
        (tmp_path / "deeper" / name).write_bytes(content)
    (tmp_path / "wrong.xlsx").write_bytes(read_source("refused_names").xlsx)
    (tmp_path / "no workbook.xlsx").write_bytes(b"text")

    assert main([str(tmp_path)]) == 0

    output = capsys.readouterr().out
    lines = {line.split()[-1]: line.split() for line in output.splitlines() if " ms  " in line}
    assert lines["plain.xls"][0] == lines["deeper/towns.xlsx"][0] == "accepted"
    assert lines["plain.xls"][3] == lines["deeper/towns.xlsx"][3] == "same"
    assert lines["wrong.xlsx"][0] == "refused"
    assert "form.expression_misspelt_name (survey 3 relevant)" in output
    assert "4 in all" in output
    assert "2 of 2 that pyxform accepts have the same tree (100.0 %)" in output
