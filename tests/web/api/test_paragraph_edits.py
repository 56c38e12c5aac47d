"""The wording of a report over the API: paragraphs with their facts, edits with their entity tags."""

import pytest

from tests.web.api.samples import EVENT
from tests.web.client import Client

PARAGRAPHS = "/api/v1/events/round-table/report/paragraphs"
TITLE = f"{PARAGRAPHS}/title?language=ru&length=page"


@pytest.fixture
def organiser(organiser: Client) -> Client:
    """Return an organiser with an event."""
    assert organiser.send_json("POST", "/api/v1/events", EVENT).status == 201
    return organiser


def test_a_paragraph_is_worded_taken_back_and_put_back(organiser: Client) -> None:
    wording = organiser.get(f"{PARAGRAPHS}?language=ru&length=page").json
    own = wording["paragraphs"][0]
    assert (own["paragraph"], own["edit"], own["is_used"]) == ("title", None, False)
    assert [each["placeholder"] for each in own["facts"]] == ["event.kind", "event.title"]
    text = "{event.title}: {event.kind}"
    written, again = (
        organiser.send_json("PUT", TITLE, {"text": text}, if_match='"0"') for _ in range(2)
    )
    assert (written.status, written.headers["etag"], again.body) == (200, '"1"', written.body)
    shown = organiser.get(f"{PARAGRAPHS}?language=ru&length=page").json["paragraphs"][0]
    assert (shown["edit"], shown["is_used"], shown["changes"]) == (written.json, True, [])
    assert organiser.request("DELETE", TITLE).status == 204
    restored = organiser.request("POST", TITLE.replace("?", "/restore?"))
    assert (restored.json["text"], restored.json["revision"]) == (text, 3)


def test_bad_input_is_refused(organiser: Client) -> None:
    reply = organiser.send_json("PUT", TITLE, {"text": "{event.aim}"})
    assert (reply.status, reply.code) == (422, "report.wording_refused")
    assert [(each["name"], each["code"]) for each in reply.json["errors"]] == [
        ("/text", "report.unknown_fact")
    ]
    assert organiser.send_json("PUT", TITLE, {"words": "A"}).code == "request.refused"
    assert organiser.send_json("PUT", TITLE, {"text": "A"}, if_match='"1"').status == 412
    missing = organiser.send_json("PUT", f"{PARAGRAPHS}/weather", {"text": "A"})
    assert (missing.status, missing.code) == (404, "report.paragraph_not_found")
    table = organiser.send_json("PUT", f"{PARAGRAPHS}/title?length=facts", {"text": "A"})
    assert table.status == 404
