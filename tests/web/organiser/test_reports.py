"""The report in the console as a file."""

import io
import json
import re
import zipfile

import pytest

from chalicelib.actions import document_making, documents, events, members
from chalicelib.domain.members import Invitation, MemberGrant
from chalicelib.domain.permissions import Actor, MemberRole
from tests.web.organiser.conftest import ORGANISER, Console, sign_in

REPORT = "/console/events/round-table/report"


@pytest.fixture(autouse=True)
def _pauses_take_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "PAUSES", ())


def make(console: Console, **fields: str) -> bytes:
    """Ask for the report as a Word document, make it, and return it."""
    asked = {"language": "kk", "length": "full", "format": "docx"} | fields
    address = console.send_form(f"{REPORT}/file", asked).headers["location"]
    assert 'http-equiv="refresh"' in console.get(address).text
    id = address.rpartition("/")[2]  # noqa: A001 -- its name everywhere
    assert document_making.make_document(console.services, "round-table", id)
    stored = console.services.documents.find("round-table", id)
    file = stored and console.services.bucket.get(stored.object_key)
    assert file
    return file.content


def test_the_report_is_downloaded_as_it_is_shown(console: Console) -> None:
    page = console.get(f"{REPORT}?in=ru&length=page").text
    fields = dict(re.findall(r'name="(language|length)" value="(\w+)"', page))
    assert fields == {"language": "ru", "length": "page"}
    assert re.findall(r'name="format" value="(\w+)"', page) == ["docx", "pdf", "page"]
    with zipfile.ZipFile(io.BytesIO(make(console, **fields))) as archive:
        main = archive.read("word/document.xml").decode()
    assert "круглого стола" in main
    assert main.count("Мектеп пен отбасы") == 2


@pytest.mark.parametrize("field", ["language", "length", "format"])
def test_an_unknown_language_length_or_format_is_refused(console: Console, field: str) -> None:
    fields = {"language": "kk", "length": "full", "format": "docx"} | {field: "novel"}
    assert console.send_form(f"{REPORT}/file", fields).status == 400
    name = {"language": "in"}.get(field, field)
    assert console.get(f"{REPORT}?{name}=novel").status == (200 if field == "format" else 400)


def check(console: Console, content: bytes) -> str:
    part = ("report", "report.docx", "application/octet-stream", content)
    return console.send_parts(f"{REPORT}/verification", {}, part).text


def test_a_report_is_checked_and_says_what_changed(console: Console) -> None:
    assert f'href="{REPORT}/verification"' in console.get(REPORT).text
    document = make(console)
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
    document = make(console)
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


def test_annexes_are_chosen_on_the_page_and_kept_for_the_event(console: Console) -> None:
    services, actor = console.services, Actor.owner(ORGANISER)
    programme = [{"name": "talk", "kind": "speech", "title": "Сөз"}]
    patch = {"programme": programme, "incomplete_languages": ["ru", "en"]}
    events.change_event(services, actor, "round-table", json.dumps(patch).encode())
    assert "1-қосымша" not in console.get(f"{REPORT}?in=kk").text
    fields = {"language": "kk", "length": "full", "format": "page", "annexes": "1"}
    chosen = fields | {"annex_programme": "1", "annex_organisations": "1"}
    shown = console.get(console.send_form(f"{REPORT}/file", chosen).headers["location"]).text
    assert shown.count('<p class="annex">') == 1
    assert re.findall(r'name="annex_(\w+)" value="1" checked', shown) == [
        *("programme", "organisations")
    ]
    document = make(console)
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        assert "1-қосымша" in archive.read("word/document.xml").decode()
    console.send_form(f"{REPORT}/file", fields)
    assert events.read_event_as_member(services, actor, "round-table").report_annexes == ()
    assert "<table" not in check(console, document)


def test_a_reader_of_summaries_chooses_annexes_for_one_file(console: Console) -> None:
    services, owner = console.services, Actor.owner(ORGANISER)
    patch = {"programme": [{"name": "talk", "kind": "speech", "title": {"kk": "Сөз"}}]}
    events.change_event(services, owner, "round-table", json.dumps(patch).encode())
    grant = MemberGrant(role=MemberRole.SUMMARIES_READER, scope="event:round-table")
    invitation = Invitation(email="reader@pikir.example", roles=(grant,))
    members.invite_member(services, owner, invitation)
    reader = sign_in(console, "reader@pikir.example")
    assert 'value="page"' not in reader.get(REPORT).text
    with zipfile.ZipFile(io.BytesIO(make(reader, annexes="1", annex_programme="1"))) as archive:
        assert "1-қосымша" in archive.read("word/document.xml").decode()
    assert events.read_event_as_member(services, owner, "round-table").report_annexes == ()
