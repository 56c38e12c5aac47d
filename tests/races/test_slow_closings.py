"""A change that stands still before one of its calls while others act: no copy ever admits what its owners do not."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from threading import Event as Flag
from threading import Thread, local
from typing import Any

import pytest
from typing_extensions import override

from chalicelib import errors
from chalicelib.actions import events, forms
from chalicelib.actions.services import Services
from chalicelib.domain.admission import Gate, Hold
from chalicelib.domain.registrations import Registration
from chalicelib.domain.timestamps import from_timestamp
from chalicelib.settings import Settings
from chalicelib.storage import keys
from chalicelib.storage.admission import AdmissionStore
from chalicelib.storage.events import from_item as read_event
from chalicelib.storage.forms import from_item as read_record
from chalicelib.storage.table import Item, read_string
from tests.actions.setting import (
    ORGANISER,
    REGISTRATION,
    Clock,
    as_json,
    change,
    event_document,
    publish,
    register,
    services_on,
)
from tests.calls import watch_calls

pytestmark = [pytest.mark.dynoxide, pytest.mark.races]

EVENT, FORM = "round-table", "registration"
MOST_CALLS = 40
Act = Callable[[Services], object]


def with_capacity(number: int) -> list[dict[str, Any]]:
    """Return the categories with another capacity for pupils."""
    pupil, teacher = event_document()["categories"]
    return [{**pupil, "capacity": number}, teacher]


def open_again(services: Services) -> object:
    """Free all seats, and offer five."""
    for row in services.submissions.read_all(EVENT, FORM, shards=1):
        services.submissions.erase(row, shards=1, now=services.clock())
    return change(services, categories=with_capacity(5))


come: Act = partial(register, answers={"category": "pupil", "name": "Айша"})
close_event: Act = partial(change, state="closed")
reopen_event: Act = partial(change, state="open")
close_form: Act = partial(forms.close_form, actor=ORGANISER, event_id=EVENT, name=FORM)
reopen_form: Act = partial(forms.reopen_form, actor=ORGANISER, event_id=EVENT, name=FORM)
lower: Act = partial(change, categories=with_capacity(4))
retitle: Act = partial(change, title={"kk": "Басқа"})

SLOW: dict[str, Act] = {
    "close an event": close_event,
    "close a form": close_form,
    "lower a capacity": lower,
}
"""The change that stands still."""

OTHERS: list[list[Act]] = [[come, come], [close_event, reopen_event, come, retitle]]
"""What others do meanwhile, one after another; each is tried at each call."""


class Actor(Thread):
    """Acts in a thread of its own that stops before each call until ``step``."""

    current = local()

    def __init__(self, act: Callable[[], object]) -> None:
        super().__init__(daemon=True)
        self._act = act
        self._may_go, self._has_stopped = Flag(), Flag()
        self.failure: BaseException | None = None
        self.start()
        self._has_stopped.wait(timeout=60)

    @override
    def run(self) -> None:
        self.current.actor = self
        try:
            self._act()
        except errors.Refusal:
            pass
        except BaseException as failure:  # noqa: BLE001 -- the test raises it
            self.failure = failure
        finally:
            self.is_done = True
            self._has_stopped.set()

    is_done = False

    def wait_for_turn(self) -> None:
        self._has_stopped.set()
        self._may_go.wait(timeout=60)
        self._may_go.clear()

    def step(self) -> None:
        """Let it make one call."""
        self._has_stopped.clear()
        self._may_go.set()
        assert self._has_stopped.wait(timeout=60)
        if self.failure:
            raise self.failure


def wait_for_turn(*_: object) -> None:
    actor = getattr(Actor.current, "actor", None)
    if actor:
        actor.wait_for_turn()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def services(dynoxide_settings: Settings, clock: Clock) -> Services:
    services = services_on(dynoxide_settings, clock)
    return replace(services, pause=lambda _: clock.forward(seconds=3))


def process(services: Services, store: type[AdmissionStore]) -> Services:
    """Return services that share nothing but the table, the clock and the order of the examples."""
    others = replace(services)
    others.__dict__["admission"] = store(services.table, services.admission_copies)
    return others


def run(services: Services, clock: Clock, slow: str, store: type[AdmissionStore]) -> Iterator[str]:
    """Let a change stand still before each of its calls; yield whatever a copy admits beyond its owners."""
    watch_calls(services.table, wait_for_turn)
    for others in OTHERS:
        for call in range(MOST_CALLS):
            for reset in (reopen_event, reopen_form, open_again):
                reset(process(services, AdmissionStore))
            actor = Actor(partial(SLOW[slow], process(services, store)))
            for _ in range(call):
                yield from step(services, actor)
            was_done = actor.is_done
            clock.forward(seconds=61)  # it is taken for dead
            for other in others:
                yield from finish(services, Actor(partial(other, process(services, store))))
            yield from finish(services, actor)
            if was_done:
                break


def finish(services: Services, actor: Actor) -> Iterator[str]:
    while not actor.is_done:
        yield from step(services, actor)


def step(services: Services, actor: Actor) -> Iterator[str]:
    if not actor.is_done:
        actor.step()
        yield from excesses(services)


def excesses(services: Services) -> Iterator[str]:
    """Yield what copies admit now that event and form do not."""
    addresses = [keys.admission(EVENT, FORM, copy) for copy in range(services.admission_copies)]
    items = services.table.get_many([keys.event(EVENT), keys.form(EVENT, FORM), *addresses])
    owners = (
        Gate.of_event(read_event(items[keys.event(EVENT)])),
        Gate.of_form(read_record(items[keys.form(EVENT, FORM)])),
    )
    for item in (items[address] for address in addresses if address in items):
        for gate in owners:
            copy = read_gate(item, gate)
            if copy is not None and gate.narrows(copy):
                yield f"{gate} is narrower than {copy}"


def read_gate(item: Item, owner: Gate) -> Gate | None:
    """Return the gate that a copy has of its owner, None for one that is held or missing."""
    name = owner.owner
    if f"{name}_held_by" in item or f"{name}_is_open" not in item:
        return None
    limits = (f"{name}_opens_at", f"{name}_closes_at")
    opens_at, closes_at = (read_string(item, limit) for limit in limits)
    seats = item["capacities"]["M"] if owner.capacities else {}
    return replace(
        owner,
        is_open=item[f"{name}_is_open"]["BOOL"],
        opens_at=from_timestamp(opens_at) if opens_at else None,
        closes_at=from_timestamp(closes_at) if closes_at else None,
        capacities={category: int(number["N"]) for category, number in seats.items()},
    )


def open_event(services: Services) -> None:
    events.create_event(services, ORGANISER, as_json(event_document()))
    publish(services, REGISTRATION)


@pytest.mark.parametrize("slow", SLOW)
def test_no_copy_admits_what_event_and_form_do_not(
    services: Services, clock: Clock, slow: str
) -> None:
    open_event(services)
    assert list(run(services, clock, slow, AdmissionStore)) == []
    event = services.events.get(EVENT)
    assert event is not None
    capacity = event.categories[0].capacity
    assert capacity is not None
    taken = services.seats.holders(EVENT, "pupil")
    assert max(taken, default=0) <= capacity
    rows = list(services.submissions.read_all(EVENT, FORM, shards=1))
    seats = {row.seat: row.id for row in rows if isinstance(row, Registration)}
    assert seats == {seat: holder.sk for seat, holder in taken.items()}


class Careless(AdmissionStore):
    """The negative control: holds no copy."""

    @override
    def hold(self, event: str, form: str, gate: Gate, hold: Hold) -> None:
        return


def test_without_holds_copies_admit_too_much(services: Services, clock: Clock) -> None:
    open_event(services)
    assert any(run(services, clock, "close an event", Careless))
