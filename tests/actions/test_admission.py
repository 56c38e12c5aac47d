"""Admission copies never admit more than event and form do, whatever dies between two calls."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from typing_extensions import override

from chalicelib import errors
from chalicelib.actions import admission, drafts, events, forms
from chalicelib.actions.services import Services
from chalicelib.domain.admission import LONGEST_HOLD, Gate, Hold
from chalicelib.domain.events import Event, EventState
from chalicelib.settings import Settings
from chalicelib.storage import keys
from chalicelib.storage.admission import AdmissionStore
from chalicelib.storage.table import Item
from tests.actions.crashes import run_and_crash_before
from tests.actions.setting import (
    IMPRESSIONS,
    ORGANISER,
    REGISTRATION,
    Clock,
    answers_of_a_pupil,
    as_json,
    change,
    event_document,
    publish,
    register,
    services_on,
)
from tests.calls import count_calls
from tests.ids import new_id

pytestmark = pytest.mark.dynoxide

Act = Callable[[Services, str], object]

PAUSE = 5


@pytest.fixture
def services(dynoxide_settings: Settings, clock: Clock) -> Services:
    """Return services whose pauses are long, so that attempts are few."""
    return replace(
        services_on(dynoxide_settings, clock), pause=lambda _: clock.forward(seconds=PAUSE)
    )


def close_event(services: Services, event: str) -> object:
    return change(services, event, state="closed")


def close_form(services: Services, event: str) -> object:
    return forms.close_form(services, ORGANISER, event, "registration")


def reopen_event(services: Services, event: str) -> object:
    return change(services, event, state="open")


def reopen_form(services: Services, event: str) -> object:
    return forms.reopen_form(services, ORGANISER, event, "registration")


def with_capacity(number: int) -> list[dict[str, Any]]:
    """Return the categories with another capacity for pupils."""
    pupil, teacher = event_document()["categories"]
    return [{**pupil, "capacity": number}, teacher]


def raise_capacity(services: Services, event: str) -> object:
    return change(services, event, categories=with_capacity(9))


def publish_registration(services: Services, event: str) -> object:
    return forms.publish_form(services, ORGANISER, event, "registration")


def come(services: Services, event: str) -> str:
    """Let somebody register; return what became of it."""
    services.__dict__.pop("catalogue", None)  # as in a process that knows nothing yet
    try:
        register(services, {"category": "pupil", "name": "Айша"}, event=event)
    except errors.Refusal as refusal:
        return refusal.code
    return "confirmed"


def open_with_registration(services: Services, **changes: object) -> Event:
    event = events.create_event(services, ORGANISER, as_json(event_document(**changes)))
    publish(services, REGISTRATION, event.id)
    return event


def copies_of(services: Services, event: str = "round-table") -> list[Item]:
    found = [
        services.table.get(keys.admission(event, "registration", copy))
        for copy in range(services.admission_copies)
    ]
    return [copy for copy in found if copy is not None]


class TestDying:
    @pytest.mark.parametrize(
        ("act", "refusal"),
        [(close_event, "event.closed"), (close_form, "form.closed")],
    )
    def test_a_closing_that_dies_is_made_or_not_and_can_be_repeated(
        self, services: Services, clock: Clock, act: Act, refusal: str
    ) -> None:
        for call in range(40):
            event = open_with_registration(services, id=f"event-{call}").id
            before = services.forms.with_event(event, "registration")
            crashed, calls = run_and_crash_before(services, call, partial(act, services, event))
            closed = services.forms.with_event(event, "registration") != before
            assert closed or come(services, event) in {"confirmed", "service.unavailable"}
            clock.forward(seconds=61)
            assert come(services, event) == (refusal if closed else "confirmed")
            act(services, event)
            assert come(services, event) == refusal
            if not crashed:
                assert calls.count("UpdateItem") == 1 + 2 * services.admission_copies
                return
        pytest.fail("it makes more calls than expected")

    def test_a_capacity_whose_lowering_dies_is_the_old_one_or_the_new_one(
        self, services: Services, clock: Clock
    ) -> None:
        for call in range(40):
            event = f"event-{call}"
            open_with_registration(services, id=event, categories=with_capacity(3))
            assert come(services, event) == "confirmed"
            crashed, _ = run_and_crash_before(
                services, call, partial(change, services, event, categories=with_capacity(2))
            )
            stored = services.events.get(event)
            assert stored is not None
            capacity = stored.categories[0].capacity or 0
            clock.forward(seconds=61)
            results = [come(services, event) for _ in range(3)]
            full = "registration.category_full"
            assert results == ["confirmed"] * (capacity - 1) + [full] * (4 - capacity)
            taken = services.seats.holders(event, "pupil")
            assert sorted(taken) == list(range(1, capacity + 1))
            if not crashed:
                assert capacity == 2
                return
        pytest.fail("it makes more calls than expected")

    @pytest.mark.parametrize(
        ("close", "act"),
        [
            (close_event, reopen_event),
            (close_form, reopen_form),
            (None, raise_capacity),
        ],
    )
    def test_an_opening_that_dies_after_it_was_stored_is_finished_by_who_comes(
        self, services: Services, close: Act | None, act: Act
    ) -> None:
        for call in range(40):
            full = {"categories": with_capacity(0)} if close is None else {}
            event = open_with_registration(services, id=f"event-{call}", **full).id
            if close:
                close(services, event)
            before = services.forms.with_event(event, "registration")
            crashed, _ = run_and_crash_before(services, call, partial(act, services, event))
            opened = services.forms.with_event(event, "registration") != before
            assert (come(services, event) == "confirmed") == opened
            if not crashed:
                return
        pytest.fail("it makes more calls than expected")

    @pytest.mark.parametrize("state", ["open", "draft"])
    def test_a_first_opening_that_dies_is_finished_by_who_comes(
        self, services: Services, state: str
    ) -> None:
        """The form is published in an open event, or the event opens with a published form."""
        for call in range(40):
            event = f"event-{call}"
            document = event_document(id=event, state=state, incomplete_languages=["ru", "en"])
            events.create_event(services, ORGANISER, as_json(document))
            act: Act = publish_registration
            if state == "open":
                drafts.save_form(services, ORGANISER, event, "registration", as_json(REGISTRATION))
            else:
                publish(services, REGISTRATION, event)
                assert copies_of(services, event) == []
                act = reopen_event
            before = services.forms.with_event(event, "registration")
            crashed, _ = run_and_crash_before(services, call, partial(act, services, event))
            opened = services.forms.with_event(event, "registration") != before
            assert (come(services, event) == "confirmed") == opened
            if not crashed:
                assert len(copies_of(services, event)) == services.admission_copies
                return
        pytest.fail("it makes more calls than expected")


class TestHolding:
    def test_nobody_is_admitted_during_a_hold_and_its_holder_is_given_a_minute(
        self, services: Services, clock: Clock
    ) -> None:
        event = open_with_registration(services)
        hold = Hold(clock(), new_id())
        services.events.hold(event, hold)
        services.admission.hold(event.id, "registration", Gate.of_event(event), hold)
        clock.forward(seconds=60 - 4 * PAUSE)
        assert come(services, event.id) == "service.unavailable"
        assert clock() <= hold.since + LONGEST_HOLD
        clock.forward(seconds=61)
        assert come(services, event.id) == "confirmed"
        with pytest.raises(errors.ChangedMeanwhile):  # the holder was only slow
            services.events.save(event.model_copy(update={"revision": 1}), hold=hold)

    def test_a_hold_whose_reply_was_lost_is_ones_own(self, services: Services) -> None:
        event = open_with_registration(services)
        record = services.forms.record(event.id, "registration")
        assert record is not None
        hold = Hold(services.clock(), new_id())
        for _ in range(2):
            services.events.hold(event, hold)
            services.forms.hold(record, hold)
            services.admission.hold(event.id, "registration", Gate.of_event(event), hold)
        with pytest.raises(errors.ChangedMeanwhile):
            services.events.hold(event, Hold(hold.since, ""))  # an earlier one
        with pytest.raises(errors.ChangedMeanwhile):
            services.forms.hold(replace(record, revision=9), hold)

    def test_a_later_hold_is_not_replaced_by_an_earlier_one(
        self, services: Services, clock: Clock
    ) -> None:
        event = open_with_registration(services)
        gate, early = Gate.of_event(event), Hold(clock(), "early")
        clock.forward(seconds=61)
        late = Hold(clock(), "late")
        services.admission.hold(event.id, "registration", gate, late)
        with pytest.raises(errors.ChangedMeanwhile):
            services.admission.hold(event.id, "registration", gate, early)
        services.admission.write(event.id, "registration", gate, early)
        assert all(copy["event_held_by"]["S"] == str(late) for copy in copies_of(services))

    def test_a_slow_writer_does_not_end_the_hold_of_the_next_change(
        self, services: Services
    ) -> None:
        event = open_with_registration(services)
        gate = Gate.of_event(event)
        widened = replace(gate, revision=gate.revision + 1)
        hold = Hold(services.clock(), new_id())
        services.admission.hold(event.id, "registration", widened, hold)
        services.admission.write(event.id, "registration", widened)  # comes late
        assert all("event_held_by" in copy for copy in copies_of(services))

    def test_a_refused_change_ends_its_hold(self, services: Services) -> None:
        open_with_registration(services)
        register(services, answers_of_a_pupil())
        before = copies_of(services)
        with pytest.raises(errors.CapacityBelowTaken):
            change(services, categories=with_capacity(0))
        assert copies_of(services) == before
        assert services.events.gate("round-table") is not None
        assert register(services, answers_of_a_pupil(2)).created

    def test_another_change_ends_a_hold_and_the_holder_hears_of_it(
        self, services: Services
    ) -> None:
        event = open_with_registration(services)
        hold = Hold(services.clock(), new_id())
        services.events.hold(event, hold)
        services.admission.hold(event.id, "registration", Gate.of_event(event), hold)
        change(services, title={"en": "Another title"})
        assert come(services, event.id) == "confirmed"
        with pytest.raises(errors.ChangedMeanwhile):
            services.events.save(event.model_copy(update={"revision": 1}), hold=hold)


class Failing(AdmissionStore):
    """A store that cannot write copies."""

    @override
    def create(self, event: str, form: str, gates: tuple[Gate, Gate]) -> None:
        raise errors.Unavailable


class TestCopies:
    def test_a_form_published_while_the_event_closes_stays_shut(self, services: Services) -> None:
        """The closing has listed the forms before this one was published."""
        document = as_json(event_document())
        event = events.create_event(services, ORGANISER, document)
        hold = Hold(services.clock(), new_id())
        services.events.hold(event, hold)
        publish(services, REGISTRATION)
        assert copies_of(services) == []
        assert come(services, event.id) == "service.unavailable"
        closed = event.model_copy(update={"state": EventState.CLOSED, "revision": 1})
        services.events.save(closed, hold=hold)
        assert come(services, event.id) == "event.closed"

    def test_a_missing_copy_is_made_by_who_needs_it(self, services: Services) -> None:
        open_with_registration(services)
        before = copies_of(services)
        for copy in range(services.admission_copies):
            services.table.delete(keys.admission("round-table", "registration", copy))
        for number in range(2):
            assert register(services, answers_of_a_pupil(number)).created
        assert [copy for copy in copies_of(services) if copy not in before] == []

    def test_a_registration_makes_one_request_and_checks_one_copy(self, services: Services) -> None:
        open_with_registration(services)
        answers = {"category": "teacher", "name": "Бота"}
        register(services, answers)  # reads event and form, and notes an arrival
        calls = count_calls(services.table)
        register(services, answers)
        assert calls == {"TransactWriteItems": 1}

    def test_a_change_that_admits_the_same_people_writes_no_copy(self, services: Services) -> None:
        open_with_registration(services)
        calls = count_calls(services.table)
        change(services, title={"en": "Another title"})
        assert calls == {"GetItem": 1, "TransactWriteItems": 1}

    def test_an_event_without_registrations_has_no_copies(self, services: Services) -> None:
        events.create_event(services, ORGANISER, as_json(event_document()))
        publish(services, IMPRESSIONS)
        calls = count_calls(services.table)
        change(services, state="closed")
        change(services, state="open")
        forms.close_form(services, ORGANISER, "round-table", "impressions")
        assert calls["UpdateItem"] == 1  # the hold on the event
        assert calls["PutItem"] <= 1  # the summary's checkpoint

    def test_copies_that_cannot_be_written_are_left_to_who_meets_them(
        self, services: Services
    ) -> None:
        open_with_registration(services)
        close_event(services, "round-table")

        services.__dict__["admission"] = Failing(services.table, services.admission_copies)
        reopen_event(services, "round-table")
        assert come(services, "round-table") == "confirmed"


def pause_for_ever(attempts: admission.Attempts) -> None:
    while True:
        attempts.pause()


def test_attempts_end_after_a_bounded_time(services: Services, clock: Clock) -> None:
    paused: list[float] = []
    attempts = admission.Attempts(replace(services, pause=paused.append))
    with pytest.raises(errors.Unavailable):
        pause_for_ever(attempts)
    assert 12 < sum(paused) < 13
    assert paused[0] < 0.01
    attempts = admission.Attempts(services)
    clock.forward(seconds=13)
    with pytest.raises(errors.Unavailable):
        attempts.pause()


def test_another_copy_is_chosen_after_a_conflict(services: Services) -> None:
    attempts = admission.Attempts(replace(services, admission_copies=3))
    for _ in range(20):
        before = attempts.copy
        attempts.change_copy()
        assert attempts.copy != before
        assert attempts.copy in range(3)
