from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from typing_extensions import override

from chalicelib.domain.limits import Limit
from chalicelib.storage import keys
from chalicelib.storage.limits import LimitReached, LimitStore
from chalicelib.storage.table import Item, Table, Update

NOW = datetime(2026, 6, 13, 5, 20, tzinfo=UTC)
LIMIT = Limit("test", 3, most_bytes=100)
KEY = keys.limit("test", "someone", "2026-06-13T05:00:00.000000Z")


def read_counter(table: Table) -> tuple[str, str]:
    item = table.get(KEY)
    assert item is not None
    return item["uses"]["N"], item["bytes_used"]["N"]


def test_a_limit_is_reached_and_counts_anew_in_the_next_window(local_table: Table) -> None:
    limits = LimitStore(local_table)
    for _ in range(3):
        limits.count(LIMIT, "someone", NOW)
    with pytest.raises(LimitReached) as reached:
        limits.count(LIMIT, "someone", NOW)
    assert reached.value.free_at == datetime(2026, 6, 13, 6, tzinfo=UTC)
    limits.count(LIMIT, "another", NOW)
    limits.count(LIMIT, "someone", reached.value.free_at)


def test_bytes_count_as_well_and_a_refusal_counts_nothing(local_table: Table) -> None:
    limits = LimitStore(local_table)
    limits.count(LIMIT, "someone", NOW, size=60)
    with pytest.raises(LimitReached):
        limits.count(LIMIT, "someone", NOW, size=41)
    limits.count(LIMIT, "someone", NOW, size=40)
    assert read_counter(local_table) == ("2", "100")


def test_uses_are_taken_off_again_but_never_below_nothing(local_table: Table) -> None:
    limits = LimitStore(local_table)
    limits.discount(LIMIT, "someone", NOW)
    assert local_table.get(KEY) is None
    limits.count(LIMIT, "someone", NOW, uses=2, size=50)
    limits.discount(LIMIT, "someone", NOW, size=30)
    assert read_counter(local_table) == ("1", "20")
    limits.discount(LIMIT, "someone", NOW, uses=2, size=20)
    assert read_counter(local_table) == ("1", "20")


def test_a_counter_outlives_its_window_by_an_hour(local_table: Table) -> None:
    LimitStore(local_table).count(LIMIT, "someone", NOW)
    item = local_table.get(KEY)
    assert item is not None
    end = datetime(2026, 6, 13, 7, tzinfo=UTC)
    assert int(item["expires_at"]["N"]) == int(end.timestamp())


class Unconditional(Table):
    """The negative control: it raises the counter whatever it says."""

    @override
    def update(self, change: Update) -> Item:
        return super().update(Update(change.key, change.expression, change.names, change.values))


@pytest.mark.dynoxide
@pytest.mark.parametrize("holds", [True, False])
def test_many_at_once_do_not_pass_the_limit(
    dynoxide_table: Table, monkeypatch: pytest.MonkeyPatch, *, holds: bool
) -> None:
    limits = LimitStore(dynoxide_table)
    if not holds:
        monkeypatch.setattr(dynoxide_table, "__class__", Unconditional)

    def count(_: int) -> bool:
        try:
            limits.count(LIMIT, "crowd", NOW)
        except LimitReached:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        granted = sum(pool.map(count, range(24)))
    assert (granted == 3) is holds


def test_the_windows_of_a_day_begin_at_midnight() -> None:
    limit = Limit("test", 1, window=timedelta(days=1))
    assert limit.window_start(NOW) == datetime(2026, 6, 13, tzinfo=UTC)
    assert limit.window_end(NOW) == datetime(2026, 6, 14, tzinfo=UTC)
