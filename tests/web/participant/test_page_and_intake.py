"""Over HTTP and without a script, a page shows exactly the questions that intake asks."""

import re
from typing import Any

import pytest

from chalicelib.actions import stored_submissions
from tests.web.client import control_fields
from tests.web.participant.conftest import ORGANISER, Site

ADDRESS = "/e/round-table/decides"


def row(kind: str, name: str, **more: object) -> dict[str, Any]:
    return {"type": kind, "name": name, "label": name.title(), **more}


def publish(site: Site, *questions: dict[str, Any]) -> None:
    form = {"name": "decides", "purpose": "other", "title": "Decides", "questions": [*questions]}
    site.publish(form)


def send(site: Site, *pairs: tuple[str, str]) -> tuple[int, str]:
    """Send these fields from a page that fits the answers; return the status and the page."""
    new_page = site.browser.get(ADDRESS).text
    fields = [*control_fields(new_page), ("_fit", "1"), *pairs]
    reply = site.browser.send_form(ADDRESS, fields)
    return reply.status, reply.text


def stored_answers(site: Site) -> list[Any]:
    page = stored_submissions.list_submissions(site.services, ORGANISER, "round-table", "decides")
    return [each.answers for each in page.rows]


def is_hidden(page: str, name: str) -> bool:
    """Return whether the question of a field, or a group around it, is hidden."""
    before = page[: page.index(f'name="q.{name}"')]
    opening = re.findall(r"<[^>]* data-node=[^>]*>", before)[-1]
    return " hidden" in opening


def test_an_error_leads_to_a_question_that_the_page_shows(site: Site) -> None:
    """Intake once asked a question because of a triggered calculation, and the page did not show it."""
    publish(
        site,
        row("text", "a"),
        row("calculate", "b", calculation="${a}", trigger="${a}"),
        row("text", "c", relevant="${b} = 'x'", required=True),
    )
    status, page = send(site, ("q.a", "x"))
    assert status == 422
    assert '<a href="#q.c">' in page
    assert not is_hidden(page, "c")
    status, _ = send(site, ("q.a", "x"), ("q.c", "y"))
    assert status == 303
    assert stored_answers(site) == [{"a": "x", "b": "x", "c": "y"}]


def test_a_calculated_value_that_was_overwritten_is_kept(site: Site) -> None:
    publish(
        site,
        row("decimal", "a"),
        row("decimal", "b", calculation="${a} * 2"),
        row("text", "c", required=True),
    )
    status, page = send(site, ("q.a", "2"), ("q.b", "7"), ("q.c", ""))
    assert status == 422
    assert re.search(r'name="q.b" value="7"', page)
    _, page = send(site, ("q.a", "2"), ("q.b", ""), ("q.c", ""))
    assert re.search(r'name="q.b" value="4"', page)
    status, _ = send(site, ("q.a", "2"), ("q.b", "7"), ("q.c", "x"))
    assert status == 303
    assert stored_answers(site) == [{"a": 2, "b": 7, "c": "x"}]


def test_a_question_that_is_not_asked_is_not_shown(site: Site) -> None:
    """``b`` is NaN, which is no answer; the page once showed ``c``, and intake dropped the text typed there."""
    publish(
        site,
        row("decimal", "a"),
        row("calculate", "b", calculation="${a} * 2"),
        row("text", "c", relevant="${b} != ''"),
    )
    _, page = send(site, ("_refresh", "1"))
    assert is_hidden(page, "c")
    _, page = send(site, ("q.a", "1"), ("_refresh", "1"))
    assert not is_hidden(page, "c")
    status, _ = send(site, ("q.c", "typed"))
    assert status == 303
    assert stored_answers(site) == [{}]


def test_the_answer_of_a_hidden_question_does_not_affect_others(site: Site) -> None:
    """A hidden field keeps its text, which is no answer for the conditions of other questions."""
    publish(
        site,
        row("text", "a"),
        row("text", "b", relevant="${a} = 'x'"),
        row("text", "c", relevant="${b} = 'y'"),
    )
    _, page = send(site, ("q.a", "z"), ("q.b", "y"), ("_refresh", "1"))
    assert is_hidden(page, "b")
    assert is_hidden(page, "c")
    assert 'name="q.b" value="y"' in page
    _, page = send(site, ("q.a", "x"), ("q.b", "y"), ("_refresh", "1"))
    assert not is_hidden(page, "b")
    assert not is_hidden(page, "c")


def test_a_blank_instance_at_the_end_is_not_counted(site: Site) -> None:
    """A page shows one blank instance of a repeat, and neither it nor intake counts that instance."""
    publish(
        site,
        row(
            "begin_repeat",
            "m",
            questions=[row("text", "who"), row("text", "why", relevant="${who} = 'x'")],
        ),
        row("text", "alone", relevant="count(${m}) = 0", required=True),
    )
    status, page = send(site, ("_row", "m[0]"), ("q.m[0]/who", ""))
    assert status == 422
    assert not is_hidden(page, "alone")
    assert is_hidden(page, "m[0]/why")
    status, page = send(site, ("_row", "m[0]"), ("q.m[0]/who", "x"), ("_refresh", "1"))
    assert is_hidden(page, "alone")
    assert not is_hidden(page, "m[0]/why")


@pytest.mark.parametrize(("typed", "shown"), [("", "x 1"), ("mine", "mine")])
def test_a_field_holds_the_calculated_value_or_the_one_that_was_sent(
    site: Site, typed: str, shown: str
) -> None:
    publish(
        site,
        row("text", "a"),
        row("calculate", "b", calculation="concat(${a}, ' 1')", trigger="${a}"),
    )
    _, page = send(site, ("q.a", "x"), ("q.b", typed), ("_refresh", "1"))
    assert f'name="q.b" value="{shown}"' in page


def test_the_default_choices_are_checked(site: Site) -> None:
    choices = {"abc": [{"name": name, "label": name.upper()} for name in "abc"]}
    site.publish(
        {
            "name": "decides",
            "purpose": "other",
            "title": "Decides",
            "choices": choices,
            "questions": [row("select_multiple", "m", list_name="abc", default="c a")],
        }
    )
    page = site.browser.get(ADDRESS).text
    checked = re.findall(r'name="q.m" value="(\w)" checked', page)
    assert checked == ["a", "c"]
