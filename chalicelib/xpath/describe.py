"""A condition as a plain sentence, for a page whose reader must see for themselves what to leave out.

Comparisons of one question with one value, joined by ``and`` or by ``or`` alone, are said in words; what is
more involved only names the questions that it looks at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Generic, cast

from chalicelib import locales
from chalicelib.locales import N_, Language
from chalicelib.xpath.form_protocol import FormChoice, FormNode, NodeT
from chalicelib.xpath.typed_ast import Answer, Bound, Constant, CoreCall, PathExpr, Term, inside

MAX_CLAUSES = 4
MAX_NAMED = 5
_CONVERSIONS = frozenset({"to-number", "to-string", "to-boolean", "to-value", "first"})

_SENTENCES: Mapping[str, str] = {
    "if": N_("Answer this if {condition}."),
    "maybe": N_("Whether to answer this depends on: {questions}."),
}
_JOINED: Mapping[str, str] = {
    "and": N_("{one} and {other}"),
    "or": N_("{one} or {other}"),
}
_CLAUSES: Mapping[str, str] = {
    "=": N_("you answer “{question}” with “{value}”"),
    "!=": N_("your answer to “{question}” is not “{value}”"),
    "=n": N_("“{question}” is {value}"),
    "!=n": N_("“{question}” is not {value}"),
    "<": N_("“{question}” is less than {value}"),
    "<=": N_("“{question}” is {value} or less"),
    ">": N_("“{question}” is more than {value}"),
    ">=": N_("“{question}” is {value} or more"),
    "selected": N_("you choose “{value}” in “{question}”"),
    "not selected": N_("you do not choose “{value}” in “{question}”"),
    "answered": N_("you answer “{question}”"),
    "unanswered": N_("you do not answer “{question}”"),
    "ticked": N_("you tick “{question}”"),
    "not ticked": N_("you do not tick “{question}”"),
    "several": N_("you choose {value} or more in “{question}”"),
}
_OPPOSITE: Mapping[str, str] = {
    "=": "!=",
    "=n": "!=n",
    "<": ">=",
    "<=": ">",
    "selected": "not selected",
    "answered": "unanswered",
    "ticked": "not ticked",
}
_OPPOSITES = {**_OPPOSITE, **{other: one for one, other in _OPPOSITE.items()}}
_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!="}


@dataclass(frozen=True, slots=True)
class Clause:
    """One comparison: ``meaning`` is a key of the clauses that can be said."""

    meaning: str
    node: FormNode
    value: str | float = ""


@dataclass(frozen=True, slots=True)
class Words(Generic[NodeT]):
    """How conditions are said: the language, and what a question and a choice are called in it."""

    language: Language
    title: Callable[[NodeT], str]
    choices: Mapping[str, Sequence[FormChoice]]

    def condition(self, bound: Bound[NodeT]) -> str:
        """When a question is asked; empty where that depends on no question."""
        joined = _joined(bound.root)
        if joined is not None:
            sign, clauses = joined
            said = [self._clause(clause) for clause in clauses]
            if len(said) <= MAX_CLAUSES and all(said):
                return self._say(_SENTENCES["if"], condition=self._listed(sign, said))
        return self._named(bound)

    def _listed(self, sign: str, said: list[str]) -> str:
        if len(said) == 1:
            return said[0]
        return self._say(_JOINED[sign], one=", ".join(said[:-1]), other=said[-1])

    def _named(self, bound: Bound[NodeT]) -> str:
        titles = dict.fromkeys(self._title(node) for node in _nodes(bound.root))
        named = [
            f"“{title}”" if self.language == "en" else f"«{title}»" for title in titles if title
        ]
        if not named:
            return ""
        listed = ", ".join(named[:MAX_NAMED]) + (" …" if len(named) > MAX_NAMED else "")
        return self._say(_SENTENCES["maybe"], questions=listed)

    def _clause(self, clause: Clause) -> str:
        title = self._title(clause.node)
        value = self._value(clause)
        if not title or value is None:
            return ""
        return self._say(_CLAUSES[clause.meaning], question=title, value=value)

    def _value(self, clause: Clause) -> str | None:
        if isinstance(clause.value, float):
            number = f"{clause.value:g}"
            return number if self.language == "en" else number.replace(".", ",")
        listed = clause.node.row.list_name
        if not clause.value or listed is None:
            return clause.value
        for choice in self.choices.get(listed, ()):
            if choice.name == clause.value:
                return choice.label_in(self.language)
        return None

    def _title(self, node: FormNode) -> str:
        return self.title(cast("NodeT", node)).rstrip(" .:?!*")

    def _say(self, message: str, **parameters: str) -> str:
        return locales.translate(message, self.language, parameters)


def _joined(term: Term) -> tuple[str, list[Clause]] | None:
    """Clauses with what joins them, where that is one and the same."""
    sign = term.name if isinstance(term, CoreCall) and term.name in _JOINED else "and"
    clauses: list[Clause] = []
    for part in _flat(term, sign):
        clause = _clause(part)
        if clause is None:
            return None
        clauses.append(clause)
    return sign, clauses


def _flat(term: Term, sign: str) -> Iterator[Term]:
    if isinstance(term, CoreCall) and term.name == sign:
        for part in term.arguments:
            yield from _flat(part, sign)
    else:
        yield term


def _clause(term: Term) -> Clause | None:
    if not isinstance(term, CoreCall):
        return None
    if term.name == "not":
        inner = _clause(_bare(term.arguments[0]))
        if inner is None or inner.meaning not in _OPPOSITES:
            return None
        return Clause(_OPPOSITES[inner.meaning], inner.node, inner.value)
    if term.name == "selected":
        return _selected(*term.arguments)
    if term.name in ("has", "to-boolean"):
        node = _question(term.arguments[0])
        return Clause("answered", node) if node and node.row.type == "text" else None
    sign = term.name.rstrip("nsbviN")
    return _compared(sign, *term.arguments) if sign in _MIRRORED else None


def _selected(value: Term, chosen: Term) -> Clause | None:
    node, constant = _question(value), _bare(chosen)
    if node is None or not isinstance(constant, Constant):
        return None
    return Clause("selected", node, str(constant.value))


def _compared(sign: str, left: Term, right: Term) -> Clause | None:
    left, right = _bare(left), _bare(right)
    if isinstance(left, Constant):
        sign, left, right = _MIRRORED[sign], right, left
    if not isinstance(right, Constant) or isinstance(right.value, bool):
        return None
    if isinstance(left, CoreCall):
        return _counted(sign, left, right)
    node = _question(left)
    return None if node is None else _of_question(sign, node, right.value)


def _of_question(sign: str, node: FormNode, value: float | str) -> Clause | None:
    if value == "":
        meaning = {"=": "unanswered", "!=": "answered"}.get(sign)
        return Clause(meaning, node) if meaning else None
    if node.row.type == "acknowledge":
        meaning = {"=": "ticked", "!=": "not ticked"}.get(sign)
        return Clause(meaning, node) if meaning and value == "OK" else None
    number = _number(value)
    if node.row.list_name is None and number is not None:
        return Clause(f"{sign}n" if sign in ("=", "!=") else sign, node, number)
    if sign not in ("=", "!="):
        return None
    return Clause(sign, node, f"{value:g}" if isinstance(value, float) else value)


def _counted(sign: str, call: CoreCall, right: Constant) -> Clause | None:
    """``count-selected(x) >= 2`` and ``string-length(x) > 0``."""
    number = _number(right.value)
    node = _question(call.arguments[0]) if len(call.arguments) == 1 else None
    if node is None or number is None:
        return None
    least = {">=": number, ">": number + 1}.get(sign)
    if least == 1 and call.name in ("count-selected", "string-length"):
        return Clause("answered", node)
    if number == 0 and sign == "=" and call.name in ("count-selected", "string-length"):
        return Clause("unanswered", node)
    return Clause("several", node, least) if least and call.name == "count-selected" else None


def _number(value: object) -> float | None:
    try:
        number = float(value)  # type: ignore[arg-type] # whatever it is, it is a number or it is none
    except (TypeError, ValueError):
        return None
    return number if isfinite(number) else None


def _bare(term: Term) -> Term:
    while isinstance(term, CoreCall) and term.name in _CONVERSIONS:
        term = term.arguments[0]
    return term


def _question(term: Term) -> FormNode | None:
    bare = _bare(term)
    return bare.node if isinstance(bare, Answer) else None


def _nodes(term: Term) -> Iterator[FormNode]:
    for part in inside(term):
        if isinstance(part, Answer | PathExpr) and part.node is not None:
            yield part.node
