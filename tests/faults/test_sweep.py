"""The sweep of `make faults` notices what does not hold: its negative controls."""

import os
from collections.abc import Callable, Iterator

import pytest

from bench.faults.attempts import Attempt, Expected, measure
from bench.faults.injection import Fault
from bench.faults.use_cases import UseCase, all_use_cases
from bench.faults.world import Backends, World, running
from chalicelib.actions.services import Services
from chalicelib.storage import keys
from tests.actions.photos import EVENT
from tests.actions.setting import respond
from tests.ids import new_id

pytestmark = pytest.mark.dynoxide

SEND = next(each for each in all_use_cases() if each.name == "send a response")


@pytest.fixture(scope="module")
def backends(dynoxide_endpoint: str) -> Iterator[Backends]:
    """Run the sweep's own emulators; without dynoxide the tests are skipped."""
    assert dynoxide_endpoint
    before = dict(os.environ)
    with running() as found:
        yield found
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(scope="module")
def undisturbed_run(backends: Backends) -> Expected:
    return measure(backends, SEND)


def send_under_a_new_id(services: Services, _: World) -> object:
    return respond(services, new_id(), why="Жақсы")


def send_and_lose_a_claim(services: Services, world: World) -> object:
    for claim in services.table.query(f"CLAIM#{EVENT}"):
        services.table.delete(keys.claim(EVENT, claim["sk"]["S"]))
    return SEND.run(services, world)


def send_and_fail(services: Services, world: World) -> object:
    SEND.run(services, world)
    raise KeyError("a mistake")


@pytest.mark.parametrize(
    ("run", "noticed"),
    [
        (SEND.run, ""),
        (send_under_a_new_id, "besides {'RESP': 1}"),
        (send_and_lose_a_claim, "claims are not those of the registrations"),
        (send_and_fail, "it answered KeyError"),
    ],
)
def test_the_sweep_notices(
    backends: Backends,
    undisturbed_run: Expected,
    run: Callable[[Services, World], object],
    noticed: str,
) -> None:
    last = len(undisturbed_run.calls) - 1  # the note of the arrival: the response is stored
    with backends.world() as world:
        attempt = Attempt(UseCase(SEND.name, run), undisturbed_run, last, Fault.LOST)
        problems = attempt.problems(world)
    assert any(noticed in problem for problem in problems) if noticed else problems == []
