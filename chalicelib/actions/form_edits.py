"""Editing a form one step at a time: its working copy, else its draft, or what a draft of it would begin as."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions.audit import audit_operation
from chalicelib.actions.carried_corrections import iter_states, read_state
from chalicelib.actions.copies import read_newest
from chalicelib.actions.permissions import find_event
from chalicelib.domain.events import Event
from chalicelib.domain.events.copying import without_categories
from chalicelib.domain.forms import FormRecord
from chalicelib.domain.permissions import Actor
from chalicelib.domain.working_copies import EditStep, History, Presence, WorkingCopy
from chalicelib.errors import Problem
from chalicelib.forms.definition import Choice, Definition, Row, dump
from chalicelib.forms.tree import FormTree

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.storage.table import Operation

_ROUNDS: Final = 5
_UNTENABLE: Final = frozenset({"form.too_deep", "form.too_many_questions"})
"""Errors of a definition that is not stored, unfinished or not: it would only grow."""

Change = Callable[[Definition], tuple[Definition, str]]
"""Return the definition after a step, and the JSON pointer of the row that the step leads to."""


@dataclass(frozen=True, slots=True)
class EditableForm:
    """A form as its editor shows it, at a moment.

    ``definition`` is the working copy's, else the draft's, without one that of the newest version. ``problems`` are those
    of its review, None where it was not reviewed. ``colleagues`` are the others who are in the form.
    """

    event: Event
    record: FormRecord
    definition: Definition
    copy: WorkingCopy
    seen_at: datetime
    problems: tuple[Problem, ...] | None = None
    colleagues: tuple[Presence, ...] = ()

    @property
    def revision(self) -> str:
        """What a step says it is made from: the revision of the form and the number of the editor's last step."""
        return f"{self.record.revision}-{self.copy.number}"

    @property
    def is_current(self) -> bool:
        """Whether the form has not been changed elsewhere since the editor's last step."""
        return self.copy.is_of(self.record)

    @property
    def is_unfinished(self) -> bool:
        """Whether what is shown has errors and is in no draft."""
        return self.is_current and self.copy.unfinished is not None

    @property
    def set_aside(self) -> WorkingCopy | None:
        """The working copy, if it holds unfinished changes and the form was changed elsewhere since."""
        return None if self.is_current or self.copy.unfinished is None else self.copy

    @property
    def can_undo(self) -> bool:
        """Whether there is a state before this one."""
        return self.copy.state_beside(-1 if self.is_current else 0, self.seen_at) is not None

    @property
    def can_redo(self) -> bool:
        """Whether there is a state after this one."""
        return self.is_current and self.copy.state_beside(1, self.seen_at) is not None


@dataclass(frozen=True, slots=True)
class EditOutcome:
    """The form after a step, and the JSON pointer of the row that the step led to."""

    form: EditableForm
    at: str


def open_form(services: "Services", actor: Actor, event_id: str, name: str) -> EditableForm:
    """Return a form to be edited; nothing is stored.

    Raises:
        errors.EventNotFound, errors.FormNotFound: there is no such event or form, or the actor may not change its forms.
        errors.ChangedMeanwhile: the form is changed faster than it can be read.
    """
    event = find_event(services, actor, event_id, "forms.change")
    record, copy = _read(services, event_id, name)
    unfinished = copy.unfinished if copy.is_of(record) else None
    definition = unfinished or _read_definition(services, event, record)
    return EditableForm(event, record, definition, copy, services.clock())


def visit_form(services: "Services", actor: Actor, event_id: str, name: str) -> EditableForm:
    """Return a form with its problems and the colleagues who are in it, and note that the actor has its editor open.

    Raises:
        errors.EventNotFound, errors.FormNotFound, errors.ChangedMeanwhile: as ``open_form`` does.
    """
    opened = _with_problems(services, open_form(services, actor, event_id, name))
    here = Presence(actor.id, actor.name or actor.id, opened.seen_at)
    services.working_copies.note_presence(event_id, name, here)
    return replace(opened, colleagues=_colleagues(services, opened, actor))


def _colleagues(services: "Services", opened: EditableForm, actor: Actor) -> tuple[Presence, ...]:
    """Return the others who have the editor open or made the last step, the latest first."""
    copy, last = opened.copy, opened.copy.last
    found = {each.actor: each for each in services.working_copies.presences(copy.event, copy.form)}
    if last and (last.actor not in found or found[last.actor].seen_at < last.made_at):
        found[last.actor] = Presence(last.actor, last.name, last.made_at)
    near = [
        each for each in found.values() if each.actor != actor.id and each.is_near(opened.seen_at)
    ]
    return tuple(sorted(near, key=lambda each: each.seen_at, reverse=True))


def take_step(
    services: "Services",
    actor: Actor,
    event_id: str,
    name: str,
    change: Change,
    *,
    do: str,
    revision: str,
) -> EditOutcome:
    """Change a form by one step and store it: as the draft, with errors as the unfinished working copy.

    ``do`` is the step's name, ``revision`` that of the form that its author saw. A step that changes nothing is not stored.

    Raises:
        errors.EventNotFound, errors.FormNotFound: as ``open_form`` does.
        errors.ChangedMeanwhile: somebody else made a step, or changed the form, since that revision.
        errors.FormRefused: what the step leaves is no definition, or is too large to be stored.
    """
    opened = _open_at(services, actor, event_id, name, revision)
    return _change(services, actor, opened, change, do)


def take_next_step(
    services: "Services", actor: Actor, opened: EditableForm, change: Change, *, do: str
) -> EditOutcome:
    """Change a form, as the same request has opened it, by one step: ``take_step`` without reading the form again.

    Raises:
        errors.EventNotFound: there is no such event, or the actor may not change its forms.
        errors.ChangedMeanwhile: somebody else made a step, or changed the form, since it was opened.
        errors.FormRefused: as ``take_step`` does.
    """
    find_event(services, actor, opened.event.id, "forms.change")
    return _change(services, actor, opened, change, do)


def _change(
    services: "Services", actor: Actor, opened: EditableForm, change: Change, do: str
) -> EditOutcome:
    after, at = change(opened.definition)
    step = _step(opened, actor, do, at)
    return _outcome(services, actor, _store(services, actor, opened, step, after), at)


def undo_step(
    services: "Services", actor: Actor, event_id: str, name: str, *, revision: str
) -> EditOutcome:
    """Go back to the form as it was before the last step.

    Raises:
        errors.EventNotFound, errors.FormNotFound, errors.ChangedMeanwhile, errors.FormRefused: as ``take_step`` does.
    """
    return _travel(services, actor, event_id, name, -1, revision)


def redo_step(
    services: "Services", actor: Actor, event_id: str, name: str, *, revision: str
) -> EditOutcome:
    """Make the step again that was undone last.

    Raises:
        errors.EventNotFound, errors.FormNotFound, errors.ChangedMeanwhile, errors.FormRefused: as ``take_step`` does.
    """
    return _travel(services, actor, event_id, name, 1, revision)


def _open_at(
    services: "Services", actor: Actor, event_id: str, name: str, revision: str
) -> EditableForm:
    """Open the form to make a step; raise ``ChangedMeanwhile`` where its author saw another revision."""
    opened = open_form(services, actor, event_id, name)
    if opened.revision != revision:
        raise errors.ChangedMeanwhile
    return opened


def _outcome(services: "Services", actor: Actor, form: EditableForm, at: str) -> EditOutcome:
    return EditOutcome(replace(form, colleagues=_colleagues(services, form, actor)), at)


def find_former_row(
    services: "Services", actor: Actor, event_id: str, form: str, name: str
) -> tuple[Row, tuple[Choice, ...]] | None:
    """Return a row of that name, which an earlier state of the form has, the newest first; and its choices.

    Raises:
        errors.EventNotFound, errors.FormNotFound, errors.ChangedMeanwhile: as ``open_form`` does.
    """
    opened = open_form(services, actor, event_id, form)
    for definition in _former_states(services, opened):
        for node in FormTree.of(definition.questions).nodes:
            if node.row.name == name:
                return node.row, definition.choices.get(node.row.list_name or "", ())
    return None


def _former_states(services: "Services", opened: EditableForm) -> Iterator[Definition]:
    copy = opened.copy
    for stored in iter_states(services, opened.record, copy, reversed(copy.states)):
        if stored is not None:
            yield stored
    newest, _ = read_newest(services, opened.record)
    if newest is not None:
        yield newest


def _travel(
    services: "Services", actor: Actor, event_id: str, name: str, by: int, revision: str
) -> EditOutcome:
    opened = _open_at(services, actor, event_id, name, revision)
    step = _step(opened, actor, "undo" if by < 0 else "redo", "")
    history = _begin(services, opened, step)
    last = history.copy.states[history.copy.present].step
    target = history.copy.state_beside(by, opened.seen_at)
    stored = read_state(services, opened.record, opened.copy, target) if target else None
    if target is None or stored is None:  # forgotten meanwhile: there is nothing to go to
        return _outcome(services, actor, _with_problems(services, opened), "")
    at = last.at if by < 0 else target.step.at
    travelled = history.travel(replace(step, at=at), by)
    return _outcome(services, actor, _keep(services, actor, opened, travelled, stored), at)


def take_unfinished(
    services: "Services", actor: Actor, event_id: str, name: str, *, revision: str
) -> EditOutcome:
    """Put the unfinished changes in the place of the form as it was changed elsewhere.

    Raises:
        errors.EventNotFound, errors.FormNotFound, errors.ChangedMeanwhile, errors.FormRefused: as ``take_step`` does.
    """
    opened = _open_at(services, actor, event_id, name, revision)
    aside = opened.set_aside
    if aside is None or aside.unfinished is None:
        raise errors.ChangedMeanwhile
    step = _step(opened, actor, "take", "")
    return _outcome(services, actor, _store(services, actor, opened, step, aside.unfinished), "")


def drop_unfinished(
    services: "Services", actor: Actor, event_id: str, name: str, *, revision: str
) -> EditOutcome:
    """Leave the form as it was changed elsewhere; undo still leads to the unfinished changes.

    Raises:
        errors.EventNotFound, errors.FormNotFound, errors.ChangedMeanwhile, errors.FormRefused: as ``take_step`` does.
    """
    opened = _open_at(services, actor, event_id, name, revision)
    if opened.set_aside is None:
        raise errors.ChangedMeanwhile
    history = _begin(services, opened, _step(opened, actor, "drop", ""))
    return _outcome(services, actor, _keep(services, actor, opened, history, opened.definition), "")


def _read(services: "Services", event_id: str, name: str) -> tuple[FormRecord, WorkingCopy]:
    """Return the form and its working copy, which is read after the record and so is never older than it."""
    for _ in range(_ROUNDS):
        record = services.forms.record(event_id, name)
        if record is None:
            raise errors.FormNotFound
        copy = services.working_copies.find(event_id, name)
        if copy is None:
            return record, WorkingCopy(event=event_id, form=name, form_revision=record.revision)
        if copy.form_revision <= record.revision:
            return record, copy
    raise errors.ChangedMeanwhile


def _read_definition(services: "Services", event: Event, record: FormRecord) -> Definition:
    draft = services.forms.draft(event.id, record.name) if record.has_draft else None
    if draft is not None:
        return draft
    newest, _ = read_newest(services, record)
    if newest is None:
        raise errors.FormNotFound
    return without_categories(newest, event)


def _step(opened: EditableForm, actor: Actor, do: str, at: str) -> EditStep:
    name = actor.name or actor.id
    return EditStep(do=do, at=at, actor=actor.id, name=name, made_at=opened.seen_at)


def _begin(services: "Services", opened: EditableForm, step: EditStep) -> History:
    """Return the history with what is shown as its present state."""
    history, copy = History(opened.copy), opened.copy
    present = copy.state_beside(0, opened.seen_at)
    if present is not None and opened.is_current:
        return history
    if present is not None:
        stored = read_state(services, opened.record, copy, present)
        if stored == opened.definition:  # it was only published
            return history
    return history.append(replace(step, do="open", at=""), opened.definition)


def _store(
    services: "Services",
    actor: Actor,
    opened: EditableForm,
    step: EditStep,
    definition: Definition,
) -> EditableForm:
    problems, parsed = _review(services, opened, definition)
    refused = [each for each in problems if each.code in _UNTENABLE]
    if parsed is None or refused:
        raise errors.FormRefused(problems=problems)
    if parsed == opened.definition:
        return replace(opened, problems=problems)
    history = _begin(services, opened, step).advance(step, parsed)
    return _keep(services, actor, opened, history, parsed, problems)


def _keep(
    services: "Services",
    actor: Actor,
    opened: EditableForm,
    history: History,
    definition: Definition,
    problems: tuple[Problem, ...] | None = None,
) -> EditableForm:
    """Store the definition as the draft, with errors as unfinished, in one transaction with the history."""
    from chalicelib.storage.working_copies import step_operations

    if problems is None:
        problems, _ = _review(services, opened, definition)
    is_unfinished = any(each.severity == "error" for each in problems)
    record, now, copy = opened.record, opened.seen_at, history.copy
    along: list[Operation] = []
    if not copy.is_logged(actor.id, now):
        copy = copy.with_logged(actor.id, now)
        along.append(
            audit_operation(
                services, actor, "form.save_draft", event=record.event, form=record.name
            )
        )
    revision = record.revision if is_unfinished else record.revision + 1
    unfinished = definition if is_unfinished else None
    history = replace(history, copy=replace(copy, form_revision=revision, unfinished=unfinished))
    before = opened.copy.number
    if is_unfinished:
        services.working_copies.save(before, history, record, along=along)
    else:
        along = [*step_operations(before, history), *along]
        record = services.forms.change_draft(record, definition, along=along)
    return replace(
        opened, record=record, copy=history.copy, definition=definition, problems=problems
    )


def _with_problems(services: "Services", opened: EditableForm) -> EditableForm:
    return replace(opened, problems=_review(services, opened, opened.definition)[0])


def _review(
    services: "Services", opened: EditableForm, definition: Definition
) -> tuple[tuple[Problem, ...], Definition | None]:
    """Return the problems of a definition as the draft of this form, and the definition as its text is normalized."""
    from chalicelib.actions.drafts import review_step

    found = review_step(services, opened.event, opened.record, dump(definition))
    return found.problems, found.parsed
