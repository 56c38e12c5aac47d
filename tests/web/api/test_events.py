"""Events over the API: created, listed, changed by a merge patch, and shown by their state."""

import pytest

from tests.actions.photos import PDF
from tests.web.api import samples
from tests.web.client import Client

EVENTS = "/api/v1/events"
EVENT = f"{EVENTS}/round-table"


def test_an_event_is_created_shown_and_listed(organiser: Client) -> None:
    created = organiser.send_json("POST", EVENTS, samples.EVENT)

    assert created.status == 201
    assert created.headers["location"] == EVENT
    event = created.json
    assert event.items() >= {"id": "round-table", "state": "draft", "revision": 0}.items()
    assert organiser.get(EVENT).json == event
    [line] = organiser.get(EVENTS).json["events"]
    assert (line["id"], line["state"]) == ("round-table", "draft")


def test_a_second_event_with_the_same_id_is_refused(organiser: Client) -> None:
    organiser.send_json("POST", EVENTS, samples.EVENT)
    other = {**samples.EVENT, "aim": {"kk": "Басқа мақсат"}}

    assert organiser.send_json("POST", EVENTS, other).code == "event.exists"


def test_the_same_event_sent_again_is_the_one_that_was_created(organiser: Client) -> None:
    first = organiser.send_json("POST", EVENTS, samples.EVENT)

    assert organiser.send_json("POST", EVENTS, samples.EVENT).json == first.json


def test_a_draft_event_is_not_found_without_a_token(organiser: Client, anyone: Client) -> None:
    organiser.send_json("POST", EVENTS, samples.EVENT)

    assert anyone.get(EVENT).code == "event.not_found"


def test_the_public_list_has_no_drafts(organiser: Client, anyone: Client) -> None:
    organiser.send_json("POST", EVENTS, samples.EVENT)
    assert anyone.get(EVENTS).json == {"events": [], "next": None}

    organiser.send_json("PATCH", EVENT, {"state": "open"})

    assert [line["id"] for line in anyone.get(EVENTS).json["events"]] == ["round-table"]


def test_the_list_is_read_page_by_page(organiser: Client) -> None:
    for name in ("first", "second"):
        organiser.send_json("POST", EVENTS, {**samples.EVENT, "id": name})

    page = organiser.get(f"{EVENTS}?state=draft&kind=round_table&limit=1").json
    following = organiser.get(f"{EVENTS}?limit=1&cursor={page['next']}").json

    assert [line["id"] for line in page["events"] + following["events"]] == ["second", "first"]
    assert following["next"] is None
    for other in ("state=open", "kind=meeting", "series=spring"):
        assert organiser.get(f"{EVENTS}?{other}").json == {"events": [], "next": None}


def test_a_change_is_made_for_the_revision_that_it_names(organiser: Client) -> None:
    created = organiser.send_json("POST", EVENTS, samples.EVENT)
    assert created.headers["etag"] == '"0"'
    for revision, tag in enumerate(('"0"', "*", 'W/"7", "2"'), start=1):
        changed = organiser.send_json("PATCH", EVENT, {"aim": {"kk": tag}}, If_Match=tag)
        assert (changed.status, changed.headers["etag"]) == (200, f'"{revision}"')
    assert organiser.get(EVENT).headers["etag"] == '"3"'


@pytest.mark.parametrize("tag", ['"1"', 'W/"0"', '"other"', ""])
def test_a_change_for_another_revision_changes_nothing(organiser: Client, tag: str) -> None:
    created = organiser.send_json("POST", EVENTS, samples.EVENT)
    refused = organiser.send_json("PATCH", EVENT, {"state": "open"}, If_Match=tag)
    assert (refused.status, refused.code) == (412, "request.precondition_failed")
    assert organiser.get(EVENT).json == created.json


def test_an_event_is_changed_by_a_merge_patch(organiser: Client, anyone: Client) -> None:
    organiser.send_json("POST", EVENTS, samples.EVENT)
    patch = {"state": "open", "venue": {"kk": "2-зал", "ru": "Зал 2", "en": "Hall 2"}}

    changed = organiser.send_json(
        "PATCH", EVENT, patch, Content_Type="application/merge-patch+json"
    )

    assert changed.status == 200
    assert changed.json.items() >= (patch | {"revision": 1}).items()
    assert changed.json["announced"]["venue"] == patch["venue"]
    assert anyone.get(EVENT).json == changed.json


def test_an_impossible_state_transition_is_refused(organiser: Client) -> None:
    organiser.send_json("POST", EVENTS, samples.EVENT)

    response = organiser.send_json("PATCH", EVENT, {"state": "closed"})

    assert (response.status, response.code) == (409, "event.bad_transition")


@pytest.mark.usefixtures("open_event")
def test_requests_without_a_token_are_refused(anyone: Client) -> None:
    responses = [
        anyone.send_json("POST", EVENTS, samples.EVENT),
        anyone.send_json("PATCH", EVENT, {"state": "closed"}),
        anyone.get(f"{EVENT}/registrations"),
        anyone.get(f"{EVENT}/forms/impressions/responses"),
        anyone.get(f"{EVENT}/forms/impressions/responses.csv"),
        anyone.get(f"{EVENT}/forms/impressions/summary"),
        anyone.send_json("PUT", f"{EVENT}/forms/impressions", samples.IMPRESSIONS),
        anyone.request("POST", f"{EVENT}/forms/impressions/close"),
        anyone.request("DELETE", f"{EVENT}/forms/impressions/responses/{samples.ID}"),
        anyone.get("/api/v1/tokens"),
    ]

    assert {(each.status, each.code) for each in responses} == {(401, "access.not_signed_in")}


def test_the_location_starts_with_the_stage(organiser: Client) -> None:
    staged = organiser.with_stage("/api")

    created = staged.send_json("POST", EVENTS, samples.EVENT)

    assert created.headers["location"] == f"/api{EVENT}"


def test_a_draft_is_deleted(organiser: Client) -> None:
    organiser.send_json("POST", EVENTS, samples.EVENT)

    assert organiser.request("DELETE", EVENT).status == 204
    assert organiser.get(EVENT).code == "event.not_found"


def test_a_material_is_uploaded_and_saved(organiser: Client) -> None:
    organiser.send_json("POST", EVENTS, samples.EVENT)

    headers = {"Content-Type": "application/pdf"}
    reply = organiser.request("PUT", f"{EVENT}/materials/plan.pdf", body=PDF, headers=headers)

    assert reply.status == 200
    assert [each["file"]["name"] for each in reply.json["materials"]] == ["plan.pdf"]
    assert organiser.get(EVENT).json["materials"] == reply.json["materials"]


def test_a_starting_point_that_there_is_none_of_is_not_found(organiser: Client) -> None:
    reply = organiser.send_json("POST", "/api/v1/starting-points/party/events", {})

    assert (reply.status, organiser.get(EVENTS).json["events"]) == (404, [])
