from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.storage import keys

NAMES = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,12}", fullmatch=True)


@given(NAMES, NAMES, NAMES, st.integers(1, 99_999))
def test_items_of_different_kinds_never_share_a_key(
    event: str, form: str, other: str, n: int
) -> None:
    all_keys = [
        keys.event(event),
        keys.admission(event, form, n),
        keys.event_line(event),
        keys.form(event, form),
        keys.draft(event, form),
        keys.version(event, form, n),
        keys.working_copy(event, form),
        keys.edit_state(event, form, n),
        keys.presence(event, form, other),
        keys.submission(event, form, other),
        keys.claim(event, other),
        keys.seat(event, form, n),
        keys.outbox(form, other),
        keys.checkpoint(event, form),
        keys.state_part(event, form, n),
        keys.arrival(event, form),
        keys.document(event, form),
        keys.token(other),
        keys.session(other),
        keys.sign_in(other),
    ]
    assert len(set(all_keys)) == len(all_keys)


def test_form_records_are_read_without_drafts_and_versions() -> None:
    assert keys.form("event", "form").sk.startswith(keys.FORMS)
    assert not keys.draft("event", "form").sk.startswith(keys.FORMS)
    assert not keys.version("event", "form", 1).sk.startswith(keys.FORMS)


def test_numbers_are_ordered_as_text() -> None:
    seats = [keys.seat("event", "pupil", number).sk for number in (2, 10, 999_999_999_999)]
    assert seats == sorted(seats)
    versions = [keys.version("event", "form", number).sk for number in (2, 10, 99_999)]
    assert versions == sorted(versions)


def test_an_id_always_falls_into_the_same_shard_and_ids_into_all() -> None:
    shards = Counter(keys.shard_of(f"id-{number}", 4) for number in range(4000))
    assert set(shards) == {0, 1, 2, 3}
    assert min(shards.values()) > 800
    assert keys.shard_of("id-1", 4) == keys.shard_of("id-1", 4)
    assert keys.shard_of("id-1", 1) == 0
