"""Sending what waits in the outbox: each mail at least once, by one sender at a time."""

import json
import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from chalicelib.actions.sweeps import Sweep
from chalicelib.domain.mail import MAX_ATTEMPTS, Mail
from chalicelib.mail import letters
from chalicelib.mail.sender import NotSent

if TYPE_CHECKING:
    from chalicelib.actions.services import Services

BUDGET: Final = timedelta(seconds=20)
"""How long one call begins new mails; well below the function's time limit."""

_log = logging.getLogger("pikir.mail")


def send_waiting(services: "Services", older_than: timedelta = timedelta(0)) -> int:
    """Send the mails that are at least that old, and return how many were sent.

    A mail is leased before it is sent and removed afterwards, so after a crash in between it is sent
    once more when the lease ends. After six attempts it stays in the outbox for a person to look at.

    Raises:
        SweepIncomplete: storage failed at some of them, after all others were tried.
    """
    started = services.clock()
    sweep = Sweep("mail")
    before = started - older_than + timedelta(microseconds=1)  # exclusive
    for mail in services.outbox.waiting(before=before):
        if services.clock() - started >= BUDGET:
            break
        if not mail.is_given_up:
            with sweep.attempt(mail.id):
                sweep.done += _send(services, mail)
    return sweep.finish()


def _send(services: "Services", mail: Mail) -> bool:
    now = services.clock()
    if mail.has_expired(now):
        services.outbox.remove(mail)
        return False
    until = mail.lease_end(now)
    if not services.outbox.lease(mail, holder=services.new_id(), now=now, until=until):
        return False
    try:
        services.mailer.send(mail.to, letters.write(mail.template, mail.language, mail.parameters))
    except (NotSent, KeyError) as error:
        _log_failure(mail, str(error))
        return False
    services.outbox.remove(mail)
    return True


def _log_failure(mail: Mail, reason: str) -> None:
    attempt = mail.attempts + 1
    level = logging.ERROR if attempt >= MAX_ATTEMPTS else logging.WARNING
    fields = {"mail": mail.id, "template": mail.template, "attempt": attempt, "why": reason}
    _log.log(level, "%s", json.dumps(fields))
