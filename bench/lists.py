"""A page of the console's lists, and an event's overview, at a thousand and at a hundred thousand registrations.

The tables are filled in bulk, as those of ``bench.filled`` are. Each page is asked for as API Gateway would, in a
process of its own: its CPU time, its peak memory beside that of a process which only started, and its requests to
DynamoDB. ``python -m bench.lists`` prints them all.
"""

import gzip
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from bench import stage
from bench.__main__ import RESULTS
from bench.figure import Figure, save, table
from chalicelib import settings, wiring
from chalicelib.actions import drafts, events, forms
from chalicelib.actions.services import Services
from chalicelib.domain.list_lines import ROLES, ListLine
from chalicelib.domain.permissions import SYSTEM
from chalicelib.domain.registrations import Registration
from chalicelib.domain.submissions import receipt_code
from chalicelib.forms.intake import Form
from chalicelib.forms.validation import read_definition
from chalicelib.storage.submissions.items import to_item
from local import dynoxide, resources

FEW, MANY = 1_000, 100_000
EVENT, FORM = "bench", "registration"
LIMITS = {FEW: 60.0, MANY: 1500.0}
"""Milliseconds of CPU for a page, by the number of registrations."""
LARGEST_MEMORY = 256.0
"""Megabytes."""
_REPEATS = 5
_FIRST = (
    "Айгүл",
    "Берік",
    "Гүлнар",
    "Дәурен",
    "Елена",
    "Жанар",
    "Игорь",
    "Қанат",
    "Лаура",
    "Нұрлан",
)
_LAST = (
    "Әбдіров",
    "Беков",
    "Ғалымова",
    "Ким",
    "Қасымова",
    "Омаров",
    "Петров",
    "Сәдуақас",
    "Төлеген",
)

DEFINITION: dict[str, Any] = {
    "name": FORM,
    "purpose": "registration",
    "title": "Registration",
    "default_language": "kk",
    "choices": {
        "who": [{"name": name, "label": name} for name in ("pupil", "parent", "teacher", "guest")]
    },
    "questions": [
        {
            "type": "select_one",
            "list_name": "who",
            "name": "who",
            "label": "Who",
            "required": True,
            "role": "category",
        },
        {"type": "text", "name": "name", "label": "Name", "required": True, "role": "name"},
        {"type": "text", "name": "email", "label": "E-mail", "role": "email"},
        {"type": "text", "name": "phone", "label": "Phone", "role": "phone"},
        {"type": "text", "name": "work", "label": "Organisation", "role": "organisation"},
        {"type": "text", "name": "question", "label": "Question", "max_length": 2000},
    ],
}
EVENT_DOCUMENT: dict[str, Any] = {
    "id": EVENT,
    "kind": "round_table",
    "title": "Bench",
    "starts_at": "2026-06-13T10:00:00+05:00",
    "ends_at": "2026-06-13T13:00:00+05:00",
    "categories": [
        {"name": name, "label": name} for name in ("pupil", "parent", "teacher", "guest")
    ],
}
PAGES = {
    "list": {},
    "filter": {"category": "guest", "language": "en", "answered": "question"},
    "search": {"q": "Сәдуақас 00017"},
    "by name": {"sort": "name"},
    "text search": {"q": "Сәдуақас 00017", "in": "answers"},
    "receipt": {"q": "RECEIPT"},
}
"""The query of each measured list. The filter and the searches match one registration in a thousand or fewer."""
LIST = f"/console/events/{EVENT}/forms/{FORM}/answers"
OVERVIEWS = {"overview": f"/console/events/{EVENT}", "counts": f"/console/events/{EVENT}/counts"}
"""The addresses of an event's overview and of the counts that its script asks for every ten seconds."""


def figures() -> dict[str, Figure]:
    """Fill both tables and measure every page on each."""
    measured: dict[str, Figure] = {}
    with tempfile.TemporaryDirectory() as folder:
        for number in (FEW, MANY):
            database, receipt = _fill(Path(folder) / str(number), number)
            with dynoxide.running(database) as endpoint:
                measured |= _measure(endpoint, number, receipt)
    return measured


def _measure(endpoint: str, number: int, receipt: str) -> dict[str, Figure]:
    variables = stage.environment(endpoint) | {"PIKIR_FIRST_ORGANISER": "bench@pikir.example"}
    os.environ.update(variables)
    prepare(wiring.make(settings.read(variables)))
    measured: dict[str, Figure] = {}
    for name, address in _addresses(receipt).items():
        result = stage.run_module("bench.lists", variables, "--page", address)
        label = f"{name.replace(' ', '_')}_{number}"
        beside = f"{result['requests']} requests, {result['rows']} rows, {result['kilobytes']} KB of HTML"
        measured[label] = Figure(result["milliseconds"], "ms CPU", LIMITS[number], beside=beside)
        if number == MANY:
            measured[f"{label}_memory"] = Figure(result["megabytes"], "MB", LARGEST_MEMORY)
    return measured


def _addresses(receipt: str) -> dict[str, str]:
    """Return the address of each measured page."""
    lists = {
        name: {key: receipt if value == "RECEIPT" else value for key, value in query.items()}
        for name, query in PAGES.items()
    }
    return {name: f"{LIST}?{urlencode(query)}" for name, query in lists.items()} | OVERVIEWS


def prepare(services: Services) -> None:
    """Create the open event with its published form of registrations."""
    events.create_event(services, SYSTEM, json.dumps(EVENT_DOCUMENT).encode())
    drafts.save_form(services, SYSTEM, EVENT, FORM, json.dumps(DEFINITION).encode())
    forms.publish_form(services, SYSTEM, EVENT, FORM)


def measure_page(address: str) -> dict[str, float]:
    """Ask for one page as a signed-in organiser; the median CPU time after a first, unmeasured one."""
    from chalicelib.actions import access
    from chalicelib.web.organiser import ROUTES
    from tests.web.client import Client, app_of

    services = wiring.make(settings.read(os.environ))
    requests = _count_requests(services)
    link = access.make_sign_in_link(services, SYSTEM, "kk")
    client = Client(app_of(ROUTES, services))
    cookie = client.send_form(link[link.index("/console") :], b"").cookies[0].partition(";")[0]
    times: list[float] = []
    reply = client.get(address, Cookie=cookie)
    for _ in range(_REPEATS):
        requests.clear()
        started = time.process_time()
        reply = client.get(address, Cookie=cookie)
        times.append(time.process_time() - started)
    if reply.status != 200:
        raise SystemExit(f"{address}: {reply.status}")
    return {
        "milliseconds": 1000 * sorted(times)[_REPEATS // 2],
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "requests": len(requests),
        "rows": max(0, reply.text.count("<tr>") - 1),
        "kilobytes": len(reply.body) // 1024,
    }


def _count_requests(services: Services) -> list[str]:
    """Return the list to which every further request to DynamoDB adds its method."""
    made: list[str] = []
    attempt = services.table._attempt  # noqa: SLF001 -- the one place where all requests pass

    def count(method: str, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401 -- passed on
        made.append(method)
        return attempt(method, *arguments, **options)

    services.table._attempt = count  # type: ignore[method-assign]  # noqa: SLF001 -- as above
    return made


def _fill(folder: Path, number: int) -> tuple[Path, str]:
    """Make a database with so many registrations; return it, and the receipt of one in the middle."""
    data = folder / "pikir" / "data"
    data.mkdir(parents=True)
    receipt = ""
    with gzip.open(data / "1.json.gz", "wt", compresslevel=1, encoding="utf-8") as export:
        for index, registration in enumerate(_registrations(number)):
            item = to_item(registration, 1)
            export.write(json.dumps({"Item": item}) + "\n")
            if index == number // 2:
                receipt = registration.receipt
    schema = folder / "schema.json"
    described = resources.table_definition("pikir") | {"TableStatus": "ACTIVE"}
    schema.write_text(json.dumps([{"Table": described}]), encoding="utf-8")
    database = folder / "filled.db"
    command = [str(dynoxide.binary()), "import", "--source", str(folder), "--schema", str(schema)]
    subprocess.run([*command, "--output", str(database)], check=True, capture_output=True)
    return database, receipt


def _registrations(number: int) -> Iterator[Registration]:
    chance = random.Random(1)  # noqa: S311 -- made-up people
    form = Form(read_definition(DEFINITION), 1)
    first = datetime.now(UTC) - timedelta(days=30)
    for index in range(number):
        yield _registration(form, index, first + timedelta(seconds=20 * index), chance)


def _registration(
    form: Form, index: int, received_at: datetime, chance: random.Random
) -> Registration:
    name = f"{chance.choice(_LAST)} {chance.choice(_FIRST)} {index:05d}"
    values: dict[str, object] = {
        "who": chance.choices(("pupil", "parent", "teacher", "guest"), (60, 25, 14, 1))[0],
        "name": name,
        "email": f"person{index}@example.kz",
        "phone": f"+7701{index:07d}",
        "work": f"№ {index % 300} мектеп-гимназия, Көкшетау қаласы",
    }
    if index % 10 == 0:
        values["question"] = "Бағдарлама қашан жарияланады және жол ақысы төленеді ме?"
    answers = form.restore(values)  # type: ignore[arg-type] # as a check would give them
    id = str(UUID(int=chance.getrandbits(128), version=4))  # noqa: A001 -- its name everywhere
    receipt = receipt_code(b"bench", EVENT, FORM, id)
    language = chance.choices(("kk", "ru", "en"), (70, 28, 2))[0]
    return Registration(
        id=id,
        event=EVENT,
        form=FORM,
        version=1,
        language=language,  # type: ignore[arg-type] # one of the three
        received_at=received_at,
        category=answers.category,
        answers=answers.values,
        stat_line=form.stat_line(answers),
        payload_hash="0" * 64,
        receipt=receipt,
        list_line=str(ListLine.of(language, receipt, answers.texts_by_role(ROLES))),  # type: ignore[arg-type] # as above
        seat=2_000_000 + index,
        claims=(),
    )


def main() -> None:
    """Print the figures of every page, or as JSON those of one page on the table of the environment."""
    if sys.argv[1:2] == ["--page"]:
        sys.stdout.write(json.dumps(measure_page(sys.argv[2])))
        return
    measured = figures()
    sys.stdout.write(table(measured) + "\n")
    save(measured, RESULTS)
    if not all(figure.holds for figure in measured.values()):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
