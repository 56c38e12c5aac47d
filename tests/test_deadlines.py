import threading

import pytest

from chalicelib import deadlines, errors
from tests.slowness import Stopwatch


@pytest.fixture
def clock() -> Stopwatch:
    return Stopwatch()


def test_nothing_begins_from_the_deadline_on(clock: Stopwatch) -> None:
    with deadlines.begin(20, clock):
        clock.seconds += 19.9
        deadlines.refuse_if_passed()
        clock.seconds += 0.1
        with pytest.raises(errors.Unavailable):
            deadlines.refuse_if_passed()
    deadlines.refuse_if_passed()


def test_a_timeout_ends_at_the_deadline(clock: Stopwatch) -> None:
    with deadlines.begin(20, clock):
        assert deadlines.bound_timeout(3) == 3
        clock.seconds += 18
        assert deadlines.bound_timeout(3) == 2
        clock.seconds += 18
        assert 0 < deadlines.bound_timeout(3) < 0.01  # zero would mean not to wait at all


def test_without_a_deadline_nothing_is_refused_or_shortened() -> None:
    deadlines.refuse_if_passed()
    assert deadlines.bound_timeout(3) == 3
    with deadlines.extend():
        deadlines.refuse_if_passed()
        assert deadlines.bound_timeout(3) == 3


def test_a_grace_is_granted_once(clock: Stopwatch) -> None:
    with deadlines.begin(20, clock):
        clock.seconds += 21
        with deadlines.extend():
            deadlines.refuse_if_passed()
            clock.seconds += deadlines.GRACE - 1
            with deadlines.extend(), pytest.raises(errors.Unavailable):  # no second one
                deadlines.refuse_if_passed()
        with pytest.raises(errors.Unavailable):
            deadlines.refuse_if_passed()


def test_requests_in_other_threads_have_deadlines_of_their_own(clock: Stopwatch) -> None:
    timeouts = []

    def handle() -> None:
        timeouts.append(deadlines.bound_timeout(9))
        with deadlines.begin(7, clock):
            timeouts.append(deadlines.bound_timeout(9))

    with deadlines.begin(5, clock):
        other = threading.Thread(target=handle)
        other.start()
        other.join()
        assert deadlines.bound_timeout(9) == 5
    assert timeouts == [9, 7]
