"""The record of an event over the API: entries with their entity tags, in order, removed and taken back."""

import pytest

from tests.drawn_photos import draw
from tests.web.api.samples import EVENT
from tests.web.client import Client

RECORD = "/api/v1/events/round-table/record"
LEAFLET = f"{RECORD}/handouts/leaflet"


@pytest.fixture
def organiser(organiser: Client) -> Client:
    """Return an organiser with an event that has a programme."""
    programme = [{"name": "report", "kind": "report", "title": "Reading"}]
    assert (
        organiser.send_json("POST", "/api/v1/events", {**EVENT, "programme": programme}).status
        == 201
    )
    return organiser


def test_an_entry_is_written_shown_removed_and_taken_back(organiser: Client) -> None:
    written = organiser.send_json("PUT", LEAFLET, {"title": "Leaflet", "copies": 5})
    assert (written.status, written.headers["etag"]) == (200, '"1"')
    assert written.json["content"]["copies"] == 5
    assert written.json["changed_by"] == "organiser@pikir.example"
    record = organiser.get(RECORD).json
    assert record["handouts"] == [written.json]
    assert [each["origin"] for each in record["talks"]] == ["programme"]
    assert organiser.request("DELETE", LEAFLET).status == 204
    removed = organiser.get(RECORD).json
    assert (removed["handouts"], [each["id"] for each in removed["removed"]]) == ([], ["leaflet"])
    restored = organiser.request("POST", f"{LEAFLET}/restore")
    assert (restored.status, restored.json["revision"]) == (200, 3)


def test_a_photo_is_uploaded_described_and_downloaded(organiser: Client) -> None:
    organiser.send_json("PUT", f"{RECORD}/actions/a", {"title": "Flash mob"})
    photo = draw(size=(8, 6))
    address = f"{RECORD}/actions/a/photos/p"
    sent, again = (
        organiser.request("PUT", address, body=photo, headers={"Content-Type": "image/jpeg"})
        for _ in range(2)
    )
    assert (sent.status, sent.headers["etag"], again.json) == (200, '"1"', sent.json)
    described = organiser.send_json(
        "PUT", f"{RECORD}/photos/p", {"caption": "Flash mob", "has_consent": True}
    )
    assert described.json["content"]["file"] == sent.json["content"]["file"]
    assert organiser.get(RECORD).json["photos"] == [described.json]
    file = organiser.get(f"{RECORD}/photos/p/file")
    assert (file.status, file.headers["content-type"]) == (200, "image/jpeg")
    refused = organiser.request(
        "PUT", address, body=b"%PDF-1.7", headers={"Content-Type": "image/jpeg"}
    )
    assert [each["code"] for each in refused.json["errors"]] == ["record.no_photo"]


def test_if_match_guards_an_entry(organiser: Client) -> None:
    assert organiser.send_json("PUT", LEAFLET, {"title": "A"}, if_match='"0"').status == 200
    assert organiser.send_json("PUT", LEAFLET, {"title": "A"}, if_match='"0"').status == 200
    stale = organiser.send_json("PUT", LEAFLET, {"title": "B"}, if_match='"0"')
    assert (stale.status, stale.code) == (412, "request.precondition_failed")


def test_bad_input_is_refused_by_pointers(organiser: Client) -> None:
    reply = organiser.send_json("PUT", LEAFLET, {"copies": "many", "colour": "red"})
    assert (reply.status, reply.code) == (422, "record.refused")
    told = {each["name"]: each["code"] for each in reply.json["errors"]}
    assert told == {
        "/title": "event.missing",
        "/copies": "event.wrong_type",
        "/colour": "event.unknown_key",
    }
    assert organiser.send_json("PUT", f"{RECORD}/weather/sun", {}).code == "record.entry_not_found"
    assert organiser.send_json("PUT", f"{RECORD}/handouts/a%23b", {}).status == 404


def test_a_section_is_put_in_order(organiser: Client) -> None:
    for name in ("a", "b"):
        organiser.send_json("PUT", f"{RECORD}/media/{name}", {"name": name})
    reply = organiser.send_json("PUT", f"{RECORD}/media", {"entries": ["b", "a"]})
    assert [each["id"] for each in reply.json["media"]] == ["b", "a"]
    assert organiser.get(RECORD).json == reply.json
