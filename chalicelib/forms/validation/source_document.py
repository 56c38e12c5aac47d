"""A document that is to be reviewed, and the cells of a spreadsheet or a CSV file that its parts come from."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from chalicelib.errors import Problem, SourceLocation
from chalicelib.forms.external_data import declared_file, pulled_files
from chalicelib.forms.intake.envelope import pointer
from chalicelib.forms.logic.rules import EXPRESSIONS
from chalicelib.forms.strict_json import read_json
from chalicelib.forms.types import find_type
from chalicelib.locales import Language


class LanguageColumn(NamedTuple):
    """The texts of one key (``label``) in one language on a sheet."""

    sheet: str
    key: str
    language: Language


_UNREACHABLE = "form.unreachable"


class ListColumns(NamedTuple):
    """The columns of a list's file that a question names by its ``parameters``, None for the usual ones.

    ``is_data`` says that no question takes choices from the file: expressions read its rows as they are.
    """

    value: str | None
    label: str | None
    is_data: bool = False


DATA = ListColumns(None, None, is_data=True)
"""What is asked of a file that only expressions read."""


@dataclass(frozen=True, slots=True)
class ChoiceList:
    """The choices of a file or a further sheet, or its rows as data, as a definition holds them.

    ``locations`` are by JSON pointer within the list; ``text_columns`` are headers.
    """

    choices: tuple[object, ...] = ()
    locations: Mapping[str, SourceLocation] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    text_columns: Mapping[LanguageColumn, str] = field(default_factory=dict)
    is_data: bool = False

    @property
    def key(self) -> str:
        """The definition's key for lists of this kind."""
        return "data" if self.is_data else "choices"

    @property
    def is_refused(self) -> bool:
        """Whether one of its problems is an error."""
        return any(each.severity == "error" for each in self.problems)


@dataclass(frozen=True, slots=True)
class SourceMap:
    """Where the parts of a document come from.

    ``locations`` are by JSON pointer. ``replaced`` are pointers of rows and lists that the reader had to
    replace: the document does not hold what their author wrote, so a review of them means nothing.
    ``copies`` are pointers of rows that a loop repeats, each with that of the first.
    ``text_columns`` are the headers of texts by language.
    """

    locations: Mapping[str, SourceLocation] = field(default_factory=dict)
    replaced: frozenset[str] = frozenset()
    copies: Mapping[str, str] = field(default_factory=dict)
    text_columns: Mapping[LanguageColumn, str] = field(default_factory=dict)

    def locate(self, at: str, lacks: Language | None = None) -> SourceLocation | None:
        """Return the location of the part at a JSON pointer, or of the nearest part around it.

        A text that lacks a language is in that language's column, if the sheet has one.
        """
        key = at.rpartition("/")[2]
        while at and at not in self.locations:
            at = at.rpartition("/")[0]
        location = self.locations.get(at)
        if location is None or lacks is None:
            return location
        column = self.text_columns.get(LanguageColumn(location.sheet, key, lacks))
        return replace(location, column=column) if column else location

    def is_replaced(self, at: str) -> bool:
        """Return whether a JSON pointer is of a replaced list or in a replaced row, not in its inner rows."""
        return at in self.replaced or _row_pointer(at) in self.replaced

    def leave_out_copies(self, problems: Iterable[Problem]) -> list[Problem]:
        """Return the problems of a row that a loop repeats once, not once a copy.

        A row that can be asked for one of a loop's choices is none that can never be asked.
        """
        if not self.copies:
            return list(problems)
        found = [each for each in problems if each.code != _UNREACHABLE]
        found += self._never_asked([each for each in problems if each.code == _UNREACHABLE])
        seen: set[tuple[str, SourceLocation | None]] = set()
        kept: list[Problem] = []
        for each in found:
            identity = each.code, self.locate(each.name)
            if identity not in seen or _row_pointer(each.name) not in self.copies:
                kept.append(each)
            seen.add(identity)
        return kept

    def _never_asked(self, problems: Sequence[Problem]) -> Iterator[Problem]:
        """Yield the problems of rows that cannot be asked in any of their copies."""
        rows = [_row_pointer(each.name) or "" for each in problems]
        times = Counter(self.copies.get(row, row) for row in rows)
        copies = Counter(self.copies.values())
        for row, each in zip(rows, problems, strict=True):
            first = self.copies.get(row, row)
            if times[first] > copies[first]:
                yield each

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
        return self._parts("choices")

    def _parts(self, key: str) -> Mapping[str, object]:
        parts = self.head.get(key, {})
        return parts if isinstance(parts, Mapping) else {}

    def requested_lists(self) -> Mapping[str, ListColumns]:
        """Return the files that rows and expressions name.

        The first question that takes its choices from a file names the columns; of a file without such a
        question the rows are read as data.
        """
        requested: dict[str, ListColumns] = {}
        for name, columns in _requests(self.head.get("questions")):
            if requested.get(name, DATA).is_data:
                requested[name] = columns
        return requested

    def missing_lists(self) -> Iterator[str]:
        """Yield the files that rows and expressions name and whose content is not in the document."""
        for name, columns in self.requested_lists().items():
            if name not in self.lists and not (columns.is_data and name in self._parts("data")):
                yield name

    def with_list(self, name: str, choices: ChoiceList) -> "SourceDocument":
        """Return the document with that list in the place of one of the same name."""
        if not isinstance(self.head.get(choices.key, {}), Mapping):
            return self
        others = {each: rows for each, rows in self._parts("data").items() if each != name}
        content = {**self.head, **({"data": others} if others or "data" in self.head else {})}
        content[choices.key] = {**self._parts(choices.key), name: list(choices.choices)}
        start = pointer(choices.key, name)
        locations = {f"{start}{at}": each for at, each in choices.locations.items()}
        is_lost = choices.is_refused and not choices.choices
        source_map = replace(
            self.source_map,
            locations={**self.source_map.locations, start: SourceLocation(name), **locations},
            replaced=self.source_map.replaced | {start} if is_lost else self.source_map.replaced,
            text_columns={**self.source_map.text_columns, **choices.text_columns},
        )
        return replace(
            self,
            content=content,
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
        if (declared := declared_file(row.get("type"), row.get("name"))) is not None:
            yield declared, DATA
        for key in EXPRESSIONS:
            if isinstance(text := row.get(key), str):
                yield from ((file, DATA) for file in pulled_files(text))
        yield from _requests(row.get("questions"))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
