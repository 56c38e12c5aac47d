"""Short addresses in the table: one code for a page, one page for a code, whoever comes first."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from chalicelib import errors
from chalicelib.domain.short_addresses import ShortAddress
from chalicelib.storage.short_addresses import ShortAddressStore
from chalicelib.storage.table import (
    Operation,
    Reason,
    Table,
    TransactionCancelled,
)

FIRST = ShortAddress("k7d4xp", "round-table", "", "mark")
OF_FORM = replace(FIRST, code="c2f3h4", form="registration")
RACERS = 6


def test_a_code_is_found_and_listed_with_its_event(dynoxide_table: Table) -> None:
    store = ShortAddressStore(dynoxide_table)
    assert store.find(FIRST.code) is None
    assert (store.add(FIRST), store.add(OF_FORM)) == (FIRST, OF_FORM)
    assert (store.find(FIRST.code), store.find(OF_FORM.code)) == (FIRST, OF_FORM)
    assert store.codes("round-table", "mark") == {"": "k7d4xp", "registration": "c2f3h4"}


def test_a_page_keeps_its_first_code(dynoxide_table: Table) -> None:
    store = ShortAddressStore(dynoxide_table)
    store.add(FIRST)
    assert store.add(replace(FIRST, code="tttttt")) == FIRST
    assert store.find("tttttt") is None
    assert store.add(FIRST) == FIRST  # the same again, as after an answer that was lost


def test_a_code_is_given_to_one_page_only(dynoxide_table: Table) -> None:
    store = ShortAddressStore(dynoxide_table)
    store.add(FIRST)
    assert store.add(replace(FIRST, event="training")) is None
    assert store.codes("training", "mark") == {}
    assert store.find(FIRST.code) == FIRST


def test_a_later_event_of_the_same_id_gets_another_code(dynoxide_table: Table) -> None:
    store = ShortAddressStore(dynoxide_table)
    store.add(FIRST)
    later = replace(FIRST, code="tttttt", event_mark="another mark")
    assert store.codes("round-table", "another mark") == {}
    assert store.add(later) == later
    assert store.codes("round-table", "another mark") == {"": "tttttt"}
    assert store.find(FIRST.code) == FIRST  # it is not given to anybody else


def add_at_once(table: Table) -> set[str]:
    """Return the codes that several get who make one for the same page at once."""
    barrier, store = Barrier(RACERS), ShortAddressStore(table)

    def add(number: int) -> str:
        barrier.wait()
        added = store.add(replace(FIRST, code=f"ttttt{number + 2}"))
        return added.code if added else ""

    with ThreadPoolExecutor(RACERS) as pool:
        return set(pool.map(add, range(RACERS)))


def test_all_who_make_one_at_once_get_the_same(dynoxide_table: Table) -> None:
    [code] = add_at_once(dynoxide_table)
    assert ShortAddressStore(dynoxide_table).codes("round-table", "mark") == {"": code}


def test_without_the_condition_they_get_different_ones(
    dynoxide_table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control."""
    name = "chalicelib.storage.short_addresses._UNLESS_IT_HAS_ONE"
    monkeypatch.setattr(name, "attribute_exists(pk) OR event_mark <> :mark OR :mark = :mark")
    assert len(add_at_once(dynoxide_table)) == RACERS


def test_a_transaction_cancelled_for_another_reason_says_try_again(
    dynoxide_table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cancel(operations: list[Operation]) -> None:
        raise TransactionCancelled([Reason(""), Reason("")])

    monkeypatch.setattr(dynoxide_table, "transact", cancel)
    with pytest.raises(errors.Unavailable):
        ShortAddressStore(dynoxide_table).add(FIRST)
