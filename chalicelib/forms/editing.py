"""Changes of a definition, one step at a time, as the console's editor makes them: each returns a new definition.

Rows are named by their JSON pointers (``/questions/2/questions/0``), which hold for the definition that they were read from. Nothing
is reviewed here: a step may leave a definition that the review refuses, such as a question without a label.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Self, TypeAlias

from chalicelib.forms.definition import Choice, Definition, Row
from chalicelib.forms.tree import FormTree
from chalicelib.frozen import dataclass
from chalicelib.locales import Language
from chalicelib.spelling import transliterate

_LONGEST_NAME: Final = 40
_Change: TypeAlias = Callable[[tuple[Row, ...], int], tuple[Row, ...]]


class NoSuchRow(LookupError):
    """The pointer names no row of the definition."""


@dataclass(frozen=True, slots=True)
class RowPlace:
    """Where a row stands: the indexes from the form's own rows down to it."""

    indexes: tuple[int, ...]

    @classmethod
    def at(cls, pointer: str) -> Self:
        """Read a JSON pointer; raise ``NoSuchRow`` where it is none of a row."""
        parts = pointer.split("/")
        steps, names = parts[2::2], parts[1::2]
        is_pointer = len(parts) > 1 and len(parts) % 2 == 1 and parts[0] == ""
        if not is_pointer or set(names) != {"questions"}:
            raise NoSuchRow(pointer)
        if not all(step.isascii() and step.isdigit() and len(step) < 6 for step in steps):
            raise NoSuchRow(pointer)
        return cls(tuple(int(step) for step in steps))

    @property
    def pointer(self) -> str:
        """The JSON pointer of the row."""
        return "".join(f"/questions/{index}" for index in self.indexes)

    @property
    def next(self) -> Self:
        """The place right after it."""
        return type(self)((*self.indexes[:-1], self.indexes[-1] + 1))


def find_row(definition: Definition, place: RowPlace) -> Row:
    """Return the row that stands there; raise ``NoSuchRow`` where there is none."""
    rows = definition.questions
    row: Row | None = None
    for index in place.indexes:
        if index >= len(rows):
            raise NoSuchRow(place.pointer)
        row = rows[index]
        rows = row.questions
    if row is None:
        raise NoSuchRow(place.pointer)
    return row


def replace_row(definition: Definition, place: RowPlace, *rows: Row) -> Definition:
    """Put these rows in the place of one; none removes it."""
    find_row(definition, place)

    def change(siblings: tuple[Row, ...], index: int) -> tuple[Row, ...]:
        return (*siblings[:index], *rows, *siblings[index + 1 :])

    return definition.model_copy(
        update={"questions": _change(definition.questions, place.indexes, change)}
    )


def insert_row(definition: Definition, place: RowPlace, *rows: Row) -> Definition:
    """Put rows at a place, before what stands there; raise ``NoSuchRow`` where rows end before it."""

    def change(siblings: tuple[Row, ...], index: int) -> tuple[Row, ...]:
        if index > len(siblings):
            raise NoSuchRow(place.pointer)
        return (*siblings[:index], *rows, *siblings[index:])

    return definition.model_copy(
        update={"questions": _change(definition.questions, place.indexes, change)}
    )


def insert_anywhere(
    definition: Definition, place: RowPlace, row: Row
) -> tuple[Definition, RowPlace]:
    """Put a row at a place, or at the form's end where the place is no more; return also where it is."""
    try:
        return insert_row(definition, place, row), place
    except NoSuchRow:
        end = RowPlace((len(definition.questions),))
        return insert_row(definition, end, row), end


def _change(rows: tuple[Row, ...], indexes: Sequence[int], change: _Change) -> tuple[Row, ...]:
    index, *further = indexes
    if not further:
        return change(rows, index)
    if index >= len(rows):
        raise NoSuchRow(index)
    group = rows[index]
    inside = _change(group.questions, further, change)
    return (*rows[:index], group.model_copy(update={"questions": inside}), *rows[index + 1 :])


def free_name(wanted: str, taken: set[str]) -> str:
    """Return the name, or with the first number that makes it free."""
    number, name = 1, wanted
    while name in taken:
        number += 1
        name = f"{wanted}_{number}"
    return name


def name_of_text(text: str, taken: set[str]) -> str:
    """Return a free name for a question with this label: its first words in Latin letters."""
    words = transliterate(text).replace("-", "_")[:_LONGEST_NAME].strip("_")
    stem = words if words[:1].isalpha() else f"q_{words}".rstrip("_")
    return free_name(stem, taken)


def questions_with_list(definition: Definition, name: str) -> list[Row]:
    """Return the rows that take their choices from the list of that name."""
    nodes = FormTree.of(definition.questions).nodes
    return [node.row for node in nodes if node.row.list_name == name]


def choice_lines(choices: Sequence[Choice], language: Language) -> str:
    """Return the labels in one language, a line each, empty where there is none; a choice without any shows its name."""
    return "\n".join(
        each.name if each.label is None else each.label.get(language, "") for each in choices
    )


def choices_of_lines(
    lines: Mapping[Language, Sequence[str]], before: Sequence[Choice]
) -> tuple[Choice, ...]:
    """Return the choices whose labels are these lines, the first line of each language being one choice.

    What is stored of an answer is a choice's name, so a choice keeps its name when its label changes: as many lines as
    before are the same choices, otherwise those that have a label as before. Others get new names.
    """
    count = max(map(len, lines.values()), default=0)
    labels = [
        {code: texts[at] for code, texts in lines.items() if at < len(texts) and texts[at]}
        for at in range(count)
    ]
    if count == len(before):
        kept: list[Choice | None] = list(before)
    else:
        kept = _same_labels(labels, before)
    taken = {each.name for each in before}
    return tuple(
        _choice(label, each, taken) for label, each in zip(labels, kept, strict=True) if label
    )


def _same_labels(
    labels: Sequence[Mapping[Language, str]], before: Sequence[Choice]
) -> list[Choice | None]:
    left = list(before)
    kept: list[Choice | None] = []
    for label in labels:
        same = next(
            (each for each in left if label.items() & (each.label or {}).items()),
            None,
        )
        if same is not None:
            left.remove(same)
        kept.append(same)
    return kept


def _choice(label: Mapping[Language, str], before: Choice | None, taken: set[str]) -> Choice:
    if before is not None:
        others = {code: text for code, text in (before.label or {}).items() if code not in label}
        return before.model_copy(update={"label": {**others, **label}})
    name = name_of_text(next(iter(label.values())), taken)
    taken.add(name)
    return Choice.model_construct(name=name, label=dict(label))
