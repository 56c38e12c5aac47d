"""The audit log, read with filters and as CSV."""

from datetime import timedelta

import pytest

from chalicelib import errors
from chalicelib.actions import audit
from chalicelib.actions.services import Services
from chalicelib.domain.audit import AuditFilter
from chalicelib.domain.permissions import ANYONE
from chalicelib.settings import Settings
from chalicelib.storage.table import Table
from tests.actions.setting import NOON, ORGANISER, Clock, services_on

ALL = AuditFilter()


@pytest.fixture
def services(local_settings: Settings, local_table: Table, clock: Clock) -> Services:
    return services_on(local_settings, clock, local_table)


@pytest.fixture
def log(services: Services, clock: Clock) -> Services:
    """Log nine readings, of three events in turn, a minute apart."""
    for number in range(9):
        clock.forward(minutes=1)
        event = f"event-{number % 3}"
        audit.log_reading(services, ORGANISER, "submission.list", event=event, form="f")
    return services


def minutes(services: Services, admitted: AuditFilter, **page: int) -> list[int]:
    """Return the minutes of the entries of all pages."""
    found: list[int] = []
    cursor = None
    while True:
        answer = audit.read_audit(services, ORGANISER, admitted, cursor, **page)
        found += [(entry.at - NOON) // timedelta(minutes=1) for entry in answer.entries]
        cursor = answer.next
        if cursor is None:
            return found


def test_pages_hold_every_entry_once(log: Services) -> None:
    for limit in (1, 2, 3, 9, 100):
        assert minutes(log, ALL, limit=limit) == [9, 8, 7, 6, 5, 4, 3, 2, 1]


def test_a_filter_admits_what_fits_all_of_its_parts(log: Services) -> None:
    event = AuditFilter(event="event-0")
    assert minutes(log, event, limit=2) == [7, 4, 1]
    since = NOON + timedelta(minutes=4)
    assert minutes(log, AuditFilter(event="event-0", since=since)) == [7, 4]
    assert minutes(log, AuditFilter(until=since)) == [3, 2, 1]
    assert minutes(log, AuditFilter(actor=ORGANISER.id, code="submission.list")) == [
        *range(9, 0, -1)
    ]
    assert minutes(log, AuditFilter(actor="other@pikir.example")) == []
    assert minutes(log, AuditFilter(code="event.create")) == []


def test_a_filter_that_admits_little_stops_and_says_how_far_it_looked(
    log: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "MOST_EXAMINED", 2)
    page = audit.read_audit(log, ORGANISER, AuditFilter(event="event-0"))
    assert page.entries == ()
    assert page.reached == NOON + timedelta(minutes=8)
    assert minutes(log, AuditFilter(event="event-0")) == [7, 4, 1]


@pytest.mark.parametrize("cursor", ["", "x", "!", "MjAyNg", "MjAyNi0xMS0yOVQwNg", "ÿ", "eA=="])
def test_a_cursor_that_no_page_gave_is_refused(log: Services, cursor: str) -> None:
    with pytest.raises(errors.BadParameter):
        audit.read_audit(log, ORGANISER, ALL, cursor)


@pytest.mark.parametrize("limit", [0, 501])
def test_a_page_has_a_size_within_bounds(log: Services, limit: int) -> None:
    with pytest.raises(errors.BadParameter):
        audit.read_audit(log, ORGANISER, ALL, None, limit)


def test_the_log_is_a_file_and_its_download_is_logged(log: Services) -> None:
    file = audit.export_audit(log, ORGANISER, AuditFilter(since=NOON + timedelta(minutes=8)))
    assert file.body is not None
    heading, first, *more = file.body.decode("utf-8-sig").splitlines()
    assert heading == "at,actor,token,code,event,form,subject,fields"
    at = "2026-06-01T12:09:00.000000Z"
    assert first == f"{at},{ORGANISER.id},,submission.list,event-2,f,,"
    assert len(more) == 1
    newest = audit.read_audit(log, ORGANISER, AuditFilter(code="download.make")).entries
    assert [entry.subject for entry in newest] == ["audit.csv"]


def test_the_log_is_not_for_strangers(log: Services) -> None:
    for read in (audit.read_audit, audit.export_audit):
        with pytest.raises(errors.PageNotFound):
            read(log, ANYONE, ALL)
