"""Sending what waits in the outbox: each mail at least once, by one sender at a time."""

import json
import logging
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from chalicelib import metering
from chalicelib.actions.sweeps import Sweep
from chalicelib.domain.mail import INTERRUPTED, FailedMail, Mail
from chalicelib.mail import letters
from chalicelib.mail.sender import NotSent

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.actions.services import Services

BUDGET: Final = timedelta(seconds=20)
"""How long one call begins new mails; well below the function's time limit."""

_log = logging.getLogger("pikir.mail")


def send_waiting(services: "Services", older_than: timedelta = timedelta(0)) -> int:
    """Send the mails that are at least that old, and return how many were sent.

    A mail is leased before it is sent and removed afterwards, so after a crash in between it is sent
    once more when the lease ends. After six attempts it is kept as one that could not be sent, for a person to look at.

    Raises:
        SweepIncomplete: storage failed at some of them, after all others were tried.
    """
    started = services.clock()
    sweep = Sweep("mail")
    before = started - older_than + timedelta(microseconds=1)  # exclusive
    for mail in services.outbox.waiting(before=before):
        if services.clock() - started >= BUDGET:
            break
        with sweep.attempt(mail.id), metering.for_event(mail.event):
            sweep.done += _send(services, mail)
    return sweep.finish()


def _send(services: "Services", mail: Mail) -> bool:
    now = services.clock()
    if mail.is_given_up or mail.has_expired(now):
        _put_aside(services, mail, now)
        return False
    until, holder = mail.lease_end(now), services.new_id()
    if not services.outbox.lease(mail, holder=holder, now=now, until=until):
        return False
    try:
        services.mailer.send(mail.to, letters.write(mail.template, mail.language, mail.parameters))
    except (NotSent, KeyError) as error:
        _note_failure(services, replace(mail, attempts=mail.attempts + 1), str(error), holder)
        return False
    services.outbox.remove(mail)
    return True


def _put_aside(services: "Services", mail: Mail, now: "datetime") -> None:
    """Keep a mail that was tried as a failed one; delete one that expired before anybody tried it."""
    if mail.attempts:
        services.outbox.give_up(FailedMail(mail, mail.reason or INTERRUPTED, now))
    else:
        services.outbox.remove(mail)


def _note_failure(services: "Services", mail: Mail, reason: str, holder: str) -> None:
    level = logging.ERROR if mail.is_given_up else logging.WARNING
    fields = {"mail": mail.id, "template": mail.template, "attempt": mail.attempts, "why": reason}
    _log.log(level, "%s", json.dumps(fields))
    if mail.is_given_up:
        services.outbox.give_up(FailedMail(mail, reason, services.clock()), holder=holder)
    else:
        services.outbox.note_reason(mail, reason, holder=holder)
