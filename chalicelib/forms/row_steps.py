"""Steps over several rows of a definition at once: moved, copied, removed, put into groups and taken out of them.

A step takes the places of the selected rows, in any order; what lies inside a selected row goes with it. It returns the new
definition and the places of the same rows in it (of the copies, of the new group). As in ``editing``, nothing is reviewed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from chalicelib.forms.definition import Row
from chalicelib.forms.editing import NoSuchRow, RowPlace, free_name
from chalicelib.forms.renaming import rename_references
from chalicelib.forms.tree import GROUP, REPEAT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from chalicelib.forms.definition import Definition

Steps: TypeAlias = "tuple[Definition, Sequence[RowPlace]]"

_CONTAINERS: Final = (GROUP, REPEAT)


class UnfitSelection(ValueError):
    """The rows cannot take the step together: they do not stand side by side, or would go into themselves."""


@dataclass(eq=False, slots=True)
class _Branch:
    """A row that can be moved; the form itself has none."""

    row: Row | None
    parent: _Branch | None = None
    inside: list[_Branch] = field(default_factory=list)

    @classmethod
    def of(cls, row: Row | None, rows: Iterable[Row], parent: _Branch | None = None) -> _Branch:
        branch = cls(row, parent)
        branch.inside = [cls.of(each, each.questions, branch) for each in rows]
        return branch

    @property
    def siblings(self) -> list[_Branch]:
        """The rows of its group, itself among them."""
        if self.parent is None:
            raise NoSuchRow("")
        return self.parent.inside

    @property
    def index(self) -> int:
        """Its place among them."""
        return self.siblings.index(self)

    @property
    def place(self) -> RowPlace:
        """Its place in the form."""
        indexes: list[int] = []
        branch: _Branch = self
        while branch.parent is not None:
            indexes.insert(0, branch.index)
            branch = branch.parent
        return RowPlace(tuple(indexes))

    @property
    def is_container(self) -> bool:
        """Whether rows can be put into it."""
        return self.row is not None and self.row.type in _CONTAINERS

    def find(self, indexes: Sequence[int]) -> _Branch:
        """Return the branch there; raise ``NoSuchRow``."""
        branch = self
        for index in indexes:
            if index >= len(branch.inside):
                raise NoSuchRow(indexes)
            branch = branch.inside[index]
        return branch

    def insert(self, index: int, branches: Sequence[_Branch]) -> None:
        """Put branches into it, which stand nowhere else."""
        self.inside[index:index] = branches
        for each in branches:
            each.parent = self

    def detach(self) -> None:
        """Take it out of where it stands."""
        self.siblings.remove(self)

    def rows(self) -> tuple[Row, ...]:
        """Return its rows as they stand now; those that are as before stay the same objects."""
        return tuple(each.build() for each in self.inside)

    def build(self) -> Row:
        """Return its row with what is inside now."""
        if self.row is None:
            raise NoSuchRow("")
        inside = self.rows()
        if len(inside) == len(self.row.questions) and all(
            new is old for new, old in zip(inside, self.row.questions, strict=True)
        ):
            return self.row
        return self.row.model_copy(update={"questions": inside})

    def walk(self) -> Iterator[_Branch]:
        """Yield what is in it, in document order."""
        for each in self.inside:
            yield each
            yield from each.walk()


@dataclass(slots=True)
class _Selection:
    """The form as branches, and the selected ones in document order."""

    definition: Definition
    form: _Branch
    branches: list[_Branch]

    @classmethod
    def of(cls, definition: Definition, places: Iterable[RowPlace]) -> _Selection:
        """Find the rows; raise ``NoSuchRow`` where one is not there, or none is named."""
        form = _Branch.of(None, definition.questions)
        found = {place.indexes: form.find(place.indexes) for place in places}
        if not found or () in found:
            raise NoSuchRow("")
        outermost = [
            indexes
            for indexes in sorted(found)
            if not any(indexes[:n] in found for n in range(1, len(indexes)))
        ]
        return cls(definition, form, [found[indexes] for indexes in outermost])

    def by_group(self) -> list[list[_Branch]]:
        """Return the selected rows by the group that they stand in."""
        groups: dict[int, list[_Branch]] = {}
        for each in self.branches:
            groups.setdefault(id(each.parent), []).append(each)
        return list(groups.values())

    def result(self, branches: Sequence[_Branch] | None = None) -> Steps:
        """Return the definition as the branches stand now, and the places of some of them."""
        shown = self.branches if branches is None else branches
        definition = self.definition.model_copy(update={"questions": self.form.rows()})
        return definition, sorted((each.place for each in shown), key=lambda each: each.indexes)


def move_up(definition: Definition, places: Iterable[RowPlace]) -> Steps:
    """Move each row before the row that stands before it in its group."""
    return _shift(definition, places, -1)


def move_down(definition: Definition, places: Iterable[RowPlace]) -> Steps:
    """Move each row behind the row that stands after it in its group."""
    return _shift(definition, places, 1)


def _shift(definition: Definition, places: Iterable[RowPlace], by: int) -> Steps:
    selection = _Selection.of(definition, places)
    for group in selection.by_group():
        for each in group if by < 0 else reversed(group):
            siblings, index = each.siblings, each.index
            target = index + by
            if 0 <= target < len(siblings) and siblings[target] not in group:
                siblings[index], siblings[target] = siblings[target], each
    return selection.result()


def move_into_group(definition: Definition, places: Iterable[RowPlace]) -> Steps:
    """Move each row to the end of the group or repeat that stands before it; those without one stay."""
    selection = _Selection.of(definition, places)
    for group in selection.by_group():
        for each in group:
            before = each.siblings[each.index - 1] if each.index else None
            if before is not None and before.is_container and before not in group:
                each.detach()
                before.insert(len(before.inside), [each])
    return selection.result()


def move_out_of_group(definition: Definition, places: Iterable[RowPlace]) -> Steps:
    """Move each row out of its group or repeat, right after it; rows in no group stay."""
    selection = _Selection.of(definition, places)
    for group in selection.by_group():
        container = group[0].parent
        if container is None or container.parent is None:
            continue
        for each in group:
            each.detach()
        container.parent.insert(container.index + 1, group)
    return selection.result()


def move_to(definition: Definition, places: Iterable[RowPlace], target: RowPlace) -> Steps:
    """Move the rows before what stands at a place, together; at the end of a group that place is one further.

    Raises:
        NoSuchRow: a place is none of the definition.
        UnfitSelection: the target lies in one of the rows.
    """
    selection = _Selection.of(definition, places)
    *above, index = target.indexes or (0,)
    container = selection.form.find(above)
    if index > len(container.inside) or not (container.row is None or container.is_container):
        raise NoSuchRow(target.pointer)
    around: _Branch | None = container
    while around is not None:
        if around in selection.branches:
            raise UnfitSelection
        around = around.parent
    following = next(
        (each for each in container.inside[index:] if each not in selection.branches), None
    )
    for each in selection.branches:
        each.detach()
    at = len(container.inside) if following is None else following.index
    container.insert(at, selection.branches)
    return selection.result()


def wrap_in_group(definition: Definition, places: Iterable[RowPlace]) -> Steps:
    """Put the rows into a new group where the first of them stands; raise ``UnfitSelection`` unless they are in one group."""
    selection = _Selection.of(definition, places)
    first = selection.branches[0]
    if any(each.parent is not first.parent for each in selection.branches):
        raise UnfitSelection
    name = free_name("group", _names(selection.form))
    group = _Branch(Row.model_construct(type=GROUP, name=name))
    container, at = first.parent, first.index
    for each in selection.branches:
        each.detach()
    if container is None:
        raise NoSuchRow("")
    container.insert(at, [group])
    group.insert(0, selection.branches)
    return selection.result([group])


def unwrap_group(definition: Definition, places: Iterable[RowPlace]) -> Steps:
    """Put what is in the groups or repeats in their place; other rows stay."""
    selection = _Selection.of(definition, places)
    shown: list[_Branch] = []
    for each in selection.branches:
        if not each.is_container or each.parent is None:
            shown.append(each)
            continue
        container, at, inside = each.parent, each.index, list(each.inside)
        each.detach()
        container.insert(at, inside)
        shown += inside
    return selection.result(shown)


def remove_rows(definition: Definition, places: Iterable[RowPlace]) -> Steps:
    """Remove the rows, and the lists that only they use; the place is that of what stands there then, or before it."""
    selection = _Selection.of(definition, places)
    first = selection.branches[0]
    container, at = first.parent, first.index
    gone = _lists(each for row in selection.branches for each in (row, *row.walk()))
    for each in selection.branches:
        each.detach()
    gone -= _lists(selection.form.walk())
    left = {name: each for name, each in definition.choices.items() if name not in gone}
    near = container.inside[min(at, len(container.inside) - 1) :][:1] if container else []
    shown = near or ([container] if container and container.row else [])
    after, places = selection.result(shown)
    return after.model_copy(update={"choices": left}), places


def copy_rows(definition: Definition, places: Iterable[RowPlace]) -> Steps:
    """Put copies of the rows right after the last of them in each group; return the places of the copies.

    The copies have names that are free. What refers to one of the copied rows by ``${name}`` inside the copies refers to
    the copy. A role stays with the original, since a form asks for it once; the copy of personal data stays private.
    """
    selection = _Selection.of(definition, places)
    taken = _names(selection.form)
    named: dict[str, str] = {}
    for selected in selection.branches:
        for each in (selected, *selected.walk()):
            if each.row is not None and each.row.name not in named:
                named[each.row.name] = free_name(each.row.name, taken)
                taken.add(named[each.row.name])
    copies: list[_Branch] = []
    for group in selection.by_group():
        made = [
            _Branch.of(row, row.questions)
            for row in (rename_references(_rename(each.build(), named), named) for each in group)
        ]
        if (container := group[-1].parent) is not None:
            container.insert(group[-1].index + 1, made)
        copies += made
    return selection.result(copies)


def _rename(row: Row, named: Mapping[str, str]) -> Row:
    changes = {
        "name": named[row.name],
        "role": None,
        "private": row.is_private,
        "questions": tuple(_rename(each, named) for each in row.questions),
    }
    return row.model_copy(update=changes)


def _names(form: _Branch) -> set[str]:
    return {each.row.name for each in form.walk() if each.row is not None}


def _lists(branches: Iterable[_Branch]) -> set[str]:
    names = {each.row.list_name for each in branches if each.row is not None}
    return {name for name in names if name is not None}


STEPS: Final[Mapping[str, Callable[[Definition, Iterable[RowPlace]], Steps]]] = {
    "up": move_up,
    "down": move_down,
    "in": move_into_group,
    "out": move_out_of_group,
    "copy": copy_rows,
    "remove": remove_rows,
    "group": wrap_in_group,
    "ungroup": unwrap_group,
}
"""The steps by the names that pages and scripts send; ``move`` takes a target as well."""
