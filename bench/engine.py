"""How long a version of 500 questions takes to be ready, and what 50 rules cost a submission."""

import json
import time
from datetime import UTC, datetime
from statistics import median

from bench import questionnaire
from bench.figure import Figure
from chalicelib.forms.definition import dump, load
from chalicelib.forms.intake import Answers, Form
from chalicelib.forms.intake.envelope import read_envelope
from chalicelib.forms.validation import read_definition

COMPILATIONS = 15
ROUNDS = 1500
WARM_UP = 100
_NOW = datetime(2026, 6, 13, 10, tzinfo=UTC)


def figures() -> dict[str, Figure]:
    """CPU time, both sides turn by turn in this process."""
    ready = _ready_in_ms()
    plain, ruled = _checks_in_us()
    return {
        "compile_500": Figure(
            ready, "ms of CPU", 150, beside="from the stored bytes to the first answers checked"
        ),
        "fifty_rules": Figure(
            ruled / plain, "× without", 3, beside=f"{ruled:.0f} µs against {plain:.0f} µs"
        ),
    }


def _ready_in_ms() -> float:
    stored = dump(read_definition(questionnaire.long()))
    taken = []
    for _ in range(COMPILATIONS):
        started = time.process_time()
        Form(load(stored), 1).check({"open0": "no"}, now=_NOW)
        taken.append(time.process_time() - started)
    return median(taken) * 1000


def _checks_in_us() -> tuple[float, float]:
    body = json.dumps({"answers": questionnaire.answers_to_hundred()}).encode()
    forms = [
        Form(read_definition(questionnaire.hundred_questions(rules=rules)), 1)
        for rules in (False, True)
    ]
    accepted = [_take_in(form, body).values for form in forms]
    if accepted[0] != accepted[1]:
        raise SystemExit("the rules were meant to hold")
    taken: list[list[float]] = [[], []]
    for _ in range(ROUNDS + WARM_UP):
        for times, form in zip(taken, forms, strict=True):
            times.append(_time(form, body))
    plain, ruled = (median(times[WARM_UP:]) * 1e6 for times in taken)
    return plain, ruled


def _time(form: Form, body: bytes) -> float:
    started = time.process_time()
    _take_in(form, body)
    return time.process_time() - started


def _take_in(form: Form, body: bytes) -> Answers:
    """What ``actions.submissions.submit_json`` does before it stores anything."""
    return form.check(read_envelope(body).answers, now=_NOW)
