"""`pikir cost`: what an event cost, from the lines that Pikir wrote into its log. It sends nothing."""

import json
import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Final, TextIO

from pydantic import ValidationError

from chalicelib.cli.events import RUN_FILE
from chalicelib.domain.costs import Bill, Deployment, Prices
from chalicelib.domain.event_bills import EventBill, make_event_bill
from chalicelib.domain.list_prices import LIST_PRICES
from chalicelib.domain.log_lines import LoggedUsage, read_log

LOG_FILE: Final = RUN_FILE.with_name("log.jsonl")
"""Where `make run` writes its log."""


def run(options: Namespace) -> int:
    """Print the bill of ``options.event``; print why not and return 1 if it cannot be made."""
    try:
        prices = _read_prices(options.prices) if options.prices else LIST_PRICES
        log = _read_all(options.log)
    except (OSError, ValueError) as problem:
        sys.stderr.write(f"pikir: {problem}\n")
        return 1
    deployment = Deployment(options.gateway, options.memory, options.architecture)
    made = make_event_bill(options.event, log, prices, deployment)
    if made is None:
        known = ", ".join(sorted(log.by_event.events)) or "none"
        sys.stderr.write(f"pikir: no request to {options.event!r} in the log (events: {known})\n")
        return 1
    if options.json:
        sys.stdout.write(json.dumps(_as_json(options.event, made.bill), indent=2) + "\n")
    else:
        lines = [*_table(made.bill), "", *_explain(made)]
        sys.stdout.writelines(f"{line}\n" for line in lines)
    return 0


def _read_prices(path: Path) -> Prices:
    try:
        return Prices.model_validate_json(path.read_bytes())
    except ValidationError as refused:
        first = refused.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"{path}: {place}: {first['msg']}") from refused


def _read_all(names: Iterable[str]) -> LoggedUsage:
    with ExitStack() as files:
        opened = [_open(name, files) for name in names or (str(LOG_FILE),)]
        return read_log(line for file in opened for line in file)


def _open(name: str, files: ExitStack) -> TextIO:
    if name == "-":
        return sys.stdin
    return files.enter_context(Path(name).open(encoding="utf-8", errors="replace"))


def _table(bill: Bill) -> Iterator[str]:
    yield f"{'':24}{'amount':>14} {'':12}{'price, US$':>24}{'US cents':>12}"
    for line in bill.lines:
        price = f"{line.price} / {_round(line.per, 0)}" if line.per != 1 else f"{line.price}"
        yield (
            f"{line.name:24}{_round(line.quantity):>14} {line.unit:12}{price:>24}{_cents(line.amount):>12}"
        )
    yield f"{'Together':24}{'':14} {'':12}{'':24}{_cents(bill.total):>12}"


def _explain(made: EventBill) -> Iterator[str]:
    yield "What stands behind these figures:"
    for each in made.assumptions():
        values = {
            name: _round(value) if isinstance(value, Decimal) else value
            for name, value in each.values.items()
        }
        yield f"- {each.message.format_map(values)}"
    if made.for_thousand_views is not None:
        yield (
            f"{_round(made.own.views)} openings of the pages of the event and its forms: "
            f"{_cents(made.for_thousand_views)} US cents for a thousand."
        )


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
