"""A summary equals the fold of the stored submissions, in whatever order things happen.

Writes are stored late, readers stop or save late, checkpoints advance in parts and crash between them, submissions are
erased. Each negative
control removes one safeguard, and the check must then fail.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from botocore.config import Config
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from typing_extensions import override

from chalicelib import aws, errors
from chalicelib.actions import summaries
from chalicelib.actions.permissions import find_published
from chalicelib.domain import stat_folds as folds
from chalicelib.domain import submissions
from chalicelib.domain.permissions import SYSTEM
from chalicelib.domain.submissions import Response
from chalicelib.domain.timestamps import to_timestamp
from chalicelib.storage import checkpoints, connection
from chalicelib.storage.checkpoints import Checkpoint, CheckpointStore
from chalicelib.storage.table import Table
from local import resources
from tests.actions.summary_setting import EVENT_AND_FORM, clock_of, make_services, response, store
from tests.domain.summary_samples import CATEGORIES, FORMS
from tests.profiles import examples

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.settings import Settings

NewServices = Callable[[int], "Services"]

answers = st.fixed_dictionaries(
    {
        "who": st.none() | st.sampled_from(CATEGORIES),
        "overall": st.none() | st.integers(1, 5),
        "best": st.none() | st.permutations(("a", "b", "c")),
    }
)


ANSWERED: Mapping[str, Any] = {"who": CATEGORIES[0], "overall": 4, "best": None}


class Summaries(RuleBasedStateMachine):
    """A model of a form's responses and its checkpoint; each rule is one thing that can happen to them."""

    new_services: ClassVar[NewServices]

    @initialize(shards=st.integers(1, 2), earlier=st.lists(answers, max_size=2))
    def begin(self, shards: int, earlier: Sequence[Mapping[str, Any]]) -> None:
        self.shards = shards
        self.services = type(self).new_services(shards)
        self.clock = clock_of(self.services)
        self.stored: dict[str, Response] = {}
        self.in_flight: list[Response] = []
        self.readers: list[tuple[summaries.Folding, Checkpoint, Any]] = []
        for each in earlier:
            self.submit(each)
        self.clock.forward(seconds=600)

    @rule(answers=answers)
    def submit(self, answers: Mapping[str, Any]) -> None:
        self._store(response(self.services, **answers))

    @rule(answers=answers)
    def send(self, answers: Mapping[str, Any]) -> None:
        """Receive a response that is stored later or never."""
        self.in_flight.append(response(self.services, **answers))

    @precondition(lambda self: self.in_flight)
    @rule(data=st.data())
    def store_late(self, data: st.DataObject) -> None:
        self._store(self.in_flight.pop(data.draw(st.integers(0, len(self.in_flight) - 1))))

    def _store(self, received: Response) -> None:
        store(self.services, received, shards=self.shards)
        self.stored[received.id] = received

    @rule(seconds=st.sampled_from([0.001, 1, 20, 45, 89, 90, 600]))
    def pass_time(self, seconds: float) -> None:
        """Move the clock, and drop the writes that the function's time limit has ended."""
        self.clock.forward(seconds=seconds)
        limit = self.clock() - timedelta(seconds=90)
        self.in_flight = [each for each in self.in_flight if each.received_at > limit]

    @precondition(lambda self: self.stored)
    @rule(data=st.data())
    def erase(self, data: st.DataObject) -> None:
        erased = self.stored.pop(data.draw(st.sampled_from(sorted(self.stored))))
        self.services.submissions.erase(erased, shards=self.shards, now=self.services.clock())

    @rule()
    def begin_reading(self) -> None:
        """Start a reader that folds now and saves its checkpoint later or never."""
        folding = self._folding()
        self.readers.append((folding, *folding.gather()))

    @precondition(lambda self: self.readers)
    @rule(data=st.data())
    def finish_reading(self, data: st.DataObject) -> None:
        index = data.draw(st.integers(0, len(self.readers) - 1))
        folding, before, fold = self.readers.pop(index)
        try:
            folding.conclude(before, fold)
        except summaries.Overtaken:
            return

    @rule()
    def run_out_of_time(self) -> None:
        """Run a reader whose deadline has come: it saves its progress and returns no summary."""
        folding = self._folding(minutes=0)
        with suppress(errors.SummaryUnfinished):
            folding.fold_all()

    @rule(crashes_at=st.integers(1, 4))
    def advance_in_parts(self, crashes_at: int) -> None:
        """Run the schedule, which saves after each page of two rows, and crashes before one of its saves."""
        event, record = find_published(self.services, SYSTEM, *EVENT_AND_FORM, "summaries.read")
        with crashing(self.services.checkpoints, crashes_at), suppress(Crash):
            for _ in range(10):  # what is in flight is never folded ahead
                summaries.advance_checkpoint(self.services, event, record)

    @rule()
    def read(self) -> None:
        lines = [each.stat_line for each in self.stored.values()]
        moments = (to_timestamp(each.received_at) for each in self.stored.values())
        expected = folds.note_arrivals(folds.fold(folds.EMPTY, lines, FORMS), moments)
        assert self._folding().fold_all().to_bytes() == expected.to_bytes()

    def _folding(self, *, minutes: int = 5) -> summaries.Folding:
        event, record = find_published(self.services, SYSTEM, *EVENT_AND_FORM, "summaries.read")
        versions = summaries.FormVersionMap(self.services, event, record)
        deadline = self.clock() + timedelta(minutes=minutes)
        return summaries.Folding(self.services, versions, deadline=deadline, worth_saving=1)

    @override
    def teardown(self) -> None:
        if hasattr(self, "services"):
            self.read()


class Crash(Exception):
    """The process ends here."""


@contextmanager
def crashing(store: CheckpointStore, at: int) -> Iterator[None]:
    """Let the process end before that save of a checkpoint."""
    save, saves = store.save, count(1)

    def save_or_crash(*place: str, **state: Any) -> bool:
        if next(saves) == at:
            raise Crash
        return save(*place, **state)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "save", save_or_crash)
        yield


@pytest.fixture
def new_services(
    local_settings: "Settings", monkeypatch: pytest.MonkeyPatch
) -> Iterator[NewServices]:
    """Return a function that makes services, each on its own table, over one client; the tables are deleted afterwards."""
    monkeypatch.setattr(checkpoints, "_PAGE", 2)
    monkeypatch.setattr(summaries, "PART", timedelta(0))
    client = connection.client(local_settings)
    tables: Any = aws.client(
        "dynamodb",
        region=local_settings.region,
        endpoint=local_settings.dynamodb_endpoint,
        config=Config(),
    )
    names: list[str] = []

    def make(shards: int) -> "Services":
        names.append(f"{local_settings.table}-{len(names)}")
        resources.create_table(tables, names[-1])
        return make_services(Table(client, names[-1]), local_settings, shards=shards)

    yield make
    for name in names:
        tables.delete_table(TableName=name)


def machine_on(new_services: NewServices) -> type[Summaries]:
    """Return the machine as a class of its own, whose instances make services with that function."""
    return type("Machine", (Summaries,), {"new_services": staticmethod(new_services)})


@pytest.mark.hypothesis
def test_a_summary_is_the_fold_of_the_stored_submissions(new_services: NewServices) -> None:
    run_state_machine_as_test(
        machine_on(new_services),
        settings=settings(max_examples=examples(30), stateful_step_count=25),
    )


@contextmanager
def without_horizon() -> Iterator[None]:
    """Let a checkpoint include submissions of this very moment, while older ones may still be in flight."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(submissions, "IN_FLIGHT", timedelta(0))
        yield


@contextmanager
def without_epoch() -> Iterator[None]:
    """Let a checkpoint be saved even if a submission was erased in the meantime."""
    read, save = CheckpointStore.read, CheckpointStore.save

    def save_in_any_epoch(
        self: CheckpointStore,
        event: str,
        form: str,
        *,
        before: Checkpoint,
        state: bytes,
        through: Sequence[str],
    ) -> bool:
        now = read(self, event, form)
        before = replace(before, epoch=now.epoch, revision=now.revision)
        return save(self, event, form, before=before, state=state, through=through)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CheckpointStore, "save", save_in_any_epoch)
        yield


def store_after_a_newer_one_is_folded(machine: Summaries) -> None:
    """Fold while an older submission is in flight, store it, and fold again."""
    machine.begin(shards=1, earlier=[])
    machine.send(answers=ANSWERED)
    machine.pass_time(seconds=1)
    machine.submit(answers=ANSWERED)
    machine.read()
    machine._store(machine.in_flight.pop())
    machine.read()


def erase_between_fold_and_save(machine: Summaries) -> None:
    """Fold a submission, erase it, and save the fold."""
    machine.begin(shards=1, earlier=[ANSWERED])
    folding = machine._folding()
    gathered = folding.gather()
    _, erased = machine.stored.popitem()
    machine.services.submissions.erase(erased, shards=1, now=machine.services.clock())
    with suppress(summaries.Overtaken):
        folding.conclude(*gathered)
    machine.read()


def erase_between_two_parts(machine: Summaries) -> None:
    """Save the first part, erase one of its submissions while the second is being folded, and save that one."""
    machine.begin(shards=1, earlier=[])
    for _ in range(4):
        machine.submit(answers=ANSWERED)
        machine.pass_time(seconds=1)
    machine.pass_time(seconds=600)
    machine.run_out_of_time()
    folding = machine._folding()
    assert folding.services.checkpoints.read(*EVENT_AND_FORM).state is not None
    gathered = folding.gather()
    erased = machine.stored.pop(min(machine.stored))
    machine.services.submissions.erase(erased, shards=1, now=machine.services.clock())
    with suppress(summaries.Overtaken):
        folding.conclude(*gathered)
    machine.read()


@pytest.mark.parametrize(
    ("without_safeguard", "run_steps"),
    [
        (without_horizon, store_after_a_newer_one_is_folded),
        (without_epoch, erase_between_fold_and_save),
        (without_epoch, erase_between_two_parts),
    ],
)
def test_a_summary_is_wrong_once_a_safeguard_is_removed(
    without_safeguard: Callable[[], AbstractContextManager[None]],
    run_steps: Callable[[Summaries], None],
    new_services: NewServices,
) -> None:
    """The negative controls: the same steps give the right summary with the safeguard and a wrong one without it."""
    machine = machine_on(new_services)
    run_steps(machine())
    with without_safeguard(), pytest.raises(AssertionError):
        run_steps(machine())
