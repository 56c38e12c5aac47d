"""A draft is reviewed for its event, and completed from it when it becomes a version."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib import errors
from chalicelib.domain.drafts import (
    VersionCandidate,
    event_facts,
    review_draft,
    target_form,
    version_candidate,
    version_warnings,
)
from chalicelib.domain.events import Category, Event, ProgrammeItem
from chalicelib.domain.forms import FormRecord
from chalicelib.forms.definition import Choice, Definition
from chalicelib.forms.validation import EventFacts, SourceDocument, TargetForm, read_definition
from tests.domain.summary_samples import EVENT as ROUND_TABLE
from tests.forms.definitions import codes, document, row

PUPIL = {"kk": "Оқушы"}
EVENT = ROUND_TABLE.model_copy(
    update={
        "languages": ("kk",),
        "categories": (Category(name="pupil", label=PUPIL, capacity=20),),
        "programme": (ProgrammeItem(name="opening", kind="opening"),),
    }
)
IN_TWO_LANGUAGES = EVENT.model_copy(update={"languages": ("kk", "ru")})
RECORD = FormRecord(event=EVENT.id, name="form", purpose="other", title={"kk": "Форма"}, version=1)
CATEGORY = row("select_one", "who", role="category", list_name="categories")


def rating_of(item: str) -> dict[str, Any]:
    return row("range", "talk", role=f"rating_of:{item}", parameters={"end": 5})


def text_with_picture(name: str) -> dict[str, Any]:
    return row("text", media={"image": name})


def draft_of(*rows: object) -> Definition:
    return read_definition(document(*rows, choices={}))


def review_problems(
    target: TargetForm, *rows: object, event: Event = EVENT, attachments: tuple[str, ...] = ()
) -> list[tuple[str, str]]:
    source = SourceDocument.of(document(*rows, choices={}))
    return codes(review_draft(source, event, target, attachments).problems)


class TestReviewOfADraft:
    def test_a_draft_that_fits_has_no_problems(self) -> None:
        rows = [rating_of("opening"), text_with_picture("map.png")]
        assert review_problems(TargetForm("form"), *rows, attachments=("map.png",)) == []

    def test_it_is_reviewed_for_its_event(self) -> None:
        assert review_problems(TargetForm("form"), rating_of("closing")) == [
            ("/questions/0/role", "form.not_on_programme")
        ]

    def test_it_is_reviewed_with_the_files_of_its_form(self) -> None:
        problems = review_problems(
            TargetForm("form"), text_with_picture("plan.png"), attachments=("map.png",)
        )
        assert problems == [("/questions/0/media/image/kk", "form.no_media_file")]

    def test_it_is_reviewed_for_the_form_that_it_is_sent_as(self) -> None:
        target = TargetForm("another", published_purpose="registration")
        assert review_problems(target, row("text")) == [
            ("/name", "form.another_name"),
            ("/purpose", "form.another_purpose"),
        ]


class TestTargetForm:
    def test_a_published_form_keeps_its_purpose(self) -> None:
        draft = draft_of(row("text"))
        assert target_form("form", RECORD, draft, is_new=False) == TargetForm(
            "form", published_purpose="other", is_taken=False, draft=draft
        )

    def test_a_form_that_was_never_published_may_change_its_purpose(self) -> None:
        target = target_form("form", replace(RECORD, version=0), None, is_new=False)
        assert target == TargetForm("form", published_purpose=None, is_taken=False, draft=None)

    def test_a_new_form_takes_a_name_that_no_form_has(self) -> None:
        assert target_form("form", None, None, is_new=True) == TargetForm("form", is_taken=False)
        assert target_form("form", RECORD, None, is_new=True).is_taken


class TestVersionCandidate:
    def test_the_event_s_categories_are_written_into_it(self) -> None:
        draft = draft_of(CATEGORY)
        categories = (Choice(name="pupil", label=PUPIL),)
        assert version_candidate(draft, EVENT, ()) == VersionCandidate(
            draft.model_copy(update={"choices": {"categories": categories, **draft.choices}}), ()
        )

    def test_it_comes_with_the_warnings_of_its_review(self) -> None:
        candidate = version_candidate(draft_of(row("text")), IN_TWO_LANGUAGES, ())
        assert candidate.definition == draft_of(row("text"))
        assert {each.code for each in candidate.warnings} == {"form.language_absent"}

    def test_a_draft_that_does_not_fit_the_event_is_refused(self) -> None:
        with pytest.raises(errors.FormRefused) as refused:
            version_candidate(draft_of(rating_of("closing")), EVENT, ())
        assert codes(refused.value.problems) == [("/questions/0/role", "form.not_on_programme")]

    def test_a_list_s_file_must_be_attached_before_publishing(self) -> None:
        draft = draft_of(row("select_one_from_file", list_name="cities.csv"))
        with pytest.raises(errors.FormRefused) as refused:
            version_candidate(draft, EVENT, ())
        assert codes(refused.value.problems) == [("/questions/0/list_name", "form.no_file")]

    def test_the_names_of_the_form_s_files_are_compared_with_its_media(self) -> None:
        draft = draft_of(text_with_picture("map.png"))
        assert version_candidate(draft, EVENT, {"map.png"}).warnings == ()
        assert codes(version_candidate(draft, EVENT, {"plan.png"}).warnings) == [
            ("/questions/0/media/image/kk", "form.no_media_file")
        ]


class TestWarningsOfAVersion:
    def test_a_version_that_fits_has_none(self) -> None:
        assert version_warnings(draft_of(text_with_picture("map.png")), EVENT, {"map.png"}) == ()

    def test_a_missing_file_is_one(self) -> None:
        assert codes(version_warnings(draft_of(text_with_picture("map.png")), EVENT, ())) == [
            ("/questions/0/media/image/kk", "form.no_media_file")
        ]

    def test_a_language_of_the_event_that_the_form_lacks_is_one(self) -> None:
        warnings = version_warnings(draft_of(row("text")), IN_TWO_LANGUAGES, ())
        assert {each.code for each in warnings} == {"form.language_absent"}
        assert {each.severity for each in warnings} == {"warning"}

    def test_errors_are_left_out(self) -> None:
        """A version may no longer fit its event; it stays published, so it has no errors."""
        version = draft_of(rating_of("closing"), text_with_picture("map.png"))
        assert codes(version_warnings(version, EVENT, ())) == [
            ("/questions/1/media/image/kk", "form.no_media_file")
        ]


def test_the_facts_of_an_event_are_its_languages_categories_and_programme() -> None:
    assert event_facts(EVENT) == EventFacts(
        languages=("kk",),
        categories=(Choice(name="pupil", label=PUPIL),),
        programme=frozenset({"opening"}),
    )
