"""What the checks of a whole form get: all that could be read of a definition, and what it must agree with."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from chalicelib.forms.definition import Choice, Definition, Row
from chalicelib.forms.definition_types import DataRow
from chalicelib.forms.intake.envelope import pointer
from chalicelib.forms.logic.rules import FormRules, RowRules, bind_rules
from chalicelib.forms.tree import FormTree, Node
from chalicelib.forms.validation.structure import MAX_LEVELS, Outline
from chalicelib.locales import Language

UNREADABLE = "?"
"""The type of the row that stands in for one that could not be read: its name counts, nothing else."""

Texts = Mapping[Language, str]


@dataclass(frozen=True, slots=True)
class EventFacts:
    """What a form must agree with of its event: languages, categories, names of programme items."""

    languages: tuple[Language, ...] = ()
    categories: tuple[Choice, ...] = ()
    programme: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class TargetForm:
    """The form that a definition is sent as.

    ``published_purpose`` is None before the first version. ``is_taken`` says that a new form is sent
    and that another form of the event has the name; one whose ``draft`` is this very definition is
    the same one, sent twice.
    """

    name: str
    published_purpose: str | None = None
    is_taken: bool = False
    draft: Definition | None = None


@dataclass(frozen=True, slots=True)
class ReviewContext:
    """What is known beside the document.

    Without an ``event`` or a ``target`` nothing is checked against them. ``attachments`` are names of the form's
    files, None where they are not known. ``is_publishing`` makes an error of what only a draft may lack.
    """

    event: EventFacts | None = None
    target: TargetForm | None = None
    attachments: frozenset[str] | None = None
    is_publishing: bool = False


@dataclass(frozen=True)
class ReviewInput:
    """The readable parts of a definition; the pointers are those of the whole.

    ``document`` is what was sent, ``definition`` the whole where all of it can be read. ``lists``
    and ``data`` hold None for what could not be read.
    """

    document: Mapping[str, object]
    definition: Definition | None
    head: Definition
    tree: FormTree
    lists: Mapping[str, Sequence[Choice] | None]
    data: Mapping[str, Sequence[DataRow] | None]
    context: ReviewContext

    @classmethod
    def of(
        cls, raw: object, definition: Definition | None, outline: Outline, context: ReviewContext
    ) -> "ReviewInput":
        """Lay out what could be read of a document."""
        document: Mapping[str, object] = raw if isinstance(raw, Mapping) else {}
        rows_by_pointer = {placed.pointer: placed.row for placed in outline.rows}
        rows = _rows(document.get("questions", ()), pointer("questions"), rows_by_pointer)
        tree = FormTree.of(rows)
        return cls(document, definition, outline.head, tree, outline.lists, outline.data, context)

    def is_readable(self, key: str) -> bool:
        """Return whether ``head`` has the document's own value of that key, not one that stands in."""
        return bool(self.document.get(key) == getattr(self.head, key))

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages that the event is held in; none where there is no event."""
        return self.context.event.languages if self.context.event else ()

    @cached_property
    def readable(self) -> Mapping[str, Sequence[Choice]]:
        """The lists that could be read."""
        return {name: choices for name, choices in self.lists.items() if choices is not None}

    @cached_property
    def readable_data(self) -> Mapping[str, Sequence[DataRow]]:
        """The external data that could be read."""
        return {name: rows for name, rows in self.data.items() if rows is not None}

    @cached_property
    def offered(self) -> Mapping[str, frozenset[str]]:
        """The names of the choices of each list that could be read."""
        return {
            name: frozenset(choice.name for choice in choices)
            for name, choices in self.readable.items()
        }

    @cached_property
    def bound(self) -> FormRules:
        """Every row's expressions bound to the form, and what is wrong with them."""
        return bind_rules(self.tree, self.readable, self.readable_data)

    @property
    def rules(self) -> Mapping[Node, RowRules]:
        """Every row's expressions, as far as they could be bound."""
        return self.bound.by_node

    def texts(self) -> Iterator[tuple[str, Texts]]:
        """Yield every text that people read, with its pointer."""
        for key in ("title", "introduction", "thanks"):
            yield from _text(getattr(self.head, key), pointer(key))
        for node in self.tree.nodes:
            for key in _TEXTS:
                yield from _text(getattr(node.row, key), f"{node.pointer}/{key}")
        for name, choices in self.lists.items():
            for number, choice in enumerate(choices or ()):
                yield from _text(choice.label, f"{pointer('choices', name)}/{number}/label")


_TEXTS = ("label", "hint", "guidance_hint", "constraint_message", "required_message")


def _text(text: Texts | None, at: str) -> Iterator[tuple[str, Texts]]:
    if text:
        yield at, text


def _rows(raw: object, at: str, rows: Mapping[str, Row], depth: int = 0) -> tuple[Row, ...]:
    if not isinstance(raw, list | tuple) or depth > MAX_LEVELS:
        return ()
    return tuple(_row(each, f"{at}/{number}", rows, depth) for number, each in enumerate(raw))


def _row(raw: object, at: str, rows: Mapping[str, Row], depth: int) -> Row:
    document: Mapping[str, object] = raw if isinstance(raw, Mapping) else {}
    row = rows.get(at) or _stand_in(document.get("name"))
    inner = _rows(document.get("questions"), f"{at}/questions", rows, depth + 1)
    return row.model_copy(update={"questions": inner}) if inner else row


def _stand_in(name: object) -> Row:
    return Row.model_construct(type=UNREADABLE, name=name if isinstance(name, str) else "")
