"""Bad input is refused with a stable code, in the language of the request, and stores nothing."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from chalicelib import locales
from chalicelib.errors import Refusal
from release.error_codes import refusals
from tests.web.api import samples
from tests.web.client import Client, HttpResponse

ADDRESS = "/api/v1/events/round-table/forms/impressions/responses"
JSON = {"Content-Type": "application/json"}
MESSAGES: dict[str, type[Refusal]] = {refusal.code: refusal for refusal in refusals()}


ScanTable = Callable[[], object]


def write_answers(**answers: object) -> bytes:
    """Return the body of a submission with these answers added to the sample ones."""
    return json.dumps({"answers": samples.ANSWERS | answers}).encode()


def write_envelope(**fields: object) -> bytes:
    """Return the body of a submission with these fields beside the sample answers."""
    return json.dumps({"answers": samples.ANSWERS, **fields}).encode()


def _nest(levels: int) -> bytes:
    """Return the body of a submission whose answer is this many lists inside each other."""
    return b'{"answers": {"who": ' + b"[" * levels + b"]" * levels + b"}}"


UNREADABLE: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "body.broken_json"),
    "half an object": (b'{"answers": {"who": "guest"', "body.broken_json"),
    "two documents": (b"{} {}", "body.broken_json"),
    "not UTF-8": (b'{"answers": {"who": "\xff"}}', "body.broken_json"),
    "UTF-16": ('{"answers": {}}'.encode("utf-16"), "body.broken_json"),
    "NaN": (b'{"answers": {"hours": NaN}}', "body.broken_json"),
    "infinity": (b'{"answers": {"hours": -Infinity}}', "body.broken_json"),
    "a number beyond all doubles": (b'{"answers": {"hours": 1e999}}', "body.broken_json"),
    "a number of 5000 digits": (
        b'{"answers": {"visits": ' + b"9" * 5000 + b"}}",
        "body.broken_json",
    ),
    "a lone surrogate": (b'{"answers": {"why": "\\ud800"}}', "body.broken_json"),
    "a lone surrogate as a key": (b'{"answers": {"\\udfff": 1}}', "body.broken_json"),
    "a raw NUL": (b'{"answers": {"why": "a\x00b"}}', "body.broken_json"),
    "a key twice": (b'{"answers": {}, "answers": {}}', "body.duplicate_key"),
    "a key twice inside": (b'{"answers": {"who": "a", "who": "b"}}', "body.duplicate_key"),
    "40 levels": (_nest(40), "body.too_deep"),
    "100,000 levels": (_nest(100_000), "body.too_deep"),
    "an id that is no UUID": (write_envelope(id="1"), "submission.bad_id"),
    "an id in capitals": (write_envelope(id=samples.ID.upper()), "submission.bad_id"),
    "an id in braces": (write_envelope(id=f"{{{samples.ID}}}"), "submission.bad_id"),
    "an id with a line feed": (write_envelope(id=f"{samples.ID}\n"), "submission.bad_id"),
}

REFUSED: dict[str, tuple[bytes, str, list[tuple[str, str]]]] = {
    "a list": (b"[]", "request.refused", [("", "request.wrong_type")]),
    "no answers": (b"{}", "request.refused", [("/answers", "request.missing")]),
    "answers that are a list": (
        b'{"answers": []}',
        "request.refused",
        [("/answers", "request.wrong_type")],
    ),
    "an unknown field": (
        write_envelope(admin=True),
        "request.refused",
        [("/admin", "request.unknown_key")],
    ),
    "an id that is a number": (
        write_envelope(id=1),
        "request.refused",
        [("/id", "request.wrong_type")],
    ),
    "an unsupported language": (
        write_envelope(language="de"),
        "request.refused",
        [("/language", "request.wrong_type")],
    ),
    "a version that is true": (
        write_envelope(version=True),
        "request.refused",
        [("/version", "request.wrong_type")],
    ),
    "an unknown question": (
        write_answers(admin=True),
        "answers.refused",
        [("admin", "answer.unknown_question")],
    ),
    "an unknown choice": (
        write_answers(who="minister"),
        "answers.refused",
        [("who", "answer.unknown_choice")],
    ),
    "no answer to a required question": (
        b'{"answers": {"who": "guest"}}',
        "answers.refused",
        [("overall", "answer.required")],
    ),
    "yes for an acknowledgement": (
        write_answers(agreed="yes"),
        "answers.refused",
        [("agreed", "answer.wrong_type")],
    ),
    "true for a number": (
        write_answers(visits=True),
        "answers.refused",
        [("visits", "answer.wrong_type")],
    ),
    "a number written as text": (
        write_answers(visits=" 1 "),
        "answers.refused",
        [("visits", "answer.wrong_type")],
    ),
    "a fraction for a whole number": (
        write_answers(visits=1.5),
        "answers.refused",
        [("visits", "answer.not_whole")],
    ),
    "a number for text": (write_answers(why=1), "answers.refused", [("why", "answer.wrong_type")]),
    "text for a list": (
        write_answers(topics="safety"),
        "answers.refused",
        [("topics", "answer.wrong_type")],
    ),
    "an object for text": (
        write_answers(why={"a": 1}),
        "answers.refused",
        [("why", "answer.wrong_type")],
    ),
    "a choice twice": (
        write_answers(topics=["food", "food"]),
        "answers.refused",
        [("topics", "answer.repeated_choice")],
    ),
    "a ranking with a gap": (
        write_answers(order=["food", "safety"]),
        "answers.refused",
        [("order", "answer.incomplete_ranking")],
    ),
    "NUL": (write_answers(why="a\0b"), "answers.refused", [("why", "answer.control_characters")]),
    "a control character": (
        write_answers(why="a\x1bb"),
        "answers.refused",
        [("why", "answer.control_characters")],
    ),
    "too long a text": (
        write_answers(why="a" * 201),
        "answers.refused",
        [("why", "answer.too_long")],
    ),
    "a number out of range": (
        write_answers(visits=100),
        "answers.refused",
        [("visits", "answer.too_large")],
    ),
    "a 30-digit number": (
        write_answers(visits=10**30),
        "answers.refused",
        [("visits", "answer.too_large")],
    ),
    "a day that does not exist": (
        write_answers(day="2026-02-30"),
        "answers.refused",
        [("day", "answer.bad_date")],
    ),
    "several at once, in the form's order": (
        write_answers(hour="25:00", who="x", day="5 May"),
        "answers.refused",
        [
            ("who", "answer.unknown_choice"),
            ("day", "answer.bad_date"),
            ("hour", "answer.bad_time"),
        ],
    ),
}

ODD_HEADERS: dict[str, tuple[dict[str, str], bytes, str]] = {
    "no content type": ({}, write_envelope(), "body.unsupported_media_type"),
    "text": ({"Content-Type": "text/plain"}, write_envelope(), "body.unsupported_media_type"),
    "a form's fields": (
        {"Content-Type": "application/x-www-form-urlencoded"},
        b"q.who=guest",
        "body.unsupported_media_type",
    ),
    "another encoding": (
        {"Content-Type": "application/json; charset=utf-16"},
        write_envelope(),
        "body.unsupported_media_type",
    ),
    "over 256 KB": (JSON, write_answers(why="a" * 256 * 1024), "body.too_large"),
}


@pytest.fixture(params=["kk", "ru", "en"])
def language(request: pytest.FixtureRequest) -> str:
    language: str = request.param
    return language


def assert_refused(response: HttpResponse, code: str, language: str) -> None:
    """Assert that the response is the problem of that code, with its message in that language."""
    refusal = MESSAGES[code]
    problem = response.json
    assert (response.status, problem["code"]) == (refusal.status, code)
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["content-language"] == language
    sentence = re.escape(locales.translate(refusal.message, language))
    assert re.fullmatch(re.sub(r"\\{\w+\\}", ".+", sentence), problem["detail"])


@pytest.mark.usefixtures("open_event")
def test_each_bad_submission_is_refused_and_stores_nothing(
    anyone: Client, language: str, scan_table: ScanTable
) -> None:
    before = scan_table()
    for name, (body, code) in UNREADABLE.items():
        response = anyone.request("POST", ADDRESS, body=body, headers=JSON | accept(language))
        assert_refused(response, code, language)
        assert "errors" not in response.json, name
    for name, (body, code, problems) in REFUSED.items():
        response = anyone.request("POST", ADDRESS, body=body, headers=JSON | accept(language))
        assert_refused(response, code, language)
        actual = [(each["name"], each["code"]) for each in response.json["errors"]]
        assert actual == problems, name
    for headers, body, code in ODD_HEADERS.values():
        response = anyone.request("POST", ADDRESS, body=body, headers=headers | accept(language))
        assert_refused(response, code, language)
    assert scan_table() == before


def accept(language: str) -> dict[str, str]:
    return {"Accept-Language": language}


def test_every_refusal_has_a_message_in_three_languages() -> None:
    for refusal in refusals():
        messages = {locales.translate(refusal.message, language) for language in ("kk", "ru", "en")}
        assert len(messages) == 3, refusal.code


@pytest.mark.usefixtures("open_event")
def test_the_message_of_an_answer_is_in_the_language_of_the_request(anyone: Client) -> None:
    responses = [
        anyone.send_json("POST", ADDRESS, {"answers": {}}, Accept_Language=language)
        for language in ("kk", "ru", "en")
    ]
    assert len({response.json["errors"][0]["message"] for response in responses}) == 3


@pytest.mark.usefixtures("open_event")
@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("/api/v1/events/no-such/forms/impressions/responses", "event.not_found"),
        ("/api/v1/events/NO_SUCH/forms/impressions/responses", "event.not_found"),
        ("/api/v1/events/round-table/forms/nothing/responses", "form.not_found"),
        ("/api/v1/events/round-table/forms/impressions%23V%2300001/responses", "form.not_found"),
        ("/api/v1/events/round-table/forms/impressions/answers", "route.not_found"),
    ],
)
def test_an_unknown_event_form_or_route_is_not_found(
    anyone: Client, address: str, code: str
) -> None:
    response = anyone.send_json("POST", address, {"answers": samples.ANSWERS})

    assert (response.status, response.code) == (404, code)


@pytest.mark.usefixtures("open_event")
def test_an_id_of_another_form_is_not_found(organiser: Client, anyone: Client) -> None:
    submission = {"id": samples.ID, "answers": samples.ANSWERS}
    assert anyone.send_json("POST", ADDRESS, submission).status == 201

    other = "/api/v1/events/round-table/forms/registration/responses"
    assert organiser.request("DELETE", f"{other}/{samples.ID}").code == "submission.not_found"


@pytest.mark.usefixtures("open_event")
def test_text_is_trimmed_and_stored_in_nfc(organiser: Client, anyone: Client) -> None:
    decomposed, composed = "и\u0306од cafe\u0301", "йод café"
    submission = {"answers": {**samples.ANSWERS, "why": f"  {decomposed}\r\n"}}
    assert anyone.send_json("POST", ADDRESS, submission).status == 201

    [row] = organiser.get(ADDRESS).json["rows"]
    assert row["answers"]["why"] == composed


@pytest.mark.usefixtures("open_event")
def test_a_submission_larger_than_an_item_can_hold_is_refused(
    organiser: Client, anyone: Client, scan_table: ScanTable
) -> None:
    questions = [
        {"type": "text", "name": f"q{n}", "label": {"kk": "?"}, "max_length": 20_000}
        for n in range(8)
    ]
    form = {
        "name": "long",
        "purpose": "other",
        "title": {"kk": "Ұзын"},
        "default_language": "kk",
        "questions": questions,
    }
    address = "/api/v1/events/round-table/forms/long"
    assert organiser.send_json("PUT", address, form).status == 200
    assert organiser.request("POST", f"{address}/publish").status == 200

    grows_in_nfc = "\u0958" * 10_000
    submission = {"answers": {f"q{n}": grows_in_nfc for n in range(8)}}
    body = json.dumps(submission, ensure_ascii=False).encode()
    before = scan_table()
    response = anyone.send_json("POST", f"{address}/responses", body)

    assert (response.status, response.code) == (413, "submission.too_large")
    assert scan_table() == before


DEFINITIONS: dict[str, tuple[Any, str]] = {
    "a type that no page has": ({"type": "include"}, "form.unsupported_type"),
    "an unknown key": ({"colour": "red"}, "form.unknown_key"),
    "an unknown type": ({"type": "hologram"}, "form.unknown_type"),
}


@pytest.mark.usefixtures("open_event")
@pytest.mark.parametrize("name", DEFINITIONS)
def test_a_bad_definition_is_refused_at_its_question(
    organiser: Client, name: str, language: str, scan_table: ScanTable
) -> None:
    change, code = DEFINITIONS[name]
    questions = [*samples.IMPRESSIONS["questions"]]
    questions[2] = questions[2] | change
    before = scan_table()
    response = organiser.send_json(
        "PUT",
        "/api/v1/events/round-table/forms/impressions",
        samples.IMPRESSIONS | {"questions": questions},
        Accept_Language=language,
    )

    assert_refused(response, "form.refused", language)
    [problem] = response.json["errors"]
    assert problem["name"].startswith("/questions/2")
    assert problem["code"] == code
    assert scan_table() == before


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"starts_at": "yesterday"}, "/starts_at"),
        ({"starts_at": 0}, "/starts_at"),
        ({"ends_at": "2020-01-01T00:00:00Z"}, "/ends_at"),
        ({"kind": "party"}, "/kind"),
        ({"title": {"de": "Runder Tisch"}}, "/title/de"),
        ({"categories": [{"name": "a", "label": "A", "capacity": -1}]}, "/categories/0/capacity"),
        ({"colour": "red"}, "/colour"),
        ({"time_zone": "Mars/Olympus"}, "/time_zone"),
    ],
)
def test_a_bad_event_is_refused_at_its_field(
    organiser: Client, change: dict[str, Any], pointer: str, scan_table: ScanTable
) -> None:
    organiser.get("/api/v1/events")  # notes the token's first use
    before = scan_table()
    response = organiser.send_json("POST", "/api/v1/events", samples.EVENT | change)

    assert (response.status, response.code) == (422, "event.refused")
    assert pointer in [problem["name"] for problem in response.json["errors"]]
    assert scan_table() == before


@pytest.mark.usefixtures("open_event")
@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=-1",
        "limit=many",
        "limit=%D9%A1",
        "limit=1&limit=2",
        "limit=99999999999",
        "cursor=%FF",
        "cursor=AAAA",
        "cursor=WzAsICIiLCAiIl0x",
    ],
)
def test_a_bad_query_parameter_is_refused(organiser: Client, query: str) -> None:
    response = organiser.get(f"{ADDRESS}?{query}")

    assert (response.status, response.code) == (400, "request.bad_parameter")


@pytest.mark.usefixtures("open_event")
@pytest.mark.parametrize("token", ["Bearer nonsense", "Basic abc", "Bearer", "Bearer ә"])
def test_a_bad_token_is_not_signed_in(anyone: Client, token: str) -> None:
    response = anyone.get(ADDRESS, Authorization=token)

    assert (response.status, response.code) == (401, "access.not_signed_in")
    assert response.headers["www-authenticate"].startswith("Bearer")
