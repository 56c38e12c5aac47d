"""A document that is to be reviewed, and the cells of a spreadsheet or a CSV file that its parts come from."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from chalicelib.errors import Problem, SourceLocation
from chalicelib.forms.intake.envelope import pointer
from chalicelib.forms.strict_json import read_json
from chalicelib.forms.types import find_type


class ListColumns(NamedTuple):
    """The columns of a list's file that a question names by its ``parameters``, None for the usual ones."""

    value: str | None
    label: str | None


@dataclass(frozen=True, slots=True)
class ChoiceList:
    """The choices of a CSV file or a further sheet, as a definition holds them.

    ``locations`` are by JSON pointer within the list.
    """

    choices: tuple[object, ...] = ()
    locations: Mapping[str, SourceLocation] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Whether one of its problems is an error."""
        return any(each.severity == "error" for each in self.problems)


@dataclass(frozen=True, slots=True)
class SourceMap:
    """Where the parts of a document come from.

    ``locations`` are by JSON pointer. ``replaced`` are pointers of rows and lists that the reader had to
    replace: the document does not hold what their author wrote, so a review of them means nothing.
    ``copies`` are pointers of rows that a loop repeats, but for the first of each.
    """

    locations: Mapping[str, SourceLocation] = field(default_factory=dict)
    replaced: frozenset[str] = frozenset()
    copies: frozenset[str] = frozenset()

    def locate(self, at: str) -> SourceLocation | None:
        """Return the location of the part at a JSON pointer, or of the nearest part around it."""
        while at and at not in self.locations:
            at = at.rpartition("/")[0]
        return self.locations.get(at)

    def is_replaced(self, at: str) -> bool:
        """Return whether a JSON pointer is of a replaced list or in a replaced row, not in its inner rows."""
        return at in self.replaced or _row_pointer(at) in self.replaced

    def leave_out_copies(self, problems: Iterable[Problem]) -> list[Problem]:
        """Return the problems of a row that a loop repeats once, not once a copy."""
        seen: set[tuple[str, SourceLocation | None]] = set()
        kept: list[Problem] = []
        for each in problems:
            identity = each.code, self.locate(each.name)
            if identity not in seen or _row_pointer(each.name) not in self.copies:
                kept.append(each)
            seen.add(identity)
        return kept

    def pointers(self) -> Mapping[SourceLocation, str]:
        """Return the first JSON pointer of each location."""
        found: dict[SourceLocation, str] = {}
        for at, location in self.locations.items():
            found.setdefault(location, at)
        return found


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """What a reader made of a file: a document, its source map, and the problems of reading.

    ``provisional`` problems give way to an error that the review finds in the same cell and explains
    better. ``is_readable`` is False where reading ended before there was a document to review.
    """

    content: object
    source_map: SourceMap = SourceMap()
    problems: tuple[Problem, ...] = ()
    provisional: tuple[Problem, ...] = ()
    is_readable: bool = True

    @classmethod
    def of(cls, document: "SourceDocument | bytes | Mapping[str, object]") -> "SourceDocument":
        """Wrap JSON, as bytes or read.

        Raises:
            errors.Malformed: the bytes are not strict JSON.
        """
        if isinstance(document, SourceDocument):
            return document
        return cls(read_json(document) if isinstance(document, bytes) else document)

    @property
    def head(self) -> Mapping[str, object]:
        """The content's own keys; none where it is not a JSON object."""
        return self.content if isinstance(self.content, Mapping) else {}

    @property
    def lists(self) -> Mapping[str, object]:
        """The content's lists of choices by name; none where they are not a JSON object."""
        lists = self.head.get("choices", {})
        return lists if isinstance(lists, Mapping) else {}

    def requested_lists(self) -> Mapping[str, ListColumns]:
        """Return the files that questions take their choices from; the first question names the columns."""
        requested: dict[str, ListColumns] = {}
        for name, columns in _requests(self.head.get("questions")):
            requested.setdefault(name, columns)
        return requested

    def with_list(self, name: str, choices: ChoiceList) -> "SourceDocument":
        """Return the document with that list in the place of one of the same name."""
        lists = self.head.get("choices", {})
        if not isinstance(lists, Mapping):
            return self
        start = pointer("choices", name)
        locations = {f"{start}{at}": each for at, each in choices.locations.items()}
        is_lost = choices.is_refused and not choices.choices
        source_map = replace(
            self.source_map,
            locations={**self.source_map.locations, start: SourceLocation(name), **locations},
            replaced=self.source_map.replaced | {start} if is_lost else self.source_map.replaced,
        )
        return replace(
            self,
            content={**self.head, "choices": {**lists, name: list(choices.choices)}},
            source_map=source_map,
            problems=(*self.problems, *choices.problems),
        )


def _row_pointer(at: str) -> str | None:
    """Return the pointer of the row that a JSON pointer is in, None for one of a row's list of rows."""
    above, rows, rest = at.rpartition("/questions/")
    number, _, key = rest.partition("/")
    return None if key.startswith("questions") else f"{above}{rows}{number}"


def _requests(rows: object) -> Iterator[tuple[str, ListColumns]]:
    for row in rows if isinstance(rows, Sequence) and not isinstance(rows, str) else ():
        if not isinstance(row, Mapping):
            continue
        kind, name = find_type(row.get("type")), row.get("list_name")
        if kind and kind.is_list_from_file and isinstance(name, str):
            parameters = row.get("parameters")
            named = parameters if isinstance(parameters, Mapping) else {}
            yield name, ListColumns(_text(named.get("value")), _text(named.get("label")))
        yield from _requests(row.get("questions"))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
