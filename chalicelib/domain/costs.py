"""What an event cost: amounts that its requests and the jobs' work for it used, times list prices.

Amounts come from the log (one line for each request, and for each event that a job's run worked for); prices are data with a
region and a date. Nothing is rounded before the end: an amount in US dollars is a ``Decimal``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

Gateway = Literal["http", "rest"]
_Amount = Annotated[Decimal, Field(ge=0, allow_inf_nan=False)]

MILLION: Final = 1_000_000
GIGABYTE: Final = 1_000_000_000
HEADER_BYTES: Final = 900
"""What the headers of an answer take on their way, about; the log counts the body."""
PLATFORM_LOG_BYTES: Final = 330
"""What Lambda itself adds to the log for each call of a function: its lines START, END and REPORT, about."""
MEMORY: Final = 1024
"""Megabytes of a function of which nothing else is said."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Amounts that were used, as the log's lines have them; ``milliseconds`` are those of the function that answers requests.

    ``runs`` are calls of the functions of jobs, and ``run_time`` is their time in milliseconds times their memory in megabytes. Units are DynamoDB's capacity units as its answers told them; a call that it answered with an error told none.
    """

    requests: Decimal = Decimal(0)
    milliseconds: Decimal = Decimal(0)
    bytes_out: Decimal = Decimal(0)
    log_bytes: Decimal = Decimal(0)
    database_calls: Decimal = Decimal(0)
    refused_calls: Decimal = Decimal(0)
    read_units: Decimal = Decimal(0)
    write_units: Decimal = Decimal(0)
    file_reads: Decimal = Decimal(0)
    file_writes: Decimal = Decimal(0)
    letters: Decimal = Decimal(0)
    runs: Decimal = Decimal(0)
    run_time: Decimal = Decimal(0)

    def __add__(self, other: Self) -> Self:
        """Return both together."""
        return type(self)(
            *(getattr(self, each.name) + getattr(other, each.name) for each in fields(self))
        )

    def share(self, part: Decimal) -> Self:
        """Return that part of it."""
        return type(self)(*(getattr(self, each.name) * part for each in fields(self)))


class _LineAmounts(BaseModel):
    """The fields of a line in the log that tell what was used; the others are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    event: str | None = None
    ms: _Amount
    bytes_out: _Amount = Decimal(0)
    database_calls: _Amount = Decimal(0)
    refused_calls: _Amount = Decimal(0)
    read_units: _Amount = Decimal(0)
    write_units: _Amount = Decimal(0)
    file_reads: _Amount = Decimal(0)
    file_writes: _Amount = Decimal(0)
    letters: _Amount = Decimal(0)

    def _amounts(self) -> dict[str, Decimal]:
        return self.model_dump(include=_AMOUNTS)


_AMOUNTS: Final = _LineAmounts.model_fields.keys() - {"event", "ms"}


class RequestLine(_LineAmounts):
    """The line of a request."""

    route: str

    def usage(self, log_bytes: int) -> Usage:
        """Return what the request used; its line has that many bytes."""
        return Usage(
            requests=Decimal(1),
            milliseconds=self.ms,
            log_bytes=Decimal(log_bytes + PLATFORM_LOG_BYTES),
            **self._amounts(),
        )


class JobLine(_LineAmounts):
    """A line of a job's run: what it did for one event, or, without an event, the call of the function and the rest of it.

    ``memory`` is the function's in megabytes; ``request_id`` is Lambda's of the call.
    """

    job: str
    request_id: str | None = None
    memory: _Amount = Decimal(MEMORY)

    def usage(self, log_bytes: int) -> Usage:
        """Return what the run used in this part; its line has that many bytes."""
        calls = int(self.event is None)
        return Usage(
            runs=Decimal(calls),
            run_time=self.ms * self.memory,
            log_bytes=Decimal(log_bytes + calls * PLATFORM_LOG_BYTES),
            **self._amounts(),
        )


class Prices(BaseModel):
    """A list of prices in US dollars, before taxes, free tiers and discounts.

    ``compute`` is for a gigabyte of memory during a second, ``written`` and ``read`` for a million units, ``http`` and ``rest`` for
    a million requests to API Gateway, ``invocations`` for a million calls of a function, ``file_reads`` and ``file_writes`` for a
    thousand requests to S3, ``letters`` for a thousand, ``log`` and ``traffic`` for a gigabyte.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    region: str
    date: str
    http: _Amount
    rest: _Amount
    invocations: _Amount
    compute: _Amount
    written: _Amount
    read: _Amount
    file_reads: _Amount
    file_writes: _Amount
    letters: _Amount
    log: _Amount
    traffic: _Amount


@dataclass(frozen=True, slots=True)
class BillLine:
    """One row: how much of what, its price for ``per`` of it, and the amount in US dollars."""

    name: str
    quantity: Decimal
    unit: str
    price: Decimal
    per: Decimal

    @property
    def amount(self) -> Decimal:
        """The US dollars of this row."""
        return self.quantity * self.price / self.per


@dataclass(frozen=True, slots=True)
class Bill:
    """What some usage costs by a list of prices."""

    usage: Usage
    prices: Prices
    lines: tuple[BillLine, ...]

    @property
    def total(self) -> Decimal:
        """US dollars of all rows."""
        return sum((line.amount for line in self.lines), Decimal(0))


def make_bill(
    usage: Usage, prices: Prices, *, gateway: Gateway = "http", memory: int = MEMORY
) -> Bill:
    """Return what the usage costs with this gateway and a function of that many megabytes."""
    seconds = usage.milliseconds / 1000 * memory / 1024
    job_seconds = usage.run_time / 1000 / 1024
    thousand, million, gigabyte = Decimal(1000), Decimal(MILLION), Decimal(GIGABYTE)
    traffic = usage.bytes_out + usage.requests * HEADER_BYTES
    name = {"http": "API Gateway, HTTP API", "rest": "API Gateway, REST API"}[gateway]
    price = prices.http if gateway == "http" else prices.rest
    lines = (
        BillLine(name, usage.requests, "requests", price, million),
        BillLine("Lambda, calls", usage.requests, "calls", prices.invocations, million),
        BillLine("Lambda, time", seconds, "GB-seconds", prices.compute, Decimal(1)),
        BillLine("Scheduled work, calls", usage.runs, "calls", prices.invocations, million),
        BillLine("Scheduled work, time", job_seconds, "GB-seconds", prices.compute, Decimal(1)),
        BillLine(
            "DynamoDB, written",
            usage.write_units + usage.refused_calls,
            "units",
            prices.written,
            million,
        ),
        BillLine("DynamoDB, read", usage.read_units, "units", prices.read, million),
        BillLine("S3, written", usage.file_writes, "requests", prices.file_writes, thousand),
        BillLine("S3, read", usage.file_reads, "requests", prices.file_reads, thousand),
        BillLine("SES, letters", usage.letters, "letters", prices.letters, thousand),
        BillLine("CloudWatch, log", usage.log_bytes, "bytes", prices.log, gigabyte),
        BillLine("Traffic out", traffic, "bytes", prices.traffic, gigabyte),
    )
    return Bill(usage, prices, lines)


@dataclass(frozen=True, slots=True)
class UsageByEvent:
    """What a log tells: of each event by its id, and of what no event's address was asked for."""

    events: Mapping[str, Usage]
    shared: Usage

    def share_of(self, event: str) -> Usage:
        """Return the event's part of what is shared, by its part of the events' requests."""
        requests = sum((usage.requests for usage in self.events.values()), Decimal(0))
        own = self.events.get(event, Usage()).requests
        return self.shared.share(own / requests) if requests else Usage()


def add_up(uses: Iterable[tuple[str | None, Usage]]) -> UsageByEvent:
    """Add up what each event used; None stands for no event."""
    events: dict[str, Usage] = {}
    shared = Usage()
    for event, usage in uses:
        if event is None:
            shared += usage
        else:
            events[event] = events.get(event, Usage()) + usage
    return UsageByEvent(events, shared)
