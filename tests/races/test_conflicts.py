"""Registrations do not refuse each other where transactions conflict as DynamoDB says they do."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from threading import Event as Flag
from threading import Thread

import pytest
from typing_extensions import override

from chalicelib import errors, wiring
from chalicelib.actions import events, forms, limits
from chalicelib.actions.services import Services
from chalicelib.domain import limits as domain_limits
from chalicelib.domain.admission import Gate, Hold
from chalicelib.domain.limits import REGISTRATIONS, Limit
from chalicelib.settings import Settings
from chalicelib.storage import limits as storage_limits
from chalicelib.storage.admission import AdmissionStore
from chalicelib.storage.keys import Key
from chalicelib.storage.limits import count_uses
from chalicelib.storage.table import (
    ABSENT,
    PRESENT,
    ConditionCheck,
    Put,
    Table,
    TransactionCancelled,
    Update,
    address,
    connect,
    number,
)
from tests.actions.setting import (
    ORGANISER,
    REGISTRATION,
    as_json,
    change,
    event_document,
    publish,
    register,
)
from tests.conflicts import Conflicts, conflicts_before
from tests.proxy import Forward, ProxyReply, ProxyRequest, proxy_before
from tests.races.crowd import CONFIRMED, FULL, Crowd, let_register

pytestmark = [pytest.mark.dynoxide, pytest.mark.races]

SECONDS = 0.01
NETWORK = "192.0.2.1"
LIMITED = "registration.too_many"


@pytest.fixture(scope="module")
def layer(dynoxide_endpoint: str) -> Iterator[str]:
    """Run the conflict layer and give its address."""
    with conflicts_before(dynoxide_endpoint, SECONDS) as address:
        yield address


@pytest.fixture
def services(dynoxide_settings: Settings, layer: str) -> Services:
    """Give services whose requests pass the conflict layer."""
    return wiring.make(replace(dynoxide_settings, dynamodb_endpoint=layer))


def open_event(services: Services, capacity: int | None = None) -> None:
    category = {"name": "pupil", "label": {"kk": "Оқушы"}, "capacity": capacity}
    events.create_event(services, ORGANISER, as_json(event_document(categories=[category])))
    publish(services, REGISTRATION)


class TestRegistering:
    @pytest.mark.both_clients
    def test_a_hundred_at_once_are_all_confirmed(self, services: Services) -> None:
        open_event(services)
        outcome = let_register(services, Crowd(100, 100), "pupil")
        assert outcome.codes == {CONFIRMED: 100}
        assert outcome.median_repeats <= 2

    def test_with_one_copy_they_wait_for_each_other(
        self, dynoxide_settings: Settings, dynoxide_endpoint: str
    ) -> None:
        """Negative control: one item that all of them check, each for longer than they take to arrive."""
        with conflicts_before(dynoxide_endpoint, 5 * SECONDS) as slow_layer:
            settings = replace(dynoxide_settings, dynamodb_endpoint=slow_layer)
            crowded = replace(wiring.make(settings), admission_copies=1)
            open_event(crowded)
            assert let_register(crowded, Crowd(30, 30), "pupil").median_repeats > 2

    def test_a_classroom_behind_one_address_is_confirmed(self, services: Services) -> None:
        open_event(services)
        outcome = let_register(services, Crowd(60, 60), "pupil", NETWORK)
        assert outcome.codes == {CONFIRMED: 60}
        assert outcome.median_repeats <= 2

    def test_counted_in_their_transactions_alone_they_wait_for_each_other(
        self, services: Services, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Negative control: nobody who met another is counted apart."""
        monkeypatch.setattr(limits.RegistrationCount, "count_apart", lambda _: None)
        open_event(services)
        assert let_register(services, Crowd(60, 60), "pupil", NETWORK).median_repeats > 2

    @pytest.mark.parametrize("is_checked", [True, False])
    def test_many_at_once_do_not_pass_the_limit_of_their_network(
        self,
        services: Services,
        monkeypatch: pytest.MonkeyPatch,
        is_checked: bool,
    ) -> None:
        """Without the condition of the counter, the negative control, they do."""
        limit = replace(REGISTRATIONS, most=10)
        monkeypatch.setattr(domain_limits, "REGISTRATIONS", limit)
        if not is_checked:
            monkeypatch.setattr(limits, "count_uses", count_without_condition)
            monkeypatch.setattr(storage_limits, "count_uses", count_without_condition)
        open_event(services)
        codes = let_register(services, Crowd(30, 30), "pupil", NETWORK).codes
        refused = {LIMITED: 20} if is_checked else {}
        assert codes == {CONFIRMED: 30 - sum(refused.values()), **refused}

    @pytest.mark.both_clients
    def test_the_last_seats_are_given_and_nobody_is_refused_for_another_reason(
        self, services: Services
    ) -> None:
        open_event(services, capacity=20)
        outcome = let_register(services, Crowd(60, 30), "pupil")
        assert outcome.codes == {CONFIRMED: 20, FULL: 40}
        assert sorted(services.seats.holders("round-table", "pupil")) == list(range(1, 21))
        assert outcome.median_repeats <= 2


def count_without_condition(limit: Limit, counted: str, now: datetime, **more: int) -> Update:
    return replace(count_uses(limit, counted, now, **more), condition=None)


class Careless(AdmissionStore):
    """The negative control: closes no copy."""

    @override
    def hold(self, event: str, form: str, gate: Gate, hold: Hold) -> None:
        return

    @override
    def write(self, event: str, form: str, gate: Gate, hold: Hold | None = None) -> None:
        return


class TestClosing:
    @pytest.mark.parametrize("part", ["event", "form", "cancellation"])
    def test_nobody_who_comes_after_the_answer_is_admitted(
        self, services: Services, part: str
    ) -> None:
        open_event(services)
        before, after = self.register_during_closing(services, part)
        assert before > 0
        assert after == 0

    def test_without_the_hold_somebody_is(self, services: Services) -> None:
        open_event(services)
        services.__dict__["admission"] = Careless(services.table, services.admission_copies)
        _, after = self.register_during_closing(services, "event")
        assert after > 0

    def register_during_closing(self, services: Services, part: str) -> tuple[int, int]:
        """Return how many were confirmed who came before and after the answer to a closing."""
        others = replace(
            services
        )  # a process of its own, which still remembers the event as it was
        answered, began = Flag(), Flag()
        came: list[bool] = []  # whether each who was confirmed came after the answer

        def come() -> None:
            for _ in range(2000):
                is_late = answered.is_set()
                try:
                    register(others, {"category": "pupil", "name": "Айша"})
                except (errors.EventClosed, errors.EventCancelled, errors.FormClosed):
                    return
                came.append(is_late)
                began.set()
                if is_late:
                    return

        threads = [Thread(target=come) for _ in range(8)]
        for thread in threads:
            thread.start()
        assert began.wait(timeout=60)
        if part == "form":
            forms.close_form(services, ORGANISER, "round-table", "registration")
        else:
            state = "closed" if part == "event" else "cancelled"
            change(services, state=state)
        answered.set()
        for thread in threads:
            thread.join(timeout=60)
        return came.count(False), came.count(True)


class Gatekeeper:
    """The layer in this process; the first transaction stays in flight until it is let go."""

    def __init__(self) -> None:
        self.arrived, self.may_go = Flag(), Flag()
        self._layer = Conflicts(0)

    def __call__(self, request: ProxyRequest, forward: Forward) -> ProxyReply:
        return self._layer(request, lambda request: self._forward(request, forward))

    def _forward(self, request: ProxyRequest, forward: Forward) -> ProxyReply:
        if request.operation == "TransactWriteItems" and not self.arrived.is_set():
            self.arrived.set()
            assert self.may_go.wait(timeout=60)
        return forward(request)


class TestLayer:
    """What the layer does is what DynamoDB documents, through real clients."""

    @pytest.fixture
    def table(self, dynoxide_settings: Settings) -> Iterator[Table]:
        """Give a table on which a transaction that puts A and B is in flight."""
        keeper, endpoint = Gatekeeper(), dynoxide_settings.dynamodb_endpoint
        assert endpoint is not None
        with proxy_before(endpoint, keeper) as address:
            settings = replace(dynoxide_settings, dynamodb_endpoint=address)
            table = Table(connect(settings)._client, settings.table, pause=lambda _: None)
            first = Thread(target=table.transact, args=([put("A"), put("B")],))
            first.start()
            assert keeper.arrived.wait(timeout=60)
            yield table
            keeper.may_go.set()
            first.join(timeout=60)
            table.transact([put("A"), ConditionCheck(Key("B", "B"), PRESENT)])

    def test_a_transaction_on_its_items_learns_which_they_are(self, table: Table) -> None:
        check = ConditionCheck(Key("B", "B"), ABSENT)
        with pytest.raises(TransactionCancelled) as cancelled:
            table.transact([put("C"), check], retry_conflicts=False)
        codes = [reason.code for reason in cancelled.value.reasons]
        assert codes == [None, "TransactionConflict"]
        with pytest.raises(errors.Unavailable):
            table.transact([put("C"), check])
        table.transact([put("C")], retry_conflicts=False)

    def test_a_single_write_on_its_items_is_refused_and_a_read_is_not(self, table: Table) -> None:
        assert table.get(Key("A", "A")) is None
        for write in (
            lambda: table.put(put("A").item),
            lambda: table.delete(Key("A", "A")),
            lambda: table.update(Update(Key("A", "A"), "SET n = :n", values={":n": number(1)})),
        ):
            with pytest.raises(errors.Unavailable):
                write()
        table.put(put("C").item)


def put(name: str) -> Put:
    return Put(dict(address(Key(name, name))))
