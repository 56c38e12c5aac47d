"""CloudWatch Logs Insights as far as Pikir's query goes: a log group in memory, and what runs a query over its lines.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from chalicelib import errors
from chalicelib.log_source import QueryResult, QueryState

Fields = dict[str, str]
_JSON = re.compile(r"\{.*\}$")


@dataclass(frozen=True)
class LogEvent:
    """A line, and the stream that it is in."""

    message: str
    stream: str = "2026/11/30/api[$LATEST]0123"


def discover(event: LogEvent) -> Fields:
    """Return the fields that Insights finds in a line by itself: those of the JSON that it is."""
    found: Fields = {"@message": event.message, "@logStream": event.stream}
    if _JSON.fullmatch(event.message):
        found |= {
            name: str(value)
            for name, value in json.loads(event.message).items()
            if value is not None
        }
    return found


def run_query(query: str, events: Iterable[LogEvent]) -> list[Fields]:
    """Return the rows of a query."""
    rows = [discover(event) for event in events]
    for command in query.split("\n| "):
        name, _, rest = command.partition(" ")
        rows = _COMMANDS[name](rows, rest)
    return rows


def _fields(rows: list[Fields], text: str) -> list[Fields]:
    for expression, name in re.findall(r"(\S+(?: \* \S+)?) as (\w+)", text):
        for row in rows:
            value = _evaluate(expression, row)
            if value is not None:
                row[name] = str(value)
    return rows


def _evaluate(expression: str, row: Fields) -> Decimal | None:
    if length := re.fullmatch(r"strlen\((\S+)\)", expression):
        return Decimal(len(row[length[1]]))
    factors = [row.get(name) for name in expression.split(" * ")]
    if any(each is None for each in factors):
        return None
    product = Decimal(1)
    for each in factors:
        product *= Decimal(each or 0)
    return product


def _filter(rows: list[Fields], text: str) -> list[Fields]:
    present, like = text.split(" or ")
    name = present.removeprefix("ispresent(").removesuffix(")")
    field_name, pattern = like.split(" like ")
    regex = re.compile(pattern.strip("/"))
    return [row for row in rows if name in row or regex.search(row[field_name])]


def _parse(rows: list[Fields], text: str) -> list[Fields]:
    source, _, pattern = text.partition(" ")
    body = pattern[1:-1]
    assert "/" not in body.replace(r"\/", ""), "a slash ends the expression"
    regex = re.compile(body.replace(r"\/", "/").replace("(?<", "(?P<"))
    for row in rows:
        if match := regex.search(row[source]):
            row.update({name: each for name, each in match.groupdict().items() if each})
    return rows


def _stats(rows: list[Fields], text: str) -> list[Fields]:
    aggregates, _, names = text.partition(" by ")
    groups: dict[tuple[str | None, ...], list[Fields]] = {}
    for row in rows:
        groups.setdefault(tuple(row.get(each) for each in names.split(", ")), []).append(row)
    return [
        {name: value for name, value in zip(names.split(", "), key, strict=True) if value}
        | _aggregate(aggregates, group)
        for key, group in groups.items()
    ]


def _aggregate(text: str, group: Sequence[Fields]) -> Fields:
    made: Fields = {}
    for function, of, name in re.findall(r"(count|sum)\((\S+)\) as (\w+)", text):
        values = [row[of] for row in group if of in row]
        if function == "count":
            made[name] = str(len(group) if of == "*" else len(values))
        elif values:
            made[name] = str(sum(map(Decimal, values)))
    return made


def _sort(rows: list[Fields], text: str) -> list[Fields]:
    name, order = text.split(" ")
    return sorted(rows, key=lambda row: Decimal(row[name]), reverse=order == "desc")


def _limit(rows: list[Fields], text: str) -> list[Fields]:
    return rows[: int(text)]


_COMMANDS = {
    "fields": _fields,
    "filter": _filter,
    "parse": _parse,
    "stats": _stats,
    "sort": _sort,
    "limit": _limit,
}


@dataclass
class MemoryLogGroup:
    """A log group that answers at once, or as it is told; it counts the queries that were started."""

    events: list[LogEvent] = field(default_factory=list)
    started: list[tuple[str, datetime, datetime]] = field(default_factory=list)
    refusal: type[errors.Refusal] | None = None
    state: QueryState = "complete"

    def start_query(self, query: str, since: datetime, until: datetime) -> str:
        if self.refusal is not None:
            raise self.refusal
        self.started.append((query, since, until))
        return f"query-{len(self.started)}"

    def fetch_result(self, query_id: str) -> QueryResult:
        if self.refusal is not None:
            raise self.refusal
        if self.state != "complete":
            return QueryResult(self.state)
        query, _, _ = self.started[int(query_id.removeprefix("query-")) - 1]
        rows: Sequence[Mapping[str, str]] = run_query(query, self.events)
        return QueryResult("complete", rows, 2_000_000_000)
