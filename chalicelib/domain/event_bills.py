"""The bill of one event, with every assumption behind its figures."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from chalicelib.domain.costs import (
    GATEWAY_LOG_BYTES,
    HEADER_BYTES,
    PLATFORM_LOG_BYTES,
    Bill,
    Deployment,
    LineKind,
    Prices,
    Usage,
    make_bill,
)
from chalicelib.domain.log_lines import LoggedUsage
from chalicelib.locales import N_

_THOUSAND: Final = 1000

LINE_LABELS: Final[Mapping[LineKind, str]] = {
    "gateway": N_("Requests of browsers (API Gateway)"),
    "calls": N_("Calls of the program (Lambda)"),
    "time": N_("Computing time, GB-seconds (Lambda)"),
    "job_calls": N_("Calls for scheduled work, letters and documents (Lambda)"),
    "job_time": N_("Computing time of that work, GB-seconds (Lambda)"),
    "written": N_("Written units (DynamoDB)"),
    "read": N_("Read units (DynamoDB)"),
    "stored": N_("Data kept for a month, bytes at most (DynamoDB)"),
    "file_writes": N_("Files written (S3)"),
    "file_reads": N_("Files read (S3)"),
    "letters": N_("Letters sent (SES)"),
    "log": N_("Log, bytes (CloudWatch)"),
    "traffic": N_("Data sent to browsers, bytes"),
}
"""What the lines of a bill are for, in words."""

_A_MILLION: Final = N_("{price} a million")
_A_THOUSAND: Final = N_("{price} a thousand")
_A_GIGABYTE: Final = N_("{price} a gigabyte")
_A_SECOND: Final = N_("{price} a GB-second")
PRICE_UNITS: Final[Mapping[LineKind, str]] = {
    "gateway": _A_MILLION,
    "calls": _A_MILLION,
    "time": _A_SECOND,
    "job_calls": _A_MILLION,
    "job_time": _A_SECOND,
    "written": _A_MILLION,
    "read": _A_MILLION,
    "stored": _A_GIGABYTE,
    "file_writes": _A_THOUSAND,
    "file_reads": _A_THOUSAND,
    "letters": _A_THOUSAND,
    "log": _A_GIGABYTE,
    "traffic": _A_GIGABYTE,
}
"""What the prices of the lines are for: messages with the price."""


@dataclass(frozen=True, slots=True)
class Assumption:
    """A sentence about what a bill assumes: a message id, and its parameters (texts, and numbers to be formatted)."""

    message: str
    values: Mapping[str, str | Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EventBill:
    """The bill of an event: ``own`` is what its own requests and the jobs' work for it used, ``bill`` has its part of what is shared, too."""

    own: Usage
    bill: Bill
    deployment: Deployment
    is_billed_time: bool
    unreadable: int

    @property
    def for_thousand_views(self) -> Decimal | None:
        """US dollars of a thousand openings of the pages of the event and its forms; None if there was none."""
        return self.bill.total * _THOUSAND / self.own.views if self.own.views else None

    def assumptions(self) -> Iterator[Assumption]:
        """Yield what stands behind the figures."""
        prices, usage, deployed = self.bill.prices, self.bill.usage, self.deployment
        yield Assumption(
            N_("List prices of {region}, {date}, before taxes, free tiers and discounts."),
            {"region": prices.region, "date": prices.date},
        )
        if deployed.region not in ("", prices.region):
            yield Assumption(
                N_("Pikir runs in the region {region}, where prices differ somewhat."),
                {"region": deployed.region},
            )
        yield Assumption(
            N_(
                "Requests of the event itself: {own}. Its part of the requests of no event (style sheets, scripts, signing in): {shared}."
            ),
            {"own": self.own.requests, "shared": usage.requests - self.own.requests},
        )
        time = (
            N_(
                "The function's time is what Lambda bills, with the starts of functions, at {memory} MB of memory on {architecture}."
            )
            if self.is_billed_time
            else N_(
                "The function's time is what Pikir measured, without the starts of functions, at {memory} MB of memory on {architecture}."
            )
        )
        yield Assumption(
            time,
            {"memory": Decimal(deployed.memory), "architecture": deployed.architecture},
        )
        yield Assumption(
            N_(
                "Units are DynamoDB's, as its answers told them; a call that it refused counts as one written unit."
            )
        )
        yield Assumption(
            N_(
                "What is kept: at most one kilobyte for each written unit, for one month, with its backup."
            )
        )
        yield Assumption(
            N_(
                "Scheduled work, also letters and documents: its time for this event, with its functions' own memory. Of its calls ({runs}) and of what was done for no event, the event has its part by its requests."
            ),
            {"runs": usage.runs},
        )
        yield from self._assumptions_about_bytes()

    def _assumptions_about_bytes(self) -> Iterator[Assumption]:
        yield Assumption(
            N_(
                "Each answer has {headers} bytes of headers. To the log, Lambda adds {platform} bytes for each call of a function, an HTTP API {access} for each request."
            ),
            {
                "headers": Decimal(HEADER_BYTES),
                "platform": Decimal(PLATFORM_LOG_BYTES),
                "access": Decimal(GATEWAY_LOG_BYTES),
            },
        )
        if self.deployment.gateway == "rest":
            yield Assumption(
                N_("Bytes are those that Pikir sent to the gateway, which compresses them.")
            )
        yield Assumption(
            N_(
                "Not counted: the keeping of files, and files that pages send to the bucket by themselves."
            )
        )
        if self.unreadable:
            yield Assumption(
                N_("Lines of the log that could not be read: {count}."),
                {"count": Decimal(self.unreadable)},
            )


def make_event_bill(
    event: str, logged: LoggedUsage, prices: Prices, deployment: Deployment
) -> EventBill | None:
    """Return the bill of an event; None if the log has no request to it."""
    own = logged.find(event)
    if own is None:
        return None
    bill = make_bill(logged.add_shared(event, own), prices, deployment)
    return EventBill(own, bill, deployment, bool(logged.billed), logged.unreadable)
