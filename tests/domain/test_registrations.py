from datetime import UTC, datetime
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import override

from chalicelib.domain.registrations import UNLIMITED, Registration, choose_seat, claim_hashes
from chalicelib.domain.submissions import AnswerFile, Submission

SECRET = b"a secret that is only for tests"
CHANCES = st.integers().map(Random)


@given(st.sets(st.integers(1, 30)), st.integers(0, 30), CHANCES)
def test_a_seat_is_a_free_one_within_the_places_or_there_is_none(
    taken: set[int], places: int, chance: Random
) -> None:
    seat = choose_seat(taken, places, chance)
    if len(taken) >= places:
        assert seat is None
    else:
        assert seat is not None
        assert 1 <= seat <= places
        assert seat not in taken


@given(st.integers(1, 30), CHANCES)
def test_the_last_seat_is_found(places: int, chance: Random) -> None:
    all_but_one = set(range(1, places + 1)) - {(places + 1) // 2}
    if all_but_one:
        assert choose_seat(all_but_one, places, chance) == (places + 1) // 2


@given(CHANCES)
def test_without_a_limit_a_seat_lies_above_every_possible_one(chance: Random) -> None:
    seat = choose_seat((), None, chance)
    assert seat is not None
    assert 1_000_000 < seat <= UNLIMITED
    assert len(f"{UNLIMITED}") == 12


class Extreme(Random):
    """Chance that always gives one end of what it may."""

    def __init__(self, end: int) -> None:
        super().__init__()
        self.end = end

    @override
    def randint(self, a: int, b: int) -> int:
        return (a, b)[self.end]


def test_a_seat_without_a_limit_is_one_of_all_above_a_million() -> None:
    assert choose_seat((), None, Extreme(0)) == 1_000_001
    assert choose_seat((), None, Extreme(1)) == UNLIMITED


def test_every_seat_is_tried_sooner_or_later() -> None:
    chance = Random(1)  # noqa: S311 -- the same in every run
    assert {choose_seat((), 5, chance) for _ in range(200)} == {1, 2, 3, 4, 5}


EMAIL, PHONE = {"email": "aisha@pikir.example"}, {"phone": "+77010000001"}


def test_each_contact_is_claimed() -> None:
    address, phone = claim_hashes(SECRET, "event", {**EMAIL, **PHONE})
    assert claim_hashes(SECRET, "event", {"email": "AISHA@pikir.example"}) == (address,)
    assert claim_hashes(SECRET, "event", PHONE) == (phone,)
    assert claim_hashes(SECRET, "event", {}) == ()


def test_a_claim_is_the_one_that_was_stored_before() -> None:
    """Stored claims are compared with new ones, so the hash of a contact must never change."""
    assert claim_hashes(SECRET, "round-table", {**EMAIL, **PHONE}) == (
        "7a5415e444cde409fb67851840c06fae2459cdc0e928e10f3fa9b03d6c15db13",
        "dc5a37feaa99e2a410700fd2cf3d93342771a47153417ff229e551f7a96f1a2e",
    )


def test_a_claim_says_nothing_outside_its_event() -> None:
    claims = {
        claim_hashes(secret, event, EMAIL)
        for secret in (SECRET, b"another")
        for event in ("one", "two")
    }
    assert len(claims) == 4


def test_a_registration_is_the_submission_with_its_seat_and_claims() -> None:
    sent = {
        "id": "0b6f9c1e-6a0f-4e53-9d0e-3f1f6f0c2a11",
        "event": "round-table",
        "form": "registration",
        "version": 2,
        "language": "kk",
        "category": "pupil",
        "answers": {"name": "Дана"},
        "stat_line": "1|2|pupil|+",
        "payload_hash": "abc",
        "receipt": "7F3KQ-ZD92M",
        "files": (AnswerFile("a", "photo", "a.png", "image/png", size=28, source="1"),),
    }
    submission = Submission(received_at=datetime(2026, 6, 13, 5, tzinfo=UTC), **sent)  # type: ignore[arg-type]  # of many types
    received_at = datetime(2026, 6, 13, 6, tzinfo=UTC)
    registration = Registration.of(
        submission, received_at=received_at, seat=7, claims=("a keyed hash",)
    )
    assert registration == Registration(
        received_at=received_at,
        seat=7,
        claims=("a keyed hash",),
        **sent,  # type: ignore[arg-type]  # of many types
    )
