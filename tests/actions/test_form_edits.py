"""The editor's steps: each becomes the draft or stays unfinished, and undo leads back to exactly what was there."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from typing_extensions import override

from chalicelib import errors
from chalicelib.actions import deletions, drafts, form_edits, forms
from chalicelib.actions.form_edits import EditableForm, EditOutcome
from chalicelib.actions.services import Services
from chalicelib.domain.permissions import Actor
from chalicelib.domain.working_copies import MOST_STATES, STATE_LIFETIME, WorkingCopy
from chalicelib.forms.definition import Definition
from chalicelib.settings import Settings
from chalicelib.storage import keys
from chalicelib.storage.working_copies import WorkingCopyStore
from tests.actions.setting import (
    IMPRESSIONS,
    ORGANISER,
    Clock,
    as_json,
    change,
    open_event,
    publish,
    services_on,
)

EVENT, FORM = "round-table", "impressions"
COLLEAGUE = Actor.owner("aigul@pikir.example")


def _label(text: str | None, row: int = 0) -> form_edits.Change:
    """Return the change that gives a row another label, or none, which is an error."""

    def relabel(definition: Definition) -> tuple[Definition, str]:
        rows = list(definition.questions)
        rows[row] = rows[row].model_copy(
            update={"label": {"kk": text, "ru": text, "en": text} if text else None}
        )
        return definition.model_copy(update={"questions": tuple(rows)}), f"/questions/{row}"

    return relabel


def _open(services: Services, actor: Actor = ORGANISER) -> EditableForm:
    return form_edits.open_form(services, actor, EVENT, FORM)


def _step(
    services: Services, change: form_edits.Change, *, do: str = "save", actor: Actor = ORGANISER
) -> EditOutcome:
    revision = _open(services).revision
    return form_edits.take_step(services, actor, EVENT, FORM, change, do=do, revision=revision)


def _travel(
    services: Services, step: Callable[..., EditOutcome], actor: Actor = ORGANISER
) -> Definition:
    step(services, actor, EVENT, FORM, revision=_open(services).revision)
    return _open(services).definition


def _draft(services: Services) -> Definition | None:
    return services.forms.draft(EVENT, FORM)


def _editor_items(services: Services) -> list[str]:
    return [item["sk"]["S"] for item in services.table.query(keys.editor(EVENT, FORM))]


@pytest.fixture
def services(local_settings: Settings, clock: Clock) -> Services:
    services = services_on(local_settings, clock)
    open_event(services)
    publish(services, IMPRESSIONS)
    return services


def test_a_step_with_errors_stays_unfinished_and_the_draft_as_it_was(services: Services) -> None:
    first = _step(services, _label("Бір")).form
    assert (first.is_unfinished, _draft(services)) == (False, first.definition)
    second = _step(services, _label(None)).form
    assert second.is_unfinished
    assert second.problems
    assert second.problems[0].name == "/questions/0/label"
    assert _draft(services) == first.definition
    reopened = _open(services)
    assert (reopened.definition, reopened.is_unfinished) == (second.definition, True)
    mended = _step(services, _label("Екі")).form
    assert (mended.is_unfinished, _draft(services)) == (False, mended.definition)


def test_undo_and_redo_lead_through_the_states_finished_or_not(
    services: Services, clock: Clock
) -> None:
    states = [_open(services).definition]
    for text in ("Бір", None, "Екі"):
        clock.forward(minutes=2)
        states.append(_step(services, _label(text)).form.definition)
    backward = [_travel(services, form_edits.undo_step) for _ in range(3)]
    assert backward == states[2::-1]
    assert not _open(services).can_undo
    assert _travel(services, form_edits.undo_step) == states[0]
    assert _travel(services, form_edits.redo_step) == states[1]
    assert _draft(services) == states[1]
    assert _travel(services, form_edits.redo_step) == states[2]
    assert _open(services).is_unfinished
    assert _step(services, _label("Үш")).form.can_redo is False
    assert _travel(services, form_edits.undo_step) == states[2]


def test_saves_of_one_question_within_a_minute_are_one_state(
    services: Services, clock: Clock
) -> None:
    before = _open(services).definition
    for text in ("Б", "Бі", "Бір"):
        clock.forward(seconds=5)
        _step(services, _label(text))
    assert _travel(services, form_edits.undo_step) == before
    assert _travel(services, form_edits.redo_step).questions[0].label == {
        "kk": "Бір",
        "ru": "Бір",
        "en": "Бір",
    }
    _step(services, _label("Екі", row=1))
    _step(services, _label("Екінші", row=1), actor=COLLEAGUE)
    labels = _travel(services, form_edits.undo_step).questions[1].label
    assert labels == {"kk": "Екі", "ru": "Екі", "en": "Екі"}


def test_a_step_from_an_old_state_is_refused_and_a_repeat_is_not_made_twice(
    services: Services,
) -> None:
    old = _open(services).revision
    _step(services, _label(None))
    for step in (form_edits.undo_step, form_edits.redo_step, form_edits.take_unfinished):
        with pytest.raises(errors.ChangedMeanwhile):
            step(services, ORGANISER, EVENT, FORM, revision=old)
    with pytest.raises(errors.ChangedMeanwhile):
        form_edits.take_step(
            services, ORGANISER, EVENT, FORM, _label("Екі"), do="save", revision=old
        )
    assert _open(services).definition.questions[0].label is None


def test_a_step_that_changes_nothing_is_not_stored(services: Services) -> None:
    outcome = _step(services, lambda same: (same, "/questions/0"))
    assert outcome.form.revision == _open(services).revision
    assert (_draft(services), _editor_items(services)) == (None, [])


def test_a_step_to_no_definition_is_refused_and_not_stored(services: Services) -> None:
    with pytest.raises(errors.FormRefused):
        _step(services, _label("ұ" * 6000))
    assert _editor_items(services) == []


def test_unfinished_changes_are_set_aside_when_the_form_changes_elsewhere(
    services: Services,
) -> None:
    mine = _step(services, _label(None)).form.definition
    drafts.save_form(
        services, COLLEAGUE, EVENT, FORM, as_json({**IMPRESSIONS, "title": {"kk": "Басқа"}})
    )
    shown = _open(services)
    assert shown.definition == _draft(services)
    assert shown.set_aside is not None
    assert shown.set_aside.unfinished == mine
    theirs = shown.definition
    taken = form_edits.take_unfinished(services, ORGANISER, EVENT, FORM, revision=shown.revision)
    assert (taken.form.definition, taken.form.set_aside) == (mine, None)
    assert _travel(services, form_edits.undo_step) == theirs
    assert _travel(services, form_edits.undo_step) == mine


def test_dropped_changes_are_gone_from_the_page_and_undo_still_finds_them(
    services: Services,
) -> None:
    mine = _step(services, _label(None)).form.definition
    drafts.save_form(
        services, COLLEAGUE, EVENT, FORM, as_json({**IMPRESSIONS, "title": {"kk": "Басқа"}})
    )
    theirs = _open(services)
    form_edits.drop_unfinished(services, ORGANISER, EVENT, FORM, revision=theirs.revision)
    left = _open(services)
    assert (left.set_aside, left.definition) == (None, theirs.definition)
    assert _travel(services, form_edits.undo_step) == mine


def test_a_step_on_the_form_as_it_is_keeps_what_was_set_aside_behind_undo(
    services: Services,
) -> None:
    mine = _step(services, _label(None)).form.definition
    drafts.save_form(
        services, COLLEAGUE, EVENT, FORM, as_json({**IMPRESSIONS, "title": {"kk": "Басқа"}})
    )
    theirs = _open(services).definition
    _step(services, _label("Екі"))
    assert _travel(services, form_edits.undo_step) == theirs
    assert _travel(services, form_edits.undo_step) == mine


def test_undo_goes_back_over_a_publication(services: Services) -> None:
    before = _open(services).definition
    after = _step(services, _label("Бір")).form.definition
    forms.publish_form(services, ORGANISER, EVENT, FORM)
    assert _open(services).definition == after
    assert _travel(services, form_edits.undo_step) == before
    assert _draft(services) == before


def test_states_are_forgotten_after_a_day_and_unfinished_changes_are_not(
    services: Services, clock: Clock
) -> None:
    mine = _step(services, _label(None)).form.definition
    assert _open(services).can_undo
    clock.forward(seconds=STATE_LIFETIME / timedelta(seconds=1))
    later = _open(services)
    assert (later.can_undo, later.definition) == (False, mine)
    assert _travel(services, form_edits.undo_step) == mine
    _step(services, _label("Екі"))
    assert _travel(services, form_edits.undo_step) == mine


def test_only_the_newest_states_are_kept(services: Services, clock: Clock) -> None:
    for number in range(MOST_STATES + 5):
        clock.forward(minutes=2)
        _step(services, _label(f"Сұрақ {number}"))
    assert len(_editor_items(services)) == MOST_STATES + 1


def test_a_sitting_is_one_line_in_the_audit_log(services: Services, clock: Clock) -> None:
    def count() -> int:
        log = services.audit.newest_first(now=clock(), since=None, until=None, before=None)
        return sum(entry.code == "form.save_draft" for entry in log)

    before = count()
    for text in ("Бір", None, "Екі"):
        _step(services, _label(text))
    assert count() == before + 1
    _step(services, _label("Үш"), actor=COLLEAGUE)
    assert count() == before + 2
    clock.forward(minutes=11)
    _step(services, _label("Төрт"))
    assert count() == before + 3


def test_a_discarded_draft_takes_its_working_copy_with_it(services: Services) -> None:
    _step(services, _label("Бір"))
    _step(services, _label(None))
    record = _open(services).record
    drafts.discard_draft(services, ORGANISER, EVENT, FORM, revision=record.revision)
    assert _editor_items(services) == []


class _OvertakenStore(WorkingCopyStore):
    """Lets a colleague make an unfinished step right after the working copy was read."""

    overtake: Callable[[], object] | None = None

    @override
    def find(self, event_id: str, form: str) -> WorkingCopy | None:
        found = super().find(event_id, form)
        if overtake := self.overtake:
            self.overtake = None
            overtake()
        return found


@pytest.mark.parametrize("is_edited", [True, False])
def test_a_draft_is_not_discarded_over_a_step_that_is_made_meanwhile(
    services: Services, *, is_edited: bool
) -> None:
    if is_edited:
        _step(services, _label("Бір"))
    else:
        drafts.save_form(
            services, ORGANISER, EVENT, FORM, as_json({**IMPRESSIONS, "title": {"kk": "Ә"}})
        )
    store = _OvertakenStore(services.table)
    store.overtake = lambda: _step(services, _label(None), actor=COLLEAGUE)
    slow = replace(services)
    slow.__dict__["working_copies"] = store
    revision = _open(services).record.revision
    with pytest.raises(errors.ChangedMeanwhile):
        drafts.discard_draft(slow, ORGANISER, EVENT, FORM, revision=revision)
    assert _open(services).is_unfinished
    drafts.discard_draft(services, ORGANISER, EVENT, FORM, revision=revision)
    assert _editor_items(services) == []


def test_a_deleted_event_takes_the_working_copies_with_it(services: Services) -> None:
    _step(services, _label(None))
    change(services, state="closed")
    deletions.delete_event(services, ORGANISER, EVENT)
    assert _editor_items(services) == []


def test_a_colleague_with_the_editor_open_is_named_for_two_minutes(
    services: Services, clock: Clock
) -> None:
    def names(actor: Actor) -> list[str]:
        visit = form_edits.visit_form(services, actor, EVENT, FORM)
        return [each.name for each in visit.colleagues]

    assert names(COLLEAGUE) == []
    assert names(ORGANISER) == ["aigul@pikir.example"]
    clock.forward(seconds=119)
    assert names(COLLEAGUE) == ["organiser@pikir.example"]
    clock.forward(seconds=2)
    assert names(COLLEAGUE) == []
    _step(services, _label("Бір"))
    assert names(COLLEAGUE) == ["organiser@pikir.example"]
