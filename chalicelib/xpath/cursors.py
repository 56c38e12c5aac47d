"""Where a path stands, step by step, in a form's layout or in a list of choices.

A cursor is static: what it says of the answers is only through which slots and lists they are reached.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from chalicelib.xpath.choice_lists import ChoiceList
from chalicelib.xpath.form_protocol import FormModel, FormNode, FormScope
from chalicelib.xpath.typed_ast import Answer, ChoicesPath, PathExpr, RepeatStep, Term

OTHER = "_other"


@dataclass(frozen=True, slots=True)
class Cursor:
    """At a row of the form (None: at the form itself); at a repeat means at one instance of it.

    ``slots`` are those of the scopes around it, the form's first; ``start`` and ``base`` as in
    ``PathExpr``. ``own`` stands for it where the path never left (``.``). ``suffix`` makes the text
    question beside an ``or_other`` of it.
    """

    node: FormNode | None
    scope: FormScope
    slots: tuple[int, ...]
    base: int
    start: int
    hops: tuple[RepeatStep, ...] = ()
    predicates: tuple[Term, ...] = ()
    own: Term | None = None
    suffix: str = ""

    @property
    def path(self) -> tuple[str, ...]:
        """The names from the form to here."""
        return self.node.path if self.node is not None else ()

    @property
    def is_question(self) -> bool:
        """Whether it can have an answer."""
        return self.node is not None and not self.node.is_group and self.node.inner is None

    @property
    def free(self) -> int:
        """The first slot that what comes next may take."""
        return self.base + len(self.hops)

    @property
    def at_instance(self) -> bool:
        """Whether it stands at an instance of a repeat (a repeat's own row stands outside of it)."""
        return self.node is not None and self.node.inner is self.scope

    def up(self) -> Cursor | None:
        """At the group or repeat around; None above the form."""
        if self.node is None:
            return None
        around = replace(self, node=self.node.container, predicates=(), own=None, suffix="")
        if not self.at_instance:
            return around
        hops = self.hops[:-1]
        start = self.start if hops else self.slots[-2]
        return replace(around, scope=self.node.scope, slots=self.slots[:-1], hops=hops, start=start)

    def into(self, node: FormNode) -> Cursor:
        """At a group or a question directly in here."""
        return replace(self, node=node, own=None)

    def over(self, repeat: FormNode) -> Cursor:
        """At the instances of a repeat directly in here."""
        return replace(
            self,
            node=repeat,
            scope=repeat.inner or self.scope,
            slots=(*self.slots, self.free),
            start=self.start if self.hops else self.slots[-1],
            hops=(*self.hops, RepeatStep(repeat)),
            own=None,
        )

    def narrowed(self, predicates: tuple[Term, ...]) -> Cursor:
        """The same with predicates: on the last repeat's instances, or on the question here."""
        if self.hops and self.node is self.hops[-1].node:
            last = self.hops[-1]
            last = replace(last, predicates=last.predicates + predicates)
            return replace(self, hops=(*self.hops[:-1], last))
        return replace(self, predicates=self.predicates + predicates, own=None)

    def term(self) -> Term:
        """What stands here, as a term."""
        if self.own is not None:
            return self.own
        key = f"{self.node.key}{self.suffix}" if self.is_question and self.node else None
        if key is not None and not self.hops and not self.predicates:
            return Answer(self.slots[-1], key, self.node)
        start = self.start if self.hops else self.slots[-1]
        order = self.node.order if self.node is not None else 0
        return PathExpr(start, self.base, self.hops, key, order, self.node, self.predicates)


@dataclass(frozen=True, slots=True)
class ListCursor:
    """In a list of choices: at its instance (0), its root (1), its items (2), or a column of them (3)."""

    items: ChoiceList
    base: int
    level: int = 0
    predicates: tuple[Term, ...] = ()
    column: str | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it stands at choices or at a column of theirs: what is above has no value."""
        return self.level >= 2

    def term(self) -> Term:
        """The choices, or what stands in their column."""
        return ChoicesPath(self.items, self.base, self.predicates, self.column)


@dataclass(frozen=True, slots=True)
class Children:
    """At all that is directly in a group, a repeat or the form: ``/*``."""

    cursors: tuple[Cursor, ...]


@dataclass(frozen=True, slots=True)
class BindingScope:
    """Where an expression (or a predicate) is read: the context of names.

    ``form`` is the place among the form's rows, for ``${…}`` and paths; ``choice`` the list and slot
    of the choice looked at, if any; ``free`` the first free slot.
    """

    form: Cursor
    free: int
    choice: tuple[ChoiceList, int] | None = None
    candidate: int | None = None


def spot_of(layout: FormModel, node: FormNode | None, own: Term) -> BindingScope:
    """The context of a row's own expressions; a repeat's are read where the repeat itself stands."""
    scope = layout.root if node is None else node.scope
    slots = tuple(range(scope.depth + 1))
    free = len(slots)
    cursor = Cursor(node, scope, slots, base=free, start=slots[-1], own=own)
    return BindingScope(cursor, free)
