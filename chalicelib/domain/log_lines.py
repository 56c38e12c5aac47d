"""What a log tells about usage, from its lines: Pikir's own, and those in which Lambda reports what it bills."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from pydantic import ValidationError

from chalicelib.domain.costs import JobLine, RequestLine, Usage, UsageByEvent, add_up

PAGE_VIEW: Final = r'"method": "GET", "route": "/e/\{event\}(?:/\{form\})?", "status": 200'
"""Matches the line of a request that showed a participant the page of an event or of a form."""
REPORT: Final = r"REPORT RequestId: (\S+).*Billed Duration: (\d+) ms"
_PAGE_VIEW: Final = re.compile(PAGE_VIEW)
_REPORT: Final = re.compile(REPORT)


@dataclass(frozen=True, slots=True)
class LoggedUsage:
    """What a log tells: usage by event, the milliseconds that Lambda says it bills for requests, and how many lines could not be read.

    ``billed`` is 0 where the log has no such lines. The time of jobs' runs is already what Lambda bills, where the log has that.
    """

    by_event: UsageByEvent
    billed: int = 0
    unreadable: int = 0

    def find(self, event: str) -> Usage | None:
        """Return what the event itself used; None if the log has no request to it."""
        return self.by_event.events.get(event)

    def add_shared(self, event: str, own: Usage) -> Usage:
        """Return the event's own usage with its part of what is shared, and with the time that Lambda bills.

        Lambda's time holds the starts of functions, too.
        """
        usage = own + self.by_event.share_of(event)
        every = sum(self.by_event.events.values(), self.by_event.shared)
        if not self.billed or not every.milliseconds:
            return usage
        return replace(usage, milliseconds=usage.milliseconds * self.billed / every.milliseconds)


def read_log(lines: Iterable[str]) -> LoggedUsage:
    """Read a log's lines: Pikir's own, wherever the JSON begins in them, and Lambda's REPORT lines. Others are passed over."""
    billed: dict[str, int] = {}
    jobs: list[tuple[JobLine, int]] = []
    unreadable = 0

    def uses() -> Iterator[tuple[str | None, Usage]]:
        nonlocal unreadable
        for line in lines:
            if report := _REPORT.search(line):
                billed[report[1]] = int(report[2])
                continue
            size = len(line.rstrip("\n").encode())
            try:
                entry = _parse(line)
            except ValidationError:
                unreadable += 1
                continue
            if isinstance(entry, JobLine):
                jobs.append((entry, size))
            elif entry is not None:
                views = Decimal(_PAGE_VIEW.search(line) is not None)
                yield entry.event, replace(entry.usage(size), views=views)
        yield from _uses_of_jobs(jobs, billed)

    by_event = add_up(uses())
    return LoggedUsage(by_event, sum(billed.values()), unreadable)


def _uses_of_jobs(
    jobs: Iterable[tuple[JobLine, int]], billed: dict[str, int]
) -> Iterator[tuple[str | None, Usage]]:
    """Yield what each part of a run used; where ``billed`` has the run's milliseconds, take them out and divide them among its parts."""
    measured: dict[str | None, Decimal] = {}
    for entry, _ in jobs:
        measured[entry.request_id] = measured.get(entry.request_id, Decimal(0)) + entry.ms
    by_lambda: Mapping[str | None, int] = {
        run: billed.pop(run) for run in measured if run is not None and run in billed
    }
    for entry, log_bytes in jobs:
        usage = entry.usage(log_bytes)
        total = measured[entry.request_id]
        if entry.request_id in by_lambda and total:
            usage = replace(usage, run_time=usage.run_time * by_lambda[entry.request_id] / total)
        yield entry.event, usage


def _parse(line: str) -> RequestLine | JobLine | None:
    """Read one of Pikir's lines that say what was used; None for any other line."""
    start = line.find('{"')
    if start >= 0 and '"route": ' in line:
        return RequestLine.model_validate_json(line[start:])
    if start >= 0 and '"job": ' in line:
        return JobLine.model_validate_json(line[start:])
    return None
