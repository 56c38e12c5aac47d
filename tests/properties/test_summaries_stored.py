"""A summary is the fold of what is stored, whatever happens in between and in whatever order.

Writes land late, readers die or dawdle, checkpoints move on, submissions are erased. Each negative
control takes one safeguard away, and must be caught.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
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

from chalicelib import errors
from chalicelib.actions import summaries
from chalicelib.domain import stat_folds as folds
from chalicelib.domain import submissions
from chalicelib.domain.submissions import Response
from chalicelib.storage import connection
from chalicelib.storage.checkpoints import Checkpoint, CheckpointStore
from chalicelib.storage.table import Table
from local import resources
from tests.actions.folding import PLACE, clock_of, make_services, response, store
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
    """Everything that can happen to a form's responses and its checkpoint."""

    new_services: ClassVar[NewServices]

    @initialize(shards=st.integers(1, 2), settled=st.lists(answers, max_size=2))
    def begin(self, shards: int, settled: Sequence[Mapping[str, Any]]) -> None:
        self.shards = shards
        self.services = type(self).new_services(shards)
        self.clock = clock_of(self.services)
        self.stored: dict[str, Response] = {}
        self.in_flight: list[Response] = []
        self.readers: list[tuple[summaries.Folding, Checkpoint, Any]] = []
        for given in settled:
            self.submit(given)
        self.clock.pass_by(seconds=600)

    @rule(given=answers)
    def submit(self, given: Mapping[str, Any]) -> None:
        self._land(response(self.services, **given))

    @rule(given=answers)
    def send_what_lands_later(self, given: Mapping[str, Any]) -> None:
        self.in_flight.append(response(self.services, **given))

    @precondition(lambda self: self.in_flight)
    @rule(data=st.data())
    def land(self, data: st.DataObject) -> None:
        self._land(self.in_flight.pop(data.draw(st.integers(0, len(self.in_flight) - 1))))

    def _land(self, sent: Response) -> None:
        store(self.services, sent, shards=self.shards)
        self.stored[sent.id] = sent

    @rule(seconds=st.sampled_from([0.001, 1, 20, 45, 89, 90, 600]))
    def pass_time(self, seconds: float) -> None:
        """A write that the function's limit overtakes never lands."""
        self.clock.pass_by(seconds=seconds)
        limit = self.clock() - timedelta(seconds=90)
        self.in_flight = [sent for sent in self.in_flight if sent.received_at > limit]

    @precondition(lambda self: self.stored)
    @rule(data=st.data())
    def erase(self, data: st.DataObject) -> None:
        erased = self.stored.pop(data.draw(st.sampled_from(sorted(self.stored))))
        self.services.submissions.erase(erased, shards=self.shards, now=self.services.clock())

    @rule()
    def begin_to_read(self) -> None:
        """A reader that folds now, and saves later or never."""
        folding = self._folding()
        self.readers.append((folding, *folding.gather()))

    @precondition(lambda self: self.readers)
    @rule(data=st.data())
    def finish_reading(self, data: st.DataObject) -> None:
        place = data.draw(st.integers(0, len(self.readers) - 1))
        folding, before, fold = self.readers.pop(place)
        try:
            folding.conclude(before, fold)
        except summaries.Overtaken:
            return

    @rule()
    def run_out_of_time(self) -> None:
        """A reader that has no time left keeps its progress and gives no number."""
        folding = self._folding(minutes=0)
        try:
            folding.fold_all()
        except errors.Unavailable:
            return

    @rule()
    def read(self) -> None:
        expected = folds.fold(folds.EMPTY, [sent.stat_line for sent in self.stored.values()], FORMS)
        assert self._folding().fold_all().to_bytes() == expected.to_bytes()

    def _folding(self, *, minutes: int = 5) -> summaries.Folding:
        event, record = summaries.find_published(self.services, *PLACE)
        versions = summaries.FormVersionMap(self.services, event, record)
        deadline = self.clock() + timedelta(minutes=minutes)
        return summaries.Folding(self.services, versions, deadline=deadline, worth_saving=1)

    @override
    def teardown(self) -> None:
        if hasattr(self, "services"):
            self.read()


@pytest.fixture
def new_services(moto_settings: "Settings") -> NewServices:
    """Services on a table of their own each, in this process, over one client."""
    client: Any = connection.client(moto_settings)
    numbers = count(1)

    def make(shards: int) -> "Services":
        name = f"pikir-{next(numbers)}"
        resources.create_table(client, name)
        return make_services(Table(client, name), moto_settings, shards=shards)

    return make


def run(new_services: NewServices, wanted: settings) -> None:
    """Run a machine of this run's own."""
    machine = type("Machine", (Summaries,), {"new_services": staticmethod(new_services)})
    run_state_machine_as_test(machine, settings=wanted)


@pytest.mark.hypothesis
def test_a_summary_is_the_fold_of_what_is_stored(new_services: NewServices) -> None:
    run(new_services, settings(max_examples=examples(30), stateful_step_count=25))


@contextmanager
def horizon_is_now() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(submissions, "IN_FLIGHT", timedelta(0))
        yield


@contextmanager
def epoch_is_ignored() -> Iterator[None]:
    """A checkpoint counts and is saved whatever was erased meanwhile."""
    read, save = CheckpointStore.read, CheckpointStore.save

    def save_any(
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
        patch.setattr(CheckpointStore, "save", save_any)
        yield


def late_landing(machine: Summaries) -> None:
    """A reader folds while an older write is still on its way."""
    machine.begin(shards=1, settled=[])
    machine.send_what_lands_later(given=ANSWERED)
    machine.pass_time(seconds=1)
    machine.submit(given=ANSWERED)
    machine.read()
    machine._land(machine.in_flight.pop())
    machine.read()


def erased_while_read(machine: Summaries) -> None:
    """A reader saves what was erased after it had read it."""
    machine.begin(shards=1, settled=[ANSWERED])
    folding = machine._folding()
    gathered = folding.gather()
    _, erased = machine.stored.popitem()
    machine.services.submissions.erase(erased, shards=1, now=machine.services.clock())
    with suppress(summaries.Overtaken):
        folding.conclude(*gathered)
    machine.read()


@pytest.mark.parametrize(
    ("safeguard_removed", "story"),
    [(horizon_is_now, late_landing), (epoch_is_ignored, erased_while_read)],
)
def test_each_safeguard_is_what_keeps_its_story_right(
    safeguard_removed: Callable[[], AbstractContextManager[None]],
    story: Callable[[Summaries], None],
    new_services: NewServices,
) -> None:
    """The negative controls: the same steps go well with the safeguard and wrong without it."""
    machine = type("Machine", (Summaries,), {"new_services": staticmethod(new_services)})
    story(machine())
    with safeguard_removed(), pytest.raises(AssertionError):
        story(machine())
