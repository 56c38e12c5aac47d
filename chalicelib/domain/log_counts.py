"""Counting usage in a log group: one query for all events, at most every quarter of an hour for each range of days.

`log_query` groups the lines of requests and jobs by event, and Lambda's REPORT lines by whether the API's function wrote them;
`read_rows` makes of its rows what ``log_lines.read_log`` makes of the lines themselves. Only the time that Lambda bills for jobs is
divided among them as a whole, not run by run.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, Literal, get_args

from chalicelib.domain.costs import PLATFORM_LOG_BYTES, Usage, add_up
from chalicelib.domain.log_lines import PAGE_VIEW, LoggedUsage
from chalicelib.metering import Unit

CountDays = Literal[7, 30]
COUNT_DAYS: Final[tuple[CountDays, ...]] = get_args(CountDays)
LOG_DAYS: Final[CountDays] = 30
"""How long the log groups keep what is in them; ``.chalice`` says so too, and a test compares."""
FRESH_FOR: Final = timedelta(minutes=15)
"""How long a count is shown before another one may be made."""
STARTS_WITHIN: Final = timedelta(minutes=1)
"""The time in which a query has been started; after that whoever wanted to has died."""
WAITS_FOR: Final = timedelta(minutes=5)
"""How long a page goes on asking by itself."""
RESULTS_KEPT: Final = timedelta(days=7)
"""How long CloudWatch keeps the rows of a query."""
MOST_ROWS: Final = 10_000

_SUMS: Final = ("bytes_out", *get_args(Unit))
_OTHERS: Final = ("size", "ms", "weight", "billed", "billed_weight")


@dataclass(frozen=True, slots=True)
class LogCount:
    """A count of the last ``days``, asked for at a moment; ``query`` is empty until it has been started."""

    id: str
    days: int
    asked_at: datetime
    query: str = ""

    @property
    def since(self) -> datetime:
        """The beginning of what is counted; it ends when the count was asked for."""
        return self.asked_at - timedelta(days=self.days)

    def is_fresh(self, now: datetime) -> bool:
        """Whether no other count is made yet."""
        return now - self.asked_at < (FRESH_FOR if self.query else STARTS_WITHIN)

    def is_awaited(self, now: datetime) -> bool:
        """Whether a page that shows it goes on asking."""
        return now - self.asked_at < WAITS_FOR


def log_query(function: str) -> str:
    """Return the query that counts usage; ``function`` is the name of the one that answers requests.

    In a log group of its own, a function's streams are not named after it.
    """
    view = PAGE_VIEW.replace("/", r"\/")
    name = re.escape(function)
    counts = ("count(*) as lines", "count(view) as views")
    sums = ", ".join((*counts, *(f"sum({each}) as sum_{each}" for each in (*_SUMS, *_OTHERS))))
    return "\n| ".join(
        (
            "fields strlen(@message) as size, ms * memory as weight",
            "filter ispresent(ms) or @message like /^REPORT RequestId: /",
            r'parse @message /"(?<kind>route|job)": "/',
            f"parse @message /(?<view>{view})/",
            r"parse @message /Billed Duration: (?<billed>\d+) ms\s+Memory Size: (?<megabytes>\d+) MB/",
            rf"parse @logStream /^\d+\/\d+\/\d+\/(?:{name})?(?<own>\[)/",
            "fields billed * megabytes as billed_weight",
            f"stats {sums} by event, kind, own",
            "sort lines desc",
            f"limit {MOST_ROWS}",
        )
    )


def read_rows(rows: Iterable[Mapping[str, str]]) -> LoggedUsage:
    """Return what the rows of `log_query` tell."""
    counted = [_UsageRow(row) for row in rows]
    reports = [row for row in counted if row.kind is None]
    billed = sum((row.get("sum_billed") for row in reports if row.is_own), Decimal(0))
    weight = sum((row.get("sum_billed_weight") for row in reports if not row.is_own), Decimal(0))
    measured = sum((row.get("sum_weight") for row in counted if row.kind == "job"), Decimal(0))
    scale = weight / measured if weight and measured else Decimal(1)
    return LoggedUsage(add_up(_uses(counted, scale)), int(billed))


@dataclass(frozen=True, slots=True)
class _UsageRow:
    """A row of the query; a field that none of its lines has is not in it."""

    fields: Mapping[str, str]

    @property
    def event(self) -> str | None:
        return self.fields.get("event") or None

    @property
    def kind(self) -> str | None:
        return self.fields.get("kind") or None

    @property
    def is_own(self) -> bool:
        return bool(self.fields.get("own"))

    def get(self, name: str) -> Decimal:
        return Decimal(self.fields.get(name) or 0)


def _uses(rows: Iterable[_UsageRow], scale: Decimal) -> Iterator[tuple[str | None, Usage]]:
    for row in rows:
        amounts = Usage(**{name: row.get(f"sum_{name}") for name in _SUMS})
        lines, sizes = row.get("lines"), row.get("sum_size")
        if row.kind == "route":
            yield (
                row.event,
                replace(
                    amounts,
                    requests=lines,
                    milliseconds=row.get("sum_ms"),
                    log_bytes=sizes + lines * PLATFORM_LOG_BYTES,
                    views=row.get("views"),
                ),
            )
        elif row.kind == "job":
            runs = Decimal(0) if row.event else lines
            yield (
                row.event,
                replace(
                    amounts,
                    runs=runs,
                    run_time=row.get("sum_weight") * scale,
                    log_bytes=sizes + runs * PLATFORM_LOG_BYTES,
                ),
            )
