"""What runs without anybody asking: on a schedule, or when the mail queue rings. Thin, like `web/`."""

from typing import TYPE_CHECKING, Final

from chalice.app import Blueprint, Rate

if TYPE_CHECKING:
    from chalice.app import CloudWatchEvent, SQSEvent

MAIL_QUEUE: Final = "pikir-mail"
"""Where `chalice deploy` looks; in `make package` `.chalice/resources.json` puts the stack's own."""

jobs = Blueprint(__name__)


@jobs.on_sqs_message(queue=MAIL_QUEUE, batch_size=10, name="send_mail")
def send_mail(_event: "SQSEvent") -> None:
    """Send what waits: the queue only rings, the outbox holds the mail."""
    _send_waiting()


@jobs.schedule(Rate(1, unit=Rate.MINUTES), name="sweep_mail")
def sweep_mail(_event: "CloudWatchEvent") -> None:
    """Send what no ring has sent: a crash, a lost message, a mail that was refused for a while."""
    _send_waiting()


@jobs.schedule(Rate(5, unit=Rate.MINUTES), name="advance_checkpoints")
def advance_checkpoints(_event: "CloudWatchEvent") -> None:
    """Fold what came in, so that the next reader of a summary finds a short tail."""
    from chalicelib import wiring
    from chalicelib.actions import summaries

    summaries.advance_checkpoints(wiring.services())


@jobs.schedule(Rate(10, unit=Rate.MINUTES), name="sweep_files")
def sweep_files(_event: "CloudWatchEvent") -> None:
    """Keep and erase the files of answers where a crash left it undone."""
    from chalicelib import wiring
    from chalicelib.actions import uploads

    uploads.sweep(wiring.services())


def _send_waiting() -> None:
    from chalicelib import wiring
    from chalicelib.actions import mail

    mail.send_waiting(wiring.services())
