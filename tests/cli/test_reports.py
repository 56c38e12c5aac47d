"""`pikir report write` and `verify` over HTTP."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from chalicelib import cli
from chalicelib.actions import document_making, documents
from chalicelib.cli import reports
from chalicelib.documents.docx import write_docx
from chalicelib.documents.manifest import make_manifest
from chalicelib.documents.text import write_report
from tests.cli.test_events import pikir, write_event
from tests.documents.text.scenarios import NOON, SCENARIOS
from tests.running import RunningPikir, running_pikir

if TYPE_CHECKING:
    from chalicelib.settings import Settings

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


class Maker:
    """A queue whose function makes a document within the call, as long as it is ``awake``."""

    def __init__(self, running: RunningPikir) -> None:
        self.running = running
        self.is_awake = True

    def notify(self, message: str) -> None:
        if self.is_awake:
            document = json.loads(message)
            document_making.make_document(self.running.services, document["event"], document["id"])


def test_a_report_is_written_into_a_file(
    files_settings: "Settings",
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(documents, "PAUSES", ())
    monkeypatch.setattr(reports, "_LOOKS", 1)
    with running_pikir(files_settings) as running:
        maker = vars(running.services)["document_queue"] = Maker(running)
        monkeypatch.setenv("PIKIR_URL", running.url)
        monkeypatch.setenv("PIKIR_TOKEN", running.token)
        assert cli.main(["event", "new", write_event(tmp_path)]) == 0

        for name, beginning in (("a.docx", b"PK"), ("a.html", b"<!doctype html>")):
            file = str(tmp_path / name)
            assert cli.main(["report", "write", "round-table", file, "--length", "page"]) == 0
            assert Path(file).read_bytes().startswith(beginning)
            assert cli.main(["report", "verify", file]) == 0
        capsys.readouterr()
        monkeypatch.setattr("chalicelib.documents.pdf.find_spec", lambda _: None)
        assert cli.main(["report", "write", "round-table", str(tmp_path / "a.pdf")]) == 1
        maker.is_awake = False
        assert cli.main(["report", "write", "round-table", str(tmp_path / "b.docx")]) == 1
        assert cli.main(["report", "write", "none", str(tmp_path / "b.html")]) == 1
        with pytest.raises(SystemExit):
            cli.main(["report", "write", "round-table", "b.txt"])

    said = capsys.readouterr().err
    for words in ("(no_pdf)", "still not ready", "event.not_found", "a report is a .docx"):
        assert words in said
    assert not list(tmp_path.glob("b.*"))
