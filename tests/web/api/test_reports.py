"""An event's report over the API: as data, as a page, and as a document that is asked for."""

import json
import re

import pytest

from chalicelib.actions import document_making, documents
from chalicelib.actions.report_views import ReportView
from chalicelib.actions.services import Services
from chalicelib.domain.documents import DocumentState
from tests.web.api import samples
from tests.web.client import Client

EVENT = "/api/v1/events/round-table"


@pytest.fixture(autouse=True)
def _event(organiser: Client) -> None:
    organiser.send_json("POST", "/api/v1/events", samples.EVENT)


def test_a_report_is_read_as_data(organiser: Client) -> None:
    report = organiser.get(f"{EVENT}/report?language=ru&length=page")
    view = ReportView.model_validate_json(report.body)
    assert (view.event, view.language, view.length) == ("round-table", "ru", "page")
    facts = {
        run.source: run.text
        for section in view.sections
        for paragraph in section.paragraphs
        for run in paragraph.runs
        if run.source
    }
    assert facts["event.title"] == "Круглый стол"
    assert organiser.get(f"{EVENT}/report?length=long").code == "request.bad_parameter"
    assert organiser.get("/api/v1/events/none/report").status == 404


def test_a_report_is_a_page_with_the_list_of_its_facts(organiser: Client) -> None:
    page = organiser.get(f"{EVENT}/report.html?language=en")
    assert page.headers["content-type"].startswith("text/html")
    assert 'href="/console' not in page.text
    listed = re.search(r'id="pikir-facts">(.*?)</script>', page.text)
    assert listed is not None
    assert json.loads(listed[1])["length"] == "full"


def test_a_word_document_is_asked_for(
    organiser: Client, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "PAUSES", ())
    asked = organiser.request("POST", f"{EVENT}/report?format=docx&language=kk")
    assert (asked.status, asked.json["format"]) == (202, "docx")
    assert asked.json["name"] == "round-table-report-kk.docx"
    pdf = organiser.request("POST", f"{EVENT}/report?language=kk")
    assert (pdf.json["format"], pdf.json["id"] == asked.json["id"]) == ("pdf", False)
    document_making.make_document(services, "round-table", asked.json["id"])
    stored = services.documents.find("round-table", asked.json["id"])
    assert stored is not None
    assert stored.state is DocumentState.READY
    file = services.bucket.get(stored.object_key)
    assert file is not None
    assert file.content.startswith(b"PK")
    assert organiser.request("POST", f"{EVENT}/report?format=odt").status == 400
