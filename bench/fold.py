"""The fold's speed on one core, in lines a second: a million lines of ``bench.sample``'s form."""

import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from bench import sample
from bench.figure import Figure
from chalicelib.domain.stat_folds import EMPTY, fold
from chalicelib.forms.intake import Form
from chalicelib.forms.validation import read_definition

LINES = 1_000_000
MIN_SPEED = 250_000
NOW = datetime(2026, 6, 13, 5, tzinfo=UTC)


def lines(form: Form, number: int, *, seed: int = 1) -> Iterator[str]:
    """Yield lines of the form for random answers, several hundred different ones."""
    chance = random.Random(seed)  # noqa: S311 -- made-up answers
    topics = ("law", "health", "school", "family")
    pool = []
    for _ in range(5000):
        answers = {
            "who": chance.choice(("official", "deputy", "psychologist", "pupil")),
            "overall": chance.randint(1, 5),
            "useful": chance.randint(0, 10),
            "topics": chance.sample(topics, chance.randint(1, 4)),
            "clear": chance.randint(1, 5),
            "hours": chance.randint(0, 48) / 2,
            "best": "…",
            "again": chance.choice(("yes", "no")),
        }
        pool.append(form.stat_line(form.check(answers, now=NOW)))
    for _ in range(number):
        yield chance.choice(pool)


def figures() -> dict[str, Figure]:
    """Fold all lines and return the speed."""
    form = Form(read_definition(sample.DEFINITION), 1)
    written = list(lines(form, LINES))
    started = time.process_time()
    state = fold(EMPTY, written, {1: form})
    seconds = time.process_time() - started
    if state.responses != LINES:
        raise SystemExit(f"{state.responses} lines were folded")
    return {
        "fold": Figure(
            LINES / seconds,
            "lines/s of CPU",
            MIN_SPEED,
            "high",
            f"{LINES:,} lines in {seconds:.2f} s",
        )
    }
