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
Architecture = Literal["arm64", "x86_64"]
LineKind = Literal[
    "gateway",
    "calls",
    "time",
    "job_calls",
    "job_time",
    "written",
    "read",
    "stored",
    "file_writes",
    "file_reads",
    "letters",
    "log",
    "traffic",
]
_Amount = Annotated[Decimal, Field(ge=0, allow_inf_nan=False)]

MILLION: Final = 1_000_000
GIGABYTE: Final = 1_000_000_000
HEADER_BYTES: Final = 900
"""What the headers of an answer take on their way, about; the log counts the body."""
PLATFORM_LOG_BYTES: Final = 330
"""What Lambda itself adds to the log for each call of a function: its lines START, END and REPORT, about."""
GATEWAY_LOG_BYTES: Final = 220
"""The line of a request in an HTTP API's access log, about; a REST API has none."""
UNIT_BYTES: Final = 1024
"""What one written unit holds at most."""
MEMORY: Final = 1024
"""Megabytes of a function of which nothing else is said."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Amounts that were used, as the log's lines have them; ``milliseconds`` are those of the function that answers requests.

    ``runs`` are calls of the functions of jobs, and ``run_time`` is their time in milliseconds times their memory in megabytes.
    ``views`` are those requests that showed a participant the page of an event or a form. Units are DynamoDB's capacity units as
    its answers told them; a call that it answered with an error told none.
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
    views: Decimal = Decimal(0)

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

    ``compute`` and ``compute_x86`` are for a gigabyte of memory during a second on arm64 and on x86_64, ``written`` and ``read`` for
    a million units, ``stored`` for a gigabyte that the table and its backup keep for a month, ``http`` and ``rest`` for a million
    requests to API Gateway, ``invocations`` for a million calls of a function, ``file_reads`` and ``file_writes`` for a thousand
    requests to S3, ``letters`` for a thousand, ``log`` and ``traffic`` for a gigabyte, ``searched`` for a gigabyte of the log that a
    query looks through.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    region: str
    date: str
    http: _Amount
    rest: _Amount
    invocations: _Amount
    compute: _Amount
    compute_x86: _Amount
    written: _Amount
    read: _Amount
    stored: _Amount
    file_reads: _Amount
    file_writes: _Amount
    letters: _Amount
    log: _Amount
    traffic: _Amount
    searched: _Amount


@dataclass(frozen=True, slots=True)
class BillLine:
    """One row: how much of what, its price for ``per`` of it, and the amount in US dollars."""

    kind: LineKind
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


@dataclass(frozen=True, slots=True)
class Deployment:
    """What answers the requests: the kind of the gateway, and the function's memory in megabytes and architecture.

    ``region`` is empty where it is not known.
    """

    gateway: Gateway = "http"
    memory: int = MEMORY
    architecture: Architecture = "arm64"
    region: str = ""


def make_bill(usage: Usage, prices: Prices, deployment: Deployment | None = None) -> Bill:
    """Return what the usage costs in this deployment."""
    deployed = deployment or Deployment()
    lines = (
        *_lines_of_functions(usage, prices, deployed),
        *_lines_of_data(usage, prices),
        *_lines_of_bytes(usage, prices, deployed.gateway),
    )
    return Bill(usage, prices, lines)


def _lines_of_functions(usage: Usage, prices: Prices, deployed: Deployment) -> tuple[BillLine, ...]:
    seconds = usage.milliseconds / 1000 * deployed.memory / 1024
    job_seconds = usage.run_time / 1000 / 1024
    million, one = Decimal(MILLION), Decimal(1)
    compute = prices.compute if deployed.architecture == "arm64" else prices.compute_x86
    name = {"http": "API Gateway, HTTP API", "rest": "API Gateway, REST API"}[deployed.gateway]
    price = prices.http if deployed.gateway == "http" else prices.rest
    requests, runs, calls = usage.requests, usage.runs, prices.invocations
    return (
        BillLine("gateway", name, requests, "requests", price, million),
        BillLine("calls", "Lambda, calls", requests, "calls", calls, million),
        BillLine("time", "Lambda, time", seconds, "GB-seconds", compute, one),
        BillLine("job_calls", "Scheduled work, calls", runs, "calls", calls, million),
        BillLine("job_time", "Scheduled work, time", job_seconds, "GB-seconds", compute, one),
    )


def _lines_of_data(usage: Usage, prices: Prices) -> tuple[BillLine, ...]:
    million, thousand = Decimal(MILLION), Decimal(1000)
    written = usage.write_units + usage.refused_calls
    stored, gigabyte = usage.write_units * UNIT_BYTES, Decimal(GIGABYTE)
    writes, reads = usage.file_writes, usage.file_reads
    return (
        BillLine("written", "DynamoDB, written", written, "units", prices.written, million),
        BillLine("read", "DynamoDB, read", usage.read_units, "units", prices.read, million),
        BillLine("stored", "DynamoDB, kept", stored, "bytes", prices.stored, gigabyte),
        BillLine("file_writes", "S3, written", writes, "requests", prices.file_writes, thousand),
        BillLine("file_reads", "S3, read", reads, "requests", prices.file_reads, thousand),
        BillLine("letters", "SES, letters", usage.letters, "letters", prices.letters, thousand),
    )


def _lines_of_bytes(usage: Usage, prices: Prices, gateway: Gateway) -> tuple[BillLine, ...]:
    logged = usage.log_bytes + usage.requests * (GATEWAY_LOG_BYTES if gateway == "http" else 0)
    traffic = usage.bytes_out + usage.requests * HEADER_BYTES
    gigabyte = Decimal(GIGABYTE)
    return (
        BillLine("log", "CloudWatch, log", logged, "bytes", prices.log, gigabyte),
        BillLine("traffic", "Traffic out", traffic, "bytes", prices.traffic, gigabyte),
    )


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
