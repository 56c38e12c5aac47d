"""Registrations that meet in DynamoDB: what becomes of crowds where transactions conflict.

``python -m bench.conflicts`` puts the tests' conflict layer in front of dynoxide and prints a line for
each crowd and each duration of a transaction. ``--copies 1`` is the negative control. It ends with an
error if anybody was refused for another reason than that the category is full, if a seat was left over,
or if a registration needed more than two repeats at the median.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from bench import stage
from chalicelib import settings, wiring
from chalicelib.actions import events
from chalicelib.actions.services import Services
from chalicelib.storage.keys import ADMISSION_COPIES
from local import dynoxide, resources
from tests.actions.setting import ORGANISER, REGISTRATION, as_json, event_document, publish
from tests.conflicts import conflicts_before
from tests.races.crowd import CONFIRMED, FULL, Crowd, CrowdOutcome, let_register

CROWDS = {
    "100 at once": (Crowd(100, 100), None),
    "200 at 50 a second": (Crowd(200, 200, per_second=50), None),
    "2,000 for 650 seats, 64 at a time": (Crowd(2000, 64), 650),
}
MILLISECONDS = (10, 20)
MOST_REPEATS = 2


@contextmanager
def open_event(seconds: float, capacity: int | None, copies: int) -> Iterator[Services]:
    """Yield services behind the conflict layer, with an open event of one category."""
    with dynoxide.running() as endpoint, conflicts_before(endpoint, seconds) as layer:
        variables = stage.environment(layer)
        os.environ.update(variables)  # where botocore looks for credentials
        import boto3

        client = boto3.client("dynamodb", endpoint_url=endpoint, region_name=stage.REGION)
        resources.create_table(client, variables["PIKIR_TABLE"])
        services = replace(wiring.make(settings.read(variables)), admission_copies=copies)
        category = {"name": "pupil", "label": {"kk": "Оқушы"}, "capacity": capacity}
        document = event_document(categories=[category])
        events.create_event(services, ORGANISER, as_json(document))
        publish(services, REGISTRATION)
        yield services


def measure(name: str, milliseconds: int, copies: int) -> bool:
    """Let one crowd register, print what became of it, and return whether that is as it should be."""
    crowd, capacity = CROWDS[name]
    with open_event(milliseconds / 1000, capacity, copies) as services:
        started = time.monotonic()
        outcome = let_register(services, crowd, "pupil")
        seconds = time.monotonic() - started
    sys.stdout.write(f"{name:34} {milliseconds} ms  {describe(outcome)}  {seconds:.1f} s\n")
    sys.stdout.flush()
    expected = {CONFIRMED: min(crowd.people, capacity or crowd.people)}
    if capacity is not None:
        expected[FULL] = crowd.people - capacity
    return dict(outcome.codes) == expected and outcome.median_repeats <= MOST_REPEATS


def describe(outcome: CrowdOutcome) -> str:
    """Write an outcome as a line's columns."""
    codes = dict(outcome.codes)
    confirmed, full = codes.pop(CONFIRMED, 0), codes.pop(FULL, 0)
    repeats = sorted(outcome.repeats)
    late = repeats[len(repeats) * 95 // 100]
    return (
        f"confirmed {confirmed:4}  full {full:4}  other {sum(codes.values()):4}"
        f"  repeats: median {outcome.median_repeats:g}, 95 % {late}, most {repeats[-1]}"
    )


def main() -> None:
    """Measure each crowd."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--copies", type=int, default=ADMISSION_COPIES)
    copies = arguments.parse_args().copies
    results = [measure(name, spent, copies) for name in CROWDS for spent in MILLISECONDS]
    if not all(results):
        raise SystemExit("somebody was refused, or repeats were too many")


if __name__ == "__main__":
    main()
