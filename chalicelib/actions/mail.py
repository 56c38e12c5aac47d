"""Sending what waits in the outbox: at least once each, by one sender at a time."""

import json
import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from chalicelib.domain.access import LINK_LIFETIME
from chalicelib.domain.mail import Mail
from chalicelib.mail import letters
from chalicelib.mail.sender import NotSent

if TYPE_CHECKING:
    from chalicelib.actions.services import Services

MOST_ATTEMPTS: Final = 6
LEASE: Final = timedelta(minutes=2)
"""Longer than the function that sends may run; doubled with each attempt, up to about an hour."""
BUDGET: Final = timedelta(seconds=20)

_log = logging.getLogger("pikir.mail")


def send_waiting(services: "Services", older_than: timedelta = timedelta(0)) -> int:
    """Send the mails made at least that long ago; how many were sent.

    A mail is leased before it is sent and removed after, so a crash in between sends it once more
    when the lease is over. After six attempts it stays in the outbox for a person to look at.
    """
    started = services.clock()
    sent = 0
    until_then = started - older_than + timedelta(microseconds=1)  # that moment included
    for mail in services.outbox.waiting(before=until_then):
        if services.clock() - started >= BUDGET:
            break
        if mail.attempts < MOST_ATTEMPTS:
            sent += _send(services, mail)
    return sent


def _send(services: "Services", mail: Mail) -> bool:
    now = services.clock()
    if mail.template == "sign_in" and now - mail.created_at >= LINK_LIFETIME:
        services.outbox.remove(mail)
        return False
    if not services.outbox.lease(mail, now=now, until=now + LEASE * 2**mail.attempts):
        return False
    try:
        services.mailer.send(mail.to, letters.write(mail.template, mail.language, mail.parameters))
    except (NotSent, KeyError) as error:
        _say_failed(mail, str(error))
        return False
    services.outbox.remove(mail)
    return True


def _say_failed(mail: Mail, why: str) -> None:
    last = mail.attempts + 1 >= MOST_ATTEMPTS
    about = {"mail": mail.id, "template": mail.template, "attempt": mail.attempts + 1, "why": why}
    _log.log(logging.ERROR if last else logging.WARNING, "%s", json.dumps(about))
