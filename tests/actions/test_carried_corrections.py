"""A correction of a published wording reaches what the form's editor holds, and undo never brings the old words back."""

import pytest

from chalicelib.actions import drafts, form_edits, wording
from chalicelib.actions.form_edits import Change, EditableForm
from chalicelib.actions.services import Services
from chalicelib.forms.definition import Definition
from chalicelib.forms.wording import Text
from chalicelib.settings import Settings
from tests.actions.interleaving import meanwhile
from tests.actions.setting import (
    IMPRESSIONS,
    ORGANISER,
    Clock,
    as_json,
    open_event,
    publish,
    services_on,
)

EVENT, FORM = "round-table", "impressions"
LABEL = "/questions/1/label"
NEW: Text = {"kk": "Жалпы бағаңыз", "en": "Overall rating"}


@pytest.fixture
def services(local_settings: Settings, clock: Clock) -> Services:
    services = services_on(local_settings, clock)
    open_event(services)
    publish(services, IMPRESSIONS)
    return services


def _change(row: int, **columns: object) -> Change:
    def change(definition: Definition) -> tuple[Definition, str]:
        rows = list(definition.questions)
        rows[row] = rows[row].model_copy(update=columns)
        return definition.model_copy(update={"questions": tuple(rows)}), f"/questions/{row}"

    return change


def _open(services: Services) -> EditableForm:
    return form_edits.open_form(services, ORGANISER, EVENT, FORM)


def _step(services: Services, change: Change) -> None:
    revision = _open(services).revision
    form_edits.take_step(services, ORGANISER, EVENT, FORM, change, do="save", revision=revision)


def _correct(services: Services, text: Text = NEW) -> None:
    wording.correct_wording(services, ORGANISER, EVENT, FORM, {LABEL: text})


def _labels(services: Services) -> tuple[object, object]:
    rows = _open(services).definition.questions
    return rows[0].label, rows[1].label


def _undo(services: Services) -> tuple[object, object]:
    form_edits.undo_step(services, ORGANISER, EVENT, FORM, revision=_open(services).revision)
    return _labels(services)


def _redo(services: Services) -> tuple[object, object]:
    form_edits.redo_step(services, ORGANISER, EVENT, FORM, revision=_open(services).revision)
    return _labels(services)


def test_unfinished_changes_stay_with_the_corrected_words_and_so_do_the_steps_before_and_after(
    services: Services, clock: Clock
) -> None:
    first = _labels(services)[0]
    _step(services, _change(0, label={"kk": "Бір", "en": "One"}))
    clock.forward(minutes=2)
    _step(services, _change(0, label=None))
    clock.forward(minutes=2)
    _step(services, _change(0, relevant="${nobody} = 1"))
    form_edits.undo_step(services, ORGANISER, EVENT, FORM, revision=_open(services).revision)
    _correct(services, {"kk": "Жалпы бағаңыз"})
    _correct(services, {"en": "Overall rating"})
    opened = _open(services)
    assert (opened.is_unfinished, opened.set_aside) == (True, None)
    assert _labels(services) == (None, NEW)
    draft = drafts.show_draft(services, ORGANISER, EVENT, FORM).definition
    assert (draft.questions[0].label, draft.questions[1].label) == ({"kk": "Бір", "en": "One"}, NEW)
    assert _redo(services) == (None, NEW)
    assert not _open(services).can_redo
    assert _undo(services) == (None, NEW)
    assert _undo(services) == ({"kk": "Бір", "en": "One"}, NEW)
    assert _undo(services) == (first, NEW)
    assert not _open(services).can_undo


@pytest.mark.parametrize("is_first", [True, False])
def test_a_step_that_comes_between_is_corrected_too(services: Services, *, is_first: bool) -> None:
    if not is_first:
        _step(services, _change(0, relevant="${nobody} = 1"))
    with meanwhile(services, lambda: _step(services, _change(0, label=None))):
        _correct(services)
    assert _open(services).set_aside is None
    assert _labels(services) == (None, NEW)


def test_words_that_the_editor_has_changed_itself_stay(services: Services, clock: Clock) -> None:
    own = {"kk": "Өз бағам", "en": "overall"}
    _step(services, _change(1, label=own))
    clock.forward(minutes=2)
    _step(services, _change(0, label=None))
    _correct(services)
    assert _labels(services) == (None, {"kk": "Өз бағам", "en": "Overall rating"})
    old = {"kk": "overall", "en": "overall"}
    _step(services, _change(1, label=old))  # within a minute of the step before, typed on purpose
    assert _labels(services)[1] == old
    _step(services, _change(0, label={"kk": "Бір", "en": "One"}))
    assert _undo(services) == (None, old)


def test_old_words_that_are_typed_again_right_after_a_correction_are_a_step_of_their_own(
    services: Services,
) -> None:
    old = {"kk": "overall", "en": "overall"}
    _step(services, _change(1, hint={"kk": "Кеңес", "en": "Hint"}))
    _correct(services)
    _step(services, _change(1, label=old))
    assert _undo(services)[1] == NEW
    assert _redo(services)[1] == old


def test_changes_that_were_set_aside_are_corrected_and_stay_aside(services: Services) -> None:
    _step(services, _change(0, label=None))
    other = as_json({**IMPRESSIONS, "title": {"kk": "Басқа", "en": "Other"}})
    drafts.save_form(services, ORGANISER, EVENT, FORM, other)
    _correct(services)
    shown = _open(services)
    assert shown.set_aside is not None
    form_edits.take_unfinished(services, ORGANISER, EVENT, FORM, revision=shown.revision)
    assert _labels(services) == (None, NEW)
    assert _undo(services)[1] == NEW
    assert _undo(services) == (None, NEW)


def test_a_correction_after_publishing_adds_no_state_of_its_own(services: Services) -> None:
    first = _labels(services)[0]
    _step(services, _change(0, label={"kk": "Бір", "en": "One"}))
    publish(services, _open(services).definition.model_dump(mode="json", exclude_none=True))
    _correct(services)
    assert _labels(services) == ({"kk": "Бір", "en": "One"}, NEW)
    assert _undo(services) == (first, NEW)


def test_a_draft_that_becomes_a_correction_leaves_unfinished_changes_where_they_are(
    services: Services, clock: Clock
) -> None:
    _step(services, _change(1, label=NEW))
    clock.forward(minutes=2)
    _step(services, _change(0, label=None))
    revision = _open(services).record.revision
    with meanwhile(services, lambda: _step(services, _change(0, relevant="${nobody} = 1"))):
        wording.correct_by_draft(services, ORGANISER, EVENT, FORM, revision=revision)
    opened = _open(services)
    assert (opened.record.has_draft, opened.is_unfinished) == (False, True)
    assert _labels(services) == (None, NEW)
    assert _undo(services)[1] == NEW


def test_a_removed_question_is_found_with_the_corrected_words(services: Services) -> None:
    def remove(definition: Definition) -> tuple[Definition, str]:
        rows = [row for row in definition.questions if row.name != "overall"]
        return definition.model_copy(update={"questions": tuple(rows)}), ""

    _step(services, remove)
    _correct(services)
    found = form_edits.find_former_row(services, ORGANISER, EVENT, FORM, "overall")
    assert found is not None
    assert found[0].label == NEW
    assert found == form_edits.find_former_row(services, ORGANISER, EVENT, FORM, "overall")
