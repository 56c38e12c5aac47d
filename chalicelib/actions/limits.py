"""Hold strangers to the limits of ``domain.limits``.

A use is counted before the work and taken off again where it came to nothing new; a registration is counted by its own
transaction, with what it takes (decision 0092). ``client`` is a client's address as
the gateway gives it; None stands for a program of the operator's own, which nothing limits. What is stored of an
address is an HMAC under the event's key or the installation's, for hours.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.domain import limits
from chalicelib.domain.limits import Limit
from chalicelib.domain.submissions import keyed_hash
from chalicelib.storage.limits import LimitReached, count_uses

if TYPE_CHECKING:
    from chalicelib.actions.catalogue import Entry
    from chalicelib.actions.services import Services
    from chalicelib.storage.table import Update

_MINUTE: Final = timedelta(minutes=1)


class RegistrationCount:
    """The use of its network's limit by one registration: counted by its transaction, or apart from it.

    A classroom may share a network, and transactions that name one item refuse each other. So a registration that met another
    there is counted apart, by a single write, and goes on without.
    """

    def __init__(self, services: "Services", entry: "Entry", client: str | None) -> None:
        self._services = services
        self._counted = None if client is None else _network_at(entry, client)
        self._is_apart = False

    def operation(self, now: datetime) -> "Update | None":
        """Return what counts it in its transaction; None where nothing limits it, or it is counted already."""
        if self._counted is None or self._is_apart:
            return None
        return count_uses(limits.REGISTRATIONS, self._counted, now)

    def count_apart(self) -> None:
        """Count it by a write of its own, once: it met another registration, or it is refused and was an attempt.

        Raises:
            errors.TooManyRegistrations: the client's network has sent as many as an hour allows.
        """
        if self._counted is not None and not self._is_apart:
            refusal = errors.TooManyRegistrations
            _count(self._services, limits.REGISTRATIONS, self._counted, refusal)
            self._is_apart = True

    def discount(self) -> None:
        """Take it off again where it was counted apart: it had been stored before."""
        if self._counted is not None and self._is_apart:
            now = self._services.clock()
            self._services.limits.discount(limits.REGISTRATIONS, self._counted, now)


def count_uploads(
    services: "Services", entry: "Entry", client: str | None, sizes: "list[int]"
) -> None:
    """Count files of these sizes, in bytes, that are about to be sent.

    Raises:
        errors.TooManyUploads: the client's network, or the form, has no room for them.
    """
    uses, size = len(sizes), sum(sizes)
    refusal = errors.TooManyUploads
    if client is not None:
        counted = _network_at(entry, client)
        _count(services, limits.UPLOADS, counted, refusal, uses=uses, size=size)
    _count(services, limits.FORM_UPLOADS, _form_of(entry), refusal, uses=uses, size=size)


def discount_claimed(services: "Services", event: str, form: str, sizes: "list[int]") -> None:
    """Take the files off that an answer has claimed: the form's limit is for those that nobody claims."""
    services.limits.discount(
        limits.FORM_UPLOADS,
        f"{event}#{form}",
        services.clock(),
        uses=len(sizes),
        size=sum(sizes),
    )


def count_link_request(services: "Services", client: str | None) -> None:
    """Count a request for a sign-in link, whoever it is for.

    Raises:
        errors.TooManyLinks: the client's network has asked as often as an hour allows.
    """
    if client is not None:
        network = limits.client_network(client)
        counted = keyed_hash(services.installation_key, "client", network)
        _count(services, limits.SIGN_INS, counted, errors.TooManyLinks)


def count_link(services: "Services", asker: str) -> None:
    """Count a link for an address, whether it is an organiser's or not; ``asker`` is the address's HMAC.

    Raises:
        errors.TooManyLinks: as many as an hour or a day allows were made for it.
    """
    _count(services, limits.SIGN_IN_MAILS, asker, errors.TooManyLinks)
    _count(services, limits.SIGN_IN_MAILS_A_DAY, asker, errors.TooManyLinks)


def discount_link(services: "Services", asker: str) -> None:
    """Take a link off that was not made, because the address had just asked for one."""
    with suppress(errors.Unavailable):
        now = services.clock()
        for limit in (limits.SIGN_IN_MAILS, limits.SIGN_IN_MAILS_A_DAY):
            services.limits.discount(limit, asker, now)


def _count(
    services: "Services",
    limit: Limit,
    counted: str,
    refusal: type[errors.TooMany],
    *,
    uses: int = 1,
    size: int = 0,
) -> None:
    now = services.clock()
    try:
        services.limits.count(limit, counted, now, uses=uses, size=size)
    except LimitReached as reached:
        raise refusal(minutes=minutes_until(reached.free_at, now)) from None


def minutes_until(moment: datetime, now: datetime) -> int:
    """Return the whole minutes until then, rounded up: at least one."""
    return max(-((now - moment) // _MINUTE), 1)


def _network_at(entry: "Entry", client: str) -> str:
    network = limits.client_network(client)
    return keyed_hash(entry.key, "client", entry.event.id, network)


def _form_of(entry: "Entry") -> str:
    return f"{entry.event.id}#{entry.record.name}"
