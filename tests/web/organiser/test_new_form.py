"""The page on which a new form starts."""

import re

import pytest

from chalicelib.actions.form_templates import NAMES
from chalicelib.actions.new_forms import FormOrigin, start_form
from chalicelib.domain.permissions import SYSTEM
from tests.web.organiser.conftest import Console

PAGE = "/console/events/round-table/new-form"


def test_the_page_offers_every_template_with_a_picture_and_the_forms_of_the_event(
    console: Console,
) -> None:
    assert f'href="{PAGE}"' in console.get("/console/events/round-table/forms").text
    page = console.get(PAGE).text
    offered = re.findall(r'name="origin" value="([^"]+)"', page)
    assert offered == [*NAMES, "round-table/impressions"]
    assert page.count('class="sketch"') == len(NAMES)
    assert 'value="impressions-2"' in page
    assert "Сұрақтар саны: 3" in page
    assert 'href="/console/events/round-table/add-form"' in page


def test_a_form_is_made_of_a_template_and_its_draft_is_shown(console: Console) -> None:
    fields = {"origin": "questions", "name": "questions"}
    reply = console.send_form(PAGE, fields)
    assert reply.status == 303
    assert reply.headers["location"] == "/console/events/round-table/forms/questions/draft"
    assert console.get(reply.headers["location"]).status == 200
    assert console.send_form(PAGE, fields).headers["location"] == reply.headers["location"]


def test_a_name_that_somebody_took_meanwhile_is_said_and_the_next_one_offered(
    console: Console,
) -> None:
    start_form(console.services, SYSTEM, "round-table", FormOrigin("proposals"), "questions")
    reply = console.send_form(PAGE, {"origin": "questions", "name": "questions"})
    assert reply.status == 422
    assert "data-error-summary" in reply.text
    assert 'value="questions-2"' in reply.text


def test_a_form_of_another_event_is_found_by_its_event(console: Console) -> None:
    console.send_form(
        "/console/new",
        {
            "start": "training",
            "language": "kk",
            "title": "Мұғалімдер тренингі",
            "day": "11.06.2027",
            "begins": "9:30",
            "ends": "12:00",
            "_id": "one",
        },
    )
    page = console.get(PAGE).text
    [address] = re.findall(r'href="(/console/events/round-table/new-form\?of=[^"]+)"', page)
    assert "Мұғалімдер тренингі" not in console.get(f"{PAGE}?q=кездесу").text
    copies = console.get(address.partition("#")[0]).text
    origin = next(o for o in re.findall(r'name="origin" value="([^"]+)"', copies) if "/" in o)
    name = origin.partition("/")[2]
    reply = console.send_form(PAGE, {"origin": origin, "name": f"{name}-9"})
    assert reply.headers["location"] == f"/console/events/round-table/forms/{name}-9/draft"


def test_a_form_that_is_not_there_cannot_be_copied(console: Console) -> None:
    assert console.get(f"{PAGE}?of=nowhere").status == 404
    assert console.send_form(PAGE, {"origin": "nowhere/form", "name": "x"}).status == 404
    assert console.send_form(PAGE, {"origin": "nothing"}).status == 404


@pytest.mark.parametrize(
    ("purpose", "questions"),
    [("other", ["question"]), ("registration", ["category", "name", "email"])],
)
def test_an_empty_form_begins_with_what_its_purpose_needs(
    console: Console, purpose: str, questions: list[str]
) -> None:
    fields = {"start": "empty", "title_kk": "Ата-аналар сауалнамасы", "purpose": purpose}
    reply = console.send_form(PAGE, fields)
    name = "ata_analar_saualnamasy"
    assert reply.headers["location"] == f"/console/events/round-table/forms/{name}/edit"
    draft = console.services.forms.draft("round-table", name)
    assert draft is not None
    assert [row.name for row in draft.questions] == questions
    assert (draft.title, draft.purpose) == ({"kk": "Ата-аналар сауалнамасы"}, purpose)
    again = console.send_form(PAGE, fields)
    assert again.headers["location"] == reply.headers["location"]
    other = console.send_form(PAGE, {**fields, "title_ru": "Анкета родителей"})
    assert other.headers["location"].endswith(f"/{name}-2/edit")


def test_an_empty_form_needs_a_title_and_keeps_what_was_typed(console: Console) -> None:
    reply = console.send_form(PAGE, {"start": "empty", "title_kk": " ", "purpose": "questions"})
    assert reply.status == 422
    assert 'aria-invalid="true"' in reply.text
    assert '<option value="questions" selected>' in reply.text
    long = console.send_form(
        PAGE, {"start": "empty", "title_kk": "ұ" * 6000, "purpose": "questions"}
    )
    assert long.status == 422
    assert console.send_form(PAGE, {"start": "empty", "purpose": "war"}).status == 400
