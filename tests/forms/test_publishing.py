import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from chalicelib import errors
from chalicelib.forms.definition import Choice, Definition, dump
from chalicelib.forms.intake import Form
from chalicelib.forms.publishing import fill_categories
from chalicelib.forms.validation import EventFacts, read_definition, review
from release import schemas
from tests.forms.definitions import NOW, document, row

CATEGORIES = (
    Choice(name="pupil", label={"kk": "Оқушы"}),
    Choice(name="guest", label={"kk": "Қонақ"}),
)
SCHEMAS = schemas.FOLDER
TEMPLATES = sorted(set(SCHEMAS.glob("*.json")) - set(SCHEMAS.glob("*.schema.json")))


def for_event(
    definition: Definition, *, categories: Sequence[Choice], programme: Sequence[str] = ()
) -> Definition:
    """Review the definition for an event and fill in the categories, as publishing does."""
    event = EventFacts(categories=tuple(categories), programme=frozenset(programme))
    review(dump(definition), event=event, is_publishing=True).require()
    return fill_categories(definition, categories)


def asking(**keys: object) -> dict[str, Any]:
    return row("select_one", "me", role="category", **{"list_name": "categories", **keys})


def problems(
    definition: Definition, categories: Sequence[Choice] = CATEGORIES
) -> list[tuple[str, str]]:
    with pytest.raises(errors.FormRefused) as caught:
        for_event(definition, categories=categories)
    return [(each.name, each.code) for each in caught.value.problems if each.severity == "error"]


def test_a_category_question_without_a_list_of_its_own_offers_the_event_s_categories() -> None:
    published = for_event(read_definition(document(asking())), categories=CATEGORIES)
    assert published.choices["categories"] == CATEGORIES
    assert for_event(published, categories=CATEGORIES) == published
    answers = Form(published, version=1).check({"me": "guest"}, now=NOW)
    assert answers.category == "guest"


def test_before_publishing_such_a_form_takes_no_answers() -> None:
    with pytest.raises(errors.FormRefused):
        Form(read_definition(document(asking())), version=1)


def test_an_event_without_categories_cannot_offer_them() -> None:
    assert problems(read_definition(document(asking())), categories=()) == [
        ("/questions/0/list_name", "form.no_categories")
    ]


def test_every_choice_of_a_category_is_one_of_the_event_s() -> None:
    group = row("begin_group", "g", questions=[asking(list_name="who")])
    assert problems(read_definition(document(group))) == [
        ("/choices/who/1/name", "form.not_a_category"),
        ("/choices/who/2/name", "form.not_a_category"),
    ]


def test_an_event_without_categories_leaves_the_form_its_own() -> None:
    definition = read_definition(document(asking(list_name="who")))
    assert for_event(definition, categories=()) == definition


def test_a_rating_is_of_something_on_the_programme() -> None:
    definition = read_definition(document(row("range", role="rating_of:opening")))
    assert problems(definition) == [("/questions/0/role", "form.not_on_programme")]
    assert for_event(definition, categories=(), programme=["opening"]) == definition


def test_a_registration_asks_for_the_category_where_there_are_categories() -> None:
    plain = read_definition(document(row("text"), purpose="registration"))
    assert for_event(plain, categories=()) == plain
    assert problems(plain) == [("/questions", "form.no_category_question")]
    optional = read_definition(document(asking(), purpose="registration"))
    assert problems(optional) == [("/questions", "form.no_category_question")]
    for_event(
        read_definition(document(asking(required=True), purpose="registration")),
        categories=CATEGORIES,
    )


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_a_template_is_ready_to_publish_in_every_language(path: Path) -> None:
    raw = json.loads(path.read_bytes())
    definition = read_definition(path.read_bytes())
    assert definition.name == path.stem
    published = for_event(definition, categories=CATEGORIES)
    form = Form(published, version=1)
    for question in form.answerable:
        assert set(question.label) == {"kk", "ru", "en"}
        assert set(question.row.hint or form.definition.title) == {"kk", "ru", "en"}
    assert all(
        set(text) == {"kk", "ru", "en"}
        for text in (definition.title, definition.introduction, definition.thanks)
        if text
    )
    schema = json.loads((SCHEMAS / "definition.schema.json").read_bytes())
    assert list(Draft202012Validator(schema).iter_errors(raw)) == []
    Draft202012Validator.check_schema(form.json_schema("en"))


def test_there_is_a_template_for_each_purpose_of_a_round_table() -> None:
    purposes = [read_definition(path.read_bytes()).purpose for path in TEMPLATES]
    assert {"impressions", "proposals", "questions", "registration"} <= set(purposes)


@pytest.mark.parametrize("name", schemas.MODELS)
def test_the_published_schemas_are_those_of_the_models(name: str) -> None:
    """When it fails: ``make generate``."""
    assert (SCHEMAS / name).read_text("utf-8") == schemas.model_schema(schemas.MODELS[name])
    Draft202012Validator.check_schema(json.loads((SCHEMAS / name).read_bytes()))


@pytest.mark.parametrize("form", schemas.FORMS)
def test_the_published_schema_of_a_form_s_answers_is_what_the_form_takes(form: str) -> None:
    """When it fails: ``make generate``."""
    written = schemas.answers_file(form).read_text("utf-8")
    assert written == schemas.answers_schema(form)
