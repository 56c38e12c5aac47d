"""Submissions over the API: sent once, repeated or changed, then listed and erased by organisers."""

import re

import pytest

from tests.web.api import samples
from tests.web.client import Client

pytestmark = pytest.mark.usefixtures("open_event")

EVENT = "/api/v1/events/round-table"
RESPONSES = f"{EVENT}/forms/impressions/responses"
REGISTRATIONS = f"{EVENT}/forms/registration/responses"


def _registration(**answers: str) -> dict[str, object]:
    return {"answers": {"who": "pupil", "name": "Айгерім Серікқызы", **answers}}


def test_a_response_is_accepted_with_a_receipt(anyone: Client) -> None:
    response = anyone.send_json(
        "POST", RESPONSES, {"id": samples.ID, "answers": samples.FULL_ANSWERS}
    )

    assert response.status == 201
    receipt = response.json
    assert receipt.keys() == {"id", "status", "received_at", "receipt"}
    assert (receipt["id"], receipt["status"]) == (samples.ID, "accepted")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", receipt["received_at"])
    assert re.fullmatch(r"[0-9A-Z]{5}-[0-9A-Z]{5}", receipt["receipt"])


def test_a_repeated_submission_gets_the_same_receipt(anyone: Client) -> None:
    submission = {"id": samples.ID, "answers": samples.ANSWERS}
    first = anyone.send_json("POST", RESPONSES, submission)
    again = anyone.send_json("POST", RESPONSES, submission)

    assert (first.status, again.status) == (201, 200)
    assert first.json == again.json


def test_other_answers_under_the_same_id_are_refused(organiser: Client, anyone: Client) -> None:
    submission = {"id": samples.ID, "answers": samples.ANSWERS}
    anyone.send_json("POST", RESPONSES, submission)
    response = anyone.send_json(
        "POST", RESPONSES, submission | {"answers": samples.ANSWERS | {"overall": 1}}
    )

    assert (response.status, response.code) == (409, "submission.payload_differs")
    assert len(organiser.get(RESPONSES).json["rows"]) == 1


def test_a_submission_without_an_id_gets_one(organiser: Client, anyone: Client) -> None:
    ids = {
        anyone.send_json("POST", RESPONSES, {"answers": samples.ANSWERS}).json["id"]
        for _ in range(3)
    }

    assert len(ids) == 3
    assert {row["id"] for row in organiser.get(RESPONSES).json["rows"]} == ids


def test_the_language_is_from_the_envelope_or_else_from_the_request(
    organiser: Client, anyone: Client
) -> None:
    anyone.send_json("POST", RESPONSES, {"answers": samples.ANSWERS, "language": "en"})
    anyone.send_json("POST", RESPONSES, {"answers": samples.ANSWERS}, Accept_Language="ru")

    languages = [row["language"] for row in organiser.get(RESPONSES).json["rows"]]
    assert languages == ["en", "ru"]


def test_the_last_place_is_taken_once(anyone: Client) -> None:
    first = anyone.send_json("POST", REGISTRATIONS, _registration(email="a@example.kz"))
    second = anyone.send_json("POST", REGISTRATIONS, _registration(email="b@example.kz"))
    again = anyone.send_json(
        "POST",
        REGISTRATIONS,
        _registration(who="guest", email="A@example.kz"),
        Accept_Language="en",
    )

    assert (first.status, first.json["status"]) == (201, "confirmed")
    assert (second.status, second.code) == (409, "registration.category_full")
    assert "Оқушы" in second.json["detail"]
    assert (again.status, again.code) == (409, "registration.already_registered")


def test_a_closed_form_refuses_a_submission(organiser: Client, anyone: Client) -> None:
    organiser.request("POST", f"{EVENT}/forms/registration/close")

    response = anyone.send_json("POST", REGISTRATIONS, _registration())

    assert (response.status, response.code) == (409, "form.closed")


def test_an_unknown_version_is_refused(anyone: Client) -> None:
    response = anyone.send_json("POST", RESPONSES, {"answers": samples.ANSWERS, "version": 9})

    assert (response.status, response.code) == (409, "form.version_unknown")


def test_submissions_are_listed_in_pages(organiser: Client, anyone: Client) -> None:
    for overall in (1, 2, 3, 4, 5):
        submission = {"answers": samples.ANSWERS | {"overall": overall}}
        anyone.send_json("POST", RESPONSES, submission)
    ratings: list[int] = []
    cursor: str | None = ""
    while cursor is not None:
        page = organiser.get(f"{RESPONSES}?limit=2" + (f"&cursor={cursor}" if cursor else "")).json
        assert len(page["rows"]) <= 2
        ratings += [row["answers"]["overall"] for row in page["rows"]]
        cursor = page["next"]

    assert ratings == [1, 2, 3, 4, 5]


def test_the_registrations_of_an_event_are_listed_without_its_responses(
    organiser: Client, anyone: Client
) -> None:
    anyone.send_json("POST", REGISTRATIONS, _registration())

    [row] = organiser.get(f"{EVENT}/registrations").json["rows"]

    assert (row["category"], row["answers"]["name"]) == ("pupil", "Айгерім Серікқызы")
    assert organiser.get(f"{EVENT}/registrations?form=impressions").code == "form.not_found"


def test_the_names_of_an_event_come_without_other_answers(
    organiser: Client, anyone: Client
) -> None:
    sent = anyone.send_json("POST", REGISTRATIONS, _registration(email="a@example.kz")).json
    row = {
        "name": "Айгерім Серікқызы",
        "category": "pupil",
        "receipt": sent["receipt"],
        "status": "confirmed",
    }
    page = organiser.get(f"{EVENT}/names?q={sent['receipt']}").json
    assert page == {"rows": [row], "next": None, "looked_through": None}
    assert organiser.get(f"{EVENT}/names?q=example.kz").json["rows"] == []
    assert organiser.get(f"{EVENT}/names?form=impressions").code == "form.not_found"
    assert organiser.get(f"{EVENT}/names?sort=name").code == "request.unknown_parameter"


def test_an_erased_registration_frees_its_place(organiser: Client, anyone: Client) -> None:
    registered = anyone.send_json("POST", REGISTRATIONS, _registration(email="a@example.kz")).json

    assert organiser.request("DELETE", f"{REGISTRATIONS}/{registered['id']}").status == 204

    assert organiser.get(REGISTRATIONS).json["rows"] == []
    assert organiser.request("DELETE", f"{REGISTRATIONS}/{registered['id']}").status == 204
    assert (
        organiser.request("DELETE", f"{REGISTRATIONS}/{samples.ID}").code == "submission.not_found"
    )
    again = anyone.send_json("POST", REGISTRATIONS, _registration() | {"id": registered["id"]})
    assert (again.status, again.code) == (410, "submission.erased")
    assert (
        anyone.send_json("POST", REGISTRATIONS, _registration(email="a@example.kz")).status == 201
    )


def test_rows_are_filtered_sorted_and_searched(organiser: Client, anyone: Client) -> None:
    for name, who in (("Жанар", "pupil"), ("Әлия", "guest"), ("Борис", "guest")):
        sent = _registration(name=name, who=who)
        assert anyone.send_json("POST", REGISTRATIONS, sent).status == 201

    def names(query: str) -> list[str]:
        found, cursor = list[str](), ""
        while True:
            page = organiser.get(f"{EVENT}/registrations?limit=1&{query}{cursor}").json
            found += [row["answers"]["name"] for row in page["rows"]]
            if page["next"] is None:
                return found
            cursor = f"&cursor={page['next']}"

    assert names("sort=name") == ["Әлия", "Борис", "Жанар"]
    assert names("category=guest&sort=-received_at") == ["Борис", "Әлия"]
    assert names("q=%D0%B6%D0%B0%D0%BD") == ["Жанар"]
    assert names("since=2199-01-01T00:00:00Z") == []
    for wrong in ("sort=age", "since=today", "in=files", "language=de", "version=0"):
        refused = organiser.get(f"{EVENT}/registrations?{wrong}")
        assert (refused.status, refused.code) == (400, "request.bad_parameter")


def test_a_registration_is_corrected_under_its_entity_tag(
    organiser: Client, anyone: Client
) -> None:
    sent = anyone.send_json("POST", REGISTRATIONS, _registration()).json
    address = f"{REGISTRATIONS}/{sent['id']}"
    first = organiser.send_json("PATCH", address, {"name": "Айгерім С."}, If_Match='"1"')
    assert (first.status, first.headers["etag"]) == (200, '"2"')
    assert (first.json["answers"]["name"], first.json["receipt"]) == ("Айгерім С.", sent["receipt"])
    late = organiser.send_json("PATCH", address, {"category": "guest"}, If_Match='"1"')
    assert (late.status, late.code) == (412, "request.precondition_failed")
    moved = organiser.send_json("PATCH", address, {"category": "guest"})
    assert (moved.status, moved.json["category"]) == (200, "guest")
    unknown = organiser.send_json("PATCH", address, {"age": 7})
    assert (unknown.status, unknown.code) == (422, "request.refused")
    response = anyone.send_json("POST", RESPONSES, {"answers": samples.ANSWERS}).json
    refused = organiser.send_json("PATCH", f"{RESPONSES}/{response['id']}", {"name": "A"})
    assert (refused.status, refused.code) == (409, "registration.only_registrations")


def test_an_erasure_takes_a_reason(organiser: Client, anyone: Client) -> None:
    sent = anyone.send_json("POST", REGISTRATIONS, _registration()).json
    address = f"{REGISTRATIONS}/{sent['id']}"
    assert organiser.request("DELETE", f"{address}?reason=boredom").status == 400
    assert organiser.request("DELETE", f"{address}?reason=duplicate").status == 204
    assert organiser.send_json("PATCH", address, {"name": "A"}).status == 410
