"""`pikir cost`: what an event cost, from the lines that Pikir wrote into its log. It sends nothing."""

import json
import re
import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Final, TextIO

from pydantic import ValidationError

from chalicelib.cli.events import RUN_FILE
from chalicelib.domain.costs import (
    HEADER_BYTES,
    MEMORY,
    PLATFORM_LOG_BYTES,
    Bill,
    JobLine,
    Prices,
    RequestLine,
    Usage,
    UsageByEvent,
    add_up,
    make_bill,
)

LOG_FILE: Final = RUN_FILE.with_name("log.jsonl")
"""Where `make run` writes its log."""
PRICES_FILE: Final = Path(__file__).with_name("prices.json")
_REPORT: Final = re.compile(r"REPORT RequestId: (\S+).*Billed Duration: (\d+) ms")


@dataclass(frozen=True, slots=True)
class Log:
    """What was read: usage by event, and the milliseconds that Lambda says it bills for requests, 0 where the log has no such lines.

    The time of jobs' runs is already what Lambda bills, where the log has that.
    """

    usage: UsageByEvent
    billed: int
    unreadable: int


def run(options: Namespace) -> int:
    """Print the bill of ``options.event``; print why not and return 1 if it cannot be made."""
    try:
        prices = _read_prices(options.prices)
        log = _read_all(options.log)
    except (OSError, ValueError) as problem:
        sys.stderr.write(f"pikir: {problem}\n")
        return 1
    own = log.usage.events.get(options.event)
    if own is None:
        known = ", ".join(sorted(log.usage.events)) or "none"
        sys.stderr.write(f"pikir: no request to {options.event!r} in the log (events: {known})\n")
        return 1
    shared = log.usage.share_of(options.event)
    usage = _bill_time(own + shared, log)
    bill = make_bill(usage, prices, gateway=options.gateway, memory=options.memory)
    if options.json:
        sys.stdout.write(json.dumps(_as_json(options.event, bill), indent=2) + "\n")
    else:
        sys.stdout.writelines(
            f"{line}\n" for line in [*_table(bill), "", *_assumptions(options, bill, own, log)]
        )
    return 0


def _read_prices(file: Path | None) -> Prices:
    path = file or PRICES_FILE
    try:
        return Prices.model_validate_json(path.read_bytes())
    except ValidationError as refused:
        first = refused.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"{path}: {place}: {first['msg']}") from refused


def _read_all(names: Iterable[str]) -> Log:
    with ExitStack() as files:
        opened = [_open(name, files) for name in names or (str(LOG_FILE),)]
        return read_log(line for file in opened for line in file)


def _open(name: str, files: ExitStack) -> TextIO:
    if name == "-":
        return sys.stdin
    return files.enter_context(Path(name).open(encoding="utf-8", errors="replace"))


def read_log(lines: Iterable[str]) -> Log:
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
            try:
                entry = _parse(line)
            except ValidationError:
                unreadable += 1
                continue
            if isinstance(entry, JobLine):
                jobs.append((entry, len(line.encode())))
            elif entry is not None:
                yield entry.event, entry.usage(len(line.encode()))
        yield from _uses_of_jobs(jobs, billed)

    usage = add_up(uses())
    return Log(usage, sum(billed.values()), unreadable)


def _uses_of_jobs(
    jobs: Iterable[tuple[JobLine, int]], billed: dict[str, int]
) -> Iterator[tuple[str | None, Usage]]:
    """Yield what each part of a run used; where ``billed`` has the run's milliseconds, take them out and divide them among its parts."""
    measured: dict[str | None, Decimal] = {}
    for entry, _ in jobs:
        measured[entry.request_id] = measured.get(entry.request_id, Decimal(0)) + entry.ms
    by_lambda = {run: billed.pop(run) for run in measured if run in billed}
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


def _bill_time(usage: Usage, log: Log) -> Usage:
    """Take Lambda's own milliseconds where the log has them: they hold the starts of functions, too."""
    every = sum((each for each in log.usage.events.values()), log.usage.shared)
    if not log.billed or not every.milliseconds:
        return usage
    return replace(usage, milliseconds=usage.milliseconds * log.billed / every.milliseconds)


def _table(bill: Bill) -> Iterator[str]:
    yield f"{'':24}{'amount':>14} {'':12}{'price, US$':>24}{'US cents':>12}"
    for line in bill.lines:
        price = f"{line.price} / {_round(line.per, 0)}" if line.per != 1 else f"{line.price}"
        yield (
            f"{line.name:24}{_round(line.quantity):>14} {line.unit:12}{price:>24}{_cents(line.amount):>12}"
        )
    yield f"{'Together':24}{'':14} {'':12}{'':24}{_cents(bill.total):>12}"


def _assumptions(options: Namespace, bill: Bill, own: Usage, log: Log) -> Iterator[str]:
    prices = bill.prices
    yield f"{options.event}: {own.requests:f} requests of its own."
    yield "What stands behind these figures:"
    yield f"- List prices of {prices.region}, {prices.date}, before taxes, free tiers and discounts (others: --prices FILE)."
    other = bill.usage.requests - own.requests
    yield f"- {_round(other)} requests of no event (style sheets, scripts, sign-in) are this event's part of those in the log."
    time = "as Lambda billed it" if log.billed else "as Pikir measured it, without starts"
    yield f"- The function's time is {time}, with {options.memory} MB of memory on arm64 (--memory)."
    yield "- Units are DynamoDB's, as its answers told them; a call that it refused counts as one written unit."
    yield f"- Scheduled work (also letters and documents): its time for this event, with its functions' own memory ({MEMORY} MB where the log does not say)."
    yield f"- {_round(bill.usage.runs)} calls of scheduled work, and what they did for no event, are this event's part of those in the log, by its requests."
    yield f"- Each answer has {HEADER_BYTES} bytes of headers; Lambda adds {PLATFORM_LOG_BYTES} bytes to the log of each call of a function."
    yield "- Not counted: storage, files that pages send to the bucket by themselves."
    if options.gateway == "rest":
        yield "- Bytes are those that Pikir sent to the gateway, which compresses them."
    if log.unreadable:
        yield f"- {log.unreadable} lines could not be read."


def _as_json(event: str, bill: Bill) -> Mapping[str, object]:
    lines = [
        {"name": each.name, "quantity": float(each.quantity), "unit": each.unit}
        | {"price": float(each.price), "per": float(each.per), "usd": float(each.amount)}
        for each in bill.lines
    ]
    return {
        "event": event,
        "region": bill.prices.region,
        "prices_date": bill.prices.date,
        "usage": {name: float(amount) for name, amount in asdict(bill.usage).items()},
        "lines": lines,
        "usd": float(bill.total),
    }


def _round(number: Decimal, places: int = 1) -> str:
    text = f"{number:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _cents(dollars: Decimal) -> str:
    return f"{dollars * 100:,.4f}"
