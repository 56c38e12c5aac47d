"""The handlers of the mail queue and of schedules: waiting mails are sent, and checkpoints advance."""

import json
import logging
from typing import Any

import pytest
from chalice.app import Chalice
from chalice.test import Client

from chalicelib import wiring
from chalicelib.actions import documents
from chalicelib.actions.services import Services
from chalicelib.domain.documents import DocumentState
from chalicelib.domain.mail import Mail
from chalicelib.domain.permissions import SYSTEM
from chalicelib.jobs import jobs
from chalicelib.mail.letters import Letter
from chalicelib.settings import Settings
from chalicelib.storage.table import Table
from tests.actions.summary_setting import EVENT_AND_FORM, clock_of, make_services, response, store


class Postbox:
    """A mailer that keeps the receivers of its letters."""

    def __init__(self) -> None:
        self.receivers: list[str] = []

    def send(self, to: str, letter: Letter) -> None:  # noqa: ARG002 -- a sender's own shape
        self.receivers.append(to)


@pytest.fixture
def services(
    local_table: Table, local_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Services:
    services = make_services(local_table, local_settings)
    vars(services)["mailer"] = Postbox()
    monkeypatch.setattr(wiring, "services", lambda: services)
    return services


def invoke(name: str, event: Any) -> None:  # noqa: ANN401 -- an event as AWS sends it
    app = Chalice(app_name="pikir", configure_logs=False)
    app.register_blueprint(jobs)
    with Client(app) as client:
        client.lambda_.invoke(name, event)


def schedule_event() -> dict[str, Any]:
    """Return an event as EventBridge sends it."""
    return {
        "version": "0",
        "id": "1",
        "account": "1",
        "region": "eu-central-1",
        "detail": {},
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "time": "2026-06-13T05:00:00Z",
        "resources": [],
    }


def queue_event() -> dict[str, Any]:
    """Return an event as SQS sends it."""
    return {"Records": [{"body": "sweep", "receiptHandle": "1", "messageId": "1"}]}


@pytest.mark.parametrize(
    ("name", "event"), [("send_mail", queue_event()), ("sweep_mail", schedule_event())]
)
def test_waiting_mails_are_sent(services: Services, name: str, event: dict[str, Any]) -> None:
    parameters = {"event": "Дөңгелек үстел", "receipt": "ABCDE-12345"}
    services.outbox.add(
        Mail(
            id="1",
            created_at=clock_of(services)(),
            to="aigerim@pikir.example",
            template="registered",
            language="kk",
            parameters=parameters,
        )
    )
    invoke(name, event)
    assert isinstance(services.mailer, Postbox)
    assert services.mailer.receivers == ["aigerim@pikir.example"]


def test_a_document_is_made_for_a_message(services: Services) -> None:
    asked = documents.request_workbook(services, SYSTEM, *EVENT_AND_FORM, language="kk")
    body = json.dumps({"event": asked.event, "id": asked.id})
    record = {"body": body, "receiptHandle": "1", "messageId": "1"}
    invoke("make_documents", {"Records": [record]})
    shown = documents.show_document(services, SYSTEM, asked.event, asked.id)
    assert shown.state is DocumentState.READY


def test_checkpoints_advance(services: Services) -> None:
    store(services, response(services, overall=5))
    clock_of(services).forward(seconds=3600)
    invoke("advance_checkpoints", schedule_event())
    assert services.checkpoints.read(*EVENT_AND_FORM).state is not None


@pytest.mark.parametrize("name", ["sweep_files", "release_places"])
def test_a_schedule_with_nothing_to_do_notes_its_run(services: Services, name: str) -> None:
    invoke(name, schedule_event())
    [run] = services.runs.all().values()
    assert (run.schedule, run.done, run.failed, run.error) == (name, 0, 0, "")


def test_a_run_leaves_a_line_for_each_event_and_one_for_the_rest(
    services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    """The line of the call counts as one, with the function's memory; letters count for the event that they are about."""
    for id, event in (("1", "round-table"), ("2", "round-table"), ("3", "")):  # noqa: A001 -- its name everywhere
        services.outbox.add(
            Mail(
                id=id,
                created_at=clock_of(services)(),
                to="aigerim@pikir.example",
                template="registered",
                language="kk",
                parameters={"event": "Дөңгелек үстел", "receipt": "ABCDE-12345"},
                event=event,
            )
        )
    caplog.set_level(logging.INFO, logger="pikir")
    invoke("send_mail", queue_event())

    [of_event, rest] = [json.loads(message) for message in caplog.messages]
    # Each letter takes a lease and a removal.
    assert (of_event["event"], of_event["database_calls"], of_event["job"]) == (
        "round-table",
        4,
        "send_mail",
    )
    assert (rest["event"], rest["database_calls"]) == (None, 2 + 1)
    assert rest["request_id"] == of_event["request_id"]
    assert rest["memory"] > 0 < rest["memory_used"]
    assert rest["ms"] >= 0
