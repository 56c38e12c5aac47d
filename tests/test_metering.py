"""A meter counts what runs inside it."""

from contextlib import suppress
from contextvars import copy_context
from threading import Thread

from chalicelib import metering


def test_only_what_runs_inside_is_counted_and_threads_of_it_too() -> None:
    metering.add("letters")
    with metering.begin() as outer:
        metering.add("read_units", 0.5)
        with metering.begin() as inner:
            metering.add("read_units", 2)
        threads = [
            Thread(target=copy_context().run, args=(metering.add, "letters")) for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    metering.add("letters")

    assert outer.totals() == {"read_units": 0.5, "letters": 4}
    assert inner.totals() == {"read_units": 2}


def test_a_run_is_counted_by_the_events_that_it_works_for() -> None:
    seconds = iter([0, 1, 3, 10, 14, 20, 25]).__next__
    with metering.for_event("of a request"):
        metering.add("letters")
    with metering.begin_run(seconds) as run:
        metering.add("read_units", 1)
        with metering.for_event("a"):
            metering.add("read_units", 2)
            with metering.for_event("b"):
                metering.add("write_units", 3)
        with suppress(ValueError), metering.for_event("a"):
            metering.add("read_units", 4)
            raise ValueError
        with metering.for_event(""):
            metering.add("letters", 5)
        parts = run.parts()

    assert {event: (part.seconds, part.meter.totals()) for event, part in parts.items()} == {
        "a": (2 + 4, {"read_units": 6, "write_units": 3}),
        None: (20 - 6, {"read_units": 1, "letters": 5}),
    }
