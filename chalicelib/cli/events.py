"""Events of a running Pikir: list, make, open and close them."""

import json
import sys
from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote, urlencode

from chalicelib.cli.api import Api, Refused, Unreachable
from chalicelib.cli.importing import Document, Unreadable, import_event, read_document, read_file

RUN_FILE = Path(".local/run.json")
"""Where `make run` writes the address and a token."""
_PAGE = 100

Verb = Callable[[Api, Namespace], Iterator[str]]
"""Yields the lines that the program prints."""


def run(verb: Verb, options: Namespace) -> int:
    """Print what a verb yields; return 1 and say why if it cannot go on."""
    try:
        api = Api.with_defaults(options.url, options.token, RUN_FILE)
        for line in verb(api, options):
            sys.stdout.write(f"{line}\n")
    except (Refused, Unreachable, Unreadable) as problem:
        sys.stderr.write(f"pikir: {problem}\n")
        return 1
    return 0


def import_one(api: Api, options: Namespace) -> Iterator[str]:
    """Create or change an event and its forms from a file."""
    return import_event(api, read_file(options.file))


def list_all(api: Api, options: Namespace) -> Iterator[str]:
    """Yield a line for each event, or its JSON."""
    shown = {name: getattr(options, name) for name in ("state", "kind", "series")}
    lines = _pages(api, {name: value for name, value in shown.items() if value})
    if options.json:
        return (json.dumps(line, ensure_ascii=False) for line in lines)
    return _as_table(list(lines))


def make(api: Api, options: Namespace) -> Iterator[str]:
    """Make the event of a JSON file, as a draft unless it says otherwise."""
    document = read_document(options.file)
    if "forms" in document:
        raise Unreadable(f"{options.file}: it holds forms: use `pikir event import {options.file}`")
    event = api.ask("POST", "/events", document)
    yield f"{event['id']}: {event['state']}"
    yield f"{api.url}/console/events/{event['id']}"


def move(api: Api, options: Namespace) -> Iterator[str]:
    """Move events into the state that the verb names."""
    for event_id in options.event:
        event = api.ask("PATCH", address(event_id), {"state": options.state})
        yield f"{event['id']}: {event['state']}"


def address(event_id: str) -> str:
    """Return the path of an event in the API."""
    return f"/events/{quote(event_id, safe='')}"


def _pages(api: Api, shown: Mapping[str, str]) -> Iterator[Document]:
    query = {**shown, "limit": str(_PAGE)}
    while True:
        page = api.ask("GET", f"/events?{urlencode(query)}")
        yield from page["events"]
        if page["next"] is None:
            return
        query["cursor"] = page["next"]


def _as_table(events: Iterable[Document]) -> Iterator[str]:
    rows = [
        (str(each["id"]), str(each["state"]), str(each["starts_at"])[:16], _title(each))
        for each in events
    ]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
    for row in rows:
        yield "  ".join(
            [*(text.ljust(width) for text, width in zip(row, widths, strict=False)), row[3]]
        )


def _title(event: Document) -> str:
    """Return the title in English, else in the first language that it has."""
    title = event["title"]
    if not isinstance(title, dict):
        return str(title)
    return str(title.get("en") or next(iter(title.values()), ""))
