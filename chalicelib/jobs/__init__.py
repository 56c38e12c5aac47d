"""Handlers of schedules and of the queues; each calls one action, as handlers in `web/` do."""

from typing import TYPE_CHECKING, Final

from chalice.app import Blueprint, Rate

if TYPE_CHECKING:
    from collections.abc import Callable

    from chalice.app import CloudWatchEvent, SQSEvent

    from chalicelib.actions.services import Services
    from chalicelib.domain.runs import ScheduleName

MAIL_QUEUE: Final = "pikir-mail"
DOCUMENT_QUEUE: Final = "pikir-documents"
"""The queues' names for `chalice deploy`; `.chalice/resources.json` replaces them in a stack."""

jobs = Blueprint(__name__)


@jobs.on_sqs_message(queue=MAIL_QUEUE, batch_size=10, name="send_mail")
def send_mail(event: "SQSEvent") -> None:
    """Send the waiting mails; the queue's message only says that there are some."""
    from chalicelib import wiring
    from chalicelib.actions import mail
    from chalicelib.jobs.lines import log_run

    with log_run("send_mail", event):
        mail.send_waiting(wiring.services())


@jobs.on_sqs_message(queue=DOCUMENT_QUEUE, batch_size=1, name="make_documents")
def make_documents(event: "SQSEvent") -> None:
    """Make the documents that the queue's messages name."""
    from chalicelib import wiring
    from chalicelib.actions import document_making
    from chalicelib.jobs.lines import log_run

    with log_run("make_documents", event):
        for message in event:
            document_making.make_from_message(wiring.services(), message.body)


@jobs.schedule(Rate(1, unit=Rate.MINUTES), name="sweep_mail")
def sweep_mail(event: "CloudWatchEvent") -> None:
    """Send what was left by a crash, a lost message or a refusal of SES."""
    from chalicelib.actions import mail

    _run(event, "sweep_mail", mail.send_waiting)


@jobs.schedule(Rate(1, unit=Rate.MINUTES), name="advance_checkpoints")
def advance_checkpoints(event: "CloudWatchEvent") -> None:
    """Fold new responses, so that the next reader of a summary has few left; write letters that are left to write."""
    from chalicelib.actions import notifications, summaries

    work = _in_turn(notifications.write_letters, summaries.advance_checkpoints)
    _run(event, "advance_checkpoints", work)


@jobs.schedule(Rate(10, unit=Rate.MINUTES), name="sweep_files")
def sweep_files(event: "CloudWatchEvent") -> None:
    """Keep and erase the files of answers where a crash prevented it; finish the deletions of events."""
    from chalicelib.actions import deletions, uploads

    _run(event, "sweep_files", _in_turn(deletions.finish_deletions, uploads.sweep))


@jobs.schedule(Rate(1, unit=Rate.HOURS), name="release_places")
def release_places(event: "CloudWatchEvent") -> None:
    """Release the places that were not confirmed in time."""
    from chalicelib.actions import confirmations

    _run(event, "release_places", confirmations.release_unconfirmed)


def _run(event: "CloudWatchEvent", name: "ScheduleName", work: "Callable[[Services], int]") -> None:
    from chalicelib import wiring
    from chalicelib.actions import operations
    from chalicelib.jobs.lines import log_run

    with log_run(name, event):
        operations.run_schedule(wiring.services(), name, work)


def _in_turn(
    first: "Callable[[Services], int]", second: "Callable[[Services], int]"
) -> "Callable[[Services], int]":
    """Return work that does both, the second one even where the first one fails."""

    def work(services: "Services") -> int:
        try:
            done = first(services)
        finally:
            further = second(services)
        return done + further

    return work
