"""The report in the console as a file."""

import io
import json
import zipfile

from chalicelib.actions import events
from chalicelib.domain.permissions import Actor
from tests.web.organiser.conftest import ORGANISER, Console

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


def check(console: Console, content: bytes) -> str:
    part = ("report", "report.docx", "application/octet-stream", content)
    return console.send_parts(f"{REPORT}/verification", {}, part).text


def test_a_report_is_checked_and_says_what_changed(console: Console) -> None:
    assert f'href="{REPORT}/verification"' in console.get(REPORT).text
    document = console.get(f"{REPORT}.docx?in=kk&length=full").body
    page = console.get(f"{REPORT}?in=kk&length=full").body
    for content in (document, page):
        assert "<table" not in check(console, content)
    patch = json.dumps({"venue": {"kk": "Жаңа мектеп"}}).encode()
    events.change_event(console.services, Actor.owner(ORGANISER), "round-table", patch)
    for content in (document, page):
        shown = check(console, content)
        assert shown.count("<code>") == 1
        assert "<code>event.venue</code>" in shown
        assert "Мәдениет үйі" in shown
        assert "Жаңа мектеп" in shown


def test_a_file_that_is_no_report_on_the_event_is_refused(console: Console) -> None:
    document = console.get(f"{REPORT}.docx").body
    other = console.get(REPORT).text.replace("round-table", "another-one").encode()
    for content in (b"PK", b"", other):
        part = ("report", "report.docx", "application/octet-stream", content)
        reply = console.send_parts(f"{REPORT}/verification", {}, part)
        assert reply.status == 422
        assert 'role="alert"' in reply.text
    assert 'role="alert"' not in check(console, document)


def test_a_report_before_the_end_or_of_a_cancelled_event_says_so(console: Console) -> None:
    services, actor = console.services, Actor.owner(ORGANISER)
    later = {"starts_at": "2030-06-13T10:00:00+05:00", "ends_at": "2030-06-13T12:00:00+05:00"}
    events.change_event(services, actor, "round-table", json.dumps(later).encode())
    assert "әлі аяқталған жоқ" in console.get(REPORT).text
    for change in ({"state": "open"}, {"state": "cancelled"}):
        events.change_event(services, actor, "round-table", json.dumps(change).encode())
    assert "әлі аяқталған жоқ" not in console.get(REPORT).text
    assert 'class="notice' in console.get(REPORT).text
