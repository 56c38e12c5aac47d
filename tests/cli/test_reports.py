"""`pikir report verify` over HTTP."""

from pathlib import Path

import pytest

from chalicelib import cli
from chalicelib.documents.docx import write_docx
from chalicelib.documents.manifest import make_manifest
from chalicelib.documents.text import write_report
from tests.cli.test_events import pikir, write_event
from tests.documents.text.scenarios import NOON, SCENARIOS

__all__ = ["pikir"]


@pytest.mark.usefixtures("pikir")
def test_a_report_is_verified(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["event", "new", write_event(tmp_path)]) == 0
    report = write_report(SCENARIOS["empty"](), "en", "page")
    file = tmp_path / "report.docx"
    file.write_bytes(write_docx(report, make_manifest(report, "round-table", NOON), "Pikir"))
    capsys.readouterr()
    assert cli.main(["report", "verify", str(file)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert any(
        line.startswith("changed: event.title: recorded 'Preventing child labour', now ")
        for line in lines
    )
    assert lines[-1].startswith("round-table: 6 facts as of 2027-06-14T07:00:00")
    file.write_bytes(b"PK")
    assert cli.main(["report", "verify", str(file)]) == 1
    assert cli.main(["report", "verify", str(tmp_path / "none.pdf")]) == 1
    said = capsys.readouterr().err
    assert "report.unreadable" in said
    assert "none.pdf" in said
