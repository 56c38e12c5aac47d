"""The answers to a question for words: under the summary's question, and on their own page."""

import json
import re

import pytest

from chalicelib.actions import drafts, forms, submissions
from chalicelib.domain.permissions import Actor
from tests.web.organiser.conftest import FORM, ORGANISER, Console, sign_in
from tests.web.organiser.test_listings import people, register

__all__ = ["people"]

EVENT = "/console/events/round-table"
SUMMARY = f"{EVENT}/forms/impressions/summary"


@pytest.fixture
def answers(console: Console) -> Console:
    """Return the console of an open event with four answers in words."""
    actor = Actor.owner(ORGANISER)
    console.send_form(f"{EVENT}/state", {"state": "open"})
    question = {"type": "text", "name": "wish", "label": {"kk": "Тілек"}}
    document = {**FORM, "questions": [*FORM["questions"], question]}
    drafts.save_form(
        console.services, actor, "round-table", "impressions", json.dumps(document).encode()
    )
    forms.publish_form(console.services, actor, "round-table", "impressions")
    for number in range(1, 5):
        body = json.dumps({"answers": {"wish": f"Тілек <{number}>"}}).encode()
        submissions.submit_json(console.services, "round-table", "impressions", body, "kk")
    return console


def quotes(page: str) -> list[str]:
    """Return the answers that a page shows."""
    return re.findall(r'<li><p class="lines">(.*?)</p>', page, re.DOTALL)


def test_the_summary_shows_the_newest_answers_and_leads_to_all(answers: Console) -> None:
    page = answers.get(SUMMARY)
    assert quotes(page.text) == [f"Тілек &lt;{number}&gt;" for number in (4, 3, 2)]
    assert f'href="{SUMMARY}/texts?question=wish"' in page.text
    assert "(4)" in page.text
    shown = answers.get(f"{SUMMARY}/texts?question=wish")
    assert shown.status == 200
    assert quotes(shown.text) == [f"Тілек &lt;{number}&gt;" for number in (4, 3, 2, 1)]


def test_a_search_stays_in_its_field_and_says_when_nothing_matches(answers: Console) -> None:
    page = answers.get(f"{SUMMARY}/texts?question=wish&q=%3C2")
    assert quotes(page.text) == ["Тілек &lt;2&gt;"]
    assert 'value="&lt;2"' in page.text
    nothing = answers.get(f"{SUMMARY}/texts?question=wish&q=zzz")
    assert (nothing.status, quotes(nothing.text)) == (200, [])
    assert "Ештеңе табылмады" in nothing.text


def test_pages_are_as_long_as_the_list_allows(
    answers: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chalicelib.web.organiser.text_answers.PAGE", 3)
    page = answers.get(f"{SUMMARY}/texts?question=wish&q=%D1%82")
    following = re.search(r'rel="next" href="(.*?)"', page.text)
    assert following is not None
    rest = answers.get(following[1].replace("&amp;", "&"))
    assert quotes(rest.text) == ["Тілек &lt;1&gt;"]
    assert "/texts?question=wish&amp;q=%D1%82" in rest.text


def test_a_question_that_does_not_ask_for_words_has_no_such_page(answers: Console) -> None:
    assert answers.get(f"{SUMMARY}/texts?question=rating").status == 404
    assert answers.get(f"{SUMMARY}/texts").status == 404


def test_a_reader_of_summaries_gets_no_answer_in_words(answers: Console) -> None:
    address = "aigul@pikir.example"
    answers.send_form(
        "/console/settings/members/invite",
        {
            "email": address,
            "name": "Айгүл",
            "role": "summaries_reader",
            "scope": "event:round-table",
            "language": "kk",
        },
    )
    reader = sign_in(answers, address)
    page = reader.get(SUMMARY)
    assert (page.status, quotes(page.text)) == (200, [])
    assert "Тілек &lt;" not in page.text
    assert "/texts" not in page.text
    assert reader.get(f"{SUMMARY}/texts?question=wish").status == 404


def test_a_category_is_named_beside_an_answer(people: Console) -> None:
    for number in range(5):
        register(people, email=f"teacher{number}@example.kz", wish="Терезе жақ")
    summary = f"{EVENT}/forms/registration/summary"
    shown = people.get(f"{summary}/texts?question=wish")
    assert shown.status == 200
    assert " · Мұғалім" in shown.text
