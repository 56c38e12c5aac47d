"""The vectors that both evaluators share, and what a case needs to be evaluated."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from chalicelib import xpath
from chalicelib.forms.definition import Choice, Definition
from chalicelib.forms.tree import FormTree, Node
from chalicelib.locales import Language
from chalicelib.xpath import Bound, Context, zone_named
from chalicelib.xpath.choice_lists import ChoiceList
from chalicelib.xpath.context import STEPS

VECTORS = Path(__file__).with_name("vectors.json")
NOW = "2026-11-22T10:30:00Z"
ZONE = "Asia/Almaty"


class Form:
    """A form as expressions see it; no dataclass, since failures would print all of it."""

    def __init__(self, layout: FormTree, choices: Mapping[str, Sequence[Choice]]) -> None:
        self.layout, self.choices = layout, choices

    @classmethod
    def of(cls, questions: list[dict[str, Any]], choices: dict[str, Any]) -> Form:
        document = {
            "name": "example",
            "purpose": "other",
            "title": "Example",
            "questions": questions,
            "choices": choices,
        }
        definition = Definition.model_validate(document)
        return cls(FormTree.of(definition.questions), definition.choices)

    def node(self, name: str) -> Node:
        (node,) = self.layout.named(name)
        return node


@dataclass(frozen=True)
class Case:
    """One expression in its surroundings."""

    form: Form
    expression: str
    answers: dict[str, Any]
    at: str = "result"
    instance: tuple[int, ...] = ()
    value: Any = None
    now: str = NOW
    zone: str = ZONE
    language: Language = "en"
    filters: str | None = None

    def bound(self) -> Bound:
        tree = xpath.parse(self.expression)
        node = self.form.node(self.at)
        return xpath.bind(tree, self.form.layout, node, self.form.choices, filters=self.filters)

    def frames(self) -> list[dict[str, Any]]:
        frames = [self.answers]
        scopes = self.form.node(self.at).scope.chain[1:]
        for scope, index in zip(scopes, self.instance, strict=True):
            assert scope.repeat is not None
            frames.append(frames[-1][scope.repeat.key][index])
        return frames

    def context(self, *, steps: int = STEPS) -> Context:
        numbers = count(1)
        return Context(
            frames=list(self.frames()),
            positions=[0, *self.instance],
            value=self.value,
            now=datetime.fromisoformat(self.now),
            time_zone=self.zone,
            language=self.language,
            new_id=lambda: f"00000000-0000-4000-8000-{next(numbers):012x}",
            steps=steps,
        )

    def for_page(self) -> dict[str, Any]:
        """What the page is given: the tree and the context, as JSON."""
        bound = self.bound()
        lists = {
            name: list(ChoiceList(name, choices).rows(self.language))
            for name, choices in self.form.choices.items()
        }
        return {
            "tree": xpath.to_json(bound),
            "filters": self.filters,
            "context": {
                "frames": self.frames(),
                "positions": [0, *self.instance],
                "value": self.value,
                "now": self.context().instant,
                "zone": zone_named(self.zone).table,
                "language": self.language,
                "lists": lists,
            },
        }

    def value_here(self) -> object:
        """What the server makes of it."""
        bound = self.bound()
        context = self.context()
        if bound.choices is None:
            return xpath.compile(bound)(context)
        rows = bound.choices.rows(self.language)
        keep = xpath.compile_filter(bound)
        return [row["name"] for row in keep(context, rows)]


@cache
def _vectors() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(VECTORS.read_text("utf-8"))
    return document


def vectors() -> Iterator[tuple[str, Case, object]]:
    """Each case with its rule's source and what is expected."""
    document = _vectors()
    form = Form.of(**document["form"])
    for rule in document["rules"]:
        for case in rule["cases"]:
            given = {"answers": {}} | case
            expected: object = given.pop("expected")
            given["instance"] = tuple(given.get("instance", ()))
            yield rule["source"], Case(form=form, **given), expected


def example_form() -> Form:
    """The form that the vectors ask about."""
    return Form.of(**_vectors()["form"])


def exactly(value: object) -> object:
    """A value that compares bit by bit: a number is its eight bytes, every NaN the same."""
    if isinstance(value, dict):
        value = float(value["number"])
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    number = float(value)
    return "NaN" if number != number else struct.pack(">d", number).hex()
