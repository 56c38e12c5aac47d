"""Limits on what strangers may do, all in one place, and whom they count: a network of clients, an address, a form.

A limit counts in windows that begin on the hour or at midnight (UTC), so around a window's end twice as much may
pass. That is accepted: a limit keeps one client from taking everything, it does not share out fairly.

A response is not limited here: counting would double its one write. The gateway's throttle guards it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final

_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)
_MEGABYTE: Final = 1024 * 1024
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``most`` uses, and ``most_bytes`` bytes in all, within each window by one who is counted.

    ``name`` is part of the counter's key.
    """

    name: str
    most: int
    window: timedelta = _HOUR
    most_bytes: int = 0

    def window_start(self, now: datetime) -> datetime:
        """Return when the window that contains ``now`` began."""
        return _EPOCH + (now - _EPOCH) // self.window * self.window

    def window_end(self, now: datetime) -> datetime:
        """Return when the window that contains ``now`` ends."""
        return self.window_start(now) + self.window


REGISTRATIONS: Final = Limit("registrations", 150)
"""Of one network at one event. A classroom of 30 devices that all register within minutes uses a fifth."""

UPLOADS: Final = Limit("uploads", 600, most_bytes=3072 * _MEGABYTE)
"""Of one network at one event. Thirty devices can send 20 files each, or 10 of 10 MB."""

FORM_UPLOADS: Final = Limit("form_uploads", 10_000, window=_DAY, most_bytes=20_480 * _MEGABYTE)
"""Of a form, whoever sends. Files that an answer claims are taken off again, so this bounds what nobody claims:
with a week until the bucket deletes it, 160 GB, which cost about 4 dollars a month."""

SIGN_INS: Final = Limit("sign_ins", 30)
"""Requests for a sign-in link from one network, for any addresses: an office in which everybody signs in."""

SIGN_IN_MAILS: Final = Limit("sign_in_mails", 6)
"""Sign-in links mailed to one address. Each is valid for 15 minutes, so an honest organiser needs fewer."""

SIGN_IN_MAILS_A_DAY: Final = Limit("sign_in_mails_a_day", 20, window=_DAY)
"""As above, over a day: a stranger cannot fill somebody's mailbox."""

CONFIRMATIONS: Final = Limit("confirmations", 1, window=_DAY)
"""Letters that confirm a registration, to one address over all events: nobody has shown that the address is theirs
who typed it. Who registers for a second event that day has the receipt on the page."""

REMINDERS: Final = Limit("reminders", 1, window=_DAY)
"""Letters to one address, over all events, that somebody entered it again where it has a place already."""


def client_network(text: str) -> str:
    """Return the network that a client counts as: an IPv4 address alone, the /64 of an IPv6 address.

    A household or an office has a /64 of IPv6 addresses or more, so counting single ones would limit nobody.
    A port behind the address is left out. What is no address counts as one network, ``unknown``.
    """
    address = _read_address(text.strip())
    if address is None:
        return "unknown"
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else address
    if mapped is not None:
        return str(mapped)
    return str(IPv6Network((int(address), 64), strict=False))


def _read_address(text: str) -> IPv4Address | IPv6Address | None:
    """Return the address of ``text``, with or without a port; None if there is none."""
    host, _, _ = text.rpartition(":")
    for candidate in (text, host, host.strip("[]")):
        try:
            return ip_address(candidate)
        except ValueError:
            continue
    return None
