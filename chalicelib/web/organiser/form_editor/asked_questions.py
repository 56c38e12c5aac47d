"""The questions that a condition may name, as the editor offers them: each with its label and the values that it may be compared with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from chalicelib.domain.drafts import category_choices
from chalicelib.forms.conditions import Operator
from chalicelib.forms.definition import Choice
from chalicelib.forms.publishing import fill_categories
from chalicelib.forms.text import in_language
from chalicelib.forms.tree import REPEAT, FormTree
from chalicelib.forms.types import Selection, find_type
from chalicelib.forms.types.choice_types import OTHER, OTHER_LABEL
from chalicelib.web.markdown import strip_markup
from chalicelib.web.organiser.controls import MenuOption
from chalicelib.xpath import ChoiceTables, ExpressionError, bind, parse
from chalicelib.xpath.describe import ConditionDescriber

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from chalicelib.domain.events import Event
    from chalicelib.forms.definition import Definition, Row
    from chalicelib.forms.editing import RowPlace
    from chalicelib.forms.text_types import Localized
    from chalicelib.forms.tree import Node
    from chalicelib.locales import Language

AnswerKind = Literal["one", "several", "number", "calculated", "date", "tick", "text", "other"]
_LONGEST_LABEL: Final = 70

_ABSENCE: Final = (Operator.ANSWERED, Operator.UNANSWERED)
_EQUALITY: Final = (Operator.IS, Operator.IS_NOT)
_ORDER: Final = (Operator.AT_LEAST, Operator.AT_MOST, Operator.MORE, Operator.LESS)
_COUNTS: Final = (Operator.COUNT_AT_LEAST, Operator.COUNT_AT_MOST)
_MOMENTS: Final = (
    Operator.AT_LEAST,
    Operator.AT_MOST,
    Operator.FROM_TODAY,
    Operator.UNTIL_TODAY,
)
OPERATORS: Final[Mapping[AnswerKind, tuple[Operator, ...]]] = {
    "one": (*_EQUALITY, *_ABSENCE),
    "several": (Operator.INCLUDES, Operator.EXCLUDES, *_COUNTS, *_ABSENCE),
    "number": (*_EQUALITY, *_ORDER, *_ABSENCE),
    "calculated": (*_EQUALITY, *_ORDER, *_ABSENCE),
    "date": (*_MOMENTS, *_ABSENCE),
    "tick": _ABSENCE,
    "text": (*_EQUALITY, *_ABSENCE),
    "other": _ABSENCE,
}
"""How a condition compares an answer of each kind."""

CHECKS: Final[Mapping[AnswerKind, tuple[Operator, ...]]] = {
    "one": (Operator.IS_NOT,),
    "several": (*_COUNTS, Operator.EXCLUDES),
    "number": (*_ORDER, Operator.IS_NOT),
    "date": _MOMENTS,
    "text": (
        Operator.LENGTH_AT_LEAST,
        Operator.LENGTH_AT_MOST,
        Operator.DIGITS,
        Operator.IS_NOT,
    ),
}
"""How a check compares the answer itself; other kinds take an expression alone."""


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question by its name, its label in the page's language, and its choices where it has a list."""

    name: str
    label: str
    kind: AnswerKind
    choices: tuple[Choice, ...] = ()

    @property
    def reference(self) -> str:
        """What an expression says for its answer."""
        return f"${{{self.name}}}"

    def options(self, language: Language) -> list[MenuOption]:
        """Return the choices as a menu offers them."""
        return [MenuOption(each.name, each.label_in(language)) for each in self.choices]

    def choice_named(self, typed: str) -> str | None:
        """Return the name of the choice that has this name, or this label in any language."""
        wanted = typed.casefold()
        for each in self.choices:
            labels = {label.casefold() for label in (each.label or {}).values()}
            if each.name == typed or wanted in labels:
                return each.name
        return None


def plain_label(label: Localized | None, name: str, language: Language) -> str:
    """Return a label as one short line; the name where there is none."""
    text = strip_markup(in_language(label, language), lambda _: "…").strip() or name
    return text if len(text) <= _LONGEST_LABEL else f"{text[:_LONGEST_LABEL].rstrip()}…"


def kind_of_answer(row: Row) -> AnswerKind:
    """Return how the answers of a row compare."""
    kind = find_type(row.type)
    if kind is None or row.type in ("calculate", "hidden"):
        return "calculated"
    if kind.selection is not None:
        by_selection: dict[Selection, AnswerKind] = {
            Selection.ONE: "one",
            Selection.SEVERAL: "several",
        }
        return by_selection.get(kind.selection, "other")
    if kind.is_number:
        return "number"
    kinds: dict[str, AnswerKind] = {"date": "date", "acknowledge": "tick", "text": "text"}
    return kinds.get(row.type, "other")


def describe_question(
    row: Row, lists: Mapping[str, Sequence[Choice]], language: Language
) -> AskedQuestion:
    """Return the question of a row."""
    choices = tuple(lists.get(row.list_name or "", ()))
    if row.or_other:
        choices += (Choice.model_construct(name=OTHER, label=dict(OTHER_LABEL)),)
    label = plain_label(row.label, row.name, language)
    return AskedQuestion(row.name, label, kind_of_answer(row), choices)


def questions_for(
    definition: Definition, event: Event, place: RowPlace, *, is_new: bool, language: Language
) -> Mapping[str, AskedQuestion]:
    """Return the questions that a condition of the row at a place may name, by name, in the form's order.

    A name that stands twice is left out, and a question inside of another repeat, which has several answers.
    """
    lists = fill_categories(definition, category_choices(event)).choices
    tree = FormTree.of(definition.questions)
    here = f"{place.pointer}/"
    return {
        node.row.name: describe_question(node.row, lists, language)
        for node in tree.nodes
        if _is_asked(node)
        and len(tree.rows_named(node.row.name)) == 1
        and (is_new or not f"{node.pointer}/".startswith(here))
        and all(
            here.startswith(f"{around.pointer}/")
            for around in node.around
            if around.row.type == REPEAT
        )
    }


def _is_asked(node: Node) -> bool:
    kind = find_type(node.row.type)
    return kind is not None and not kind.is_container and kind.takes_answer


def relevance_in_words(
    definition: Definition, event: Event, language: Language
) -> Mapping[str, str]:
    """Return when each row is asked, in the words that participants get, by the row's pointer; rows without such words are left out."""
    filled = fill_categories(definition, category_choices(event))
    tree, tables = FormTree.of(filled.questions), ChoiceTables(filled.choices)

    def title(node: Node) -> str:
        return plain_label(node.row.label, node.row.name, language)

    describer: ConditionDescriber[Node] = ConditionDescriber(language, title, tables)
    words = {}
    for node in tree.nodes:
        if node.row.relevant:
            try:
                bound = bind(parse(node.row.relevant), tree, node, tables, result="boolean")
            except ExpressionError:
                continue
            words[node.pointer] = describer.describe(bound)
    return {pointer: text for pointer, text in words.items() if text}
