"""The workbook of 50,000 answers to 20 questions: seconds on one core, and the memory that writing it takes at its peak."""

import io
import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from bench import stage
from bench.figure import Figure
from chalicelib.domain.events import Event
from chalicelib.domain.stat_folds import EMPTY, fold
from chalicelib.domain.submissions import Response, Submission
from chalicelib.domain.summaries import summarise
from chalicelib.exports.workbook import WorkbookSource, write_workbook
from chalicelib.forms.intake import Form
from chalicelib.forms.validation import read_definition

ROWS = 50_000
MOST_SECONDS = 60
MOST_MEGABYTES = 256
NOW = datetime(2026, 6, 13, 5, tzinfo=UTC)
EVENT = Event.model_validate(
    {
        "id": "round-table",
        "kind": "round_table",
        "title": {"kk": "Дөңгелек үстел"},
        "starts_at": "2026-06-13T10:00:00+05:00",
        "ends_at": "2026-06-13T13:00:00+05:00",
        "categories": [{"name": name, "label": {"kk": name}} for name in ("pupil", "teacher")],
    }
)
_SENTENCE = "Оқушылар үшін мұндай кездесулер өте пайдалы, жиі өткізілсе екен. "


def _question(kind: str, name: str, **keys: object) -> dict[str, Any]:
    return {"type": kind, "name": name, "label": {"kk": name}, **keys}


DEFINITION: dict[str, Any] = {
    "name": "impressions",
    "purpose": "impressions",
    "title": {"kk": "Әсерлер"},
    "choices": {
        "who": [{"name": name, "label": {"kk": name}} for name in ("pupil", "teacher")],
        "topics": [{"name": f"t{n}", "label": {"kk": f"{n}-тақырып"}} for n in range(8)],
    },
    "questions": [
        _question("select_one", "who", list_name="who", role="category"),
        *(_question("range", f"mark_{n}", parameters={"start": 1, "end": 5}) for n in range(5)),
        *(_question("select_multiple", f"liked_{n}", list_name="topics") for n in range(4)),
        *(_question("text", f"why_{n}") for n in range(4)),
        *(_question("decimal", f"hours_{n}") for n in range(3)),
        *(_question("date", f"day_{n}") for n in range(2)),
        _question("time", "at"),
    ],
}


def _answer(chance: random.Random) -> dict[str, object]:
    return {
        "who": chance.choice(("pupil", "teacher")),
        **{f"mark_{n}": chance.randint(1, 5) for n in range(5)},
        **{
            f"liked_{n}": [f"t{chance.randint(0, 3)}", f"t{chance.randint(4, 7)}"] for n in range(4)
        },
        **{f"why_{n}": _SENTENCE * chance.randint(1, 3) for n in range(4)},
        **{f"hours_{n}": chance.randint(0, 48) / 2 for n in range(3)},
        **{f"day_{n}": f"2026-06-{chance.randint(10, 28)}" for n in range(2)},
        "at": f"{chance.randint(10, 20)}:30",
    }


def _submissions(form: Form) -> Iterator[Submission]:
    chance = random.Random(1)  # noqa: S311 -- made-up answers
    pool = [form.check(_answer(chance), now=NOW) for _ in range(1000)]
    for number in range(ROWS):
        accepted = chance.choice(pool)
        yield Response(
            id=str(UUID(int=number, version=4)),
            event=EVENT.id,
            form=form.definition.name,
            version=1,
            language="kk",
            received_at=NOW + timedelta(seconds=number),
            category=accepted.category,
            answers=accepted.values,
            stat_line=form.stat_line(accepted),
            payload_hash="",
            receipt="ABCDE-12345",
        )


def measure() -> None:
    """Write the workbook once; print its seconds, and the megabytes of the process at its peak and of the file."""
    form = Form(read_definition(DEFINITION), 1)
    lines = [each.stat_line for each in _submissions(form)]
    summary = summarise(
        fold(EMPTY, lines, {1: form}), {1: form}, event=EVENT, form="impressions", through=NOW
    )
    del lines
    with tempfile.TemporaryFile() as file:
        started = time.process_time()
        source = WorkbookSource(EVENT, {1: form}, summary, "kk", _submissions(form))
        write_workbook(file, EVENT, "kk", [source])
        seconds = time.process_time() - started
        size = file.seek(0, io.SEEK_END)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps([seconds, peak, size / 1_000_000]))


def figures() -> dict[str, Figure]:
    """Write the workbook in a process of its own, and return its time and its peak of memory."""
    seconds, peak, size = stage.run_module("bench.workbook", {})
    beside = f"{ROWS:,} answers to {len(DEFINITION['questions'])} questions: {size:.1f} MB"
    return {
        "workbook": Figure(seconds, "s of CPU", MOST_SECONDS, beside=beside),
        "workbook's memory": Figure(peak, "MB at the peak", MOST_MEGABYTES),
    }


if __name__ == "__main__":
    measure()
