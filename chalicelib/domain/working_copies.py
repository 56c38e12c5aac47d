"""A form's working copy: what its editor works on, and the states that undo and redo lead to.

Policy: a step is stored as soon as it is made. Without errors it becomes the form's draft; otherwise the working copy alone
holds it, as *unfinished*, so that a draft always is what could be published. The states are of one sitting: each is
forgotten a day after it was made.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, Self

from chalicelib.domain.forms import FormRecord
from chalicelib.forms.definition import Definition

MOST_STATES: Final = 50
STATE_LIFETIME: Final = timedelta(days=1)
SAME_EDIT: Final = timedelta(minutes=1)
"""Saves of the same row by the same person within it are one state."""
SITTING: Final = timedelta(minutes=10)
"""One entry of the audit log stands for all that a person does to a form within it."""
NEARBY: Final = timedelta(minutes=2)
"""For so long somebody who did something, or has the editor open, counts as being in the form."""

SAVE: Final = "save"


@dataclass(frozen=True, slots=True, kw_only=True)
class EditStep:
    """A step of the editor: what was done to the row at a JSON pointer, by whom and when."""

    do: str
    at: str
    actor: str
    name: str
    made_at: datetime

    def continues(self, before: Self) -> bool:
        """Whether it goes on with the same row, so that one undo takes back both."""
        is_same = (self.do, self.at, self.actor) == (before.do, before.at, before.actor)
        return self.do == SAVE and is_same and self.made_at - before.made_at < SAME_EDIT


@dataclass(frozen=True, slots=True)
class Presence:
    """Somebody who has a form's editor open; ``actor`` is their account."""

    actor: str
    name: str
    seen_at: datetime

    def is_near(self, now: datetime) -> bool:
        """Whether they count as being there."""
        return now - self.seen_at < NEARBY


@dataclass(frozen=True, slots=True)
class EditState:
    """The definition after a step; the definitions are stored apart, under the number of the state."""

    number: int
    step: EditStep


@dataclass(frozen=True, slots=True)
class CarriedCorrection:
    """A correction of a version's wording, made after the step of that number; ``wording`` counts the version's corrections."""

    number: int
    version: int
    wording: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingCopy:
    """What the editor has done to a form.

    ``number`` is that of the last step and only rises. ``form_revision`` is that of the form right after it: under
    another one the form was changed elsewhere. ``states`` are in their order; ``present`` is the index of the one that
    the last step led to. ``unfinished`` is the definition where it is in no draft. ``sittings`` says by person when
    their last entry was made in the audit log. ``corrections`` are those of the published wording since the oldest state,
    the earliest first: a state that is older than one is stored without it and read with it.
    """

    event: str
    form: str
    number: int = 0
    form_revision: int = 0
    states: tuple[EditState, ...] = ()
    present: int = -1
    last: EditStep | None = None
    unfinished: Definition | None = None
    sittings: Mapping[str, datetime] = field(default_factory=dict)
    corrections: tuple[CarriedCorrection, ...] = ()

    def is_of(self, record: FormRecord) -> bool:
        """Whether the form has not been changed elsewhere since the last step."""
        return self.form_revision == record.revision

    def state_beside(self, by: int, now: datetime) -> EditState | None:
        """Return the state so many steps after the present one, None where there is none or it is forgotten."""
        if self.present < 0 or not 0 <= self.present + by < len(self.states):
            return None
        state = self.states[self.present + by]
        return state if is_remembered(state, now) else None

    def is_logged(self, actor: str, now: datetime) -> bool:
        """Whether an entry of the audit log already stands for what this person does now."""
        logged = self.sittings.get(actor)
        return logged is not None and now - logged < SITTING

    def with_logged(self, actor: str, now: datetime) -> Self:
        """Return the copy after an entry was made in the audit log; sittings that are over are left out."""
        others = {each: at for each, at in self.sittings.items() if now - at < SITTING}
        return replace(self, sittings={**others, actor: now})

    def corrections_since(self, state: int) -> tuple[CarriedCorrection, ...]:
        """Return the corrections that were made after the state of that number was stored."""
        return tuple(each for each in self.corrections if each.number > state)

    def follow(self, record: FormRecord) -> Self:
        """Return the copy after the record was stored once more; it stays set aside if it was."""
        return replace(self, form_revision=record.revision + 1) if self.is_of(record) else self

    def with_correction(self, version: int, wording: int, unfinished: Definition | None) -> Self:
        """Return the copy after a version's wording was corrected, with the correction in what is unfinished.

        It is no step: undo and redo lead to the same steps as before, each with the corrected words.
        """
        number = self.number + 1
        oldest = min((each.number for each in self.states), default=number)
        carried = CarriedCorrection(number, version, wording)
        return replace(
            self,
            number=number,
            unfinished=unfinished,
            corrections=(*self.corrections_since(oldest), carried),
        )


def is_remembered(state: EditState, now: datetime) -> bool:
    """Whether undo and redo may still lead to the state."""
    return now - state.step.made_at < STATE_LIFETIME


@dataclass(frozen=True, slots=True)
class History:
    """A working copy on its way through a step, and what is stored and removed for it, by the numbers of states."""

    copy: WorkingCopy
    stored: Mapping[int, Definition] = field(default_factory=dict)
    removed: frozenset[int] = frozenset()

    def append(self, step: EditStep, definition: Definition) -> Self:
        """Add a state after the present one, which becomes the present one; those that were undone are gone."""
        copy, number = self.copy, self.copy.number + 1
        past = [each for each in self._past if is_remembered(each, step.made_at)]
        states = (*past, EditState(number, step))[-MOST_STATES:]
        kept = {each.number for each in states}
        lost = {each.number for each in copy.states} - kept
        return type(self)(
            replace(copy, number=number, states=states, present=len(states) - 1, last=step),
            {**{n: each for n, each in self.stored.items() if n in kept}, number: definition},
            (self.removed | lost) - self.stored.keys(),
        )

    def advance(self, step: EditStep, definition: Definition) -> Self:
        """Add a state, or put it in the place of the present one where the step goes on with the same row."""
        copy = self.copy
        is_newest = 0 < copy.present == len(copy.states) - 1
        newest = copy.states[-1] if is_newest else None
        if (
            newest is None
            or not step.continues(newest.step)
            or copy.corrections_since(newest.number)
        ):
            return self.append(step, definition)
        return type(self)(
            replace(copy, number=copy.number + 1, last=step),
            {**self.stored, newest.number: definition},
            self.removed,
        )

    def travel(self, step: EditStep, by: int) -> Self:
        """Go to the state so many steps after the present one, which must be there."""
        copy = self.copy
        moved = replace(copy, number=copy.number + 1, present=copy.present + by, last=step)
        return type(self)(moved, self.stored, self.removed)

    @property
    def _past(self) -> Sequence[EditState]:
        return self.copy.states[: self.copy.present + 1]
