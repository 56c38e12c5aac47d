"""Conditions on a question's page: built from rows without a formula, and left alone where nobody changed them."""

import re
from html import unescape

import pytest

from chalicelib.actions import drafts
from chalicelib.domain.permissions import SYSTEM
from chalicelib.forms.definition import Row
from chalicelib.web.organiser.form_editor.check_messages import message_of_check
from tests.forms.definitions import document, row
from tests.web.client import HttpResponse
from tests.web.organiser.conftest import Console
from tests.web.organiser.test_form_editor import QUESTION, draft, revision

FORM = document(
    row("select_one", "who", label={"kk": "Сіз кімсіз?"}),
    row("range", "overall", label={"kk": "Баға"}, parameters={"start": 1, "end": 5}),
    row("text", "last"),
    name="impressions",
    purpose="impressions",
)
WHY = {"label_kk": "Неге?", "label_ru": "Почему?", "label_en": "Why?"}


@pytest.fixture(autouse=True)
def _stored_form(console: Console) -> None:
    drafts.save_form(console.services, SYSTEM, "round-table", "impressions", FORM)


def third_question(console: Console) -> Row:
    """Return the question that the tests add."""
    return draft(console).questions[2]


def fields(page: str) -> dict[str, str]:
    """Return what a browser sends of the question's form: inputs, areas and selects as they stand."""
    form = page[page.index("data-send-once>") :]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name = re.search(r'name="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        is_left_out = 'type="checkbox"' in tag and " checked" not in tag
        if name and not is_left_out:
            found[name[1]] = unescape(value[1]) if value else ""
    for name_, text in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)</textarea>', form):
        found[name_] = unescape(text)
    for name_, inside in re.findall(
        r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL
    ):
        values = re.findall(r'<option value="([^"]*)"( selected)?', inside)
        found[name_] = next((value for value, chosen in values if chosen), values[0][0])
    return found


def add(console: Console, **typed: str) -> HttpResponse:
    page = console.get(f"{QUESTION}?at=/questions/2&kind=short").text
    return console.send_form(QUESTION, {**fields(page), **WHY, **typed})


def test_a_condition_and_a_check_are_built_without_a_formula(console: Console) -> None:
    page = console.get(f"{QUESTION}?at=/questions/2&kind=short").text
    first = {
        **fields(page),
        **WHY,
        "relevant_question_0": "overall",
        "relevant_operator_0": "at_most",
        "relevant_value_0": "2",
        "constraint_operator_0": "length_at_least",
        "constraint_value_0": "5",
        "do": "refresh",
    }
    refreshed = console.send_form(QUESTION, first)
    assert refreshed.status == 200
    assert third_question(console).name == "last"
    second = fields(refreshed.text)
    assert second["relevant_value_0"] == "2"
    second |= {
        "relevant_join": "or",
        "relevant_question_1": "who",
        "relevant_value_1": "Мұғалім",
        "relevant_operator_1": "is",
    }
    reply = console.send_form(QUESTION, second)
    assert reply.status == 303, reply.text
    added = third_question(console)
    assert added.relevant == "${overall} <= 2 or ${who} = 'teacher'"
    assert added.constraint == "string-length(.) >= 5"
    assert added.constraint_message == {
        "kk": "Кемінде 5 таңба жазыңыз.",
        "ru": "Напишите не меньше 5 знаков.",
        "en": "Write at least 5 characters.",
    }
    outline = console.get(reply.headers["location"].partition("#")[0]).text
    assert "«Мұғалім»" in unescape(outline)


@pytest.mark.parametrize(
    "expression",
    [
        "${overall}<=2",
        '${who} = "teacher"  and ${overall} >= 1',
        "${overall} <= 2 and not(${who} = 'pupil')",
    ],
)
def test_an_expression_that_nobody_changed_is_stored_as_it_was(
    console: Console, expression: str
) -> None:
    assert add(console, relevant=expression).status == 303
    assert third_question(console).relevant == expression
    page = console.get(f"{QUESTION}?at=/questions/2").text
    reply = console.send_form(QUESTION, {**fields(page), "hint_kk": "Қысқаша"})
    assert reply.status == 303
    saved = third_question(console)
    assert (saved.relevant, (saved.hint or {})["kk"]) == (expression, "Қысқаша")


def test_an_expression_that_was_typed_counts_instead_of_the_rows(console: Console) -> None:
    add(console, relevant="${overall} <= 2")
    page = fields(console.get(f"{QUESTION}?at=/questions/2").text)
    assert page["relevant_question_0"] == "overall"
    page |= {"relevant": "${overall} <= 3 and true()", "relevant_value_0": "1"}
    assert console.send_form(QUESTION, page).status == 303
    assert third_question(console).relevant == "${overall} <= 3 and true()"
    page = fields(console.get(f"{QUESTION}?at=/questions/2").text)
    assert "relevant_join" not in page


def test_a_row_is_emptied_to_remove_its_condition(console: Console) -> None:
    add(console, relevant="${overall} <= 2 and ${who} = 'teacher'")
    page = fields(console.get(f"{QUESTION}?at=/questions/2").text)
    console.send_form(QUESTION, {**page, "relevant_question_0": ""})
    assert third_question(console).relevant == "${who} = 'teacher'"
    page = fields(console.get(f"{QUESTION}?at=/questions/2").text)
    console.send_form(QUESTION, {**page, "relevant_question_0": ""})
    assert third_question(console).relevant is None


@pytest.mark.parametrize(
    ("typed", "target"),
    [
        (("overall", "at_most", ""), "relevant_value_0"),
        (("overall", "is", "екі"), "relevant_value_0"),
        (("who", "is", "Ешкім"), "relevant_value_0"),
        (("who", "less", "5"), "relevant_operator_0"),
        (("who", "dance", "5"), "relevant_operator_0"),
    ],
)
def test_a_comparison_that_does_not_fit_is_refused_at_its_field(
    console: Console, typed: tuple[str, str, str], target: str
) -> None:
    question, operator, value = typed
    reply = add(
        console,
        relevant_question_0=question,
        relevant_operator_0=operator,
        relevant_value_0=value,
    )
    assert reply.status == 422
    assert f'href="#{target}"' in reply.text
    assert f'id="{target}"' in reply.text
    assert third_question(console).name == "last"


def test_a_check_of_digits_and_dates_refuses_other_values(console: Console) -> None:
    counted = add(console, constraint_operator_0="digits", constraint_value_0="120")
    assert 'href="#constraint_value_0"' in counted.text
    page = fields(console.get(f"{QUESTION}?at=/questions/2&kind=date").text)
    dated = {**page, **WHY, "constraint_operator_0": "at_least", "constraint_value_0": "ертең"}
    assert console.send_form(QUESTION, dated).status == 422
    dated["constraint_value_0"] = "2026-06-13"
    assert console.send_form(QUESTION, {**dated, "revision": revision(console)}).status == 303
    assert third_question(console).constraint == ". >= date('2026-06-13')"
    page = fields(console.get(f"{QUESTION}?at=/questions/2").text)
    assert page["constraint_value_0"] == "2026-06-13"


def test_a_message_follows_its_check_until_somebody_writes_one(console: Console) -> None:
    add(console, constraint_operator_0="length_at_least", constraint_value_0="5")
    page = fields(console.get(f"{QUESTION}?at=/questions/2").text)
    console.send_form(QUESTION, {**page, "constraint_value_0": "9"})
    message = third_question(console).constraint_message
    assert (message or {})["en"] == "Write at least 9 characters."
    page = fields(console.get(f"{QUESTION}?at=/questions/2").text)
    emptied = {f"constraint_message_{code}": "" for code in ("kk", "ru", "en")}
    console.send_form(QUESTION, {**page, **emptied})
    assert third_question(console).constraint_message == message
    page = fields(console.get(f"{QUESTION}?at=/questions/2").text)
    own = {**page, "constraint_message_en": "Tell us more."}
    console.send_form(QUESTION, own)
    page = fields(console.get(f"{QUESTION}?at=/questions/2").text)
    console.send_form(QUESTION, {**page, "constraint_value_0": "7"})
    message = third_question(console).constraint_message
    assert (message or {})["en"] == "Tell us more."


@pytest.mark.parametrize(
    ("check", "message"),
    [
        (
            ". >= 1.5 and . <= 3",
            "1,5 немесе одан үлкен сан жазыңыз. 3 немесе одан кіші сан жазыңыз.",
        ),
        (". >= date('2026-06-13')", "13.06.2026 күнінен басталатын күнді көрсетіңіз."),
        (". <= today()", "Бүгінгі не өткен күнді көрсетіңіз."),
        (". >= 1 or . <= 3", None),
        (". != 'x'", None),
        ("${overall} >= 1", None),
        ("regex(., 'x')", None),
    ],
)
def test_a_check_is_said_in_a_sentence(check: str, message: str | None) -> None:
    assert message_of_check(check, ("kk",)) == (message and {"kk": message})
