"""The answers to a question for words: under the summary's question, and on their own page."""

import json
import re

import pytest

from chalicelib.actions import drafts, forms, submissions
from chalicelib.domain.permissions import Actor
from tests.web.client import HttpResponse
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
    return re.findall(r'<p class="lines"(?: id="t-.*?")?>(.*?)</p>', page, re.DOTALL)


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


def ids(page: str) -> list[str]:
    return re.findall(r'name="id" value="(.*?)"', page)


def press(console: Console, do: str, *chosen: str) -> HttpResponse:
    """Press a button of the list with these answers ticked."""
    pairs = [("_csrf", console.csrf()), ("question", "wish"), ("do", do)]
    pairs += [("id", each) for each in chosen]
    return console.client.send_form(f"{SUMMARY}/texts", pairs, Cookie=console.cookie)


def test_answers_are_marked_in_bulk_and_the_list_says_why_not(answers: Console) -> None:
    where = f"{SUMMARY}/texts?question=wish"
    newest, second, *_ = ids(answers.get(where).text)
    refused = press(answers, "quote", newest, second)
    assert refused.status == 409
    assert "Форманы осы топтан толтырғандар тым аз" in refused.text
    body = json.dumps({"answers": {"wish": "Тілек 5"}}).encode()
    submissions.submit_json(answers.services, "round-table", "impressions", body, "kk")
    done = press(answers, "quote", newest, second)
    assert done.headers["location"] == f"{where}#a-{newest}"
    assert answers.get(where).text.count('<span class="tag open">Дәйексөз</span>') == 2
    assert answers.get(SUMMARY).text.count('<p class="lines" lang="kk">') == 2
    press(answers, "hide", second)
    assert answers.get(where).text.count("hidden-answer") == 1
    assert answers.get(SUMMARY).text.count('<p class="lines" lang="kk">') == 1
    press(answers, "propose", newest, second)
    assert "Тілек &lt;4&gt;" in answers.get(f"{EVENT}/proposals").text
    assert press(answers, "vanish", newest).status == 400
    assert press(answers, "quote").status == 303


def test_a_quote_is_translated_on_a_page_of_its_own(answers: Console) -> None:
    body = json.dumps({"answers": {"wish": "Тілек 5"}}).encode()
    submissions.submit_json(answers.services, "round-table", "impressions", body, "kk")
    newest, *_ = ids(answers.get(f"{SUMMARY}/texts?question=wish").text)
    page = f"{SUMMARY}/texts/{newest}"
    assert answers.get(f"{page}?question=wish").status == 404
    press(answers, "quote", newest)
    shown = answers.get(f"{page}?question=wish").text
    assert ('name="text-ru"' in shown, 'name="text-kk"' in shown) == (True, False)
    long = answers.send_form(page, {"question": "wish", "text-ru": "x" * 5001})
    assert (long.status, "x" * 5001 in long.text) == (422, True)
    saved = answers.send_form(page, {"question": "wish", "text-ru": "Пожелание 5"})
    assert saved.status == 303
    assert "Пожелание 5" in answers.get(SUMMARY).text
