"""A process killed at any moment leaves no partial writes, and a retry sends the rest."""

import json
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

import pytest

from chalicelib import wiring
from chalicelib.actions.services import Services
from chalicelib.domain.registrations import Registration
from chalicelib.settings import Settings
from tests.actions.setting import answers_of_a_pupil, nth_id, open_event, register, respond

pytestmark = pytest.mark.dynoxide

ROOT = Path(__file__).parent.parent.parent
SENT = 40


def send(services: Services, number: int) -> None:
    """Send one registration and one response, the same for the same number."""
    register(services, {**answers_of_a_pupil(number), "category": "teacher"}, nth_id(number))
    respond(services, nth_id(number), why=str(number))


def send_all(settings: str) -> None:
    """Send all submissions; the test kills the process that runs this."""
    services = wiring.make(Settings(**json.loads(settings)))
    for number in range(1, SENT + 1):
        send(services, number)
        print(number, flush=True)  # noqa: T201 -- the test waits for it


@pytest.mark.parametrize("seconds", [0.02, 0.11, 0.3])
def test_a_killed_process_leaves_whole_submissions_and_a_retry_sends_the_rest(
    dynoxide_settings: Settings, seconds: float
) -> None:
    services = wiring.make(dynoxide_settings)
    open_event(services)
    document = json.dumps(asdict(dynoxide_settings))
    program = "import sys; from tests.faults.test_crashes import send_all; send_all(sys.argv[1])"
    process = subprocess.Popen(
        [sys.executable, "-c", program, document], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "1\n"
    time.sleep(seconds)
    process.kill()
    process.communicate(timeout=30)
    wait_for_last_write(services)
    assert_whole(services)
    for number in range(1, SENT + 1):
        send(services, number)
    assert assert_whole(services) == SENT


def wait_for_last_write(services: Services) -> None:
    """Wait until the database has done what the killed process had sent."""
    seats = None
    while seats != (seats := services.seats.holders("round-table", "teacher")):
        time.sleep(0.2)


def assert_whole(services: Services) -> int:
    """Assert that each registration has its seat, claim and mail, and that none of these is orphaned."""
    rows = list(services.submissions.read_all("round-table", "registration", shards=1))
    registrations = [row for row in rows if isinstance(row, Registration)]
    assert len(registrations) == len(rows)
    holders = services.seats.holders("round-table", "teacher")
    assert {holder.sk for holder in holders.values()} == {row.id for row in registrations}
    assert {row.seat for row in registrations} == set(holders)
    claims = list(services.table.query("CLAIM#round-table"))
    assert {claim["sk"]["S"] for claim in claims} == {
        claim for row in registrations for claim in row.claims
    }
    mails = list(services.outbox.waiting(before=wiring.now()))
    assert {mail.parameters["receipt"] for mail in mails} == {row.receipt for row in registrations}
    assert len(mails) == len(registrations)
    return len(registrations)
