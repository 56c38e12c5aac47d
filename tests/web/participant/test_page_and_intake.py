"""What a page without a script shows is what intake decides: seen over HTTP."""

import re
from typing import Any

import pytest

from chalicelib.actions import stored_submissions
from tests.web.participant.conftest import ORGANISER, House

ADDRESS = "/e/round-table/decides"


def row(kind: str, name: str, **more: object) -> dict[str, Any]:
    return {"type": kind, "name": name, "label": name.title(), **more}


def publish(house: House, *questions: dict[str, Any]) -> None:
    form = {"name": "decides", "purpose": "other", "title": "Decides", "questions": [*questions]}
    house.publish(form)


def send(house: House, *pairs: tuple[str, str]) -> tuple[int, str]:
    """The status and the page after the fields were sent from a page that fits the answers."""
    opened = house.browser.get(ADDRESS).text
    control = [
        (name, re.search(rf'name="{name}" value="([^"]*)"', opened)[1])  # type: ignore[index] # each page has them
        for name in ("_id", "_version", "_shown", "_started")
    ]
    reply = house.browser.send_form(ADDRESS, [*control, ("_fit", "1"), *pairs])
    return reply.status, reply.text


def stored(house: House) -> list[Any]:
    listed = stored_submissions.list_submissions(
        house.services, ORGANISER, "round-table", "decides"
    )
    return [each.answers for each in listed.rows]


def is_hidden(page: str, name: str) -> bool:
    """Whether the question of a field, or a group around it, is hidden."""
    before = page[: page.index(f'name="q.{name}"')]
    opening = re.findall(r"<[^>]* data-node=[^>]*>", before)[-1]
    return " hidden" in opening


def test_an_error_leads_to_a_question_that_the_page_shows(house: House) -> None:
    """A calculation with a trigger decided about a question for intake alone: a dead end."""
    publish(
        house,
        row("text", "a"),
        row("calculate", "b", calculation="${a}", trigger="${a}"),
        row("text", "c", relevant="${b} = 'x'", required=True),
    )
    status, page = send(house, ("q.a", "x"))
    assert status == 422
    assert '<a href="#q.c">' in page
    assert not is_hidden(page, "c")
    status, _ = send(house, ("q.a", "x"), ("q.c", "y"))
    assert status == 303
    assert stored(house) == [{"a": "x", "b": "x", "c": "y"}]


def test_what_was_typed_over_a_calculation_comes_back_as_typed(house: House) -> None:
    publish(
        house,
        row("decimal", "a"),
        row("decimal", "b", calculation="${a} * 2"),
        row("text", "c", required=True),
    )
    status, page = send(house, ("q.a", "2"), ("q.b", "7"), ("q.c", ""))
    assert status == 422
    assert re.search(r'name="q.b" value="7"', page)
    _, page = send(house, ("q.a", "2"), ("q.b", ""), ("q.c", ""))
    assert re.search(r'name="q.b" value="4"', page)
    status, _ = send(house, ("q.a", "2"), ("q.b", "7"), ("q.c", "x"))
    assert status == 303
    assert stored(house) == [{"a": 2, "b": 7, "c": "x"}]


def test_a_question_that_is_not_asked_is_not_shown(house: House) -> None:
    """``b`` is NaN, which is no answer: the page showed ``c``, and intake dropped what was typed there."""
    publish(
        house,
        row("decimal", "a"),
        row("calculate", "b", calculation="${a} * 2"),
        row("text", "c", relevant="${b} != ''"),
    )
    _, page = send(house, ("_refresh", "1"))
    assert is_hidden(page, "c")
    _, page = send(house, ("q.a", "1"), ("_refresh", "1"))
    assert not is_hidden(page, "c")
    status, _ = send(house, ("q.c", "typed"))
    assert status == 303
    assert stored(house) == [{}]


def test_what_is_not_asked_decides_nothing_on_the_page(house: House) -> None:
    """An answer that stays in a hidden field is none for the other questions."""
    publish(
        house,
        row("text", "a"),
        row("text", "b", relevant="${a} = 'x'"),
        row("text", "c", relevant="${b} = 'y'"),
    )
    _, page = send(house, ("q.a", "z"), ("q.b", "y"), ("_refresh", "1"))
    assert is_hidden(page, "b")
    assert is_hidden(page, "c")
    assert 'name="q.b" value="y"' in page
    _, page = send(house, ("q.a", "x"), ("q.b", "y"), ("_refresh", "1"))
    assert not is_hidden(page, "b")
    assert not is_hidden(page, "c")


def test_a_blank_instance_at_the_end_decides_nothing(house: House) -> None:
    """A page shows one blank instance of a repeat, which intake does not count."""
    publish(
        house,
        row(
            "begin_repeat",
            "m",
            questions=[row("text", "who"), row("text", "why", relevant="${who} = 'x'")],
        ),
        row("text", "alone", relevant="count(${m}) = 0", required=True),
    )
    status, page = send(house, ("_row", "m[0]"), ("q.m[0]/who", ""))
    assert status == 422
    assert not is_hidden(page, "alone")
    assert is_hidden(page, "m[0]/why")
    status, page = send(house, ("_row", "m[0]"), ("q.m[0]/who", "x"), ("_refresh", "1"))
    assert is_hidden(page, "alone")
    assert not is_hidden(page, "m[0]/why")


@pytest.mark.parametrize(("sent", "shown"), [("", "x 1"), ("mine", "mine")])
def test_a_calculated_value_is_carried_by_the_page(house: House, sent: str, shown: str) -> None:
    publish(
        house,
        row("text", "a"),
        row("calculate", "b", calculation="concat(${a}, ' 1')", trigger="${a}"),
    )
    _, page = send(house, ("q.a", "x"), ("q.b", sent), ("_refresh", "1"))
    assert f'name="q.b" value="{shown}"' in page


def test_choices_that_start_chosen_are_ticked(house: House) -> None:
    choices = {"abc": [{"name": name, "label": name.upper()} for name in "abc"]}
    house.publish(
        {
            "name": "decides",
            "purpose": "other",
            "title": "Decides",
            "choices": choices,
            "questions": [row("select_multiple", "m", list_name="abc", default="c a")],
        }
    )
    page = house.browser.get(ADDRESS).text
    ticked = re.findall(r'name="q.m" value="(\w)" checked', page)
    assert ticked == ["a", "c"]
