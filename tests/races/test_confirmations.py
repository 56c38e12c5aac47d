"""A place is confirmed while the sweep releases it, or its address is corrected: one of them wins, and never both."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from typing_extensions import override

from chalicelib import errors, wiring
from chalicelib.actions import confirmations, corrections
from chalicelib.actions.services import Services
from chalicelib.domain.mail import Mail
from chalicelib.domain.registrations import Registration
from chalicelib.domain.submissions import Receipt
from chalicelib.settings import Settings
from chalicelib.storage.submissions import SubmissionStore
from chalicelib.storage.table import Condition
from tests.actions.setting import (
    CONFIRMING,
    ORGANISER,
    answers_of_a_pupil,
    nth_id,
    open_event,
    publish,
    register,
)
from tests.actions.test_unconfirmed_places import EVENT, FORM, link_of, list_letters
from tests.races.racing import Race, run_racers

pytestmark = [pytest.mark.dynoxide, pytest.mark.races]

RACERS = 12
ROUNDS = 12


class WithoutCondition(SubmissionStore):
    """Negative control: releases a place whether it is confirmed or not."""

    @override
    def release(self, registration: Registration, now: datetime) -> None:
        self.erase(registration, shards=1, now=now)


class CorrectedBefore(SubmissionStore):
    """Lets an organiser correct a registration between its reading and its confirmation."""

    in_between: Callable[[], None] | None = None

    @override
    def confirm(self, registration: Registration, mail: Mail) -> bool:
        correct, self.in_between = self.in_between, None
        if correct is not None:
            correct()
        return super().confirm(registration, mail)


class WithoutRevision(CorrectedBefore):
    """Negative control: confirms a place at whatever address."""

    @override
    def _waits_unchanged(self, registration: Registration) -> Condition:
        return Condition("attribute_exists(confirm_by)")


@pytest.fixture
def services(dynoxide_settings: Settings) -> Services:
    services = wiring.make(dynoxide_settings)
    open_event(services, categories=[{"name": "pupil", "label": {"kk": "Оқушы"}}])
    publish(services, CONFIRMING)
    return services


@pytest.fixture(scope="module")
def race() -> Iterator[Race]:
    with run_racers(RACERS) as start:
        yield start


def run_round(services: Services, race: Race, number: int) -> bool:
    """Let people confirm a place that a sweep is releasing; return whether what they were told is true."""
    place = nth_id(number)
    register(services, answers_of_a_pupil(number), place)
    letters = list_letters(services, "confirm_registration")
    token = next(link_of(each)[1] for each in letters if link_of(each)[0] == place)
    before = len(list_letters(services, "registered"))
    unconfirmed = services.submissions.get(EVENT, FORM, place, shards=1)
    assert isinstance(unconfirmed, Registration)

    def confirm() -> Receipt:
        return confirmations.confirm(services, EVENT, FORM, place, token)

    def release() -> None:
        services.submissions.release(unconfirmed, wiring.now())

    results = race([*[confirm] * (RACERS - 1), release])
    receipts = [each for each in results if isinstance(each, Receipt)]
    refusals = [type(each) for each in results if isinstance(each, errors.Refusal)]
    assert set(refusals) <= {errors.SubmissionErased, errors.ChangedMeanwhile}
    is_stored = services.submissions.get(EVENT, FORM, place, shards=1) is not None
    seats = {holder.sk for holder in services.seats.holders(EVENT, "pupil").values()}
    sent = len(list_letters(services, "registered")) - before
    assert is_stored == (place in seats)
    return is_stored == bool(receipts) == bool(sent) and sent <= 1


def test_a_place_is_either_confirmed_or_released(services: Services, race: Race) -> None:
    assert all(run_round(services, race, number) for number in range(1, ROUNDS + 1))


def test_without_the_condition_a_confirmed_place_is_released(
    services: Services, race: Race
) -> None:
    services.__dict__["submissions"] = WithoutCondition(services.table)
    assert not all(run_round(services, race, number) for number in range(1, 4 * ROUNDS + 1))


def take_place(services: Services, number: int) -> tuple[Callable[[], Receipt], Callable[[], None]]:
    """Register somebody; return what confirms the place by the first letter, and what corrects its address."""
    place = nth_id(number)
    register(services, answers_of_a_pupil(number), place)
    letters = list_letters(services, "confirm_registration")
    token = next(link_of(each)[1] for each in letters if link_of(each)[0] == place)
    correction = {"email": f"new{number}@pikir.example"}

    def correct() -> None:
        corrections.correct_registration(services, ORGANISER, EVENT, FORM, place, correction)

    return lambda: confirmations.confirm(services, EVENT, FORM, place, token), correct


def is_told_the_truth(services: Services, number: int) -> bool:
    """Return whether the corrected address was asked to confirm exactly if its place still waits for that."""
    registration = services.submissions.get(EVENT, FORM, nth_id(number), shards=1)
    assert isinstance(registration, Registration)
    letters = list_letters(services, "confirm_registration")
    asked = [each for each in letters if each.to == f"new{number}@pikir.example"]
    return len(asked) == (registration.confirm_by is not None)


def test_an_old_link_confirms_no_corrected_address(services: Services, race: Race) -> None:
    for number in range(1, ROUNDS + 1):
        confirm, correct = take_place(services, number)
        results = race([*[confirm] * (RACERS - 1), correct])
        refusals = {type(each) for each in results if isinstance(each, errors.Refusal)}
        assert refusals <= {errors.ConfirmationLinkReplaced}
        assert is_told_the_truth(services, number)


@pytest.mark.parametrize("store", [CorrectedBefore, WithoutRevision])
def test_only_the_revision_keeps_an_old_link_from_confirming(
    services: Services, store: type[CorrectedBefore]
) -> None:
    confirm, correct = take_place(services, 1)
    services.__dict__["submissions"] = between = store(services.table)
    between.in_between = correct
    if store is WithoutRevision:
        assert confirm().status == "confirmed"
    else:
        with pytest.raises(errors.ConfirmationLinkReplaced):
            confirm()
    assert is_told_the_truth(services, 1) == (store is CorrectedBefore)
