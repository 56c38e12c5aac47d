"""One attempt: a use case meets one fault, is repeated by a new process, and everybody finishes."""

import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from bench.faults.injection import Fault, Injector, ProcessKilled
from bench.faults.invariants import broken_invariants, count_items, finish
from bench.faults.use_cases import UseCase, open_world
from bench.faults.world import Backends, Snapshot, World
from chalicelib import errors
from chalicelib.actions import submissions
from chalicelib.actions.sweeps import SweepIncomplete
from chalicelib.domain.submissions import Receipt
from tests import ids
from tests.actions.photos import EVENT
from tests.actions.setting import as_json, nth_id

LATE = 900


@dataclass(frozen=True, slots=True)
class Expected:
    """What becomes of a use case without faults: its calls, and what is stored when all have finished.

    ``prepared`` is the world in which it begins.
    """

    prepared: Snapshot
    calls: tuple[str, ...]
    stored: Counter[str]
    late_registrations: tuple[str, ...]


def measure(backends: Backends, use_case: UseCase) -> Expected:
    """Run the use case twice without a fault."""
    prepared = _prepare(backends, use_case)
    with backends.world() as world:
        world.restore(prepared)
        ids.restart(f"{use_case.name}, run")
        injector = Injector()
        with world.injecting(injector):
            use_case.run(world.start_process(), world)
        _repeat(use_case, world)
        late = _register_late(world)
        finish(world)
        broken = list(broken_invariants(world.observer))
        if broken:
            raise SystemExit(f"{use_case.name} without a fault: {broken}")
        return Expected(prepared, tuple(injector.calls), count_items(world), late)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A use case whose call number ``at`` meets the fault."""

    use_case: UseCase
    expected: Expected
    at: int
    fault: Fault

    def problems(self, world: World) -> list[str]:
        """Return what did not hold."""
        world.restore(self.expected.prepared)
        ids.restart(f"{self.use_case.name}, run")
        return list(self._problems(world))

    def _problems(self, world: World) -> Iterator[str]:
        injector = Injector(self.at, self.fault)
        first: object = None
        with world.injecting(injector):
            try:
                first = self.use_case.run(world.start_process(), world)
            except ProcessKilled:
                pass
            except (errors.Unavailable, SweepIncomplete):
                if not self.fault.lasts:
                    yield "one fault was not mended by a retry"
            except Exception as error:  # noqa: BLE001 -- whatever it is, the sweep goes on
                yield f"it answered {_describe(error)}"
        if len(injector.calls) <= self.at:
            yield "the call was not reached"
        for broken in broken_invariants(world.observer):
            yield f"before the repeat: {broken}"
        yield from self._problems_of_repeat(world, first)

    def _problems_of_repeat(self, world: World, first: object) -> Iterator[str]:
        try:
            second = _repeat(self.use_case, world)
            yield from _compare(first, second)
            late = _register_late(world)
            finish(world)
        except Exception as error:  # noqa: BLE001 -- as above
            yield f"the repeat answered {_describe(error)}"
            return
        yield from broken_invariants(world.observer)
        if late != self.expected.late_registrations:
            yield f"a later registration: {late}, not {self.expected.late_registrations}"
        stored, expected = count_items(world), self.expected.stored
        if self.use_case.is_reading and first is None and stored != expected:
            expected = expected - Counter(AUDIT=1)  # nothing was handed out at first
        if stored != expected:
            missing, extra = expected - stored, stored - expected
            yield f"stored in the end: without {dict(missing)}, besides {dict(extra)}"


def _prepare(backends: Backends, use_case: UseCase) -> Snapshot:
    ids.restart(use_case.name)
    with backends.world() as world:
        services = world.start_process()
        open_world(services, world)
        use_case.prepare(services, world)
        return world.take_snapshot()


def _repeat(use_case: UseCase, world: World) -> object:
    world.clock.forward(seconds=2)  # nobody repeats in the same microsecond
    try:
        return use_case.run(world.start_process(), world)
    except errors.Refusal as refusal:
        if use_case.repeats_as is None or not isinstance(refusal, use_case.repeats_as):
            raise
        return None


def _compare(first: object, second: object) -> Iterator[str]:
    """A receipt is the same again."""
    if isinstance(first, Receipt) and first != second:
        before = first.model_dump()
        after = second.model_dump() if isinstance(second, Receipt) else second
        if before != after:
            yield f"another receipt: {before}, then {after}"


def _register_late(world: World) -> tuple[str, ...]:
    """Register somebody else at each form; whoever meets a half-closed gate or a missing copy repairs it."""
    world.clock.forward(minutes=5)
    person = {"category": "teacher", "name": "Бота"}
    bodies = {
        "registration": as_json(
            {"id": nth_id(LATE), "answers": {**person, "email": "late@pikir.example"}}
        ),
        "entrants": as_json({"id": nth_id(LATE), "answers": person}),
    }
    return tuple(_register(world, form, body) for form, body in bodies.items())


def _register(world: World, form: str, body: bytes) -> str:
    """Return what becomes of a registration: its status, or the code of the refusal."""
    for _ in range(3):
        try:
            return submissions.submit_json(world.start_process(), EVENT, form, body, "kk").status
        except errors.Unavailable:
            continue
        except errors.Refusal as refusal:
            return refusal.code
    return errors.Unavailable.code


def _describe(error: Exception) -> str:
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}({error}) at {place.filename.rpartition('/')[2]}:{place.lineno}"
