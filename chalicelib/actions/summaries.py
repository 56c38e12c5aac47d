"""Read a form's summary from its checkpoint and the lines since then, and advance the checkpoint.

A summary always equals the fold of what is stored. A response that was stamped longer ago than a write can be in
flight is *settled*: it is folded into the checkpoint, and no other can turn up before it. Younger responses are
*fresh*: they are folded anew at each reading. A crash at any moment only leaves a longer tail.
"""

import logging
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from chalicelib import deadlines, errors, metering
from chalicelib.actions.permissions import find_published
from chalicelib.actions.summary_checks import fold_and_compare
from chalicelib.actions.sweeps import Sweep
from chalicelib.domain import stat_folds, submissions
from chalicelib.domain.events import Event
from chalicelib.domain.forms import FormRecord
from chalicelib.domain.permissions import SYSTEM, Actor
from chalicelib.domain.summaries import Summary, summarise
from chalicelib.domain.timestamps import to_timestamp
from chalicelib.forms.intake import Form
from chalicelib.override import override
from chalicelib.storage.state_parts import StateTooLarge

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.storage.arrivals import Arrival
    from chalicelib.storage.checkpoints import Checkpoint, LineRow

PART: Final = timedelta(seconds=15)
"""How long a job folds before it saves what it has: a crash repeats no more than that."""
REQUEST_BUDGET: Final = timedelta(seconds=4)
"""How long a request may fold before it asks the caller to come back: a page that counts is looked at, one that hangs is left."""
SCHEDULED_BUDGET: Final = timedelta(seconds=45)
"""How long a run of the schedule folds: it runs each minute, so two do not fold the same."""
TURN: Final = timedelta(seconds=5)
"""How long the schedule folds a form before another has its turn."""
WORTH_SAVING: Final = 200
"""How many newly settled lines make a reader advance the checkpoint."""
_ROUNDS: Final = 3

_log = logging.getLogger("pikir.summaries")


def read_summary(services: "Services", actor: Actor, event_id: str, form_name: str) -> Summary:
    """Return the form's summary. ``through`` is the moment of reading: every earlier response counts.

    Raises:
        errors.EventNotFound, errors.FormNotFound, errors.NotPublished: there is none.
        errors.SummaryUnfinished: more to fold than fits the time; what was done is kept.
        errors.SummaryTooLarge: more to fold than fits the time, and what was done is too large to be kept.
    """
    event, record = find_published(services, actor, event_id, form_name, "summaries.read")
    return summarise_form(services, event, record)[0]


def summarise_form(
    services: "Services", event: Event, record: FormRecord
) -> tuple[Summary, stat_folds.FoldState]:
    """Return the form's summary now, and the fold that it comes from.

    Raises:
        errors.SummaryUnfinished: more to fold than fits the time; what was done is kept, and in a request the
            schedule is told to go on with it.
        errors.SummaryTooLarge: more to fold than fits the time, and what was done is too large to be kept.
    """
    now = services.clock()
    versions = FormVersionMap(services, event, record)
    try:
        state = Folding(services, versions, deadline=now + reading_budget()).fold_all()
    except errors.SummaryUnfinished:
        if deadlines.is_set():
            services.arrivals.note(event.id, record.name, now)
        raise
    summary = summarise(
        state,
        versions,
        event=event,
        form=record.name,
        through=now,
        published_at=versions.record.published,
    )
    return summary, state


def reading_budget() -> timedelta:
    """Return how long what runs may fold at a stretch: a request shorter than a job."""
    return REQUEST_BUDGET if deadlines.is_set() else PART


def advance_checkpoint(
    services: "Services", event: Event, record: FormRecord, *, compare: bool = True
) -> bool:
    """Advance one form's checkpoint by a part, as when it closes; return False if something is left for later.

    With ``compare`` the summary is compared with the stored rows and mended where they differ; see
    ``summary_checks``.
    """
    if _fold_part(services, event, record, until=None, compare=compare) is None:
        return True
    _log.info('{"checkpoint": "left for later", "event": "%s"}', event.id)
    return False


def _fold_part(
    services: "Services",
    event: Event,
    record: FormRecord,
    *,
    until: datetime | None,
    compare: bool,
) -> int | None:
    """Fold and save one part; return how many responses are counted so far, None if that is all of them."""
    versions = FormVersionMap(services, event, record)
    deadline = services.clock() + reading_budget()
    deadline = deadline if until is None else min(deadline, until)
    folding = Folding(services, versions, deadline=deadline, worth_saving=1)
    try:
        if compare:
            fold_and_compare(services, event, versions.record, folding.fold_all)
        else:
            folding.fold_all()
    except errors.SummaryUnfinished as unfinished:
        return unfinished.counted
    except errors.Unavailable:
        return -1
    except errors.SummaryTooLarge:  # nothing can be done ahead
        return None
    return None


def advance_checkpoints(services: "Services") -> int:
    """Advance the checkpoints of the forms that something came in for; return the number of forms.

    Where nothing came in, this is one request however many events there are. The forms take turns, in random order: each
    is folded for a part, and again until nothing is left or the time is up. The next run goes on from there.

    Raises:
        SweepIncomplete: some events failed, after all others were done.
    """
    deadline = services.clock() + SCHEDULED_BUDGET
    turns = deque(_Turn(arrival) for arrival in services.arrivals.all())
    services.random.shuffle(turns)
    sweep = Sweep("checkpoints")
    while turns and services.clock() < deadline:
        turn = turns.popleft()
        event = turn.arrival.event
        with sweep.attempt(event), metering.for_event(event):
            sweep.done += _take_turn(services, turn, deadline)
            if turn.goes_on:
                turns.append(turn)
    return sweep.finish()


@dataclass(slots=True)
class _Turn:
    """A noted form, how many of its responses are counted so far, and whether it has another turn."""

    arrival: "Arrival"
    counted: int = -1
    goes_on: bool = False


def _take_turn(services: "Services", turn: _Turn, deadline: datetime) -> bool:
    """Fold a part of a noted form; return whether that was the last one. Then remove a note that covers nothing further."""
    arrival, is_advanced, is_left = turn.arrival, False, False
    turn.goes_on = False
    is_last = arrival.is_settled(services.clock())
    event, record = services.forms.with_event(arrival.event, arrival.form)
    if event is not None and record is not None and record.version:
        until = min(deadline, services.clock() + TURN)
        counted = _fold_part(services, event, record, until=until, compare=is_last)
        is_left = counted is not None
        is_advanced = not is_left
        if counted is not None:
            # No further: nothing could be saved, or an erasure came between.
            turn.goes_on = counted > turn.counted
            turn.counted = counted
    if is_last and not is_left:
        services.arrivals.remove(arrival)
    return is_advanced


class FormVersionMap(Mapping[int, Form]):
    """A form's published versions by number, each loaded when it is needed."""

    def __init__(self, services: "Services", event: Event, record: FormRecord) -> None:
        self.event = event
        self.record = record
        self._catalogue = services.catalogue

    @override
    def __getitem__(self, version: int) -> Form:
        """Return the version; raise ``KeyError`` for one that was never published."""
        try:
            return self._catalogue.form(self.event, self.record, version)
        except errors.VersionUnknown:
            raise KeyError(version) from None

    @override
    def __iter__(self) -> Iterator[int]:
        """Yield the versions' numbers, the oldest first."""
        return iter(range(1, self.record.version + 1))

    @override
    def __len__(self) -> int:
        """Return the number of versions."""
        return self.record.version


@dataclass(slots=True)
class _Progress:
    """A fold under way: ``through`` grows with ``settled``, ``gained`` counts newly settled lines."""

    settled: stat_folds.FoldState
    through: list[str]
    fresh: stat_folds.FoldState = stat_folds.EMPTY
    gained: int = 0


class Overtaken(Exception):
    """A submission was erased during the reading."""


@dataclass(slots=True)
class Folding:
    """One reading of one form's statistics."""

    services: "Services"
    versions: FormVersionMap
    deadline: datetime
    worth_saving: int = WORTH_SAVING
    event: str = field(init=False)
    form: str = field(init=False)

    def __post_init__(self) -> None:
        self.event, self.form = self.versions.record.event, self.versions.record.name

    def fold_all(self) -> stat_folds.FoldState:
        """Return the fold of all that is stored; advance the checkpoint if that is worth a write."""
        for _ in range(_ROUNDS):
            try:
                return self.conclude(*self.gather())
            except Overtaken:
                continue
        raise errors.Unavailable

    def gather(self) -> tuple["Checkpoint", _Progress]:
        """Read the checkpoint and fold the tails onto it.

        Raises:
            errors.Unavailable: storage is unavailable; the progress is saved.
            errors.SummaryUnfinished: the time is up; the progress is saved.
            errors.SummaryTooLarge: the time is up, and the progress is too large to be saved.
        """
        horizon = to_timestamp(self.services.clock() - submissions.IN_FLIGHT)
        before = self.services.checkpoints.read(self.event, self.form)
        fold = self._start(before, self.versions.record.shards)
        with self._keeping(before, fold):
            for shard in range(len(fold.through)):
                self._follow(fold, shard, horizon)
        return before, fold

    @contextmanager
    def _keeping(self, before: "Checkpoint", fold: _Progress) -> Iterator[None]:
        """Save the progress where what runs inside is cut short, so that the next reading goes on from there."""
        try:
            yield
        except errors.Unavailable:
            with deadlines.extend():
                try:
                    self._save(before, fold)
                except StateTooLarge:
                    raise errors.SummaryTooLarge from None
            raise

    def _follow(self, fold: _Progress, shard: int, horizon: str) -> None:
        """Fold a shard's tail; raise ``SummaryUnfinished`` if the time is up."""
        after = fold.through[shard]
        for rows in self.services.checkpoints.tail(self.event, self.form, shard, after=after):
            self._fold_rows(fold, shard, rows, horizon)
            if rows and self.services.clock() >= self.deadline:
                raise errors.SummaryUnfinished(fold.settled.responses)
        fold.through[shard] = max(horizon, fold.through[shard])

    def conclude(self, before: "Checkpoint", fold: _Progress) -> stat_folds.FoldState:
        """Save what is worth a write; raise ``Overtaken`` if a submission was erased since the start."""
        if not (fold.gained >= self.worth_saving and self._save_if_possible(before, fold)):
            with self._keeping(before, fold):
                epoch = self.services.checkpoints.read_epoch(self.event, self.form)
            if epoch != before.epoch:
                raise Overtaken
        return stat_folds.merge(fold.settled, fold.fresh)

    def _start(self, before: "Checkpoint", shards: int) -> _Progress:
        state = None
        if before.state is not None:
            state = stat_folds.from_bytes(before.state, self.versions)
        if state is None:
            return _Progress(stat_folds.EMPTY, [""] * shards)
        return _Progress(state, [before.reaches(shard) for shard in range(shards)])

    def _fold_rows(
        self, fold: _Progress, shard: int, rows: Sequence["LineRow"], horizon: str
    ) -> None:
        settled = [row for row in rows if row.received_at <= horizon]
        fresh = rows[len(settled) :]
        if settled:
            fold.settled = stat_folds.merge(fold.settled, self._fold_lines(settled))
            fold.through[shard] = settled[-1].received_at
            fold.gained += len(settled)
        if fresh:
            fold.fresh = stat_folds.merge(fold.fresh, self._fold_lines(fresh))

    def _fold_lines(self, rows: Sequence["LineRow"]) -> stat_folds.FoldState:
        """Return the fold of these rows, with the hours of their arrival."""
        return stat_folds.note_arrivals(self._fold_answers(rows), (row.received_at for row in rows))

    def _fold_answers(self, rows: Sequence["LineRow"]) -> stat_folds.FoldState:
        """Return the fold of these rows' lines; one that another release wrote is computed from its item."""
        state, unreadable = stat_folds.fold_readable([row.stat_line for row in rows], self.versions)
        if not unreadable:
            return state
        misread = set(unreadable)
        anew = [self._compute_line(row) for row in rows if row.stat_line in misread]
        try:
            return stat_folds.fold(state, [line for line in anew if line], self.versions)
        except stat_folds.UnreadableLines as still:
            _log.error('{"unreadable_lines": %d, "event": "%s"}', len(still.lines), self.event)
            raise errors.Unavailable from still

    def _compute_line(self, row: "LineRow") -> str | None:
        """Compute a row's line from its answers; None if the submission is erased."""
        record = self.versions.record
        submission = self.services.submissions.get(
            self.event, self.form, row.id, shards=record.shards
        )
        if submission is None:
            return None
        if submission.version > record.version:  # published while we read
            _, newer = find_published(
                self.services, SYSTEM, self.event, self.form, "summaries.read"
            )
            self.versions.record = newer
        form = self.versions[submission.version]
        return form.stat_line(form.restore(submission.answers))

    def _save_if_possible(self, before: "Checkpoint", fold: _Progress) -> bool:
        try:
            return self._save(before, fold)
        except StateTooLarge:
            return False

    def _save(self, before: "Checkpoint", fold: _Progress) -> bool:
        if fold.gained == 0:
            return False
        return self.services.checkpoints.save(
            self.event,
            self.form,
            before=before,
            state=fold.settled.to_bytes(),
            through=fold.through,
        )
