"""Where a path leads, step by step: to a row of the form, to choices of a list, or to several rows.

A cursor is known when an expression is bound. Of the answers it knows only the slots and the repeats by
which they are reached.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from chalicelib.xpath.choice_tables import ChoiceTable
from chalicelib.xpath.form_protocol import FormNode, FormScope
from chalicelib.xpath.typed_ast import Answer, ChoicesPath, PathExpr, RepeatStep, Term

OTHER_SUFFIX = "_other"
"""Ends the name of the text question beside an ``or_other``."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """At a row of the form, or at the form itself (None); at a repeat it is at one of its instances.

    ``slots`` are those of the scopes around it, the form's first. ``start``, ``base`` and ``steps`` are
    ``PathExpr``'s. ``self_value`` is its term as long as the path has not left ``.``. ``suffix`` is
    ``OTHER_SUFFIX`` at the text question beside an ``or_other``.
    """

    node: FormNode | None
    scope: FormScope
    slots: tuple[int, ...]
    base: int
    start: int
    steps: tuple[RepeatStep, ...] = ()
    predicates: tuple[Term, ...] = ()
    self_value: Term | None = None
    suffix: str = ""

    @property
    def path(self) -> tuple[str, ...]:
        """Return the names from the form's first level down to this row."""
        return self.node.path if self.node is not None else ()

    @property
    def is_question(self) -> bool:
        """Return whether the row can have an answer."""
        return self.node is not None and self.node.inner is None and not self.node.is_group

    @property
    def is_instance(self) -> bool:
        """Return whether it is at an instance of a repeat; a repeat's own expressions begin outside of it."""
        return self.node is not None and self.node.inner is self.scope

    @property
    def next_slot(self) -> int:
        """Return the first slot that is still free."""
        return self.base + len(self.steps)

    def to_parent(self) -> Cursor | None:
        """Return the cursor at the group or repeat around; None above the form."""
        if self.node is None:
            return None
        parent = replace(self, node=self.node.container, predicates=(), self_value=None, suffix="")
        if not self.is_instance:
            return parent
        steps = self.steps[:-1]
        return replace(
            parent,
            scope=self.node.scope,
            slots=self.slots[:-1],
            steps=steps,
            start=self.start if steps else self.slots[-2],
        )

    def to_child(self, node: FormNode) -> Cursor:
        """Return the cursor at a group or question directly inside."""
        return replace(self, node=node, self_value=None)

    def to_instances(self, repeat: FormNode) -> Cursor:
        """Return the cursor at the instances of a repeat directly inside."""
        return replace(
            self,
            node=repeat,
            scope=repeat.inner or self.scope,
            slots=(*self.slots, self.next_slot),
            start=self.start if self.steps else self.slots[-1],
            steps=(*self.steps, RepeatStep(repeat)),
            self_value=None,
        )

    def with_predicates(self, predicates: tuple[Term, ...]) -> Cursor:
        """Add predicates to the last step's instances, or to the question it is at."""
        if self.steps and self.node is self.steps[-1].node:
            last = self.steps[-1]
            last = replace(last, predicates=last.predicates + predicates)
            return replace(self, steps=(*self.steps[:-1], last))
        return replace(self, predicates=self.predicates + predicates, self_value=None)

    def term(self) -> Term:
        """Return the nodes it leads to as a term."""
        if self.self_value is not None:
            return self.self_value
        key = f"{self.node.key}{self.suffix}" if self.is_question and self.node else None
        if key is not None and not self.steps and not self.predicates:
            return Answer(self.slots[-1], key, self.node)
        start = self.start if self.steps else self.slots[-1]
        return PathExpr(start, self.base, self.steps, key, self.node, self.predicates)


@dataclass(frozen=True, slots=True)
class ListCursor:
    """In a list of choices.

    ``level`` is 0 at ``instance(…)``, 1 at its root, 2 at its items, 3 at a column of theirs; -1 at the
    one choice that a predicate or a ``choice_filter`` tests. The choices take the slot ``base``.
    """

    choices: ChoiceTable
    base: int
    level: int = 0
    predicates: tuple[Term, ...] = ()
    column: str | None = None

    @property
    def has_value(self) -> bool:
        """Return whether it is at choices or a column; the instance and its root have no value."""
        return self.level >= 2

    def term(self) -> Term:
        """Return the choices, or the values of their column, as a term."""
        return ChoicesPath(self.choices, self.base, self.predicates, self.column)


@dataclass(frozen=True, slots=True)
class Children:
    """At everything directly inside a group, a repeat or the form: ``/*``. Without cursors, at nothing."""

    cursors: tuple[Cursor, ...]


AnyCursor = Cursor | ListCursor | Children
