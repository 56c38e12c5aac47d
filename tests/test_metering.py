"""A meter counts what runs inside it."""

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
