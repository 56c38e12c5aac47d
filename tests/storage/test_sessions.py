from datetime import UTC, datetime, timedelta

from chalicelib.domain.access import Session
from chalicelib.storage import keys
from chalicelib.storage.sessions import SessionStore
from chalicelib.storage.table import Table

NOW = datetime(2026, 6, 13, 5, tzinfo=UTC)
DIGEST = "ab" * 32
SESSION = Session("a@example.org", NOW, NOW)


def test_a_session_is_found_touched_and_ended(local_table: Table) -> None:
    sessions = SessionStore(local_table)
    sessions.add(DIGEST, SESSION)
    assert sessions.find(DIGEST) == SESSION
    later = NOW + timedelta(hours=1)
    sessions.touch(DIGEST, later)
    assert sessions.find(DIGEST) == Session("a@example.org", NOW, later)
    sessions.remove(DIGEST)
    assert sessions.find(DIGEST) is None


def test_a_touch_does_not_restore_a_session_that_ended(local_table: Table) -> None:
    sessions = SessionStore(local_table)
    sessions.touch(DIGEST, NOW)
    assert sessions.find(DIGEST) is None


def test_items_carry_their_time_to_live(local_table: Table) -> None:
    SessionStore(local_table).add(DIGEST, SESSION)
    item = local_table.get(keys.session(DIGEST))
    assert item is not None
    assert int(item["expires_at"]["N"]) == int((NOW + timedelta(hours=12)).timestamp()) + 1
