"""What whoever runs Pikir must see: the version, scheduled work, and letters that could not be sent."""

from collections.abc import Callable
from itertools import islice
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel, ConfigDict

from chalicelib import __version__, errors
from chalicelib.actions.audit import audit_operation
from chalicelib.actions.permissions import admit
from chalicelib.actions.sweeps import SweepIncomplete
from chalicelib.domain.mail import FailedMail, mask_address
from chalicelib.domain.moments import Timestamp
from chalicelib.domain.runs import SCHEDULES, Run, ScheduleName

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from chalicelib.actions.services import Services
    from chalicelib.domain.permissions import Actor

MOST_COUNTED: Final = 1000
"""Where counting what waits stops."""


class _OperationsPart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class ScheduleView(_OperationsPart):
    """Scheduled work: its last recorded run (null before the first), and what waits for the next one.

    A run that did nothing is recorded once an hour; `is_late` says that the last record is more than three hours old.
    `failed` counts items of a run that otherwise went on, `error` names what ended it. `waiting` stops at 1,000.
    """

    name: ScheduleName
    ran_at: Timestamp | None
    done: int
    failed: int
    error: str
    is_late: bool
    waiting: int


class FailedMailView(_OperationsPart):
    """A letter that could not be sent; of the receiver's address only the first letter and the domain are shown."""

    id: str
    template: str
    language: str
    to: str
    created_at: Timestamp
    failed_at: Timestamp
    attempts: int
    reason: str
    can_be_sent_again: bool

    @classmethod
    def of(cls, failed: FailedMail, now: "datetime") -> "FailedMailView":
        """Return the letter as an operator sees it at that moment."""
        mail = failed.mail
        return cls(
            id=mail.id,
            template=mail.template,
            language=mail.language,
            to=mask_address(mail.to),
            created_at=mail.created_at,
            failed_at=failed.failed_at,
            attempts=mail.attempts,
            reason=failed.reason,
            can_be_sent_again=failed.can_be_sent_again and not failed.is_outdated(now),
        )


class OperationsView(_OperationsPart):
    """The state of an installation."""

    version: str
    schedules: tuple[ScheduleView, ...]
    failed_mails: tuple[FailedMailView, ...]


def show_operations(services: "Services", actor: "Actor") -> OperationsView:
    """Return the version, the schedules, and the letters that could not be sent, the newest first."""
    admit(actor, "operations.manage")
    now, runs = services.clock(), services.runs.all()
    return OperationsView(
        version=__version__,
        schedules=tuple(_view(name, runs.get(name), services, now) for name in SCHEDULES),
        failed_mails=tuple(FailedMailView.of(mail, now) for mail in services.outbox.list_failed()),
    )


def resend_mail(services: "Services", actor: "Actor", mail_id: str) -> None:
    """Send a letter that could not be sent once more, with six new attempts.

    Raises:
        errors.MailNotFound: there is none of that id, or its link has expired; sent or dropped again, it is gone.
        errors.MailOutdated: it asks to confirm a place, and the time to do so is over.
    """
    admit(actor, "operations.manage")
    failed = services.outbox.find_failed(mail_id)
    if failed is None or not failed.can_be_sent_again:
        raise errors.MailNotFound
    if failed.is_outdated(services.clock()):
        raise errors.MailOutdated
    entry = audit_operation(services, actor, "mail.resend", subject=mail_id)
    if not services.outbox.resend(failed, along=[entry]):
        raise errors.MailNotFound
    services.mail_queue.notify()


def drop_mail(services: "Services", actor: "Actor", mail_id: str) -> None:
    """Delete a letter that could not be sent; raise ``MailNotFound`` if there is none of that id."""
    admit(actor, "operations.manage")
    entry = audit_operation(services, actor, "mail.drop", subject=mail_id)
    if not services.outbox.drop(mail_id, along=[entry]):
        raise errors.MailNotFound


def run_schedule(
    services: "Services", name: ScheduleName, work: "Callable[[Services], int]"
) -> None:
    """Run scheduled work and record the run; what it raises is raised again.

    A record that cannot be written is left out: the work counts.
    """
    at = services.clock()
    run = Run(name, at)
    try:
        run = Run(name, at, done=work(services))
    except SweepIncomplete as incomplete:
        run = Run(name, at, done=incomplete.done, failed=len(incomplete.failed))
        raise
    except Exception as error:
        run = Run(name, at, error=type(error).__name__)
        raise
    finally:
        _record(services, run)


def _record(services: "Services", run: Run) -> None:
    from contextlib import suppress

    with suppress(errors.Unavailable):
        services.runs.record(run)


def _view(
    name: ScheduleName, run: Run | None, services: "Services", now: "datetime"
) -> ScheduleView:
    return ScheduleView(
        name=name,
        ran_at=run.at if run else None,
        done=run.done if run else 0,
        failed=run.failed if run else 0,
        error=run.error if run else "",
        is_late=run.is_late(now) if run else False,
        waiting=sum(1 for _ in islice(_WAITING[name](services, now), MOST_COUNTED)),
    )


_WAITING: "Final[dict[ScheduleName, Callable[[Services, datetime], Iterable[object]]]]" = {
    "sweep_mail": lambda services, now: services.outbox.waiting(before=now),
    "advance_checkpoints": lambda services, _: services.arrivals.all(),
    "sweep_files": lambda services, now: services.file_tasks.due(now),
    "release_places": lambda services, now: services.confirmations.due(now),
}
"""What the next run of each schedule finds."""
