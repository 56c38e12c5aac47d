"""A question's fields: what nobody changes stays, and each setting is read as it was typed."""

import pytest

from chalicelib.actions import drafts, form_files
from chalicelib.domain.permissions import SYSTEM
from chalicelib.forms.editing import RowPlace
from chalicelib.forms.tree import FormTree
from chalicelib.forms.validation import read_definition
from chalicelib.web.organiser.form_editor.edited_question import (
    EditedQuestion,
    QuestionForm,
    apply_question,
)
from tests.actions.photos import PNG
from tests.domain.summary_samples import EVENT
from tests.forms.definitions import document, row
from tests.web.client import HttpResponse
from tests.web.organiser.conftest import Console
from tests.web.organiser.test_form_editor import QUESTION, draft
from tests.web.organiser.test_question_conditions import fields
from tests.xlsform.corpus.files import ACCEPTED
from tests.xlsform.corpus.outcomes import import_form


@pytest.mark.parametrize("name", ACCEPTED)
def test_each_row_of_the_corpus_stays_as_it_is(name: str) -> None:
    definition = read_definition(import_form(name).source)
    nodes = FormTree.of(definition.questions).nodes
    for node in nodes[:: max(1, len(nodes) // 10)]:
        choices = definition.choices.get(node.row.list_name or "", ())
        subject = EditedQuestion(RowPlace.at(node.pointer), node.row, choices, is_new=False)
        form = QuestionForm(definition, EVENT, subject, "kk")
        read = form.decode(form.values)
        assert (read.row, read.messages) == (node.row, {})
        assert read.choices is None
        assert apply_question(definition, EVENT, subject, read)[0] == definition


FORM = document(
    row("select_one", "who", label={"kk": "Сіз кімсіз?"}),
    row("select_one", "whose", label={"kk": "Кім үшін?"}, relevant="${who} = 'pupil'"),
    row("range", "clear", label={"kk": "Түсінікті ме?"}, parameters={"start": 1, "end": 5}),
    row("text", "mail"),
    name="impressions",
    purpose="impressions",
)


@pytest.fixture
def form_console(console: Console) -> Console:
    """Return the console after the form was saved."""
    drafts.save_form(console.services, SYSTEM, "round-table", "impressions", FORM)
    return console


def change(console: Console, at: int, **typed: str) -> HttpResponse:
    page = console.get(f"{QUESTION}?at=/questions/{at}").text
    return console.send_form(QUESTION, {**fields(page), **typed})


def test_a_question_gets_a_list_of_its_own_and_shares_it_again(form_console: Console) -> None:
    assert change(form_console, 1, list="", choices_kk="Өзім\nМұғалім\nБала").status == 303
    own = draft(form_console)
    name = own.questions[1].list_name
    assert (name, [each.name for each in own.choices[name or ""]]) == (
        "whose",
        ["pupil", "teacher", "1"],
    )
    assert [each.label_in("kk") for each in own.choices["who"]][:1] == ["Оқушы"]
    assert change(form_console, 1, list="who").status == 303
    assert draft(form_console).questions[1].list_name == "who"
    assert set(draft(form_console).choices) == {"who"}


def test_the_event_s_categories_are_copied_into_a_question(form_console: Console) -> None:
    assert change(form_console, 1, list="categories", or_other="1").status == 303
    copied = draft(form_console)
    assert copied.questions[1].list_name == "whose"
    assert copied.questions[1].or_other
    event = form_console.services.events.get("round-table")
    assert event is not None
    expected = [each.name for each in event.categories]
    assert [each.name for each in copied.choices["whose"]] == expected


def test_the_ends_of_a_scale_get_words_and_follow_its_numbers(form_console: Console) -> None:
    first = change(
        form_console,
        2,
        hint_kk="Бағаңыз",
        lowest_kk="түсініксіз",
        highest_kk="өте түсінікті",
        appearance="rating",
    )
    assert first.status == 303
    row = draft(form_console).questions[2]
    assert row.hint == {"kk": "Бағаңыз: 1 – түсініксіз, 5 – өте түсінікті"}
    assert row.appearance == "rating"
    assert change(form_console, 2, end="7").status == 303
    assert draft(form_console).questions[2].hint == {
        "kk": "Бағаңыз: 1 – түсініксіз, 7 – өте түсінікті"
    }
    half = change(form_console, 2, highest_kk="")
    assert half.status == 422
    assert 'href="#highest_kk"' in half.text
    comma = change(form_console, 2, lowest_kk="жоқ, мүлдем")
    assert 'href="#lowest_kk"' in comma.text


def test_a_role_is_chosen_in_words_and_makes_the_answer_personal(form_console: Console) -> None:
    assert (
        change(form_console, 3, role="email", min_length="5", default="a@example.kz").status == 303
    )
    row = draft(form_console).questions[3]
    assert (row.role, row.min_length, row.default) == ("email", 5, "a@example.kz")
    page = form_console.get(f"{QUESTION}?at=/questions/3").text
    assert 'name="private"' not in page
    assert page.count("растау хаты") >= 2


def test_a_new_name_is_followed_by_the_form_s_expressions(form_console: Console) -> None:
    assert change(form_console, 0, name="kim").status == 303
    renamed = draft(form_console)
    assert (renamed.questions[0].name, renamed.questions[1].relevant) == ("kim", "${kim} = 'pupil'")
    wrong = change(form_console, 0, name="1 kim")
    assert wrong.status == 422
    assert 'href="#name"' in wrong.text


def test_texts_missing_in_a_language_are_copied_and_marked(form_console: Console) -> None:
    page = form_console.get(f"{QUESTION}?at=/questions/0").text
    filled = form_console.send_form(QUESTION, {**fields(page), "do": "fill"}).text
    values = fields(filled)
    assert values["label_ru"] == values["label_en"] == "Сіз кімсіз?"
    assert values["choices_ru"].split("\n") == ["Ученик", "Учитель", "Бірінші"]
    assert values["choices_en"].split("\n")[0] == "Оқушы"
    assert "аударылмаған" in filled
    assert draft(form_console).questions[0].label == {"kk": "Сіз кімсіз?"}


def test_choices_get_pictures_of_the_images_that_are_attached(form_console: Console) -> None:
    assert 'name="picture_0"' not in form_console.get(f"{QUESTION}?at=/questions/0").text
    services = form_console.services
    form_files.attach_file(services, SYSTEM, "round-table", "impressions", "pupil.png", PNG)
    page = fields(form_console.get(f"{QUESTION}?at=/questions/0").text)
    assert page["picture_0"] == ""
    typed = {**page, "picture_0": "pupil.png", "choices_kk": "Мұғалім\nОқушы\nБірінші\nАта-ана"}
    typed |= {"choices_ru": "Учитель\nУченик", "list": "who"}
    assert form_console.send_form(QUESTION, typed).status == 303
    choices = {each.name: each.media for each in draft(form_console).choices["who"]}
    assert choices["pupil"] == {"image": {"kk": "pupil.png", "ru": "pupil.png", "en": "pupil.png"}}
    assert not choices["teacher"]
    index = [each.name for each in draft(form_console).choices["who"]].index("pupil")
    page = fields(form_console.get(f"{QUESTION}?at=/questions/0").text)
    assert page[f"picture_{index}"] == "pupil.png"
    form_console.send_form(QUESTION, {**page, f"picture_{index}": ""})
    assert not any(each.media for each in draft(form_console).choices["who"])
