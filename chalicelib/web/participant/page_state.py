"""What a form's logic makes of the answers so far, for a page that is shown and checks nothing.

The road is that of ``static/logic.js``: each row after all that decides about it, in every instance that the
page shows. The check of a submission is the form's own and stricter; here nothing is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from math import isfinite
from typing import TYPE_CHECKING, Any

from chalicelib import errors
from chalicelib.forms.number_text import write_number
from chalicelib.forms.text import in_language
from chalicelib.forms.tree import GROUP, REPEAT, FormTree, Node, Scope
from chalicelib.web.markdown import unmarked
from chalicelib.web.participant.fields.page import MAX_ROWS
from chalicelib.web.participant.rules import DECIDING, Rule, rules_of
from chalicelib.xpath import ChoiceTables, Context, Value, to_string
from chalicelib.xpath.describe import ConditionDescriber

if TYPE_CHECKING:
    from chalicelib.forms.intake import Form
    from chalicelib.locales import Language

Rows = tuple[int, ...]
"""The numbers of the repeats' instances around a row, from the outermost."""
Shown = Callable[[str, bool], int]
"""How many instances of the repeat at a path the page shows; whether their number is worked out."""


MAX_IN_ALL = 1000
"""Instances of all repeats that a page shows."""


@dataclass(frozen=True, slots=True)
class Instance:
    """One object of answers: the form's own, or one round of a repeat."""

    scope: Scope
    rows: Rows
    prefix: str
    frames: tuple[dict[str, object], ...]

    @property
    def answers(self) -> dict[str, object]:
        """The answers in it."""
        return self.frames[-1]


@dataclass
class PageState:
    """A form with the answers so far. ``shown`` tells how many instances a page has of a repeat."""

    form: Form
    language: Language
    now: datetime
    pairs: Sequence[tuple[str, str]] = ()
    shown: Shown = field(default=lambda _path, counted: 0 if counted else 1)

    def __post_init__(self) -> None:
        self.rules = rules_of(self.form)
        self._asked: dict[tuple[int, Rows], bool] = {}
        self._counts: dict[tuple[int, Rows], int] = {}
        self._worked_out: dict[tuple[int, Rows], Value] = {}
        self._places: dict[int, list[Instance]] = {}
        self._context = Context([], self.now, self.form.time_zone, language=self.language)
        self._enter(Instance(self.layout.root, (), "", (self._sent(),)))
        for number in self.rules.order:
            node = self.layout.nodes[number]
            for instance in tuple(self._places.get(id(node.scope), ())):
                self._visit(number, node, instance)

    @property
    def layout(self) -> FormTree:
        """Where the form's rows stand."""
        return self.rules.layout

    @property
    def has_logic(self) -> bool:
        """Whether answers decide about other questions."""
        return any(not DECIDING.isdisjoint(found) for found in self.rules.by_row.values())

    def number(self, node: Node) -> int:
        """The row's number in the layout, by which the page's program names it."""
        return self.rules.number(node)

    def relevant(self, node: Node, rows: Rows) -> bool:
        """Whether it is asked, as far as the answers say."""
        return self._asked.get((self.number(node), rows), True)

    def said(self, node: Node, rows: Rows, name: str) -> str:
        """What stands for ``${name}`` in a text of that row."""
        rule = self.rules.said.get(self.number(node), {}).get(name)
        text = "" if rule is None else to_string(self._at(rule, node, rows))
        return "–" if text == "NaN" else text

    def offered(self, node: Node, rows: Rows) -> frozenset[str] | None:
        """The names of the choices that its filter lets through; None where all are offered."""
        rule = self.rules.of(node, "choice_filter")
        instance = self._instance(node, rows)
        if rule is None or instance is None:
            return None
        return frozenset(rule.kept(self._move(instance, node)))

    def count(self, node: Node, rows: Rows) -> int | None:
        """How many instances an expression asks for; None where none says so."""
        return self._counts.get((self.number(node), rows))

    def value(self, node: Node, rows: Rows) -> str:
        """What a field holds before anybody typed: what was calculated, or its default."""
        value = self._worked_out.get((self.number(node), rows), "")
        return (
            write_number(value)
            if isinstance(value, float) and isfinite(value)
            else to_string(value)
        )

    def is_calculated(self, node: Node) -> bool:
        """Whether an expression says what its answer is."""
        return self.rules.of(node, "calculation") is not None

    def required(self, node: Node, rows: Rows) -> bool:
        """Whether an answer is needed, as far as the answers say."""
        return self._holds("required", node, rows, otherwise=node.row.required is True)

    def locked(self, node: Node, rows: Rows) -> bool:
        """Whether it is shown only."""
        return self._holds("read_only", node, rows, otherwise=node.row.read_only is True)

    def depends(self, node: Node) -> str:
        """In words, what decides whether it is asked; empty where nothing does."""
        rule = self.rules.of(node, "relevant")
        return "" if rule is None else self._words.describe(rule.bound)

    @cached_property
    def _words(self) -> ConditionDescriber[Node]:
        def title(node: Node) -> str:
            return unmarked(in_language(node.row.label, self.language), lambda _: "…")

        lists = ChoiceTables(self.form.definition.choices)
        return ConditionDescriber(self.language, title, lists)

    def _holds(self, name: str, node: Node, rows: Rows, *, otherwise: bool) -> bool:
        rule = self.rules.of(node, name)
        return otherwise if rule is None else bool(self._at(rule, node, rows))

    def _sent(self) -> dict[str, object]:
        """What was typed, as far as it can be read."""
        try:
            return self.form.decode(self.pairs)
        except errors.BrokenForm:
            return {}

    def _enter(self, instance: Instance) -> None:
        """Make room for the instances of the repeats in it, as many as the page shows."""
        self._places.setdefault(id(instance.scope), []).append(instance)
        for node in instance.scope.nodes:
            if node.row.type == REPEAT:
                path = f"{instance.prefix}{node.key}"
                count = self.shown(path, node.row.repeat_count is not None)
                self._resize(node, instance, min(count, MAX_ROWS))

    def _resize(self, node: Node, around: Instance, count: int) -> None:
        inner = node.inner
        if inner is None:
            return
        listed: Any = around.answers.get(node.key) or ()
        made = [dict(one) for one in listed[:count]]
        made += [{} for _ in range(count - len(made))]
        around.answers[node.key] = made
        self._leave(node, around.rows)
        for row, answers in enumerate(made):
            prefix = f"{around.prefix}{node.key}[{row}]/"
            self._enter(Instance(inner, (*around.rows, row), prefix, (*around.frames, answers)))

    def _leave(self, repeat: Node, rows: Rows) -> None:
        """Forget the instances of a repeat, and of those within it, inside one instance."""
        if repeat.inner is None:
            return
        there = self._places.get(id(repeat.inner), [])
        left = [one for one in there if one.rows[: len(rows)] != rows]
        self._places[id(repeat.inner)] = left
        for node in repeat.inner.nodes:
            self._leave(node, rows)

    @property
    def _room(self) -> int:
        """How many more instances of repeats a page has room for, at most so many of one repeat."""
        return max(0, min(MAX_ROWS, MAX_IN_ALL - sum(map(len, self._places.values()))))

    def _visit(self, number: int, node: Node, instance: Instance) -> None:
        asked = self._is_asked(node, instance)
        self._asked[number, instance.rows] = asked
        rules = self.rules.by_row.get(number, {})
        if asked and "repeat_count" in rules:
            self._leave(node, instance.rows)
            count = min(_whole(self._run(rules["repeat_count"], node, instance)), self._room)
            self._counts[number, instance.rows] = count
            self._resize(node, instance, count)
        elif node.row.type not in (GROUP, REPEAT):
            self._fill(number, node, instance, asked=asked)

    def _is_asked(self, node: Node, instance: Instance) -> bool:
        if node.container is not None:
            rows = instance.rows[: node.container.scope.depth]
            if not self._asked.get((self.number(node.container), rows), True):
                return False
        rule = self.rules.of(node, "relevant")
        return rule is None or bool(self._run(rule, node, instance))

    def _fill(self, number: int, node: Node, instance: Instance, *, asked: bool) -> None:
        """Put in what is calculated or stands there first; take out what is not asked."""
        answers = instance.answers
        rules = self.rules.by_row.get(number, {})
        value: object = None
        if "calculation" in rules and not node.row.trigger:
            value = self._run(rules["calculation"], node, instance)
        elif not self.pairs and "default" in rules:
            value = self._run(rules["default"], node, instance)
        elif not self.pairs and node.row.default:
            value = node.row.default
        if value is not None:
            self._worked_out[number, instance.rows] = value  # type: ignore[assignment] # a value
            answers[node.key] = value
        if not asked or value == "":
            answers.pop(node.key, None)

    def _at(self, rule: Rule, node: Node, rows: Rows) -> Value:
        instance = self._instance(node, rows)
        return "" if instance is None else self._run(rule, node, instance)

    def _run(self, rule: Rule, node: Node, instance: Instance) -> Value:
        return rule.run(self._move(instance, node))

    def _move(self, instance: Instance, node: Node) -> Context:
        context = self._context
        context.frames = list(instance.frames)
        context.positions = [0, *instance.rows]
        context.value = instance.answers.get(node.key)
        return context

    def _instance(self, node: Node, rows: Rows) -> Instance | None:
        places = self._places.get(id(node.scope), ())
        return next((one for one in places if one.rows == rows), None)


def _whole(value: Value) -> int:
    try:
        return max(0, int(value))
    except (ValueError, OverflowError):
        return 0


def typed_of(pairs: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    """Fields as they were sent: all values of each name, in order."""
    typed: dict[str, list[str]] = {}
    for name, value in pairs:
        typed.setdefault(name, []).append(value)
    return typed
