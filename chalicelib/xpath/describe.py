"""Describe a condition in a sentence, for a page that cannot hide questions itself (no JavaScript).

Comparisons of one question with one value, joined by ``and`` alone or by ``or`` alone, become a sentence, in which
one question is named once with all the values that it may have. For
anything more complex the sentence only names the questions that the condition depends on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from math import isfinite
from typing import Generic, cast

from chalicelib import locales
from chalicelib.frozen import dataclass
from chalicelib.locales import N_, Language
from chalicelib.xpath.choice_tables import ChoiceTables
from chalicelib.xpath.form_protocol import FormNode, NodeT
from chalicelib.xpath.typed_ast import (
    Answer,
    BoundExpression,
    Constant,
    CoreCall,
    PathExpr,
    Term,
    iter_terms,
)

MAX_CLAUSES = 4
MAX_QUESTIONS = 5
MAX_VALUES = 8
_CONVERSIONS = frozenset({"to-number", "to-string", "to-boolean", "to-value", "first"})

_SENTENCES: Mapping[str, str] = {
    "if": N_("Answer this if {condition}."),
    "depends": N_("Whether to answer this depends on: {questions}."),
}
_CONJUNCTIONS: Mapping[str, str] = {
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
_NEGATIONS: Mapping[str, str] = {
    "=": "!=",
    "=n": "!=n",
    "<": ">=",
    "<=": ">",
    "selected": "not selected",
    "answered": "unanswered",
    "ticked": "not ticked",
}
_NEGATION_OF = {**_NEGATIONS, **{negated: meaning for meaning, negated in _NEGATIONS.items()}}
_EQUAL = frozenset({"=", "=n", "selected"})
_MIRROR_OF = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!="}


@dataclass(frozen=True, slots=True)
class Clause:
    """One comparison of a question with a value; ``meaning`` is a key of ``_CLAUSES``."""

    meaning: str
    node: FormNode
    value: str | float = ""


@dataclass(frozen=True, slots=True)
class ConditionDescriber(Generic[NodeT]):
    """Describes conditions in one language; ``title`` returns a question's label in it."""

    language: Language
    title: Callable[[NodeT], str]
    tables: ChoiceTables

    def describe(self, bound: BoundExpression[NodeT]) -> str:
        """Return when a question is asked; empty where that depends on no question with a title."""
        conjunction, clauses = _read_clauses(bound.root)
        if conjunction == "or" and _is_of_one_question(clauses):
            texts = [self._one_of(clauses)]
        else:
            texts = [self._clause(clause) for clause in clauses]
        if 0 < len(texts) <= MAX_CLAUSES and all(texts):
            return self._translate(_SENTENCES["if"], condition=self._join(conjunction, texts))
        return self._name_questions(bound)

    def _join(self, conjunction: str, clauses: list[str]) -> str:
        if len(clauses) == 1:
            return clauses[0]
        return self._translate(
            _CONJUNCTIONS[conjunction], one=", ".join(clauses[:-1]), other=clauses[-1]
        )

    def _name_questions(self, bound: BoundExpression[NodeT]) -> str:
        titles = dict.fromkeys(self._title(node) for node in _nodes(bound.root))
        names = [
            f"“{title}”" if self.language == "en" else f"«{title}»" for title in titles if title
        ]
        if not names:
            return ""
        more = " …" if len(names) > MAX_QUESTIONS else ""
        return self._translate(
            _SENTENCES["depends"], questions=", ".join(names[:MAX_QUESTIONS]) + more
        )

    def _clause(self, clause: Clause) -> str:
        """Return a clause in words; empty for a question without a title, or a choice not in its list."""
        title = self._title(clause.node)
        value = self._value(clause)
        if not title or value is None:
            return ""
        return self._translate(_CLAUSES[clause.meaning], question=title, value=value)

    def _one_of(self, clauses: list[Clause]) -> str:
        """Return in words that an answer is one of several values; empty as ``_clause`` does."""
        first = clauses[0]
        title, values = self._title(first.node), [self._value(each) for each in clauses]
        known = [each for each in values if each is not None]
        if not title or len(known) < len(values) or len(known) > MAX_VALUES:
            return ""
        begin, end = (
            ("", "") if first.meaning == "=n" else ("“”" if self.language == "en" else "«»")
        )
        ones = f"{end}, {begin}".join(known[:-1])
        # The clause itself has the first mark and the last one.
        words = self._translate(
            _CONJUNCTIONS["or"], one=f"{ones}{end}", other=f"{begin}{known[-1]}"
        )
        return self._translate(_CLAUSES[first.meaning], question=title, value=words)

    def _value(self, clause: Clause) -> str | None:
        if isinstance(clause.value, float):
            number = f"{clause.value:g}"
            return number if self.language == "en" else number.replace(".", ",")
        list_name = clause.node.row.list_name
        if not clause.value or list_name is None:
            return clause.value
        choices = self.tables.find(list_name)
        label = "" if choices is None else choices.label(clause.value, self.language)
        return label or None

    def _title(self, node: FormNode) -> str:
        # Every node of a bound expression is a row of the form that it was bound in.
        return self.title(cast("NodeT", node)).rstrip(" .:?!*")

    def _translate(self, message: str, **parameters: str) -> str:
        return locales.translate(message, self.language, parameters)


def _is_of_one_question(clauses: list[Clause]) -> bool:
    """Return whether several clauses say in the same way which values one question may have."""
    kinds = {(each.meaning, id(each.node)) for each in clauses}
    return len(clauses) > 1 and len(kinds) == 1 and clauses[0].meaning in _EQUAL


def _read_clauses(term: Term) -> tuple[str, list[Clause]]:
    """Return the clauses and the one conjunction between them; no clauses for a more complex term."""
    conjunction = term.name if isinstance(term, CoreCall) and term.name in _CONJUNCTIONS else "and"
    clauses: list[Clause] = []
    for part in _operands(term, conjunction):
        clause = _read_clause(part)
        if clause is None:
            return conjunction, []
        clauses.append(clause)
    return conjunction, clauses


def _operands(term: Term, conjunction: str) -> Iterator[Term]:
    if isinstance(term, CoreCall) and term.name == conjunction:
        for part in term.arguments:
            yield from _operands(part, conjunction)
    else:
        yield term


def _read_clause(term: Term) -> Clause | None:
    if not isinstance(term, CoreCall):
        return None
    if term.name == "not":
        inner = _read_clause(_without_conversions(term.arguments[0]))
        if inner is None or inner.meaning not in _NEGATION_OF:
            return None
        return Clause(_NEGATION_OF[inner.meaning], inner.node, inner.value)
    if term.name == "selected":
        return _read_selection(*term.arguments)
    if term.name in ("has", "to-boolean"):
        node = _question(term.arguments[0])
        return Clause("answered", node) if node and node.row.type == "text" else None
    sign = term.name.rstrip("nstbviN")
    return _read_comparison(sign, *term.arguments) if sign in _MIRROR_OF else None


def _read_selection(value: Term, name: Term) -> Clause | None:
    node, constant = _question(value), _without_conversions(name)
    if node is None or not isinstance(constant, Constant):
        return None
    return Clause("selected", node, str(constant.value))


def _read_comparison(sign: str, left: Term, right: Term) -> Clause | None:
    left, right = _without_conversions(left), _without_conversions(right)
    if isinstance(left, Constant):
        sign, left, right = _MIRROR_OF[sign], right, left
    if not isinstance(right, Constant) or isinstance(right.value, bool):
        return None
    if isinstance(left, CoreCall):
        return _read_count(sign, left, right)
    node = _question(left)
    return None if node is None else _question_clause(sign, node, right.value)


def _question_clause(sign: str, node: FormNode, value: float | str) -> Clause | None:
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


def _read_count(sign: str, call: CoreCall, right: Constant) -> Clause | None:
    """Read ``count-selected(x) >= 2`` and ``string-length(x) > 0``."""
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


def _number(value: float | str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return number if isfinite(number) else None


def _without_conversions(term: Term) -> Term:
    while isinstance(term, CoreCall) and term.name in _CONVERSIONS:
        term = term.arguments[0]
    return term


def _question(term: Term) -> FormNode | None:
    inner = _without_conversions(term)
    return inner.node if isinstance(inner, Answer) else None


def _nodes(term: Term) -> Iterator[FormNode]:
    for part in iter_terms(term):
        if isinstance(part, Answer | PathExpr) and part.node is not None:
            yield part.node
