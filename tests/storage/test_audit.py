"""The audit log is read newest first, over months, and nothing older than its lifetime is shown."""

from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest

from chalicelib.domain.audit import AuditEntry
from chalicelib.storage.audit import AuditStore, from_item, position_of, to_item
from chalicelib.storage.table import Table, read_integer
from tests.actions.setting import nth_id

NOW = datetime(2026, 11, 29, 6, 0, tzinfo=UTC)


def entry(number: int, **ago: float) -> AuditEntry:
    return AuditEntry(
        id=nth_id(number), at=NOW - timedelta(**ago), actor="a@pikir.example", code="event.change"
    )


ENTRIES = [entry(1, days=400), entry(2, days=200), entry(3, days=40), entry(4), entry(5)]


@pytest.fixture
def log(local_table: Table) -> AuditStore:
    store = AuditStore(local_table, timedelta(days=365))
    for each in ENTRIES:
        store.append(each)
    return store


def read(
    log: AuditStore,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    before: str | None = None,
) -> list[str]:
    found = log.newest_first(now=NOW, since=since, until=until, before=before)
    return [each.id for each in found]


def test_an_item_holds_the_whole_entry() -> None:
    whole = entry(1).model_copy(
        update={
            "token": "0" * 16,
            "event": "round-table",
            "form": "impressions",
            "subject": nth_id(2),
            "fields": ("title", "venue"),
        }
    )
    for each in (whole, entry(1)):
        assert from_item(to_item(each, NOW)) == each


def test_entries_are_read_over_months_the_newest_first(log: AuditStore) -> None:
    assert read(log) == [nth_id(number) for number in (5, 4, 3, 2)]


def test_a_position_leads_to_the_entries_before_it(log: AuditStore) -> None:
    assert read(log, before=position_of(ENTRIES[4])) == [nth_id(number) for number in (4, 3, 2)]
    assert read(log, before=position_of(ENTRIES[2])) == [nth_id(2)]
    assert read(log, before=position_of(entry(9, days=-800))) == read(log)


def test_the_first_moment_is_included_and_the_last_is_not(log: AuditStore) -> None:
    third, newest = ENTRIES[2].at, NOW
    assert read(log, since=third, until=newest) == [nth_id(3)]
    assert read(log, until=third) == [nth_id(2)]
    assert read(log, since=newest + timedelta(days=2)) == []
    assert read(log, until=NOW - timedelta(days=380)) == []


def test_an_end_in_the_far_future_asks_for_no_empty_months(
    log: AuditStore,
) -> None:
    with patch.object(Table, "query", autospec=True, side_effect=Table.query) as query:
        read(log, until=NOW + timedelta(days=50_000))
    assert query.call_args_list[0].args[1] == "AUDIT#2026-11"
    assert query.call_count == 13


def test_an_entry_expires_when_its_lifetime_is_over(log: AuditStore) -> None:
    operation = log.put_entry(entry(1))
    seconds = int((NOW + timedelta(days=365)).timestamp())
    assert seconds <= read_integer(operation.item, "expires_at") <= seconds + 1
