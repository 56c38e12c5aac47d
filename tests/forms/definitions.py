"""Definitions for tests: one question and its list, or several."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from chalicelib import errors
from chalicelib.forms.external_data import declared_file
from chalicelib.forms.intake import Answers, Form
from chalicelib.forms.intake.envelope import read_envelope
from chalicelib.forms.types import TYPES, QuestionType, find_type
from chalicelib.forms.validation import read_definition

NOW = datetime(2026, 6, 13, 5, 30, tzinfo=UTC)

LISTS: dict[str, Any] = {
    "who": [
        {"name": "pupil", "label": {"kk": "Оқушы", "ru": "Ученик"}},
        {"name": "teacher", "label": {"kk": "Мұғалім", "ru": "Учитель"}},
        {"name": "1", "label": {"kk": "Бірінші"}},
    ]
}


FILE = "people.csv"
"""A list that came as a file; it holds the same."""


def row(kind: str, name: str = "q", **keys: object) -> dict[str, Any]:
    """Return a row with a label; a type that takes choices gets a list of them."""
    found = find_type(kind)
    needed: dict[str, object] = {}
    if found and found.selection:
        needed = {"list_name": FILE if found.is_list_from_file else "who"}
    return {"type": kind, "name": name, "label": {"kk": "Сұрақ"}, **needed, **keys}


def row_of(kind: QuestionType, name: str = "q", **keys: object) -> dict[str, Any]:
    """Return a row of that type that the review accepts, in a form with a question ``t``."""
    needed = {"calculation": "1 + 1"} if kind.name == "calculate" else {}
    if kind.needs == "trigger":
        needed = {"trigger": "${t}"}
    return row(kind.name, name, **needed, **keys)


QUESTIONS = [kind for kind in TYPES.values() if kind.is_supported and not kind.is_container]
"""The types that a form can have, but for groups and repeats."""


def document(*rows: object, **keys: object) -> dict[str, Any]:
    """A definition of these rows."""
    return {
        "name": "form",
        "purpose": "other",
        "title": {"kk": "Форма"},
        "choices": LISTS | ({FILE: LISTS["who"]} if FILE in repr(rows) else {}),
        "questions": list(rows),
        **({"data": data} if (data := dict(_declared_data(rows))) else {}),
        **keys,
    }


def _declared_data(rows: Iterable[Any]) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Yield a file for each row that attaches one."""
    for each in rows:
        if isinstance(each, dict):
            declared = declared_file(each.get("type"), each.get("name"))
            if declared is not None:
                yield declared, [{"code": "a", "price": "2"}]
            yield from _declared_data(each.get("questions", ()))


def form_of(*rows: object, time_zone: str = "Asia/Almaty", **keys: object) -> Form:
    """The form of these rows, reviewed and compiled."""
    return Form(read_definition(document(*rows, **keys)), version=1, time_zone=time_zone)


def check_body(form: Form, body: bytes) -> Answers:
    """What the API makes of the body of a submission."""
    return form.check(read_envelope(body).answers, now=NOW)


def codes(problems: Iterable[errors.Problem]) -> list[tuple[str, str]]:
    """Where, and what."""
    return [(problem.name, problem.code) for problem in problems]
