"""Forms over the API: drafts, versions, their JSON Schema, opening and closing."""

import jsonschema
import pytest

from tests.web.api import samples
from tests.web.client import Client

pytestmark = pytest.mark.usefixtures("open_event")

FORMS = "/api/v1/events/round-table/forms"
FORM = f"{FORMS}/impressions"


def test_a_form_is_saved_published_and_shown(anyone: Client) -> None:
    shown = anyone.get(FORM)

    assert (shown.status, shown.headers["etag"]) == (200, '"1"')
    assert shown.headers["content-type"] == "application/json"
    assert shown.json["name"] == "impressions"
    keys = [question["name"] for question in shown.json["questions"]]
    assert keys == [question["name"] for question in samples.IMPRESSIONS["questions"]]


def test_a_form_can_be_saved_as_it_is_shown(organiser: Client, anyone: Client) -> None:
    assert organiser.send_json("PUT", FORM, anyone.get(FORM).json).status == 200


def test_a_draft_is_shown_to_organisers_only(organiser: Client, anyone: Client) -> None:
    changed = samples.IMPRESSIONS | {"title": {"kk": "Пікірлер"}}
    saved = organiser.send_json("PUT", FORM, changed)

    assert saved.json.items() >= {"version": 1, "has_draft": True, "state": "open"}.items()
    assert anyone.get(FORM).json["title"] != {"kk": "Пікірлер"}
    assert organiser.get(f"{FORM}?version=draft").json["title"] == {"kk": "Пікірлер"}
    assert anyone.get(f"{FORM}?version=draft").code == "event.not_found"


def test_an_older_version_never_changes(organiser: Client, anyone: Client) -> None:
    organiser.send_json("PUT", FORM, samples.IMPRESSIONS | {"title": {"kk": "Пікірлер"}})
    assert organiser.request("POST", f"{FORM}/publish").json["version"] == 2

    assert anyone.get(f"{FORM}?version=1").headers["etag"] == '"1"'
    assert anyone.get(FORM).json["title"] == {"kk": "Пікірлер"}
    assert anyone.get(f"{FORM}?version=3").code == "form.version_unknown"
    assert anyone.get(f"{FORM}?version=0").code == "request.bad_parameter"
    assert anyone.get(f"{FORM}?format=xml").code == "request.bad_parameter"


def test_warnings_are_reported_and_do_not_prevent_saving_or_publishing(organiser: Client) -> None:
    lists = samples.IMPRESSIONS["choices"] | {"idle": [{"name": "a", "label": "A"}]}
    saved = organiser.send_json(
        "PUT", FORM, samples.IMPRESSIONS | {"choices": lists}, Accept_Language="en"
    )
    assert saved.status == 200
    assert saved.json["warnings"] == [
        {
            "name": "/choices/idle",
            "code": "form.unused_list",
            "message": "No question uses the list of choices “idle”.",
            "severity": "warning",
            "pointer": "/choices/idle",
            "mending": "Remove the list, or name it in the type of a question.",
        }
    ]
    published = organiser.request("POST", f"{FORM}/publish", headers={"Accept-Language": "en"})
    assert published.json["version"] == 2
    assert published.json["warnings"] == saved.json["warnings"]


def test_a_refused_form_lists_its_errors_before_its_warnings(organiser: Client) -> None:
    lists = {"idle": [{"name": "a", "label": "A"}]}
    refused = organiser.send_json(
        "PUT", FORM, samples.IMPRESSIONS | {"choices": lists, "colour": 5}
    )
    severities = [each["severity"] for each in refused.json["errors"]]
    assert refused.status == 422
    assert severities == sorted(severities)
    assert {"error", "warning"} == set(severities)


@pytest.mark.parametrize("kind", ["", "telepathy"])
def test_an_unknown_question_type_is_refused_at_its_row(organiser: Client, kind: str) -> None:
    row = {"type": kind, "name": "a", "label": "A"}
    group = {"type": "begin_group", "name": "g", "label": "G", "questions": [row]}
    refused = organiser.send_json("PUT", FORM, samples.IMPRESSIONS | {"questions": [row, group]})
    assert refused.status == 422
    problems = {(each["pointer"], each["code"]) for each in refused.json["errors"]}
    assert {
        ("/questions/0/type", "form.unknown_type"),
        ("/questions/1/questions/0/type", "form.unknown_type"),
    } <= problems


def test_the_differences_between_versions_are_listed(organiser: Client, anyone: Client) -> None:
    fewer = samples.IMPRESSIONS | {"questions": samples.IMPRESSIONS["questions"][:-1]}
    last = samples.IMPRESSIONS["questions"][-1]["name"]
    organiser.send_json("PUT", FORM, fewer)
    draft = organiser.get(f"{FORM}/diff?from=1").json
    assert [(each["change"], each["name"]) for each in draft["changes"]] == [("removed", last)]
    assert draft["to"] == "draft"
    organiser.request("POST", f"{FORM}/publish")
    published = organiser.get(f"{FORM}/diff?from=1&to=2").json
    assert published == draft | {"to": 2}
    assert organiser.get(f"{FORM}/diff?from=2&to=1").json["changes"][0]["change"] == "added"
    assert organiser.get(f"{FORM}/diff?from=1").code == "form.not_found"
    assert organiser.get(f"{FORM}/diff?from=3&to=1").code == "form.version_unknown"
    assert organiser.get(f"{FORM}/diff").code == "request.bad_parameter"
    assert organiser.get(f"{FORM}/diff?from=1&to=x").code == "request.bad_parameter"
    assert organiser.get(f"{FORMS}/nowhere/diff?from=1").code == "form.not_found"
    assert anyone.get(f"{FORM}/diff?from=1").status == 401


def test_forms_are_listed(anyone: Client) -> None:
    listed = anyone.get(FORMS).json["forms"]

    assert {(form["name"], form["state"]) for form in listed} == {
        ("impressions", "open"),
        ("registration", "open"),
    }


def test_a_form_is_closed_and_opened_again(organiser: Client) -> None:
    assert organiser.request("POST", f"{FORM}/close").json["state"] == "closed"
    assert organiser.request("POST", f"{FORM}/reopen").json["state"] == "open"


def test_the_times_of_a_form_are_set_cleared_and_checked(organiser: Client) -> None:
    changed = organiser.send_json("PATCH", FORM, {"closes_at": "2026-06-13T13:00:00+05:00"})

    assert changed.json["closes_at"].startswith("2026-06-13T")
    assert organiser.send_json("PATCH", FORM, {"closes_at": None}).json["closes_at"] is None
    response = organiser.send_json("PATCH", FORM, {"closes_at": "soon"})
    assert (response.status, response.json["errors"][0]["name"]) == (422, "/closes_at")


@pytest.mark.parametrize(
    "answers",
    [
        samples.FULL_ANSWERS,
        samples.ANSWERS,
        samples.ANSWERS | {"why": None},
        {},
        samples.ANSWERS | {"who": "minister"},
        samples.ANSWERS | {"overall": 6},
        samples.ANSWERS | {"overall": "5"},
        samples.ANSWERS | {"overall": True},
        samples.ANSWERS | {"visits": 1.5},
        samples.ANSWERS | {"why": "a" * 201},
        samples.ANSWERS | {"topics": ["food", "food"]},
        samples.ANSWERS | {"order": ["food"]},
        samples.ANSWERS | {"agreed": True},
        samples.ANSWERS | {"another": 1},
    ],
)
def test_the_json_schema_agrees_with_the_server(anyone: Client, answers: dict[str, object]) -> None:
    response = anyone.get(f"{FORM}?format=jsonschema", Accept_Language="ru")
    assert response.headers["content-type"] == "application/schema+json"
    schema = response.json
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["title"] == "Impressions (ru)"
    own = anyone.get(f"{FORM}/schema.json", Accept_Language="ru")
    assert (own.json, own.headers["etag"]) == (schema, response.headers["etag"])

    submission = anyone.send_json("POST", f"{FORM}/responses", {"answers": answers})

    is_valid = jsonschema.Draft202012Validator(schema).is_valid(answers)
    assert submission.status == (201 if is_valid else 422)


def test_publishing_is_refused_until_the_warnings_that_were_shown_are_accepted(
    organiser: Client,
) -> None:
    idle = {name: [{"name": "a", "label": "A"}] for name in ("idle", "lazy")}
    lists = samples.IMPRESSIONS["choices"] | idle
    saved = organiser.send_json("PUT", FORM, samples.IMPRESSIONS | {"choices": lists})
    refused = organiser.request("POST", f"{FORM}/publish?accept_warnings=none&lang=en")
    assert (refused.status, refused.code) == (409, "form.warnings_not_accepted")
    assert [each["code"] for each in refused.json["errors"]] == ["form.unused_list"] * 2
    assert refused.json["warning_groups"] == [
        {
            "code": "form.unused_list",
            "count": 2,
            "message": "Some lists of choices are not used by any question.",
            "mending": "Remove the list, or name it in the type of a question.",
        }
    ]
    digest = refused.json["warnings_digest"]
    assert saved.json["warnings_digest"] == digest
    other = organiser.request("POST", f"{FORM}/publish?accept_warnings={'0' * 32}")
    assert (other.code, other.json["warnings_digest"]) == ("form.warnings_changed", digest)
    wrong = organiser.request("POST", f"{FORM}/publish?accept_warnings=some")
    assert wrong.code == "request.bad_parameter"
    published = organiser.request("POST", f"{FORM}/publish?accept_warnings={digest}")
    assert (published.json["version"], published.json["warnings_digest"]) == (2, digest)
    again = organiser.request("POST", f"{FORM}/publish?accept_warnings=none")
    assert (again.status, again.json["version"]) == (200, 2)
