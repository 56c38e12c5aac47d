"""What expressions need to know of a form: protocols that ``chalicelib.forms`` fulfils.

A form is a tree of rows, as XForms' model is one of nodes. Expressions read it and never change it. They
compare nodes and scopes by identity and keep them in sets, so an implementation must be hashable.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from typing_extensions import TypeVar

from chalicelib.locales import Language


class FormRow(Protocol):
    """The columns of a row that expressions look at."""

    @property
    def type(self) -> str:
        """Return the question's type, or ``begin_group``, ``begin_repeat``."""

    @property
    def name(self) -> str:
        """Return the row's own name."""

    @property
    def list_name(self) -> str | None:
        """Return the name of the list that the question's choices come from."""

    @property
    def or_other(self) -> bool:
        """Return whether a text question ``<name>_other`` stands beside it."""


class FormNode(Protocol):
    """One row in its position in the tree."""

    @property
    def row(self) -> FormRow:
        """Return the row's columns."""

    @property
    def order(self) -> int:
        """Return the row's number in document order, from 1."""

    @property
    def path(self) -> tuple[str, ...]:
        """Return the names from the form's first level down to this row's own."""

    @property
    def key(self) -> str:
        """Return the key that the row's answer has in its scope's object of answers."""

    @property
    def scope(self) -> FormScope:
        """Return the scope that holds the row's answer."""

    @property
    def container(self) -> FormNode | None:
        """Return the group or repeat directly around the row."""

    @property
    def inner(self) -> FormScope | None:
        """Return a repeat's own scope; None for a group or a question."""

    @property
    def is_group(self) -> bool:
        """Return whether the row is a group, which has neither an answer nor a scope."""


class FormScope(Protocol):
    """The rows whose answers share one object: the form's own, or one instance of a repeat."""

    @property
    def repeat(self) -> FormNode | None:
        """Return the repeat; None for the form's own scope."""

    @property
    def depth(self) -> int:
        """Return how many repeats are around the scope's rows."""

    @property
    def chain(self) -> Sequence[FormScope]:
        """Return the scopes from the form's own to this one."""


NodeT = TypeVar("NodeT", bound=FormNode, default=FormNode)
NodeT_co = TypeVar("NodeT_co", bound=FormNode, default=FormNode, covariant=True)


class FormModel(Protocol[NodeT_co]):
    """A form's tree of rows."""

    @property
    def root(self) -> FormScope:
        """Return the form's own scope."""

    @property
    def nodes(self) -> Sequence[NodeT_co]:
        """Return all rows in document order."""

    def rows_named(self, name: str) -> Sequence[NodeT_co]:
        """Return the rows of that name; several where groups use it again."""

    def at(self, path: Sequence[str]) -> NodeT_co | None:
        """Return the row at that path, or None."""

    def nearest(self, name: str) -> str | None:
        """Return the row's name that was probably meant, or None."""


class FormChoice(Protocol):
    """One choice of a list."""

    @property
    def name(self) -> str:
        """Return the value that an answer stores."""

    @property
    def columns(self) -> Mapping[str, str]:
        """Return the further columns of the choice's row by header."""

    def label_in(self, language: Language) -> str:
        """Return the text that the choice is shown with in that language."""
