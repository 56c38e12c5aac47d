"""What could be read of a definition, every row in its place, for the checks that look at several rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from chalicelib.forms.definition import Choice, Definition, Row
from chalicelib.forms.intake.envelope import pointer
from chalicelib.forms.logic.rules import BoundRules, Rules, bound_rules
from chalicelib.forms.tree import FormTree, Node
from chalicelib.forms.validation.structure import MAX_LEVELS, Outline
from chalicelib.locales import Language

UNREADABLE = "?"
"""The type of the row that stands in for one that could not be read: its name counts, nothing else."""

Texts = Mapping[Language, str]


@dataclass(frozen=True)
class ReviewInput:
    """The readable parts of a definition; the pointers are those of the whole.

    ``lists`` holds None for a list that could not be read; ``languages`` are those that the event
    is held in, empty where there is no event.
    """

    head: Definition
    layout: FormTree
    lists: Mapping[str, Sequence[Choice] | None]
    languages: tuple[Language, ...] = ()

    @classmethod
    def of(cls, raw: object, outline: Outline, languages: Sequence[Language] = ()) -> "ReviewInput":
        """The draft of a document and what could be read of it."""
        read = {placed.pointer: placed.row for placed in outline.rows}
        questions = raw.get("questions") if isinstance(raw, Mapping) else ()
        rows = _rows(questions, pointer("questions"), read)
        return cls(outline.head, FormTree.of(rows), outline.lists, tuple(languages))

    @cached_property
    def readable(self) -> Mapping[str, Sequence[Choice]]:
        """The lists that could be read."""
        return {name: choices for name, choices in self.lists.items() if choices is not None}

    @cached_property
    def offered(self) -> Mapping[str, frozenset[str]]:
        """The names of the choices of each list that could be read."""
        return {
            name: frozenset(choice.name for choice in choices)
            for name, choices in self.readable.items()
        }

    @cached_property
    def bound(self) -> BoundRules:
        """Every row's expressions bound to the form, and what is wrong with them."""
        return bound_rules(self.layout, self.readable)

    @property
    def rules(self) -> Mapping[Node, Rules]:
        """Every row's expressions, as far as they could be bound."""
        return self.bound.by_node

    def texts(self) -> Iterator[tuple[str, Texts]]:
        """Every text that people read, with its pointer."""
        for key in ("title", "introduction", "thanks"):
            yield from _text(getattr(self.head, key), pointer(key))
        for node in self.layout.nodes:
            for key in _TEXTS:
                yield from _text(getattr(node.row, key), f"{node.pointer}/{key}")
        for name, choices in self.lists.items():
            for place, choice in enumerate(choices or ()):
                yield from _text(choice.label, f"{pointer('choices', name)}/{place}/label")


_TEXTS = ("label", "hint", "guidance_hint", "constraint_message", "required_message")


def _text(text: Texts | None, at: str) -> Iterator[tuple[str, Texts]]:
    if text:
        yield at, text


def _rows(raw: object, at: str, read: Mapping[str, Row], depth: int = 0) -> tuple[Row, ...]:
    if not isinstance(raw, list | tuple) or depth > MAX_LEVELS:
        return ()
    return tuple(_row(each, f"{at}/{place}", read, depth) for place, each in enumerate(raw))


def _row(raw: Any, at: str, read: Mapping[str, Row], depth: int) -> Row:  # noqa: ANN401 -- whatever was sent
    document = raw if isinstance(raw, Mapping) else {}
    row = read.get(at) or _stand_in(document.get("name"))
    inner = _rows(document.get("questions"), f"{at}/questions", read, depth + 1)
    return row.model_copy(update={"questions": inner}) if inner else row


def _stand_in(name: object) -> Row:
    return Row.model_construct(type=UNREADABLE, name=name if isinstance(name, str) else "")
