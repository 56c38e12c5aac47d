"""The form vectors: a definition, answers in, what is asked, the answers that count, and refusals out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from chalicelib.forms.definition import Definition
from chalicelib.forms.intake import Form
from chalicelib.forms.validation import read_definition
from tests.forms.definitions import NOW

_FILE = Path(__file__).with_name("vectors.json")
LABEL = {"en": "A question"}


@dataclass(frozen=True)
class Vector:
    """One case of a form."""

    name: str
    form: Form
    answers: dict[str, Any]
    asked: list[str]
    values: dict[str, Any]
    refusals: list[tuple[str, str]]
    is_new: bool
    now: datetime


def _document(entry: dict[str, Any]) -> dict[str, Any]:
    choices = {
        name: [{"label": LABEL, **choice} for choice in listed]
        for name, listed in entry.get("choices", {}).items()
    }
    return {
        "name": "form",
        "purpose": "other",
        "title": {"en": "A form"},
        "choices": choices,
        "questions": [_add_labels(question) for question in entry["questions"]],
    }


def _add_labels(question: dict[str, Any]) -> dict[str, Any]:
    inner = [_add_labels(each) for each in question.get("questions", ())]
    return {"label": LABEL, **question, **({"questions": inner} if inner else {})}


def _entries() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads(_FILE.read_text())["forms"]
    return entries


def vectors() -> Iterator[Vector]:
    """Every case of every form that can be."""
    for entry in _entries():
        if "refused" in entry:
            continue
        form = Form(read_definition(_document(entry)), version=1)
        for number, case in enumerate(entry["cases"]):
            yield Vector(
                name=f"{entry['about']} [{number}]",
                form=form,
                answers=case["answers"],
                asked=case["asked"].split(),
                values=case["values"],
                refusals=[(path, code) for path, code in case.get("refusals", ())],
                is_new=case.get("new", False),
                now=datetime.fromisoformat(case["now"]) if "now" in case else NOW,
            )


def impossible_forms() -> Iterator[tuple[str, Definition, str]]:
    """The forms that cannot be, each with the code of its problem."""
    for entry in _entries():
        if "refused" in entry:
            yield entry["about"], Definition.model_validate(_document(entry)), entry["refused"]
