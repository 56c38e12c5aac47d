"""The report in the console as a file."""

import io
import zipfile

from tests.web.organiser.conftest import Console

REPORT = "/console/events/round-table/report"


def test_the_report_is_downloaded_as_it_is_shown(console: Console) -> None:
    page = console.get(f"{REPORT}?in=ru&length=page")
    assert f"{REPORT}.docx?in=ru&amp;length=page" in page.text
    reply = console.get(f"{REPORT}.docx?in=ru&length=page")
    assert (
        reply.headers["content-disposition"] == 'attachment; filename="round-table-report-ru.docx"'
    )
    with zipfile.ZipFile(io.BytesIO(reply.body)) as archive:
        main = archive.read("word/document.xml").decode()
    assert "круглого стола" in main
    assert main.count("Мектеп пен отбасы") == 2


def test_a_language_or_a_length_that_there_is_not_is_refused(console: Console) -> None:
    assert console.get(f"{REPORT}.docx?in=tlh").status == 400
    assert console.get(f"{REPORT}.docx?length=novel").status == 400
