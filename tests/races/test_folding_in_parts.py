"""Two jobs fold one form in parts while answers are erased: what they leave is the fold of what is stored."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import count

import pytest
from typing_extensions import override

from chalicelib import errors
from chalicelib.actions import summaries
from chalicelib.actions.permissions import find_published
from chalicelib.actions.services import Services
from chalicelib.domain.permissions import SYSTEM
from chalicelib.domain.submissions import Response
from chalicelib.settings import Settings
from chalicelib.storage import checkpoints, keys, state_parts
from chalicelib.storage.checkpoints import Checkpoint, CheckpointStore
from chalicelib.storage.table import ConditionFailed, Item, Table, Update
from tests.actions.summary_setting import EVENT_AND_FORM, clock_of, make_services, response
from tests.races.racing import Call, run_racers

pytestmark = [pytest.mark.dynoxide, pytest.mark.races]

STORED, ERASED = 60, 15


@pytest.fixture
def services(
    dynoxide_table: Table, dynoxide_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Services:
    """Return services whose jobs save after every second response."""
    monkeypatch.setattr(checkpoints, "_PAGE", 3)
    monkeypatch.setattr(summaries, "PART", timedelta(0))
    return make_services(dynoxide_table, dynoxide_settings)


def fill(services: Services) -> list[Response]:
    stored = []
    for _ in range(STORED):
        stored.append(response(services, overall=4))
        services.submissions.respond(stored[-1], shards=1)
        clock_of(services).forward(seconds=1)
    clock_of(services).forward(seconds=3600)
    return stored


def fold(services: Services) -> None:
    event, record = find_published(services, SYSTEM, *EVENT_AND_FORM, "summaries.read")
    for _ in range(200):  # as the schedule comes back
        if summaries.advance_checkpoint(services, event, record, compare=False):
            return


def erase(services: Services, stored: list[Response]) -> None:
    for each in stored:
        for _ in range(50):
            try:
                services.submissions.erase(each, shards=1, now=services.clock())
            except errors.Unavailable:
                continue
            break


def race(services: Services) -> int:
    """Let two fold and one erase at once; return how many responses are counted then."""
    stored = fill(services)
    with run_racers(3) as start:
        work = partial(fold, services)
        calls: list[Call] = [work, work, partial(erase, services, stored[:ERASED])]
        start(calls)
    return read_counted(services)


def read_counted(services: Services) -> int:
    while True:
        try:
            return summaries.read_summary(services, SYSTEM, *EVENT_AND_FORM).responses
        except errors.SummaryUnfinished:
            continue


class ErasureBeforeSave(CheckpointStore):
    """An answer is erased after the third part was folded and before it is saved, as a race may have it."""

    def __init__(self, services: Services, erased: Response) -> None:
        super().__init__(services.table)
        self._services, self._erased, self._saves = services, erased, count(1)

    @override
    def save(
        self, event: str, form: str, *, before: Checkpoint, state: bytes, through: Sequence[str]
    ) -> bool:
        if next(self._saves) == 3:
            erase(self._services, [self._erased])
        return super().save(
            event, form, before=self.condition(before), state=state, through=through
        )

    def condition(self, before: Checkpoint) -> Checkpoint:
        """Return what must not have changed since it was read."""
        return before


class SaveInAnyEpoch(ErasureBeforeSave):
    """Negative control: saves whatever was saved or erased since the checkpoint was read."""

    @override
    def condition(self, before: Checkpoint) -> Checkpoint:
        now = self.read(*EVENT_AND_FORM)
        return replace(before, epoch=now.epoch, revision=now.revision)


def test_two_jobs_and_an_eraser_leave_the_fold_of_what_is_stored(services: Services) -> None:
    assert race(services) == STORED - ERASED


class SaveBesideTheTransaction(CheckpointStore):
    """Negative control: writes the parts of a state one by one, the checkpoint first."""

    @override
    def _save_together(self, changes: Sequence[Update]) -> bool:
        try:
            for change in changes:
                self._table.update(change)
        except ConditionFailed:
            return False
        return True


def crash_in_the_middle(store: CheckpointStore, before: Checkpoint) -> bytes | None:
    """Save a state of five parts after another, end before the third write of the second one, and read it back."""
    through = ["2026-06-13T05:00:00.000000Z"]
    first, second = b"1" * 50, b"2" * 50
    assert store.save(*EVENT_AND_FORM, before=before, state=first, through=through)
    before = store.read(*EVENT_AND_FORM)
    update, updates = store._table.update, count(1)

    def update_or_crash(change: Update) -> Item:
        if next(updates) == 3:
            raise KeyboardInterrupt
        return update(change)

    with pytest.MonkeyPatch.context() as patch, suppress(KeyboardInterrupt):
        patch.setattr(store._table, "update", update_or_crash)
        store.save(*EVENT_AND_FORM, before=before, state=second, through=through)
    return store.read(*EVENT_AND_FORM).state


@pytest.mark.parametrize(
    ("store", "is_kept"), [(CheckpointStore, True), (SaveBesideTheTransaction, False)]
)
def test_a_crash_leaves_a_whole_state_only_where_its_parts_are_written_at_once(
    dynoxide_table: Table,
    monkeypatch: pytest.MonkeyPatch,
    store: type[CheckpointStore],
    *,
    is_kept: bool,
) -> None:
    monkeypatch.setattr(state_parts, "LARGEST_PART", 10)
    assert (crash_in_the_middle(store(dynoxide_table), Checkpoint()) is not None) == is_kept


class ReadWhatIsThere(CheckpointStore):
    """Negative control: joins the parts whichever revision wrote them."""

    @override
    def read(self, event: str, form: str) -> Checkpoint:
        checkpoint = self._read_item(event, form)
        parts = [keys.state_part(event, form, number) for number in range(checkpoint.parts)]
        items = self._table.get_many(parts)
        return replace(
            checkpoint, state=b"".join(bytes(items[key]["state_part"]["B"]) for key in parts)
        )


@pytest.mark.parametrize(("store", "is_right"), [(CheckpointStore, True), (ReadWhatIsThere, False)])
def test_a_reading_during_a_save_finds_a_state_with_its_own_timestamps(
    dynoxide_table: Table,
    monkeypatch: pytest.MonkeyPatch,
    store: type[CheckpointStore],
    *,
    is_right: bool,
) -> None:
    monkeypatch.setattr(state_parts, "LARGEST_PART", 10)
    reader, saver = store(dynoxide_table), CheckpointStore(dynoxide_table)
    states = iter((b"1" * 50, b"2" * 50))

    def save() -> None:
        state, before = next(states), saver.read(*EVENT_AND_FORM)
        through = [f"2026-06-13T0{before.revision}:00:00.000000Z"]
        saver.save(*EVENT_AND_FORM, before=before, state=state, through=through)

    read_item, readings = reader._read_item, count(1)

    def read_item_before_the_save(*place: str) -> Checkpoint:
        checkpoint = read_item(*place)
        if next(readings) == 1:
            save()
        return checkpoint

    save()
    monkeypatch.setattr(reader, "_read_item", read_item_before_the_save)
    assert (reader.read(*EVENT_AND_FORM) == saver.read(*EVENT_AND_FORM)) == is_right


@pytest.mark.parametrize(
    ("store", "counted"), [(ErasureBeforeSave, STORED - 1), (SaveInAnyEpoch, STORED)]
)
def test_an_erased_answer_stays_counted_only_where_states_are_saved_in_any_epoch(
    services: Services, store: type[ErasureBeforeSave], counted: int
) -> None:
    erased = fill(services)[0]
    vars(services)["checkpoints"] = store(services, erased)
    fold(services)
    assert read_counted(services) == counted
