"""The pages of a document that is made: it waits by itself, downloads by itself, and says what went wrong."""

import re

import pytest

from chalicelib.actions import document_making, documents
from chalicelib.domain.documents import DocumentState
from chalicelib.domain.permissions import Actor
from tests.web.organiser.conftest import ORGANISER, Console
from tests.web.organiser.test_text_answers import SUMMARY, answers

__all__ = ["answers"]

WORKBOOK = "/console/events/round-table/forms/impressions/workbook"


@pytest.fixture(autouse=True)
def _pauses_take_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "PAUSES", ())


def ask(console: Console, **fields: str) -> str:
    reply = console.send_form(WORKBOOK, {"names": "labels", "language": "kk", **fields})
    assert reply.status == 303
    return reply.headers["location"]


def refresh_of(page: str) -> str | None:
    found = re.search(r'http-equiv="refresh" content="0(?:; url=([^"]*))?"', page)
    return found and (found[1] or "itself")


def test_a_page_waits_for_the_document_and_downloads_it(answers: Console) -> None:
    assert WORKBOOK in answers.get(SUMMARY).text
    address = ask(answers)
    waiting = answers.get(address)
    assert (waiting.status, refresh_of(waiting.text)) == (200, "itself")
    document_making.make_document(answers.services, "round-table", address.rpartition("/")[2])
    ready = answers.get(address)
    assert refresh_of(ready.text) == f"{address}/file"
    file = answers.get(f"{address}/file")
    assert file.status == 303
    assert "/documents/round-table/" in file.headers["location"]


def test_a_page_says_that_it_failed_and_asks_again(
    answers: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document_making, "MOST_ROWS", 1)
    address = ask(answers, names="names", language="ru")
    document_making.make_document(answers.services, "round-table", address.rpartition("/")[2])
    failed = answers.get(address).text
    assert refresh_of(failed) is None
    assert "CSV" in failed
    fields = re.findall(r'name="(language|names)" value="(\w+)"', failed)
    assert fields == [("language", "ru"), ("names", "names")]
    assert ask(answers, **dict(fields)) == address
    actor = Actor.owner(ORGANISER)
    shown = documents.show_document(
        answers.services, actor, "round-table", address.rpartition("/")[2]
    )
    assert shown.state is DocumentState.WAITING


def test_the_page_of_forms_offers_a_workbook_of_all(answers: Console) -> None:
    address = "/console/events/round-table/workbook"
    assert f'action="{address}"' in answers.get("/console/events/round-table/forms").text
    reply = answers.send_form(address, {"names": "labels", "language": "kk"})
    assert 'href="/console/events/round-table/forms"' in answers.get(reply.headers["location"]).text


@pytest.mark.parametrize("fields", [{"names": "both"}, {"language": "de"}])
def test_unknown_names_and_languages_are_refused(answers: Console, fields: dict[str, str]) -> None:
    reply = answers.send_form(WORKBOOK, {"names": "labels", "language": "kk", **fields})
    assert reply.status == 400


def test_a_report_is_asked_for_as_pdf(answers: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    report = "/console/events/round-table/report"
    page = answers.get(f"{report}?in=ru&length=page").text
    assert f'action="{report}/file"' in page
    fields = {"language": "ru", "length": "page", "format": "pdf"}
    address = answers.send_form(f"{report}/file", fields).headers["location"]
    waiting = answers.get(address).text
    assert refresh_of(waiting) == "itself"
    assert f'href="{report}?in=ru&amp;length=page"' in waiting
    monkeypatch.setattr("chalicelib.documents.pdf.find_spec", lambda _: None)
    document_making.make_document(answers.services, "round-table", address.rpartition("/")[2])
    failed = answers.get(address).text
    assert re.findall(r'name="(language|length|format)" value="(\w+)"', failed) == [
        *(("language", "ru"), ("length", "page"), ("format", "docx"))
    ]
