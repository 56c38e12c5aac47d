"""The console's lists of people and answers, and one submission on its own page."""

import json
import re
from typing import Any

import pytest

from chalicelib.actions import drafts, forms, submissions
from chalicelib.domain.permissions import Actor
from chalicelib.domain.submissions import Receipt
from tests.web.organiser.conftest import ORGANISER, Console

EVENT = "/console/events/round-table"
LIST = f"{EVENT}/forms/registration/answers"
REGISTRATION: dict[str, Any] = {
    "name": "registration",
    "purpose": "registration",
    "title": {"kk": "Тіркелу"},
    "questions": [
        {
            "type": "select_one",
            "list_name": "categories",
            "name": "who",
            "label": {"kk": "Санат"},
            "role": "category",
            "required": True,
        },
        {"type": "text", "name": "name", "label": {"kk": "Аты-жөні"}, "role": "name"},
        {"type": "text", "name": "email", "label": {"kk": "Пошта"}, "role": "email"},
        {"type": "text", "name": "wish", "label": {"kk": "Тілек", "ru": "Пожелание"}},
    ],
}


def register(console: Console, **answers: str) -> Receipt:
    body = json.dumps({"answers": {"who": "teacher", **answers}}).encode()
    return submissions.submit_json(console.services, "round-table", "registration", body, "kk")


@pytest.fixture
def people(console: Console) -> Console:
    """Return the console of an open event with three registrations."""
    actor = Actor.owner(ORGANISER)
    console.send_form(f"{EVENT}/state", {"state": "open"})
    document = json.dumps(REGISTRATION).encode()
    drafts.save_form(console.services, actor, "round-table", "registration", document)
    forms.publish_form(console.services, actor, "round-table", "registration")
    for name in ("Айша <b>", "Берік", "Гүлнар"):
        email = f"p{len(name)}@example.kz"
        register(console, name=name, email=email, wish="Орын\nалдыңғы қатардан")
    return console


def rows(page: str) -> list[list[str]]:
    """Return the cells of a page's list."""
    found = re.findall(r"<tr>(.*?)</tr>", page.partition("<tbody>")[2], re.DOTALL)
    return [
        [
            re.sub(r"<.*?>", "", cell)
            for cell in re.findall(r"<t[hd] [^>]*data-name=.*?>(.*?)</t[hd]>", each, re.DOTALL)
        ]
        for each in found
    ]


def test_people_are_listed_with_the_columns_that_an_organiser_expects(people: Console) -> None:
    page = people.get(f"{EVENT}/people")
    assert page.status == 200
    assert [cells[0] for cells in rows(page.text)] == ["Гүлнар", "Берік", "Айша &lt;b&gt;"]
    assert rows(page.text)[0][1] == "Мұғалім"
    assert re.fullmatch(r"\d\d\.\d\d\.\d{4}, \d\d:\d\d", rows(page.text)[0][2])
    assert rows(page.text)[0][3] == "Қазақша"


def test_columns_order_and_filters_stand_in_the_address(people: Console) -> None:
    page = people.get(
        f"{LIST}?columns=q.wish&columns=name&columns=nothing&sort=name&q=%D0%B5%D1%80"
    )
    assert rows(page.text) == [["Орын\nалдыңғы қатардан", "Берік"]]
    assert 'aria-sort="ascending"' in page.text
    assert 'value="ер"' in page.text
    assert rows(people.get(f"{LIST}?category=pupil").text) == []
    assert "Ештеңе табылмады" in people.get(f"{LIST}?category=pupil").text
    assert len(rows(people.get(f"{LIST}?since=2026-01-01&until=2199-01-01").text)) == 3
    assert rows(people.get(f"{LIST}?since=2198-01-01&until=2199-01-01").text) == []


def test_a_day_that_cannot_be_read_stays_in_its_field_beside_its_message(people: Console) -> None:
    page = people.get(f"{LIST}?since=13.13.2026&until=2026-06-01&q=%D0%B5%D1%80")
    assert page.status == 200
    assert 'value="13.13.2026" aria-invalid="true" aria-describedby="since-message"' in page.text
    assert '<li><a href="#since">' in page.text
    swapped = people.get(f"{LIST}?since=2026-06-02&until=2026-06-01")
    assert '<li><a href="#until">' in swapped.text
    assert "aria-invalid" not in people.get(f"{LIST}?since=13.06.2026").text


def test_pages_follow_each_other_without_gap_or_repeat(
    people: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chalicelib.web.organiser.listings.PAGE", 2)
    first = people.get(f"{LIST}?sort=name&columns=name").text
    following = re.search(r'rel="next" href="([^"#]+)#rows"', first)
    assert following is not None
    second = people.get(following[1].replace("&amp;", "&")).text
    assert [*rows(first), *rows(second)] == [["Айша &lt;b&gt;"], ["Берік"], ["Гүлнар"]]
    assert 'rel="next"' not in second
    assert f'href="{LIST}?sort=name&amp;columns=name"' in second


def test_one_submission_shows_its_questions_in_the_organisers_language(people: Console) -> None:
    wanted = register(people, name="Нұрлан", wish="Бастысы\nүзіліс")
    page = people.get(f"{LIST}/{wanted.id}?lang=ru")
    assert page.status == 200
    assert "<h1>Нұрлан</h1>" in page.text
    assert wanted.receipt in page.text
    assert re.search(r"<dt>Пожелание</dt>\s*<dd class=\"lines\">Бастысы\nүзіліс</dd>", page.text)
    assert re.search(r'<dt><span lang="kk">Пошта</span></dt>\s*<dd class="lines">–</dd>', page.text)
    assert people.get(f"{LIST}/11111111-1111-4111-8111-111111111111").status == 404


def test_a_receipt_code_leads_to_the_person(people: Console) -> None:
    wanted = register(people, name="Нұрлан")
    page = people.get(f"{EVENT}/people?q={wanted.receipt.lower()}")
    assert [cells[0] for cells in rows(page.text)] == ["Нұрлан"]
    assert f'href="{LIST}/{wanted.id}"' in page.text


def test_a_search_leads_to_its_rows_and_leaves_the_filters_folded(people: Console) -> None:
    usual = "columns=name&columns=category&columns=received_at&columns=language"
    page = people.get(f"{LIST}?q=Берік&{usual}").text
    assert f'action="{LIST}#rows"' in page
    assert '<div id="rows">' in page
    assert "<details>" in page
    assert "<details open>" in people.get(f"{LIST}?q=Берік&columns=name").text
    assert "<details open>" in people.get(f"{LIST}?q=Берік&{usual}&category=pupil").text
    wrong = people.get(f"{LIST}?q=Берік&{usual}&since=31.02.2026").text
    assert "<details open>" in wrong
    assert 'id="rows"' not in wrong


def test_a_link_to_another_language_keeps_the_search_and_its_columns(people: Console) -> None:
    page = people.get(f"{LIST}?q=abc&category=teacher&columns=name&columns=receipt&lang=kk").text
    kept = "q=abc&amp;category=teacher&amp;columns=name&amp;columns=receipt&amp;lang=ru"
    assert f'href="?{kept}"' in page
    assert 'href="?q=abc&amp;lang=en"' in people.get(f"{EVENT}/names?q=abc").text


def test_answers_without_names_are_listed_with_their_first_questions(people: Console) -> None:
    body = json.dumps({"answers": {"rating": 4}}).encode()
    receipt = submissions.submit_json(people.services, "round-table", "impressions", body, "ru")
    page = people.get(f"{EVENT}/forms/impressions/answers").text
    assert [cells[0] for cells in rows(page)] == [receipt.receipt]
    assert rows(page)[0][-1] == "4"
    index = people.get(f"{EVENT}/answers").text
    assert f'href="{EVENT}/forms/impressions/answers"' in index
    assert "forms/registration/answers" not in index


def test_the_question_of_the_category_has_one_column(people: Console) -> None:
    actor, questions = Actor.owner(ORGANISER), REGISTRATION["questions"]
    document = {
        "name": "wishes",
        "purpose": "other",
        "title": {"kk": "Тілектер"},
        "questions": [questions[0], questions[3]],
    }
    drafts.save_form(people.services, actor, "round-table", "wishes", json.dumps(document).encode())
    forms.publish_form(people.services, actor, "round-table", "wishes")
    body = json.dumps({"answers": {"who": "teacher", "wish": "Шай"}}).encode()
    submissions.submit_json(people.services, "round-table", "wishes", body, "kk")
    [cells] = rows(people.get(f"{EVENT}/forms/wishes/answers").text)
    assert cells.count("Мұғалім") == 1
    assert cells[-1] == "Шай"


def test_an_event_without_a_registration_form_says_what_to_do(console: Console) -> None:
    page = console.get(f"{EVENT}/people")
    assert page.status == 200
    assert "Тіркелу формасы" in page.text
    assert rows(console.get(f"{EVENT}/forms/impressions/answers").text) == []
