"""A registration corrected: seat, claims, list and summary follow together, or nothing changes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib import errors
from chalicelib.actions import (
    confirmations,
    corrections,
    events,
    listings,
    stored_submissions,
    submissions,
    summaries,
)
from chalicelib.actions.services import Services
from chalicelib.domain.admission import Hold
from chalicelib.domain.list_lines import ListLine
from chalicelib.domain.listings import ListQuery
from chalicelib.domain.registrations import Registration, confirmation_token
from chalicelib.domain.submissions import Receipt
from chalicelib.settings import Settings
from tests.actions import setting
from tests.actions.setting import ORGANISER, Clock, as_json, nth_id

EVENT, FORM = "round-table", "registration"
ANSWERS = {"category": "pupil", "name": "Айша", "email": "aisha@pikir.example"}


@pytest.fixture
def services(local_settings: Settings, clock: Clock) -> Services:
    services = setting.services_on(local_settings, clock)
    setting.open_event(services)
    setting.register(services, ANSWERS, nth_id(1))
    return services


def correct(
    services: Services, number: int = 1, *, revision: int | None = None, **changes: str | None
) -> Registration:
    revisions = None if revision is None else {revision}
    stored = corrections.correct_registration(
        services, ORGANISER, EVENT, FORM, nth_id(number), changes, revisions=revisions
    )
    assert isinstance(stored.submission, Registration)
    return stored.submission


def read(services: Services, number: int = 1) -> Registration:
    found = services.submissions.find(EVENT, FORM, nth_id(number), shards=1)
    assert isinstance(found, Registration)
    return found


def seats(services: Services, category: str) -> set[str]:
    """Return the ids of the registrations that hold the category's seats."""
    return {holder.sk for holder in services.seats.holders(EVENT, category).values()}


def by_category(services: Services) -> dict[str, int]:
    """Return the responses of each category, as the summary folds them."""
    event, record = services.forms.with_event(EVENT, FORM)
    assert event is not None
    assert record is not None
    versions = summaries.FormVersionMap(services, event, record)
    deadline = services.clock() + timedelta(seconds=9)
    state = summaries.Folding(services, versions, deadline=deadline, worth_saving=1).fold_all()
    return {category: group.responses for (_, category), group in state.groups.items()}


def test_a_new_category_takes_its_seat_and_frees_the_old_one(
    services: Services, clock: Clock
) -> None:
    before = read(services)
    clock.forward(hours=1)
    assert by_category(services) == {"pupil": 1}
    after = correct(services, category="teacher")
    assert (seats(services, "pupil"), seats(services, "teacher")) == (set(), {nth_id(1)})
    assert after == read(services)
    assert after == replace(
        before,
        category="teacher",
        answers={**before.answers, "category": "teacher"},
        seat=after.seat,
        stat_line="1|1|teacher|1|+|+|",
        revision=2,
    )
    assert by_category(services) == {"teacher": 1}
    stored_submissions.erase_submission(services, ORGANISER, EVENT, FORM, nth_id(1))
    assert seats(services, "teacher") == set()


def test_a_new_contact_is_claimed_and_the_old_one_is_free(services: Services) -> None:
    after = correct(services, email="a.serik@pikir.example", name="Айша Серік")
    assert ListLine.parse(after.list_line).contacts == "a.serik@pikir.example"
    query = ListQuery(search="серік")
    found = listings.list_rows(services, ORGANISER, EVENT, FORM, query).submissions
    assert found == (after,)
    with pytest.raises(errors.AlreadyRegistered):
        setting.register(services, {**ANSWERS, "email": "a.serik@pikir.example"})
    assert setting.register(services, ANSWERS).created
    stored_submissions.erase_submission(services, ORGANISER, EVENT, FORM, nth_id(1))
    setting.register(
        services, {"category": "teacher", "name": "Б", "email": "a.serik@pikir.example"}
    )


def test_a_contact_of_somebody_else_is_refused_and_nothing_changes(services: Services) -> None:
    setting.register(services, {**ANSWERS, "email": "b@pikir.example"}, nth_id(2))
    before = read(services)
    with pytest.raises(errors.ContactTaken):
        correct(services, email="b@pikir.example", category="teacher")
    assert read(services) == before
    assert seats(services, "teacher") == set()


def test_a_full_category_is_refused_by_its_name(services: Services) -> None:
    for number in (2, 3):
        setting.register(
            services,
            {"category": "teacher", "name": "Б", "email": f"{number}@b.kz"},
            nth_id(number),
        )
    correct(services, 2, category="pupil")
    with pytest.raises(errors.CategoryFull, match="Оқушы"):
        correct(services, 3, category="pupil")
    assert seats(services, "pupil") == {nth_id(1), nth_id(2)}
    assert read(services, 3).category == "teacher"


def test_bad_answers_are_refused_together(services: Services) -> None:
    with pytest.raises(errors.AnswersRefused) as refused:
        correct(services, category="nobody", email="no address", name=None)
    assert {each.name for each in refused.value.problems} == {"category", "email"}
    with pytest.raises(errors.AnswersRefused) as refused:
        correct(services, name="")
    assert [each.code for each in refused.value.problems] == ["answer.required"]
    with pytest.raises(errors.BadParameter):
        correct(services, organisation="not asked")
    assert read(services).revision == 1


def test_the_first_payload_and_receipt_stay(services: Services) -> None:
    receipt = submissions.show_receipt(services, EVENT, FORM, nth_id(1))
    after = correct(services, category="teacher", phone="+77011234567")
    assert after.receipt == receipt.receipt
    again = setting.register(services, ANSWERS, nth_id(1))
    assert (again.created, again.receipt) == (False, receipt.receipt)


def test_the_same_correction_again_changes_nothing(services: Services) -> None:
    first = correct(services, revision=1, category="teacher")
    assert correct(services, revision=1, category="teacher") == first
    with pytest.raises(errors.PreconditionFailed):
        correct(services, revision=1, category="pupil")
    assert read(services) == first


def test_a_closed_event_can_still_be_put_in_order(services: Services) -> None:
    setting.change(services, state="closed")
    assert correct(services, category="teacher").category == "teacher"


def test_a_shrinking_category_of_a_closed_event_is_not_overtaken(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The correction comes between the last count of the seats and the saving of the smaller capacity."""
    correct(services, category="teacher")
    setting.change(services, state="closed")
    save = services.events.save
    results: list[object] = []

    def correct_first(*arguments: object, **options: object) -> None:
        try:
            results.append(correct(services, category="pupil"))
        except errors.Refusal as refusal:
            results.append(refusal.code)
        save(*arguments, **options)  # type: ignore[arg-type] # passed on

    monkeypatch.setattr(services.events, "save", correct_first)
    pupil, teacher = setting.event_document()["categories"]
    categories = [{**pupil, "capacity": 0}, teacher]
    events.change_event(services, ORGANISER, EVENT, as_json({"categories": categories}))
    assert results == ["service.unavailable"]
    assert (seats(services, "pupil"), seats(services, "teacher")) == (set(), {nth_id(1)})


def test_a_hold_whose_holder_died_ends(services: Services, clock: Clock) -> None:
    event = services.events.get(EVENT)
    assert event is not None
    services.events.hold(event, Hold(clock.now, "died"))
    clock.forward(minutes=2)
    assert correct(services, category="teacher").category == "teacher"


def test_the_link_of_an_unconfirmed_place_still_confirms_it(
    local_settings: Settings, clock: Clock
) -> None:
    services = setting.services_on(local_settings, clock)
    setting.open_event(services)
    setting.publish(services, setting.CONFIRMING)
    setting.register(services, ANSWERS, nth_id(1))
    correct(services, category="teacher")
    key = services.catalogue.entry(EVENT, FORM).key
    token = confirmation_token(key, EVENT, FORM, nth_id(1), ANSWERS["email"])
    receipt = confirmations.confirm(services, EVENT, FORM, nth_id(1), token)
    assert isinstance(receipt, Receipt)
    assert (read(services).category, read(services).confirm_by) == ("teacher", None)


def test_an_unconfirmed_place_is_released_from_where_it_was_moved(
    local_settings: Settings, clock: Clock
) -> None:
    services = setting.services_on(local_settings, clock)
    setting.open_event(services)
    setting.publish(services, setting.CONFIRMING)
    setting.register(services, ANSWERS, nth_id(1))
    correct(services, category="teacher")
    clock.now += timedelta(days=3)
    assert confirmations.release_unconfirmed(services) == 1
    assert seats(services, "teacher") == set()
