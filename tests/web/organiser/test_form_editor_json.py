"""What the editor's script is answered: the same steps, status codes and words as the pages, as JSON."""

import json
import re
from typing import Any

from chalicelib.actions import drafts, forms
from chalicelib.domain.permissions import SYSTEM, Actor
from chalicelib.forms.definition import Definition
from tests.web.client import HttpResponse
from tests.web.organiser.conftest import FORM as DOCUMENT
from tests.web.organiser.conftest import Console

FORM = "/console/events/round-table/forms/impressions"
EDIT, QUESTION = f"{FORM}/edit", f"{FORM}/edit/question"
COLLEAGUE = Actor.owner("aigul@pikir.example")
LABELS = {"label_kk": "Сұрақ", "label_ru": "Вопрос", "label_en": "Question"}


def state(console: Console) -> dict[str, Any]:
    return read(console.get(EDIT, Accept="application/json"))


def read(reply: HttpResponse) -> dict[str, Any]:
    assert reply.headers["content-type"] == "application/json"
    answer: dict[str, Any] = json.loads(reply.text)
    return answer


def send(console: Console, address: str, **fields: str) -> HttpResponse:
    fields = {"revision": state(console)["revision"], **fields}
    return console.send_form(
        address, fields, Accept="application/json", **{"Accept-Language": "en"}
    )


def draft(console: Console) -> Definition:
    definition = console.services.forms.draft("round-table", "impressions")
    assert definition is not None
    return definition


def test_a_saved_question_comes_back_as_its_line_with_the_next_revision(console: Console) -> None:
    before = state(console)
    assert (before["is_complete"], before["can_undo"], before["can_redo"]) == (True, False, False)
    answer = read(send(console, QUESTION, at="/questions/1", kind="short", **LABELS))
    assert answer["revision"] != before["revision"]
    assert (answer["at"], answer["is_complete"], answer["messages"]) == ("/questions/1", True, {})
    assert answer["line"].startswith('<li class="card depth-0" id="row-1"')
    assert answer["line"] in re.sub(
        r"\n\s*(?=<li)", "\n", console.get(EDIT, **{"Accept-Language": "en"}).text
    )
    undone = read(send(console, EDIT, do="undo"))
    assert (undone["can_undo"], undone["can_redo"]) == (False, True)
    assert [row.name for row in draft(console).questions] == ["rating"]


def test_an_error_is_told_at_its_field_and_what_cannot_be_stored_is_refused(
    console: Console,
) -> None:
    kept = send(console, QUESTION, at="/questions/1", kind="short", relevant="${nobody} = 1")
    answer = read(kept)
    assert (kept.status, answer["is_complete"]) == (200, False)
    assert set(answer["messages"]) == {"label_kk", "relevant"}
    errors = [each for each in answer["problems"] if each["severity"] == "error"]
    assert {(each["at"], each["field"]) for each in errors} == {
        ("/questions/1", "label_kk"),
        ("/questions/1", "relevant"),
    }
    refused = send(console, QUESTION, at="/questions/1", kind="rating", start="one", **LABELS)
    again = read(refused)
    assert (refused.status, list(again["messages"])) == (422, ["start"])
    assert again["revision"] == answer["revision"]


def test_a_save_whose_reply_was_lost_counts_as_made_and_is_made_once(console: Console) -> None:
    old = state(console)["revision"]
    new = {"at": "/questions/0", "kind": "one", "choices_kk": "Иә\nЖоқ", **LABELS}
    first = send(console, QUESTION, **new)
    repeated = send(console, QUESTION, revision=old, **new)
    assert (first.status, repeated.status) == (200, 200)
    assert read(repeated)["revision"] == read(first)["revision"]
    name = draft(console).questions[0].name
    assert [row.name for row in draft(console).questions] == [name, "rating"]
    late = send(console, QUESTION, revision=old, at="/questions/0", row=name, label_kk="Басқа")
    assert late.status == 409
    assert read(late)["message"].startswith("Someone else has changed this form")
    assert draft(console).questions[0].label == {"kk": "Сұрақ", "ru": "Вопрос", "en": "Question"}


def test_a_question_that_a_colleague_removed_is_saved_where_it_was(console: Console) -> None:
    send(console, QUESTION, at="/questions/1", kind="one", choices_kk="Иә\nЖоқ", **LABELS)
    open_page = {"revision": state(console)["revision"], "at": "/questions/1"}
    name, choices = draft(console).questions[1].name, draft(console).choices
    read(send(console, EDIT, do="remove", at="/questions/1"))
    typed = {"row": name, "choices_kk": "Иә\nЖоқ", **LABELS, "label_kk": "Менікі"}
    page = console.send_form(QUESTION, {**open_page, **typed})
    assert page.status == 409
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    assert (hidden["kind"], hidden["row"]) == ("gone", name)
    reply = console.send_form(QUESTION, {**typed, **hidden})
    assert reply.status == 303
    assert (draft(console).questions[1].name, draft(console).choices) == (name, choices)
    assert (draft(console).questions[1].label or {})["kk"] == "Менікі"


def test_changes_elsewhere_are_told_and_the_unfinished_ones_offered(console: Console) -> None:
    send(console, QUESTION, at="/questions/0", row="rating", label_kk="")
    document = json.dumps({**DOCUMENT, "title": {"kk": "Басқа"}}).encode()
    drafts.save_form(console.services, COLLEAGUE, "round-table", "impressions", document)
    page = console.get(EDIT).text
    assert 'value="take"' in page
    assert 'value="drop"' in page
    taken = send(console, EDIT, do="take")
    assert (taken.status, read(taken)["is_complete"]) == (200, False)
    assert 'value="take"' not in console.get(EDIT).text


def test_refusals_of_any_kind_are_json(console: Console) -> None:
    assert read(send(console, EDIT, do="dance", at="/questions/0"))["code"] == "body.broken_form"
    missing = console.get(f"{EDIT.replace('impressions', 'none')}", Accept="application/json")
    assert (missing.status, read(missing)["code"]) == (404, "form.not_found")
    stranger = console.client.get(EDIT, Accept="application/json")
    assert (stranger.status, read(stranger)["code"]) == (401, "access.not_signed_in")


def test_selected_questions_take_a_step_together(console: Console) -> None:
    for _ in range(2):
        send(console, QUESTION, at="/questions/1", kind="short", **LABELS)
    revision = state(console)["revision"]
    token = console.csrf()
    pairs = [("_csrf", token), ("revision", revision), ("do", "group")]
    selected = [("at", "/questions/1"), ("at", "/questions/2")]
    reply = console.client.send_form(EDIT, [*pairs, *selected], Cookie=console.cookie)
    assert reply.headers["location"] == f"{EDIT}#row-1"
    assert [len(row.questions) for row in draft(console).questions] == [0, 2]
    moved = send(console, EDIT, do="move", at="/questions/0", to="/questions/1/questions/2")
    assert read(moved)["at"] == "/questions/0/questions/2"
    unfit = send(console, EDIT, do="move", at="/questions/0", to="/questions/0/questions/0")
    assert (unfit.status, bool(read(unfit)["message"])) == (422, True)
    nothing = console.send_form(EDIT, {"revision": state(console)["revision"], "do": "remove"})
    assert nothing.status == 422
    assert 'role="alert"' in nothing.text


def test_a_problem_is_fixed_by_the_step_that_comes_with_it(console: Console) -> None:
    send(console, QUESTION, at="/questions/0", kind="short", **LABELS)
    answer = read(send(console, QUESTION, at="/questions/1", kind="short", label_kk="Екі сөз"))
    (fix,) = (
        each["fix"] for each in answer["problems"] if each["at"] == "/questions/1" and each["fix"]
    )
    assert fix["words"] == "Copy the text from the other language"
    assert 'value="fix /questions/1/label"' in answer["line"]
    fixed = read(send(console, EDIT, **fix["fields"]))
    assert fixed["at"] == "/questions/1"
    assert draft(console).questions[1].label == dict.fromkeys(("kk", "ru", "en"), "Екі сөз")
    page = console.get(EDIT, **{"Accept-Language": "en"}).text
    assert "The same text in several languages: Қазақша, Русский, English" in page


def test_a_name_follows_the_label_while_the_question_is_being_written(console: Console) -> None:
    send(console, QUESTION, at="/questions/0", kind="short", label_kk="Қа")
    send(console, QUESTION, at="/questions/1", kind="note", label_kk="Бәрі", relevant="${qa} != ''")
    send(console, QUESTION, at="/questions/0", row="qa", label_kk="Қай мектептенсіз?")
    first, second, rating = draft(console).questions
    assert (first.name, second.relevant) == ("qai_mekteptensiz", "${qai_mekteptensiz} != ''")
    send(console, QUESTION, at="/questions/0", name="school", label_kk="Қай мектеп?")
    send(console, QUESTION, at="/questions/0", label_kk="Қай мектептен?")
    send(console, QUESTION, at="/questions/2", label_kk="Бағалаңыз")
    assert [row.name for row in draft(console).questions] == ["school", second.name, rating.name]


def test_a_published_name_stays_when_the_label_it_was_made_from_changes(console: Console) -> None:
    send(console, QUESTION, at="/questions/0", kind="short", **LABELS)
    forms.publish_form(console.services, SYSTEM, "round-table", "impressions")
    send(console, QUESTION, at="/questions/0", label_kk="Басқа")
    assert [row.name for row in draft(console).questions] == ["suraq", "rating"]
