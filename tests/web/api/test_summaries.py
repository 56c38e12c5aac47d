"""A form's summary over the API as JSON, as CSV and as a page, and lists that fit their schemas."""

from typing import Any

import jsonschema
import pytest

from chalicelib.actions import document_making, documents
from chalicelib.actions.services import Services
from chalicelib.web.api import openapi
from tests.web.api import samples
from tests.web.client import Client

pytestmark = pytest.mark.usefixtures("open_event")

FORM = "/api/v1/events/round-table/forms/impressions"


def _validate(name: str, document: object) -> None:
    """Validate the document against a schema of the OpenAPI document."""
    components = openapi.document()["components"]
    schema = {"$ref": f"#/components/schemas/{name}", "components": components}
    jsonschema.validate(document, schema)


def _question(summary: dict[str, Any], name: str) -> dict[str, Any]:
    question: dict[str, Any]
    [question] = [each for each in summary["questions"] if each["name"] == name]
    return question


def test_the_summary_counts_the_responses(organiser: Client, anyone: Client) -> None:
    for rating in (5, 5, 2, 4, 4, 4):
        submission = {"answers": samples.FULL_ANSWERS | {"overall": rating}}
        assert anyone.send_json("POST", f"{FORM}/responses", submission).status == 201

    response = organiser.get(f"{FORM}/summary")

    summary = response.json
    assert response.status == 200
    _validate("Summary", summary)
    assert (summary["event"], summary["form"]) == ("round-table", "impressions")
    assert summary["responses"] == 6
    overall = _question(summary, "overall")
    assert overall["counts"] == {"1": 0, "2": 1, "3": 0, "4": 3, "5": 2}
    assert (overall["answered"], overall["skipped"]) == (6, 0)
    assert (overall["mean"], overall["median"]) == (4, 4)
    assert organiser.get(f"{FORM}/summary.json").json["questions"] == summary["questions"]
    assert response.headers["cache-control"] == "no-store"


def test_documents_and_lists_fit_their_schemas(organiser: Client, anyone: Client) -> None:
    anyone.send_json("POST", f"{FORM}/responses", {"answers": samples.FULL_ANSWERS})

    _validate("SubmissionPage", organiser.get(f"{FORM}/responses").json)
    _validate("FormList", organiser.get("/api/v1/events/round-table/forms").json)
    _validate("EventPage", organiser.get("/api/v1/events").json)
    _validate("TokenList", organiser.get("/api/v1/tokens").json)
    _validate("Definition", organiser.get(FORM).json)
    _validate("Event", organiser.get("/api/v1/events/round-table").json)


def test_figures_and_responses_are_downloaded_as_csv(organiser: Client, anyone: Client) -> None:
    anyone.send_json("POST", f"{FORM}/responses", {"answers": samples.FULL_ANSWERS})

    labelled = "responses.csv?names=labels&language=ru"
    for name in ("summary.csv", "responses.csv", labelled):
        response = organiser.get(f"{FORM}/{name}")
        assert response.status == 200
        assert response.headers["content-type"].startswith("text/csv")
        assert response.headers["content-disposition"].startswith('attachment; filename="round-')
        assert response.body.startswith(b"\xef\xbb\xbf")
    assert "Overall (ru)" in organiser.get(f"{FORM}/{labelled}").text
    assert organiser.get(f"{FORM}/responses.csv?names=both").code == "request.bad_parameter"
    assert organiser.get(f"{FORM}/summary.csv?language=de").code == "request.bad_parameter"


def test_a_workbook_is_asked_for_and_waited_for(
    organiser: Client, anyone: Client, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "PAUSES", ())
    anyone.send_json("POST", f"{FORM}/responses", {"answers": samples.FULL_ANSWERS})
    asked = organiser.request("POST", f"{FORM}/workbook?names=labels&language=ru")
    assert (asked.status, asked.json["state"], asked.json["language"]) == (202, "waiting", "ru")
    address = f"/api/v1/events/round-table/documents/{asked.json['id']}"
    assert organiser.get(f"{address}/file").code == "document.not_found"
    document_making.make_document(services, "round-table", asked.json["id"])
    shown = organiser.get(address).json
    _validate("DocumentView", shown)
    assert shown["state"] == "ready"
    assert organiser.get(f"{address}/file").status == 303
    by_name = organiser.request("POST", f"{FORM}/workbook")
    assert by_name.json["names"] == "names"
    assert organiser.request("POST", f"{FORM}/workbook?names=both").status == 400
    whole = organiser.request("POST", "/api/v1/events/round-table/workbook")
    assert (whole.status, whole.json["form"]) == (202, None)


def test_the_page_is_html_for_organisers_only(organiser: Client, anyone: Client) -> None:
    anyone.send_json("POST", f"{FORM}/responses", {"answers": samples.FULL_ANSWERS})

    response = organiser.get(f"{FORM}/summary.html?lang=en")

    assert response.status == 200
    assert response.headers["content-type"].startswith("text/html")
    assert "Overall" in response.text
    assert anyone.get(f"{FORM}/summary.html").status == 401


def test_the_summary_of_an_unpublished_form_is_refused(organiser: Client) -> None:
    draft = samples.IMPRESSIONS | {"name": "draft"}
    organiser.send_json("PUT", "/api/v1/events/round-table/forms/draft", draft)

    response = organiser.get("/api/v1/events/round-table/forms/draft/summary")

    assert (response.status, response.code) == (409, "form.not_published")
