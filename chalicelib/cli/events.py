"""Events of a running Pikir: list, make, copy, open and close them."""

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
    """Make an event from a starting point, or of a JSON file."""
    if options.start is None:
        return _create(api, "/events", _read_event(options.file))
    if options.file is not None or not (options.title and options.starts and options.ends):
        raise Unreadable("give --from with --title, --starts and --ends, or a FILE alone")
    document = {
        "title": {options.language: options.title},
        "starts_at": options.starts,
        "ends_at": options.ends,
        **({"venue": {options.language: options.venue}} if options.venue else {}),
        **({"series": options.series} if options.series else {}),
    }
    return _create(api, f"/starting-points/{options.start}/events", document)


def copy(api: Api, options: Namespace) -> Iterator[str]:
    """Copy an event to another time, as a draft."""
    document = {"id": options.new, "starts_at": options.starts, "ends_at": options.ends}
    return _create(api, f"{_address(options.event)}/copies", document)


def move(api: Api, options: Namespace) -> Iterator[str]:
    """Move events into the state that the verb names."""
    query = f"?without={','.join(options.without)}" if options.without else ""
    for event_id in options.event:
        event = api.ask("PATCH", f"{_address(event_id)}{query}", {"state": options.state})
        yield f"{event['id']}: {event['state']}"


def _address(event_id: str) -> str:
    return f"/events/{quote(event_id, safe='')}"


def _read_event(file: Path | None) -> Document:
    if file is None:
        raise Unreadable("name a FILE, or a starting point with --from")
    document = read_document(file)
    if "forms" in document:
        raise Unreadable(f"{file}: it holds forms: use `pikir event import {file}`")
    return document


def _create(api: Api, path: str, document: Document) -> Iterator[str]:
    """Send a new event; yield its state and the address of its page in the console."""
    event = api.ask("POST", path, document)
    yield f"{event['id']}: {event['state']}"
    yield f"{api.url}/console/events/{event['id']}"


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
