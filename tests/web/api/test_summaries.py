"""A form's figures over the API, as JSON, as CSV and as a page."""

from typing import Any

import jsonschema

from chalicelib.web.api import openapi
from tests.web.api import samples
from tests.web.client import Client

FORM = "/api/v1/events/round-table/forms/impressions"


def _fits(schema: str, document: object) -> None:
    components = openapi.document()["components"]
    wanted = {"$ref": f"#/components/schemas/{schema}", "components": components}
    jsonschema.validate(document, wanted)


def _question(summary: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any]
    [found] = [each for each in summary["questions"] if each["name"] == name]
    return found


def test_the_summary_is_that_of_what_was_sent(filled: Client, anyone: Client) -> None:
    for rating in (5, 5, 2, 4, 4, 4):
        sent = {"answers": samples.FULL_ANSWERS | {"overall": rating}}
        assert anyone.send_json("POST", f"{FORM}/responses", sent).status == 201

    received = filled.get(f"{FORM}/summary")

    summary = received.json
    assert received.status == 200
    _fits("Summary", summary)
    assert (summary["event"], summary["form"]) == ("round-table", "impressions")
    assert summary["responses"] == 6
    overall = _question(summary, "overall")
    assert overall["counts"] == {"1": 0, "2": 1, "3": 0, "4": 3, "5": 2}
    assert (overall["answered"], overall["skipped"]) == (6, 0)
    assert (overall["mean"], overall["median"]) == (4, 4)
    assert filled.get(f"{FORM}/summary.json").json["questions"] == summary["questions"]
    assert received.headers["cache-control"] == "no-store"


def test_rows_and_lists_are_as_documented(filled: Client, anyone: Client) -> None:
    anyone.send_json("POST", f"{FORM}/responses", {"answers": samples.FULL_ANSWERS})

    _fits("SubmissionPage", filled.get(f"{FORM}/responses").json)
    _fits("FormList", filled.get("/api/v1/events/round-table/forms").json)
    _fits("EventList", filled.get("/api/v1/events").json)
    _fits("TokenList", filled.get("/api/v1/tokens").json)
    _fits("Definition", filled.get(FORM).json)
    _fits("Event", filled.get("/api/v1/events/round-table").json)


def test_figures_and_rows_are_files(filled: Client, anyone: Client) -> None:
    anyone.send_json("POST", f"{FORM}/responses", {"answers": samples.FULL_ANSWERS})

    labelled = "responses.csv?names=labels&language=ru"
    for name in ("summary.csv", "responses.csv", labelled):
        received = filled.get(f"{FORM}/{name}")
        assert received.status == 200
        assert received.headers["content-type"].startswith("text/csv")
        assert received.headers["content-disposition"].startswith('attachment; filename="round-')
        assert received.body.startswith(b"\xef\xbb\xbf")
    assert "Overall (ru)" in filled.get(f"{FORM}/{labelled}").text
    assert filled.get(f"{FORM}/responses.csv?names=both").code == "request.bad_parameter"
    assert filled.get(f"{FORM}/summary.csv?language=de").code == "request.bad_parameter"


def test_the_page_is_for_people(filled: Client, anyone: Client) -> None:
    anyone.send_json("POST", f"{FORM}/responses", {"answers": samples.FULL_ANSWERS})

    received = filled.get(f"{FORM}/summary.html?lang=en")

    assert received.status == 200
    assert received.headers["content-type"].startswith("text/html")
    assert "Overall" in received.text
    assert anyone.get(f"{FORM}/summary.html").status == 401


def test_figures_of_nothing_published_are_refused(filled: Client) -> None:
    draft = samples.IMPRESSIONS | {"name": "draft"}
    filled.send_json("PUT", "/api/v1/events/round-table/forms/draft", draft)

    received = filled.get("/api/v1/events/round-table/forms/draft/summary")

    assert (received.status, received.code) == (409, "form.not_published")
