from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib import errors
from chalicelib.actions import drafts, events, forms, stored_submissions, submissions
from chalicelib.actions.downloads import LARGEST_BODY
from chalicelib.actions.services import Services
from chalicelib.domain.registrations import Registration
from chalicelib.domain.submissions import Receipt, Response
from chalicelib.settings import Settings
from chalicelib.storage import keys
from chalicelib.storage.submissions import AdmissionRefused
from chalicelib.storage.table import address
from tests.actions.setting import (
    IMPRESSIONS,
    NOON,
    ORGANISER,
    REGISTRATION,
    Clock,
    answers_of_a_pupil,
    as_json,
    change,
    event_document,
    nth_id,
    open_event,
    publish,
    register,
    respond,
    services_on,
)
from tests.calls import count_calls
from tests.ids import new_id

Answers = Mapping[str, object]


@pytest.fixture
def services(dynoxide_settings: Settings, clock: Clock) -> Services:
    services = services_on(dynoxide_settings, clock)
    open_event(services)
    return services


def test_a_response_is_stored_as_it_was_checked(services: Services) -> None:
    receipt = respond(services, nth_id(1), category="teacher", why="  Жақсы\r\nөтті ")
    assert receipt == Receipt(
        id=nth_id(1),
        status="accepted",
        received_at=NOON,
        receipt=receipt.receipt,
        created=True,
        category="teacher",
    )
    stored = services.submissions.get("round-table", "impressions", nth_id(1), shards=1)
    assert isinstance(stored, Response)
    assert stored.answers == {"category": "teacher", "overall": 5, "why": "Жақсы\nөтті"}
    assert (stored.version, stored.language, stored.category) == (1, "kk", "teacher")
    assert stored.stat_line.startswith("1|1|teacher|")


def test_a_receipt_is_ten_unambiguous_characters(services: Services) -> None:
    receipt = respond(services, nth_id(1)).receipt
    assert len(receipt) == 11
    assert receipt[5] == "-"
    assert set(receipt) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ-")
    assert respond(services, nth_id(2)).receipt != receipt


def test_a_response_costs_one_request_once_the_form_is_known(services: Services) -> None:
    respond(services)
    requests = count_calls(services.table)
    respond(services)
    assert requests == {"PutItem": 1}


def test_a_repeat_costs_one_request_and_gets_the_first_receipt(
    services: Services, clock: Clock
) -> None:
    first = respond(services, nth_id(1))
    requests = count_calls(services.table)
    clock.forward(seconds=5)
    assert respond(services, nth_id(1)) == first.model_copy(update={"created": False})
    assert requests == {"PutItem": 1}


def test_a_registration_is_one_transaction(services: Services) -> None:
    register(services, answers_of_a_pupil(1))
    requests = count_calls(services.table)
    register(services, {"category": "teacher", "name": "Бота"})
    assert requests == {"TransactWriteItems": 1}


def test_a_registration_takes_a_seat_a_claim_and_leaves_a_mail(services: Services) -> None:
    receipt = register(services, answers_of_a_pupil(), nth_id(1))
    assert (receipt.status, receipt.category, receipt.created) == ("confirmed", "pupil", True)
    stored = services.submissions.get("round-table", "registration", nth_id(1), shards=1)
    assert isinstance(stored, Registration)
    assert stored.seat in {1, 2}
    [claim] = stored.claims
    assert services.table.get(keys.claim("round-table", claim)) is not None
    assert services.seats.holders("round-table", "pupil") == {
        stored.seat: keys.submission("round-table", "registration", nth_id(1))
    }
    [mail] = services.outbox.waiting(before=NOON.replace(hour=13))
    assert (mail.to, mail.template, mail.language) == ("aisha1@pikir.example", "registered", "kk")
    assert mail.parameters == {
        "event": "Дөңгелек үстел",
        "receipt": receipt.receipt,
        "starts_at": "2026-06-13T10:00:00+05:00",
        "time_zone": "Asia/Almaty",
        "venue": "Облыстық кітапхана",
        "category": "Оқушы",
        "link": "https://pikir.example/e/round-table",
        "name": "Айша",
    }


def test_a_registration_without_an_address_sends_no_mail(services: Services) -> None:
    register(services, {"category": "teacher", "name": "Бота", "phone": "+77010000001"})
    assert list(services.outbox.waiting(before=NOON.replace(hour=13))) == []


def test_a_seat_without_limit_lies_above_every_limit(services: Services) -> None:
    register(services, {"category": "teacher", "name": "Бота"}, nth_id(1))
    [seat] = services.seats.holders("round-table", "teacher")
    assert seat > 1_000_000


def test_the_refusal_of_a_full_category_names_it_in_the_senders_language(
    services: Services,
) -> None:
    for number in (1, 2):
        register(services, answers_of_a_pupil(number))
    with pytest.raises(errors.CategoryFull) as refused:
        register(services, answers_of_a_pupil(3))
    assert refused.value.parameters == {"category": "Оқушы"}
    assert len(services.seats.holders("round-table", "pupil")) == 2


def test_a_category_without_any_place_is_full(services: Services) -> None:
    categories = event_document()["categories"]
    change(services, categories=[{**categories[0], "capacity": 0}, categories[1]])
    with pytest.raises(errors.CategoryFull):
        register(services, answers_of_a_pupil())


BOTA: Answers = {"category": "teacher", "name": "Бота"}
ADDRESS, OTHER_ADDRESS = {"email": "bota@pikir.example"}, {"email": "other@pikir.example"}
NUMBER, SAME_NUMBER = {"phone": "+77010000001"}, {"phone": "8 (701) 000-00-01"}
OTHER_NUMBER = {"phone": "+77010000002"}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({**ADDRESS, **NUMBER}, SAME_NUMBER),
        ({**ADDRESS, **NUMBER}, ADDRESS),
        ({**ADDRESS, **NUMBER}, {**OTHER_ADDRESS, **SAME_NUMBER}),
        (ADDRESS, {"email": "BOTA@pikir.example", **OTHER_NUMBER}),
        (NUMBER, {**ADDRESS, **NUMBER}),
    ],
)
def test_a_person_registers_once_by_address_and_by_phone(
    services: Services, first: Answers, second: Answers
) -> None:
    register(services, {**BOTA, **first}, nth_id(1))
    with pytest.raises(errors.AlreadyRegistered):
        register(services, {**BOTA, **second})
    assert len(services.seats.holders("round-table", "teacher")) == 1
    erase(services, "registration", nth_id(1))
    assert list(services.table.query("CLAIM#round-table")) == []
    assert register(services, {**BOTA, **second}).created


def test_people_without_a_contact_cannot_be_told_apart(services: Services) -> None:
    register(services, BOTA)
    assert register(services, BOTA).created


def test_a_family_may_share_a_phone_where_a_place_is_per_address(services: Services) -> None:
    publish(services, {**REGISTRATION, "one_place_per": "email"})
    register(services, {**BOTA, **ADDRESS, **NUMBER})
    assert register(services, {**BOTA, **OTHER_ADDRESS, **NUMBER}).created
    assert register(services, {**BOTA, **NUMBER}).created
    with pytest.raises(errors.AlreadyRegistered):
        register(services, {**BOTA, **ADDRESS, **OTHER_NUMBER})


def test_a_form_may_require_a_contact(services: Services) -> None:
    publish(services, {**REGISTRATION, "contact_required": True})
    with pytest.raises(errors.AnswersRefused) as refused:
        register(services, BOTA)
    assert [(each.name, each.code) for each in refused.value.problems] == [
        ("email", "answer.contact_missing"),
        ("phone", "answer.contact_missing"),
    ]
    assert register(services, {**BOTA, **NUMBER}).created


def test_a_repeated_registration_gets_the_first_receipt_and_no_second_seat(
    services: Services,
) -> None:
    first = register(services, answers_of_a_pupil(), nth_id(1))
    assert register(services, answers_of_a_pupil(), nth_id(1)) == first.model_copy(
        update={"created": False}
    )
    assert len(services.seats.holders("round-table", "pupil")) == 1
    assert len(list(services.outbox.waiting(before=NOON.replace(hour=13)))) == 1


def test_other_answers_under_the_same_id_are_refused(services: Services) -> None:
    respond(services, nth_id(1))
    with pytest.raises(errors.PayloadDiffers):
        respond(services, nth_id(1), overall=4)
    with pytest.raises(errors.PayloadDiffers):
        respond(services, nth_id(1), overall=400)
    register(services, answers_of_a_pupil(), nth_id(1))
    with pytest.raises(errors.PayloadDiffers):
        register(services, {**answers_of_a_pupil(), "name": "Әсем"}, nth_id(1))


def test_the_same_text_in_another_normalisation_is_a_repeat(services: Services) -> None:
    first = respond(services, nth_id(1), why="\u0439")
    assert respond(services, nth_id(1), why="\u0438\u0306") == first.model_copy(
        update={"created": False}
    )


def test_a_repeat_gets_its_receipt_after_the_closing(services: Services, clock: Clock) -> None:
    response = respond(services, nth_id(1))
    registration = register(services, answers_of_a_pupil(1), nth_id(2))
    change(services, state="closed")
    clock.forward(seconds=11)
    assert respond(services, nth_id(1)) == response.model_copy(update={"created": False})
    assert register(services, answers_of_a_pupil(1), nth_id(2)) == registration.model_copy(
        update={"created": False}
    )
    with pytest.raises(errors.PayloadDiffers):
        respond(services, nth_id(1), overall=1)
    with pytest.raises(errors.EventClosed):
        respond(services, nth_id(3))


def test_a_repeat_gets_its_receipt_when_the_category_is_full(services: Services) -> None:
    first = register(services, answers_of_a_pupil(1), nth_id(1))
    register(services, answers_of_a_pupil(2), nth_id(2))
    assert register(services, answers_of_a_pupil(1), nth_id(1)) == first.model_copy(
        update={"created": False}
    )


def test_a_repeat_gets_its_receipt_when_the_form_has_changed(
    services: Services, clock: Clock
) -> None:
    first = respond(services, nth_id(1), why="бәрі")
    stricter = [row for row in IMPRESSIONS["questions"] if row["name"] != "why"]
    publish(services, {**IMPRESSIONS, "questions": stricter})
    clock.forward(seconds=11)
    assert respond(services, nth_id(1), why="бәрі") == first.model_copy(update={"created": False})
    with pytest.raises(errors.AnswersRefused):
        respond(services, nth_id(2), why="бәрі")


def test_closing_by_hand_holds_at_once_for_registrations(services: Services) -> None:
    register(services, answers_of_a_pupil(1))
    change(services, state="closed")
    with pytest.raises(errors.EventClosed):
        register(services, answers_of_a_pupil(2))
    change(services, state="open")
    services.catalogue.reread("round-table", "registration")
    forms.close_form(services, ORGANISER, "round-table", "registration")
    with pytest.raises(errors.FormClosed):
        register(services, answers_of_a_pupil(2))
    forms.reopen_form(services, ORGANISER, "round-table", "registration")
    assert register(services, answers_of_a_pupil(2)).created


def test_closing_by_hand_holds_within_ten_seconds_for_responses(
    services: Services, clock: Clock
) -> None:
    respond(services)
    change(replace(services), state="closed")  # in another process
    clock.forward(seconds=9.9)
    assert respond(services).created
    clock.forward(seconds=0.1)
    with pytest.raises(errors.EventClosed):
        respond(services)


def test_closing_by_hand_holds_at_once_in_the_process_that_closes(services: Services) -> None:
    respond(services)
    change(services, state="closed")
    with pytest.raises(errors.EventClosed):
        respond(services)


def test_opening_by_hand_holds_at_once(services: Services, clock: Clock) -> None:
    change(services, state="closed")
    with pytest.raises(errors.EventClosed):
        respond(services)
    clock.forward(seconds=1)
    change(services, state="open")
    assert respond(services).created


def test_the_times_of_an_event_are_kept_to_the_second(services: Services, clock: Clock) -> None:
    change(services, opens_at="2026-06-01T18:00:00+05:00", closes_at="2026-06-01T19:00:00+05:00")
    clock.forward(minutes=59, seconds=59)
    with pytest.raises(errors.EventNotYetOpen):
        respond(services)
    with pytest.raises(errors.EventNotYetOpen):
        register(services, answers_of_a_pupil())
    clock.forward(seconds=1)
    assert respond(services).created
    assert register(services, answers_of_a_pupil(1)).created
    clock.forward(hours=1)
    with pytest.raises(errors.EventClosed):
        respond(services)
    with pytest.raises(errors.EventClosed):
        register(services, answers_of_a_pupil(2))


def test_the_times_of_a_form_are_kept_to_the_second(services: Services, clock: Clock) -> None:
    times = {"opens_at": "2026-06-01T13:00:00Z", "closes_at": "2026-06-01T14:00:00Z"}
    for form in ("registration", "impressions"):
        forms.set_form_times(services, ORGANISER, "round-table", form, as_json(times))
    with pytest.raises(errors.FormNotYetOpen):
        respond(services)
    with pytest.raises(errors.FormNotYetOpen):
        register(services, answers_of_a_pupil())
    clock.forward(hours=1)
    assert respond(services).created
    assert register(services, answers_of_a_pupil(1)).created
    clock.forward(hours=1)
    with pytest.raises(errors.FormClosed):
        respond(services)
    with pytest.raises(errors.FormClosed):
        register(services, answers_of_a_pupil(2))


@pytest.mark.parametrize("closed", ["event", "form"])
def test_the_transaction_itself_holds_to_the_moment_of_closing(
    services: Services, closed: str
) -> None:
    """The condition holds to the microsecond: time passes between an early check and the write."""
    closing = NOON + timedelta(hours=2)
    if closed == "event":
        change(services, closes_at=closing.isoformat())
    else:
        times = as_json({"closes_at": closing.isoformat()})
        forms.set_form_times(services, ORGANISER, "round-table", "registration", times)
    register(services, {"category": "teacher", "name": "Бота"}, nth_id(1))
    first = services.submissions.get("round-table", "registration", nth_id(1), shards=1)
    assert isinstance(first, Registration)
    assert first.seat is not None
    late = replace(first, id=nth_id(2), seat=first.seat - 1, received_at=closing)
    with pytest.raises(AdmissionRefused):
        services.submissions.register(late, None, 0)
    in_time = replace(late, received_at=closing - timedelta(microseconds=1))
    assert services.submissions.register(in_time, None, 0) is None


@pytest.mark.parametrize("opened", ["event", "form"])
def test_the_transaction_itself_holds_to_the_moment_of_opening(
    services: Services, clock: Clock, opened: str
) -> None:
    opening = NOON + timedelta(hours=2)
    if opened == "event":
        change(services, opens_at=opening.isoformat())
    else:
        times = as_json({"opens_at": opening.isoformat()})
        forms.set_form_times(services, ORGANISER, "round-table", "registration", times)
    clock.forward(hours=2)
    register(services, {"category": "teacher", "name": "Бота"}, nth_id(1))  # at that moment
    first = services.submissions.get("round-table", "registration", nth_id(1), shards=1)
    assert isinstance(first, Registration)
    assert first.seat is not None
    early = opening - timedelta(microseconds=1)
    with pytest.raises(AdmissionRefused):
        services.submissions.register(
            replace(first, id=nth_id(2), seat=first.seat - 1, received_at=early), None, 0
        )


def test_drafts_and_unknown_events_and_forms_are_not_found(services: Services) -> None:
    open_event(services, id="training", state="draft")
    with pytest.raises(errors.EventNotFound):
        respond(services, event="training")
    with pytest.raises(errors.EventNotFound):
        respond(services, event="nothing")
    with pytest.raises(errors.EventNotFound):
        respond(services, event="\ud800" + "x" * 3000)
    drafts.save_form(
        services, ORGANISER, "round-table", "other", as_json({**IMPRESSIONS, "name": "other"})
    )
    for name in ("other", "nothing", "", "y" * 3000):
        with pytest.raises(errors.FormNotFound):
            submissions.submit_json(services, "round-table", name, b'{"answers": {}}', "kk")


def test_an_older_version_is_accepted_and_an_unknown_one_is_refused(
    services: Services, clock: Clock
) -> None:
    publish(services, {**IMPRESSIONS, "title": {"kk": "Жаңа"}})
    clock.forward(seconds=11)

    def send(version: object) -> Receipt:
        body = as_json({"id": new_id(), "version": version, "answers": {"overall": 3}})
        return submissions.submit_json(services, "round-table", "impressions", body, "kk")

    stored = [
        services.submissions.get("round-table", "impressions", send(version).id, shards=1)
        for version in (1, 2, None)
    ]
    assert [each.version for each in stored if each] == [1, 2, 2]
    for unknown in (3, 99_999):
        with pytest.raises(errors.VersionUnknown):
            send(unknown)


def test_a_version_published_a_moment_ago_is_known(services: Services) -> None:
    respond(services)
    publish(services, {**IMPRESSIONS, "title": {"kk": "Жаңа"}})
    body = as_json({"id": nth_id(1), "version": 2, "answers": {"overall": 3}})
    assert submissions.submit_json(services, "round-table", "impressions", body, "kk").created


@pytest.mark.parametrize(
    "bad", ["-", "1", "00000000-0000-4000-8000-00000000000", nth_id(10).upper(), "x" * 5000]
)
def test_an_id_is_a_uuid(services: Services, bad: str) -> None:
    with pytest.raises(errors.BadSubmissionId):
        respond(services, bad)
    with pytest.raises(errors.BadSubmissionId):
        submissions.submit_fields(services, "round-table", "impressions", bad, 1, "kk", [])
    with pytest.raises(errors.SubmissionNotFound):
        submissions.show_receipt(services, "round-table", "impressions", bad)


def test_a_submission_without_an_id_gets_one(services: Services) -> None:
    body = as_json({"answers": {"overall": 5}})
    first, second = (
        submissions.submit_json(services, "round-table", "impressions", body, "kk")
        for _ in range(2)
    )
    assert first.created
    assert second.created
    assert first.id != second.id


def test_refused_answers_are_not_stored(services: Services) -> None:
    with pytest.raises(errors.AnswersRefused) as refused:
        respond(services, nth_id(1), overall=6, category="official")
    assert {problem.name for problem in refused.value.problems} == {"overall", "category"}
    assert services.submissions.get("round-table", "impressions", nth_id(1), shards=1) is None


def test_refused_answers_without_an_id_are_not_looked_up(services: Services) -> None:
    with pytest.raises(errors.AnswersRefused):
        submissions.submit_json(services, "round-table", "impressions", b'{"answers": {}}', "kk")


def test_answers_too_large_for_an_item_are_refused(services: Services) -> None:
    long = {f"more_{n}": "\U0001f600" * 20_000 for n in range(9)}
    with pytest.raises(errors.SubmissionTooLarge):
        respond(services, nth_id(1), **long)
    assert services.submissions.get("round-table", "impressions", nth_id(1), shards=1) is None


def test_fields_and_json_make_the_same_submission(services: Services) -> None:
    pairs = [("_id", nth_id(1)), ("q.overall", "5"), ("q.why", "Жақсы")]
    send = submissions.submit_fields
    first = send(services, "round-table", "impressions", nth_id(1), 1, "ru", pairs)
    assert first.created
    assert send(
        services, "round-table", "impressions", nth_id(1), 1, "kk", pairs
    ) == first.model_copy(update={"created": False})
    assert respond(services, nth_id(1), why="Жақсы") == first.model_copy(update={"created": False})
    changed = [("q.overall", "4"), ("q.why", "Жақсы")]
    with pytest.raises(errors.PayloadDiffers):
        send(services, "round-table", "impressions", nth_id(1), None, "kk", changed)
    with pytest.raises(errors.PayloadDiffers):
        send(services, "round-table", "impressions", nth_id(1), 7, "kk", changed)
    with pytest.raises(errors.BrokenForm):
        send(services, "round-table", "impressions", nth_id(2), 1, "kk", [("q.unknown", "4")])


def test_a_receipt_is_shown_to_anyone_with_the_id(services: Services) -> None:
    first = register(services, answers_of_a_pupil(), nth_id(1))
    receipt = submissions.show_receipt(services, "round-table", "registration", nth_id(1))
    assert receipt == first.model_copy(update={"created": False})
    with pytest.raises(errors.SubmissionNotFound):
        submissions.show_receipt(services, "round-table", "impressions", nth_id(1))


def test_submissions_are_listed_in_the_order_of_arrival(services: Services, clock: Clock) -> None:
    ids_in_order = []
    for number in (5, 3, 4, 1, 2):
        ids_in_order.append(respond(services, nth_id(number)).id)
        clock.forward(microseconds=1)
    listed: list[str] = []
    cursor = None
    while True:
        page = stored_submissions.list_submissions(
            services, ORGANISER, "round-table", "impressions", cursor, limit=2
        )
        listed += [row.id for row in page.rows]
        cursor = page.next
        if cursor is None:
            break
    assert listed == ids_in_order


def test_a_page_of_large_rows_is_cut_so_that_it_can_be_sent(services: Services) -> None:
    text = "ә" * 20_000
    many = {f"more_{n}": text for n in range(8)}
    sent = [respond(services, nth_id(number), **many).id for number in range(1, 16)]
    listed: list[str] = []
    sizes = []
    cursor = None
    while cursor is not None or not listed:
        page = stored_submissions.list_submissions(
            services, ORGANISER, "round-table", "impressions", cursor
        )
        listed += [row.id for row in page.rows]
        sizes.append(len(page.model_dump_json().encode()))
        cursor = page.next
    assert listed == sent
    assert len(sizes) == 2
    assert max(sizes) <= LARGEST_BODY


@pytest.mark.parametrize(
    "cursor",
    ["", "x", "ö", "W10", "bnVsbA", "WzksIiIsIiJd", "WzAsIngiLCJ5Il0", "WzAuMCwgIiIsICIiXQ"],
)
def test_an_invalid_cursor_is_refused(services: Services, cursor: str) -> None:
    with pytest.raises(errors.BadParameter):
        stored_submissions.list_submissions(
            services, ORGANISER, "round-table", "impressions", cursor
        )


@pytest.mark.parametrize("limit", [0, -1, 1001])
def test_a_page_size_outside_its_bounds_is_refused(services: Services, limit: int) -> None:
    with pytest.raises(errors.BadParameter):
        stored_submissions.list_submissions(
            services, ORGANISER, "round-table", "impressions", limit=limit
        )


def test_erasing_frees_the_seat_and_the_person_and_raises_the_epoch(services: Services) -> None:
    register(services, answers_of_a_pupil(1), nth_id(1))
    erase = stored_submissions.erase_submission
    erase(services, ORGANISER, "round-table", "registration", nth_id(1))
    assert services.seats.holders("round-table", "pupil") == {}
    checkpoint = services.table.get(keys.checkpoint("round-table", "registration"))
    assert checkpoint is not None
    assert checkpoint["epoch"] == {"N": "1"}
    assert register(services, answers_of_a_pupil(1)).created


def erase(services: Services, form: str, submission: str) -> None:
    stored_submissions.erase_submission(services, ORGANISER, "round-table", form, submission)


def test_an_erased_submission_does_not_come_back(services: Services, clock: Clock) -> None:
    register(services, answers_of_a_pupil(1), nth_id(1))
    respond(services, nth_id(1))
    for form in ("registration", "impressions"):
        erase(services, form, nth_id(1))
        with pytest.raises(errors.SubmissionErased):
            submissions.show_receipt(services, "round-table", form, nth_id(1))
        page = stored_submissions.list_submissions(services, ORGANISER, "round-table", form)
        assert page.rows == ()
    for answers in (answers_of_a_pupil(1), answers_of_a_pupil(2), {}):
        with pytest.raises(errors.SubmissionErased):
            register(services, answers, nth_id(1))
    for overall in (5, 1, 99):
        with pytest.raises(errors.SubmissionErased):
            respond(services, nth_id(1), overall=overall)
    change(services, state="closed")
    clock.forward(seconds=11)
    with pytest.raises(errors.SubmissionErased):
        respond(services, nth_id(1))
    assert services.seats.holders("round-table", "pupil") == {}


def test_a_tombstone_holds_nothing_of_the_person(services: Services) -> None:
    register(services, answers_of_a_pupil(1), nth_id(1))
    erase(services, "registration", nth_id(1))
    key = keys.submission("round-table", "registration", nth_id(1))
    item = services.table.get(key)
    assert item is not None
    assert item == {**address(key), "kind": {"S": "erased"}, "erased_at": item["erased_at"]}


def test_erasing_again_is_a_success_and_changes_nothing(services: Services) -> None:
    register(services, answers_of_a_pupil(1), nth_id(1))
    stored = services.submissions.find("round-table", "registration", nth_id(1), shards=1)
    erase(services, "registration", nth_id(1))
    erase(services, "registration", nth_id(1))
    services.submissions.erase(stored, shards=1, now=services.clock())
    checkpoint = services.table.get(keys.checkpoint("round-table", "registration"))
    assert checkpoint is not None
    assert checkpoint["epoch"] == {"N": "1"}
    with pytest.raises(errors.SubmissionNotFound):
        erase(services, "registration", nth_id(2))


def test_a_submission_erased_while_a_page_of_rows_is_read_is_left_out(services: Services) -> None:
    respond(services, nth_id(1))
    collection = keys.submissions("round-table", "impressions", 0)
    entries = services.table.page(collection, index=keys.BY_RECEIVED).items
    erase(services, "impressions", nth_id(1))
    assert list(services.submissions._read_items(entries)) == []


def test_submissions_without_a_seat_limit_or_a_claim_are_erased(services: Services) -> None:
    respond(services, nth_id(1))
    stored = services.submissions.get("round-table", "impressions", nth_id(1), shards=1)
    assert stored is not None
    stored_submissions.erase_submission(
        services, ORGANISER, "round-table", "impressions", nth_id(1)
    )
    never_stored = replace(stored, id=nth_id(3))
    with pytest.raises(errors.ChangedMeanwhile):
        services.submissions.erase(never_stored, shards=1, now=services.clock())
    register(services, {"category": "teacher", "name": "Бота"}, nth_id(2))
    stored_submissions.erase_submission(
        services, ORGANISER, "round-table", "registration", nth_id(2)
    )
    assert services.seats.holders("round-table", "teacher") == {}


def test_an_event_without_categories_has_no_seats(services: Services) -> None:
    document = event_document(id="meeting", categories=None)
    events.create_event(services, ORGANISER, as_json(document))
    publish(services, {**REGISTRATION, "questions": REGISTRATION["questions"][1:]}, "meeting")
    receipt = register(services, {"name": "Айша"}, nth_id(1), event="meeting")
    assert (receipt.status, receipt.category) == ("confirmed", None)
    stored_submissions.erase_submission(services, ORGANISER, "meeting", "registration", nth_id(1))
    with pytest.raises(errors.SubmissionErased):
        submissions.show_receipt(services, "meeting", "registration", nth_id(1))


def test_a_removed_category_is_refused(services: Services) -> None:
    change(services, categories=[event_document()["categories"][1]])
    with pytest.raises(errors.AnswersRefused) as refused:
        register(services, answers_of_a_pupil())
    assert [(each.name, each.code) for each in refused.value.problems] == [
        ("category", "answer.unknown_choice")
    ]


def test_a_forms_shards_share_its_submissions(services: Services, clock: Clock) -> None:
    form = {**IMPRESSIONS, "name": "busy"}
    drafts.save_form(services, ORGANISER, "round-table", "busy", as_json(form))
    forms.publish_form(services, ORGANISER, "round-table", "busy", shards=3)
    ids = {nth_id(number) for number in range(1, 21)}
    for each in ids:
        body = as_json({"id": each, "answers": {"overall": 5}})
        submissions.submit_json(services, "round-table", "busy", body, "kk")
        assert submissions.show_receipt(services, "round-table", "busy", each).id == each
    page = stored_submissions.list_submissions(services, ORGANISER, "round-table", "busy", limit=7)
    listed = [row.id for row in page.rows]
    while page.next is not None:
        page = stored_submissions.list_submissions(
            services, ORGANISER, "round-table", "busy", page.next, limit=7
        )
        listed += [row.id for row in page.rows]
    assert sorted(listed) == sorted(ids)
    collections = {keys.submission("round-table", "busy", each, shards=3).pk for each in ids}
    assert len(collections) == 3


def test_registrations_and_responses_work_on_moto_too(local_settings: Settings) -> None:
    services = services_on(local_settings, Clock())
    open_event(services)
    first = register(services, answers_of_a_pupil(1), nth_id(1))
    assert register(services, answers_of_a_pupil(1), nth_id(1)) == first.model_copy(
        update={"created": False}
    )
    register(services, answers_of_a_pupil(2), nth_id(2))
    with pytest.raises(errors.CategoryFull):
        register(services, answers_of_a_pupil(3), nth_id(3))
    assert respond(services, nth_id(1)).created
    page = stored_submissions.list_submissions(services, ORGANISER, "round-table", "registration")
    assert {row.id for row in page.rows} == {nth_id(1), nth_id(2)}
