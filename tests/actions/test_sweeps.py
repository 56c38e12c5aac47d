"""A sweep that meets one bad item does the rest, and says which one it was."""

import logging
from datetime import timedelta

import pytest
from typing_extensions import override

from chalicelib import errors
from chalicelib.actions import events, mail, summaries, uploads
from chalicelib.actions.services import Services
from chalicelib.actions.sweeps import SweepIncomplete
from chalicelib.domain.mail import Mail
from chalicelib.domain.permissions import ANYONE
from chalicelib.domain.submissions import SubmissionFiles
from chalicelib.domain.timestamps import to_timestamp
from chalicelib.mail.letters import Letter
from chalicelib.settings import Settings
from chalicelib.storage import file_tasks, keys
from chalicelib.storage.bucket import Bucket
from chalicelib.storage.file_tasks import FileTask
from chalicelib.storage.table import address
from tests.actions.setting import Clock, nth_id, open_event, respond, services_on


@pytest.fixture
def services(files_settings: Settings, clock: Clock) -> Services:
    return services_on(files_settings, clock)


def damage(services: Services, key: keys.Key) -> None:
    """Replace an item by one that holds nothing."""
    services.table.put(address(key))


def test_checkpoints_of_the_other_events_advance(
    services: Services, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    for event in ("first", "second", "third"):
        open_event(services, id=event)
        respond(services, event=event)
    damage(services, keys.event("second"))
    clock.forward(hours=1)
    with pytest.raises(SweepIncomplete) as incomplete:
        summaries.advance_checkpoints(services)
    assert incomplete.value.failed == ("second",)
    for event in ("first", "third"):
        assert services.checkpoints.read(event, "impressions").state is not None
    assert '{"sweep": "checkpoints", "failed": "second"}' in caplog.messages


def test_a_line_that_cannot_be_read_leaves_the_list_of_events(
    services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    for event in ("first", "second"):
        open_event(services, id=event)
    damage(services, keys.event_line("first"))
    assert [line.id for line in events.list_events(services, ANYONE).events] == ["second"]
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert "first" in caplog.text


def test_files_of_other_submissions_are_erased(services: Services, clock: Clock) -> None:
    def leave_task(day: int) -> keys.Key:
        key = keys.files(f"2026-05-0{day}T00:00:00.000000Z", nth_id(day))
        owned = SubmissionFiles("event", "form", nth_id(day), ())
        services.table.put(file_tasks.to_item(FileTask("erase", owned, key)))
        return key

    class FlakyBucket(Bucket):
        """Cannot erase what belongs to the first submission."""

        @override
        def erase(self, prefix: str) -> None:
            if nth_id(1) in prefix:
                raise errors.Unavailable
            super().erase(prefix)

    vars(services)["bucket"] = FlakyBucket(services.settings)
    bad = leave_task(1)
    damage(services, leave_task(2))
    leave_task(3)
    with pytest.raises(SweepIncomplete) as incomplete:
        uploads.sweep(services)
    assert (incomplete.value.done, incomplete.value.failed) == (1, (nth_id(1),))
    assert [task.key for task in services.file_tasks.due(clock())] == [bad]


def test_other_mails_are_sent(services: Services, clock: Clock) -> None:
    class Sender:
        """Fails at one address as no sender should."""

        def __init__(self) -> None:
            self.receivers: list[str] = []

        def send(self, to: str, letter: Letter) -> None:  # noqa: ARG002 -- a sender's own shape
            if to == "a@pikir.example":
                raise OSError("no such socket")
            self.receivers.append(to)

    sender = vars(services)["mailer"] = Sender()
    for number, to in enumerate(("a@pikir.example", "b@pikir.example", "c@pikir.example")):
        services.outbox.add(
            Mail(
                id=nth_id(number),
                created_at=clock.now + timedelta(seconds=number),
                to=to,
                template="registered",
                language="kk",
                parameters={"event": "Дөңгелек үстел", "receipt": "ABCDE-12345"},
            )
        )
    clock.forward(minutes=1)
    damage(services, keys.outbox(to_timestamp(clock.now - timedelta(minutes=2)), nth_id(9)))
    with pytest.raises(SweepIncomplete) as incomplete:
        mail.send_waiting(services)
    assert (incomplete.value.done, incomplete.value.failed) == (2, (nth_id(0),))
    assert sender.receivers == ["b@pikir.example", "c@pikir.example"]
