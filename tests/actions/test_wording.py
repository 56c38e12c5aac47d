"""A version's wording is corrected: shown soon everywhere, once, and nothing else changes."""

from datetime import timedelta

import pytest

from chalicelib import errors
from chalicelib.actions import audit, copies, drafts, forms, summaries, wording
from chalicelib.actions.services import Services
from chalicelib.domain.audit import AuditFilter
from chalicelib.forms.definition import Definition
from chalicelib.forms.intake import Form
from chalicelib.forms.wording import Text, Texts
from chalicelib.settings import Settings
from tests.actions.interleaving import meanwhile
from tests.actions.setting import (
    IMPRESSIONS,
    ORGANISER,
    Clock,
    as_json,
    open_event,
    publish,
    respond,
    services_on,
)

EVENT, FORM = "round-table", "impressions"
LABEL = "/questions/1/label"
OVERALL: Text = {"kk": "Жалпы бағаңыз", "en": "Overall rating"}


@pytest.fixture
def services(dynoxide_settings: Settings, clock: Clock) -> Services:
    services = services_on(dynoxide_settings, clock)
    open_event(services)
    return services


def correct(services: Services, texts: Texts, **which: int) -> wording.VersionWording:
    return wording.correct_wording(services, ORGANISER, EVENT, FORM, texts, **which)


def shown_form(services: Services) -> Form:
    """Return the form as a participant's page shows it."""
    entry = services.catalogue.entry(EVENT, FORM)
    return services.catalogue.form(entry.event, entry.record, entry.record.version)


def version(services: Services, number: int = 1) -> Definition:
    return forms.show_form(services, ORGANISER, EVENT, FORM, number).definition


def save_draft(services: Services, **changes: object) -> int:
    document = as_json({**IMPRESSIONS, **changes})
    return drafts.save_form(services, ORGANISER, EVENT, FORM, document).record.revision


def corrections(services: Services) -> list[tuple[str | None, tuple[str, ...]]]:
    entries = audit.read_audit(
        services, ORGANISER, AuditFilter(code="form.correct_wording")
    ).entries
    return [(entry.subject, entry.fields) for entry in entries]


def test_people_see_the_corrected_words_within_ten_seconds_and_figures_go_on(
    services: Services, clock: Clock
) -> None:
    respond(services, overall=4)
    before = shown_form(services)
    correct(services, {LABEL: OVERALL, "/title": {"kk": "Әсеріңіз"}})
    clock.now += timedelta(seconds=10)
    form = shown_form(services)
    assert (form.version, form.wording, form.definition.questions[1].label) == (1, 1, OVERALL)
    assert form.definition.title == {"kk": "Әсеріңіз", "en": "Impressions"}
    assert before.definition.questions[1].label == {"kk": "overall", "en": "overall"}
    respond(services, overall=2)
    (question,) = (
        each
        for each in summaries.read_summary(services, ORGANISER, EVENT, FORM).questions
        if each.name == "overall"
    )
    assert (question.label, question.model_dump()["mean"]) == (OVERALL, 3.0)
    assert forms.show_record(services, ORGANISER, EVENT, FORM).title["kk"] == "Әсеріңіз"


def test_a_correction_is_logged_by_names_and_the_old_words_stay_readable(
    services: Services,
) -> None:
    correct(services, {LABEL: {"kk": "Жалпы бағаңыз"}})
    correct(services, {LABEL: {"kk": "Жалпы бағаңыз", "en": "Overall rating"}})
    correct(services, {LABEL: OVERALL})  # the reply to it was lost
    assert corrections(services) == [
        ("1", ("overall label::en",)),
        ("1", ("overall label::kk",)),
    ]
    made = wording.list_wording_corrections(services, ORGANISER, EVENT, FORM)
    assert [(change.old, change.new) for each in made for change in each.changes] == [
        ({"kk": "Жалпы бағаңыз", "en": "overall"}, OVERALL),
        ({"kk": "overall", "en": "overall"}, {"kk": "Жалпы бағаңыз", "en": "overall"}),
    ]


def test_the_next_version_and_a_copy_of_the_event_begin_with_the_corrected_words(
    services: Services,
) -> None:
    correct(services, {LABEL: OVERALL})
    copy = copies.EventCopy.at("spring", "2027-05-12T10:00:00+05:00", "2027-05-12T13:00:00+05:00")
    copies.copy_event(services, ORGANISER, EVENT, copy)
    copied = forms.show_form(services, ORGANISER, "spring", FORM).definition
    assert copied.questions[1].label == OVERALL


def test_a_draft_with_the_old_words_is_corrected_too(services: Services) -> None:
    save_draft(services, questions=[*IMPRESSIONS["questions"][::-1]], title={"kk": "Пікір"})
    correct(services, {LABEL: OVERALL, "/title": {"kk": "Әсеріңіз"}})
    draft = drafts.show_draft(services, ORGANISER, EVENT, FORM).definition
    assert next(row for row in draft.questions if row.name == "overall").label == OVERALL
    assert draft.title == {"kk": "Пікір"}
    record = forms.show_record(services, ORGANISER, EVENT, FORM)
    assert (record.has_draft, record.title) == (True, {"kk": "Пікір"})
    assert record.published_title == {"kk": "Әсеріңіз", "en": "Impressions"}


def test_an_older_version_is_corrected_without_touching_the_newer_one(services: Services) -> None:
    publish(services, {**IMPRESSIONS, "title": {"kk": "Екінші", "en": "Second"}})
    correct(services, {LABEL: OVERALL, "/title": {"kk": "Бірінші"}}, version=1)
    assert version(services).questions[1].label == OVERALL
    assert version(services, 2).questions[1].label == {"kk": "overall", "en": "overall"}
    record = forms.show_record(services, ORGANISER, EVENT, FORM)
    assert record.title == record.published_title == {"kk": "Екінші", "en": "Second"}


@pytest.mark.parametrize(
    ("texts", "place", "code"),
    [
        ({"/introduction": {"kk": "Кіріспе"}}, "/introduction", "wording.unknown_text"),
        ({LABEL: {"kk": ""}}, f"{LABEL}/kk", "wording.no_text"),
        ({LABEL: {"kk": "Баға ${why}"}}, f"{LABEL}/kk", "wording.other_names"),
        ({LABEL: {"kk": "a\x00"}}, f"{LABEL}/kk", "form.bad_text"),
        ({LABEL: {"kk": "a" * 5001}}, f"{LABEL}/kk", "form.too_long"),
    ],
)
def test_other_changes_than_corrections_are_refused_at_their_place(
    services: Services, texts: Texts, place: str, code: str
) -> None:
    with pytest.raises(errors.FormRefused) as refused:
        correct(services, texts)
    assert [(each.name, each.code) for each in refused.value.problems] == [(place, code)]
    assert corrections(services) == []


def test_two_who_correct_at_once_lose_nothing_and_overwrite_nothing(services: Services) -> None:
    with meanwhile(services, lambda: correct(services, {"/title": {"kk": "Әсеріңіз"}})):
        correct(services, {LABEL: OVERALL}, wording=0)
    assert (version(services).title["kk"], version(services).questions[1].label) == (
        "Әсеріңіз",
        OVERALL,
    )
    assert forms.show_record(services, ORGANISER, EVENT, FORM).wording(1) == 2
    with pytest.raises(errors.ChangedMeanwhile):
        correct(services, {LABEL: {"kk": "Баға"}}, wording=1)
    assert version(services).questions[1].label == OVERALL


def test_without_the_conditions_the_second_correction_takes_the_place_of_the_first(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chalicelib.storage.forms._follows", lambda _: None)
    monkeypatch.setattr("chalicelib.storage.forms.ABSENT", None)
    with meanwhile(services, lambda: correct(services, {"/title": {"kk": "Әсеріңіз"}})):
        correct(services, {LABEL: OVERALL}, wording=0)
    assert version(services).questions[1].label == OVERALL
    assert version(services).title["kk"] == "Әсерлер"


def test_a_version_published_at_the_same_moment_leaves_the_correction_in_the_one_it_was_made_for(
    services: Services,
) -> None:
    publishing = {**IMPRESSIONS, "title": {"kk": "Екінші", "en": "Second"}}
    with meanwhile(services, lambda: publish(services, publishing)):
        correct(services, {LABEL: OVERALL}, version=1)
    assert version(services).questions[1].label == OVERALL
    assert version(services, 2).questions[1].label == {"kk": "overall", "en": "overall"}


def test_a_draft_of_other_words_becomes_a_correction_and_is_gone(services: Services) -> None:
    revision = save_draft(services, title={"kk": "Әсеріңіз", "en": "Impressions"})
    assert drafts.preview_draft(services, ORGANISER, EVENT, FORM).is_correction
    with pytest.raises(errors.ChangedMeanwhile):
        wording.correct_by_draft(services, ORGANISER, EVENT, FORM, revision=revision - 1)
    for _ in range(2):  # as where the first reply is lost
        wording.correct_by_draft(services, ORGANISER, EVENT, FORM, revision=revision)
    record = forms.show_record(services, ORGANISER, EVENT, FORM)
    assert (record.version, record.has_draft, record.title["kk"]) == (1, False, "Әсеріңіз")
    assert corrections(services) == [("1", ("title::kk",))]


def test_a_draft_that_changes_more_than_words_is_no_correction(services: Services) -> None:
    revision = save_draft(services, questions=IMPRESSIONS["questions"][:-1])
    assert not drafts.preview_draft(services, ORGANISER, EVENT, FORM).is_correction
    with pytest.raises(errors.ChangedMeanwhile):
        wording.correct_by_draft(services, ORGANISER, EVENT, FORM, revision=revision)
    assert corrections(services) == []
