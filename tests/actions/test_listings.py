"""Lists of submissions: every order, filter and search, page by page."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from chalicelib import errors
from chalicelib.actions import drafts, forms, listings, submissions
from chalicelib.actions.services import Services
from chalicelib.domain.listings import ListQuery, SearchIn, Sort
from chalicelib.domain.permissions import ANYONE
from chalicelib.settings import Settings
from chalicelib.storage.keys import shard_of
from tests.actions import setting
from tests.actions.setting import ORGANISER, Clock
from tests.ids import new_id

PEOPLE = (
    ("Жанар Ёлкина", "pupil", "zhanar@example.kz", "kk"),
    ("Әлия Сәдуақас", "teacher", "aliya@example.kz", "ru"),
    ("Борис Ким", "pupil", "boris@example.kz", "ru"),
    ("Гүлнар Оспан", "teacher", "gulnar@example.kz", "kk"),
    ("Алма Серік", "teacher", "alma@example.kz", "en"),
)
NAMES = [name for name, *_ in PEOPLE]


@pytest.fixture
def services(local_settings: Settings, clock: Clock) -> Services:
    """Return services with five registrations, a day apart."""
    services = setting.services_on(local_settings, clock)
    setting.open_event(services)
    for name, category, email, language in PEOPLE:
        answers = {"category": category, "name": name, "email": email}
        body = setting.as_json({"answers": answers, "language": language})
        submissions.submit_json(services, "round-table", "registration", body, "kk")
        clock.forward(days=1)
    return services


def names(services: Services, query: ListQuery = ListQuery(), *, limit: int = 50) -> list[str]:  # noqa: B008 -- frozen
    """Return the names on all pages."""
    found: list[str] = []
    cursor = None
    while True:
        page = listings.list_rows(
            services, ORGANISER, "round-table", "registration", query, cursor=cursor, limit=limit
        )
        assert len(page.submissions) <= limit
        found += [listings.line_of(each).name for each in page.submissions]
        cursor = page.next
        if cursor is None:
            return found


def test_every_order_holds_over_pages_of_any_size(services: Services) -> None:
    for sort, expected in (
        (Sort.NEWEST, NAMES[::-1]),
        (Sort.OLDEST, NAMES),
        (Sort.NAME, [NAMES[4], NAMES[1], NAMES[2], NAMES[3], NAMES[0]]),
        (Sort.CATEGORY, [NAMES[0], NAMES[2], NAMES[1], NAMES[3], NAMES[4]]),
        (Sort.LANGUAGE, [NAMES[4], NAMES[0], NAMES[3], NAMES[1], NAMES[2]]),
    ):
        for limit in (1, 2, 5):
            assert names(services, ListQuery(sort=sort), limit=limit) == expected


def test_filters_narrow_the_list_together(services: Services, clock: Clock) -> None:
    first = clock.now - timedelta(days=5)
    assert names(services, ListQuery(category="teacher", language="kk")) == [NAMES[3]]
    assert names(services, ListQuery(version=2)) == []
    assert names(services, ListQuery(answered="phone")) == []
    assert names(services, ListQuery(answered="email", category="pupil")) == [NAMES[2], NAMES[0]]
    since, until = first + timedelta(days=1), first + timedelta(days=2)
    assert names(services, ListQuery(since=since, until=until)) == [NAMES[2], NAMES[1]]


def test_a_search_finds_people_by_every_word(services: Services) -> None:
    for search, expected in (
        ("ким", [NAMES[2]]),
        ("серік алма", [NAMES[4]]),
        ("елкина", [NAMES[0]]),
        ("GULNAR@", [NAMES[3]]),
        ("nobody", []),
        ("pupil", []),
    ):
        assert names(services, ListQuery(search=search)) == expected


def test_a_receipt_code_finds_its_registration_however_it_is_typed(services: Services) -> None:
    page = listings.list_rows(services, ORGANISER, "round-table", "registration", ListQuery())
    wanted = page.submissions[2]
    for typed in (wanted.receipt, wanted.receipt.replace("-", "").lower(), f" {wanted.receipt} "):
        found = listings.list_rows(
            services, ORGANISER, "round-table", "registration", ListQuery(search=typed)
        )
        assert found.submissions == (wanted,)


def test_texts_of_answers_are_searched_in_parts_that_go_on_where_they_ended(
    services: Services, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(6):
        clock.forward(seconds=1)
        setting.respond(services, why=f"Кітапхана {number}" if number in (0, 4) else "Басқа")
    monkeypatch.setattr(listings, "MOST_ANSWERS", 4)
    query = ListQuery(search="кітапхана", search_in=SearchIn.ANSWERS, sort=Sort.OLDEST)
    event_and_form = ("round-table", "impressions")
    first = listings.list_rows(services, ORGANISER, *event_and_form, query)
    assert [each.answers["why"] for each in first.submissions] == ["Кітапхана 0"]
    assert first.looked_through == 4
    second = listings.list_rows(services, ORGANISER, *event_and_form, query, cursor=first.next)
    assert [each.answers["why"] for each in second.submissions] == ["Кітапхана 4"]
    assert (second.next, second.looked_through) == (None, None)
    assert (
        listings.list_rows(
            services, ORGANISER, *event_and_form, replace(query, search_in=SearchIn.PEOPLE)
        ).submissions
        == ()
    )


def test_a_list_says_where_it_stopped_reading(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listings, "MOST_ROWS", 3)
    event_and_form = ("round-table", "registration")
    query = ListQuery(search="жанар")
    page = listings.list_rows(services, ORGANISER, *event_and_form, query)
    assert (page.submissions, page.looked_through) == ((), 3)
    page = listings.list_rows(services, ORGANISER, *event_and_form, query, cursor=page.next)
    assert [listings.line_of(each).name for each in page.submissions] == [NAMES[0]]
    page = listings.list_rows(services, ORGANISER, *event_and_form, ListQuery(sort=Sort.NAME))
    assert (len(page.submissions), page.next, page.looked_through) == (3, None, 3)


def test_shards_are_listed_as_one_in_the_order_of_time(
    local_settings: Settings, clock: Clock
) -> None:
    services = setting.services_on(local_settings, clock)
    setting.open_event(services)
    document = {**setting.IMPRESSIONS, "name": "sharded"}
    drafts.save_form(services, ORGANISER, "round-table", "sharded", setting.as_json(document))
    forms.publish_form(services, ORGANISER, "round-table", "sharded", shards=3)
    ids = [new_id() for _ in range(9)]
    assert {shard_of(each, 3) for each in ids} == {0, 1, 2}
    for each in ids:
        body = setting.as_json({"id": each, "answers": {"overall": 1}})
        submissions.submit_json(services, "round-table", "sharded", body, "kk")
        clock.forward(seconds=1)
    for sort, expected in ((Sort.OLDEST, ids), (Sort.NEWEST, ids[::-1])):
        found, cursor = list[str](), None
        while True:
            page = listings.list_rows(
                services,
                ORGANISER,
                "round-table",
                "sharded",
                ListQuery(sort=sort),
                cursor=cursor,
                limit=2,
            )
            found += [each.id for each in page.submissions]
            cursor = page.next
            if cursor is None:
                break
        assert found == expected


def test_a_cursor_that_no_page_gave_is_refused(services: Services) -> None:
    cursors = ("", "x", "bnVsbA", "WyJhIiwgImIiXQ", "W10", "é")
    for sort, cursor in product((Sort.NEWEST, Sort.NAME), cursors):
        with pytest.raises(errors.BadParameter):
            listings.list_rows(
                services,
                ORGANISER,
                "round-table",
                "registration",
                ListQuery(sort=sort),
                cursor=cursor,
            )


def test_one_submission_comes_with_the_version_that_it_answers(services: Services) -> None:
    page = listings.list_rows(services, ORGANISER, "round-table", "registration", ListQuery())
    wanted = page.submissions[0]
    stored = listings.find_submission(services, ORGANISER, "round-table", "registration", wanted.id)
    assert (stored.submission, stored.form.version) == (wanted, 1)


def test_strangers_see_no_list(services: Services) -> None:
    with pytest.raises(errors.EventNotFound):
        listings.list_rows(services, ANYONE, "round-table", "registration", ListQuery())
