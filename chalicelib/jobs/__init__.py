"""Handlers of schedules and of the mail queue; each calls one action, as handlers in `web/` do."""

from typing import TYPE_CHECKING, Final

from chalice.app import Blueprint, Rate

if TYPE_CHECKING:
    from chalice.app import CloudWatchEvent, SQSEvent

MAIL_QUEUE: Final = "pikir-mail"
"""The queue's name for `chalice deploy`; `.chalice/resources.json` replaces it in a stack."""

jobs = Blueprint(__name__)


@jobs.on_sqs_message(queue=MAIL_QUEUE, batch_size=10, name="send_mail")
def send_mail(_event: "SQSEvent") -> None:
    """Send the waiting mails; the queue's message only says that there are some."""
    _send_waiting()


@jobs.schedule(Rate(1, unit=Rate.MINUTES), name="sweep_mail")
def sweep_mail(_event: "CloudWatchEvent") -> None:
    """Send what was left by a crash, a lost message or a refusal of SES."""
    _send_waiting()


@jobs.schedule(Rate(5, unit=Rate.MINUTES), name="advance_checkpoints")
def advance_checkpoints(_event: "CloudWatchEvent") -> None:
    """Fold new responses, so that the next reader of a summary has few left to fold."""
    from chalicelib import wiring
    from chalicelib.actions import summaries

    summaries.advance_checkpoints(wiring.services())


@jobs.schedule(Rate(10, unit=Rate.MINUTES), name="sweep_files")
def sweep_files(_event: "CloudWatchEvent") -> None:
    """Keep and erase the files of answers where a crash prevented it."""
    from chalicelib import wiring
    from chalicelib.actions import uploads

    uploads.sweep(wiring.services())


@jobs.schedule(Rate(1, unit=Rate.HOURS), name="release_places")
def release_places(_event: "CloudWatchEvent") -> None:
    """Release the places that were not confirmed in time."""
    from chalicelib import wiring
    from chalicelib.actions import confirmations

    confirmations.release_unconfirmed(wiring.services())


def _send_waiting() -> None:
    from chalicelib import wiring
    from chalicelib.actions import mail

    mail.send_waiting(wiring.services())
