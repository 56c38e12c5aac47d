from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.access import SignIn
from chalicelib.storage import keys
from chalicelib.storage.sign_ins import SignInStore
from chalicelib.storage.table import ABSENT, Put, Table, TransactionCancelled, address

NOW = datetime(2026, 6, 13, 5, tzinfo=UTC)
LINK = SignIn("a@example.org", NOW + timedelta(minutes=15))


def test_a_link_works_once(local_table: Table) -> None:
    links = SignInStore(local_table)
    assert links.add("d1", LINK, asker="h", now=NOW)
    assert links.use("d1", "s1", NOW) == LINK
    assert links.use("d1", "s2", NOW) is None
    assert links.use("unknown", "s1", NOW) is None


@pytest.mark.parametrize(("seconds", "works"), [(0, True), (59, True), (60, False), (120, False)])
def test_a_link_is_used_again_by_its_own_session_within_a_minute(
    local_table: Table, seconds: int, *, works: bool
) -> None:
    links = SignInStore(local_table)
    links.add("d1", LINK, asker="h", now=NOW)
    links.use("d1", "s1", NOW)
    links.use("d1", "s1", NOW + timedelta(seconds=30))  # does not lengthen the minute
    assert (links.use("d1", "s1", NOW + timedelta(seconds=seconds)) is not None) is works


@pytest.mark.parametrize(("minutes", "works"), [(14.99, True), (15, False), (60, False)])
def test_a_link_expires_after_fifteen_minutes(
    local_table: Table, minutes: float, *, works: bool
) -> None:
    links = SignInStore(local_table)
    links.add("d1", LINK, asker="h", now=NOW)
    assert (links.use("d1", "s1", NOW + timedelta(minutes=minutes)) is not None) is works


def test_an_address_waits_between_two_links(local_table: Table) -> None:
    links = SignInStore(local_table)
    assert links.add("d1", LINK, asker="h", now=NOW)
    assert not links.add("d2", LINK, asker="h", now=NOW + timedelta(seconds=59))
    assert links.add("d3", LINK, asker="other", now=NOW)
    assert links.add("d4", LINK, asker="h", now=NOW + timedelta(seconds=60))
    assert links.use("d2", "s1", NOW) is None


def test_further_operations_are_written_with_the_link_or_not_at_all(local_table: Table) -> None:
    links = SignInStore(local_table)
    letter = keys.outbox("2026", "1")
    along = [Put(address(letter), ABSENT)]
    assert links.add("d1", LINK, asker="h", now=NOW, along=along)
    assert local_table.get(letter)
    with pytest.raises(TransactionCancelled):
        links.add("d2", LINK, asker="other", now=NOW, along=along)
    assert links.use("d2", "s1", NOW) is None


@pytest.mark.dynoxide
def test_one_of_many_simultaneous_uses_of_a_link_succeeds(dynoxide_table: Table) -> None:
    links = SignInStore(dynoxide_table)
    for attempt in range(10):
        digest = f"d{attempt}"
        links.add(digest, LINK, asker=digest, now=NOW)
        with ThreadPoolExecutor(8) as pool:
            results = list(
                pool.map(lambda n, digest=digest: links.use(digest, str(n), NOW), range(8))
            )
        assert [sign_in for sign_in in results if sign_in] == [LINK]
