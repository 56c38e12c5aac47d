"""Where a path leads, step by step: to a row of the form, to choices of a list, or to several rows.

A cursor is known when an expression is bound. Of the answers it knows only the slots and the repeats by
which they are reached.
"""

from __future__ import annotations

from dataclasses import replace

from chalicelib.frozen import dataclass
from chalicelib.xpath.choice_tables import ChoiceTable
from chalicelib.xpath.form_protocol import FormNode, FormScope
from chalicelib.xpath.typed_ast import (
    Answer,
    ChoicesPath,
    CoreCall,
    GuardedNodes,
    PathExpr,
    RepeatStep,
    Term,
)

OTHER_SUFFIX = "_other"
"""Ends the name of the text question beside an ``or_other``."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """At a row of the form, or at the form itself (None); at a repeat it is at one of its instances.

    ``slots`` are those of the scopes around it, the form's first. ``start``, ``base`` and ``steps`` are
    ``PathExpr``'s. ``self_value`` is its term as long as the path has not left ``.``. ``suffix`` is
    ``OTHER_SUFFIX`` at the text question beside an ``or_other``. ``conditions`` are what must be true
    where the path begins, lest it lead to nothing: in ``r[x]/../y`` that there is an ``r[x]``.
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
    conditions: tuple[Term, ...] = ()

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
        here = self._without_predicates()
        if here.node is None:
            return None
        parent = replace(here, node=here.node.container, self_value=None, suffix="")
        if not here.is_instance:
            return parent
        slots, steps = here.slots[:-1], here.steps[:-1]
        outer = replace(
            parent,
            scope=here.node.scope,
            slots=slots,
            steps=steps,
            start=here.start if steps else slots[-1],
        )
        return outer.on_condition(here.steps[-1:], None, here.node) if here.steps else outer

    def to_child(self, node: FormNode) -> Cursor:
        """Return the cursor at a group or question directly inside."""
        return replace(self._without_predicates(), node=node, self_value=None, suffix="")

    def to_instances(self, repeat: FormNode) -> Cursor:
        """Return the cursor at the instances of a repeat directly inside."""
        here = self._without_predicates()
        return replace(
            here,
            node=repeat,
            scope=repeat.inner or here.scope,
            slots=(*here.slots, here.next_slot),
            start=here.start if here.steps else here.slots[-1],
            steps=(*here.steps, RepeatStep(repeat)),
            self_value=None,
        )

    def with_predicates(self, predicates: tuple[Term, ...]) -> Cursor:
        """Add predicates to the last step's instances, or to the question it is at."""
        if self.steps and self.node is self.steps[-1].node:
            last = self.steps[-1]
            last = replace(last, predicates=last.predicates + predicates)
            return replace(self, steps=(*self.steps[:-1], last))
        return replace(self, predicates=self.predicates + predicates, self_value=None)

    def _without_predicates(self) -> Cursor:
        """Return the cursor with its predicates as a condition; it is about to go on from what they test."""
        if not self.predicates:
            return self
        here = replace(self, predicates=())
        return here.on_condition((), self._key, self.node, self.predicates)

    def on_condition(
        self,
        steps: tuple[RepeatStep, ...],
        leaf: str | None,
        node: FormNode | None,
        predicates: tuple[Term, ...] = (),
    ) -> Cursor:
        """Return the cursor for where a path from here leads to any node, which takes the next slots."""
        path = PathExpr(self.slots[-1], self.next_slot, steps, leaf, node, predicates)
        condition = CoreCall("exists", (path,), "boolean")
        if not self.steps:
            return replace(self, conditions=(*self.conditions, condition))
        last = self.steps[-1]
        last = replace(last, predicates=(*last.predicates, condition))
        return replace(self, steps=(*self.steps[:-1], last))

    @property
    def _key(self) -> str | None:
        """Return the key of the answer; None at a group, an instance or the form."""
        return f"{self.node.key}{self.suffix}" if self.is_question and self.node else None

    def term(self) -> Term:
        """Return the nodes it leads to as a term."""
        if self.self_value is not None:
            return self.self_value
        return guard(self.conditions, self._nodes())

    def _nodes(self) -> Term:
        key = self._key
        if key is not None and not (self.steps or self.predicates or self.conditions):
            return Answer(self.slots[-1], key, self.node)
        start = self.start if self.steps else self.slots[-1]
        return PathExpr(start, self.base, self.steps, key, self.node, self.predicates)


def guard(conditions: tuple[Term, ...], nodes: Term) -> Term:
    """Return the nodes under these conditions."""
    return GuardedNodes(conditions, nodes) if conditions else nodes


@dataclass(frozen=True, slots=True)
class ListCursor:
    """In a list of choices.

    ``level`` is 0 at ``instance(…)``, 1 at its root, 2 at its items, 3 at a column of theirs; -1 at the
    one choice that a predicate or a ``choice_filter`` tests. The choices take the slot ``base``, the
    column that a predicate tests takes the slot after it. ``conditions`` are as a ``Cursor``'s.
    """

    choices: ChoiceTable
    base: int
    level: int = 0
    predicates: tuple[Term, ...] = ()
    column: str | None = None
    conditions: tuple[Term, ...] = ()

    @property
    def has_value(self) -> bool:
        """Return whether it is at choices or a column; the instance and its root have no value."""
        return self.level >= 2

    def term(self) -> Term:
        """Return the choices, or the values of their column, as a term."""
        choices = ChoicesPath(self.choices, self.base, self.predicates, self.column)
        return guard(self.conditions, choices)

    def to_parent(self) -> ListCursor | None:
        """Return the cursor at what is around; None above the instance."""
        match self.level:
            case 3:
                return replace(self, level=2, column=None)
            case 2:
                condition = CoreCall("exists", (replace(self, conditions=()).term(),), "boolean")
                conditions = (*self.conditions, condition)
                return replace(self, level=1, predicates=(), conditions=conditions)
            case 1:
                return replace(self, level=0)
            case _:
                return None

    def with_predicates(self, predicates: tuple[Term, ...]) -> ListCursor:
        """Add predicates to the items; those of a column test the one that each item has."""
        if self.level == 3 and predicates:
            column = PathExpr(self.base, self.base + 1, (), self.column, None, predicates)
            predicates = (CoreCall("exists", (column,), "boolean"),)
        return replace(self, predicates=self.predicates + predicates)


@dataclass(frozen=True, slots=True)
class Children:
    """At everything directly inside a group, a repeat or the form: ``/*``. Without cursors, at nothing."""

    cursors: tuple[Cursor, ...]


AnyCursor = Cursor | ListCursor | Children
