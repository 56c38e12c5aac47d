"""Read a definition piece by piece, so that one broken row does not hide another's problems."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from chalicelib.errors import Problem
from chalicelib.forms.definition import Choice, Definition, Row
from chalicelib.forms.definition_types import DataRow
from chalicelib.forms.intake.envelope import pointer
from chalicelib.forms.problems import problem
from chalicelib.forms.tree import REPEAT
from chalicelib.forms.validation.choice_lists import ListChecks
from chalicelib.locales import Language

MAX_PROBLEMS = 200
MAX_LEVELS = 12
MAX_REPEATS_DEEP = 4


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """A row that could be read, without the rows that it holds."""

    row: Row
    pointer: str
    path: tuple[str, ...]
    """The names of the groups and repeats around it, then its own."""
    repeats: tuple[tuple[str, ...], ...]
    """The paths of the repeats around it, the outermost first."""
    children: int
    """How many rows it holds directly, readable or not."""


@dataclass(frozen=True)
class Outline:
    """The readable parts of a definition."""

    head: Definition
    """Everything but the rows; placeholders stand for what could not be read."""
    language: Language | None
    """The default language; None if it could not be read."""
    lists: Mapping[str, Sequence[Choice] | None]
    """The lists of choices by name; None for one that could not be read."""
    data: Mapping[str, Sequence[DataRow] | None]
    """The rows of external data by file; None for a file that could not be read."""
    rows: tuple[OutlineRow, ...]
    complete: bool
    """Whether all rows could be read."""

    @cached_property
    def list_checks(self) -> ListChecks:
        """What rows look up in the lists, each list prepared once."""
        return ListChecks(self.lists)


_PLACEHOLDER: Mapping[str, Any] = {
    "name": "form",
    "purpose": "other",
    "title": "-",
    "questions": (),
}


def outline_definition(raw: object) -> tuple[Outline, list[Problem]]:
    """Return the readable parts of a document, and the problems of the others."""
    if not isinstance(raw, Mapping):
        nothing = Outline(Definition.model_validate(_PLACEHOLDER), None, {}, {}, (), complete=False)
        return nothing, [problem("form.wrong_type", "")]
    shallow = dict(raw)
    if isinstance(raw.get("questions"), list | tuple):
        shallow["questions"] = ()
    head, problems = _read_head(shallow)
    reader = _RowReader()
    reader.read_rows(raw.get("questions", ()), pointer("questions"), _Ancestors((), ()))
    broken = {each.name for each in problems}
    outline = Outline(
        head=head,
        language=None if "/default_language" in broken else head.default_language,
        lists=_names(raw.get("choices")) | head.choices,
        data=_names(raw.get("data")) | head.data,
        rows=tuple(reader.rows),
        complete=isinstance(raw.get("questions"), list | tuple) and not reader.problems,
    )
    return outline, (problems + reader.problems)[:MAX_PROBLEMS]


def _names(parts: object) -> dict[str, Any]:
    """Return the names of lists or files, readable or not."""
    return dict.fromkeys(parts) if isinstance(parts, Mapping) else {}


def _read_head(raw: Mapping[str, Any]) -> tuple[Definition, list[Problem]]:
    try:
        return Definition.model_validate(raw), []
    except ValidationError as error:
        problems = list(_problems_of(error, raw, ""))
    readable = dict(_PLACEHOLDER)
    for key, value in raw.items():
        if key in ("choices", "data") and isinstance(value, Mapping):
            readable[key] = {
                name: each for name, each in value.items() if _is_readable(key, {name: each})
            }
        elif _is_readable(key, value):
            readable[key] = value
    return Definition.model_validate(readable), problems


def _is_readable(key: str, value: object) -> bool:
    try:
        Definition.model_validate({**_PLACEHOLDER, key: value})
    except ValidationError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Ancestors:
    path: tuple[str, ...]
    repeats: tuple[tuple[str, ...], ...]


class _RowReader:
    def __init__(self) -> None:
        self.rows: list[OutlineRow] = []
        self.problems: list[Problem] = []

    def read_rows(self, rows: object, at: str, above: _Ancestors) -> None:
        if not isinstance(rows, list | tuple):
            if above.path:
                self.problems.append(problem("form.wrong_type", at))
            return
        if len(above.path) > MAX_LEVELS:
            self.problems.append(problem("form.too_deep", at, limit=MAX_LEVELS))
            return
        if len(above.repeats) > MAX_REPEATS_DEEP:
            self.problems.append(problem("form.too_many_repeats", at, limit=MAX_REPEATS_DEEP))
            return
        for index, raw in enumerate(rows):
            self._read_row(raw, f"{at}/{index}", above)

    def _read_row(self, raw: object, at: str, above: _Ancestors) -> None:
        if not isinstance(raw, Mapping):
            self.problems.append(problem("form.wrong_type", at))
            return
        own = {key: value for key, value in raw.items() if key != "questions"}
        inner = raw.get("questions", ())
        name = raw.get("name")
        path = (*above.path, name if isinstance(name, str) else "?")
        try:
            row = Row.model_validate(own)
        except ValidationError as error:
            self.problems += _problems_of(error, own, at)
        else:
            count = len(inner) if isinstance(inner, list | tuple) else 1
            self.rows.append(OutlineRow(row, at, path, above.repeats, count))
        repeats = (*above.repeats, path) if raw.get("type") == REPEAT else above.repeats
        self.read_rows(inner, f"{at}/questions", _Ancestors(path, repeats))


def _problems_of(error: ValidationError, raw: Mapping[str, Any], at: str) -> Iterator[Problem]:
    seen = set()
    for detail in error.errors(include_url=False):
        where = f"{at}{pointer(*_steps(detail['loc'], raw))}"
        if where not in seen:
            seen.add(where)
            yield _problem(detail, where)


def _steps(location: Sequence[str | int], raw: object) -> Iterator[str | int]:
    """Yield the location as far as the document goes; pydantic adds the union branches that it tried."""
    for step in location:
        if not isinstance(raw, Mapping | list | tuple):
            return
        yield step
        try:
            raw = raw[step]  # type: ignore[index] # a step of the other kind raises
        except (LookupError, TypeError):
            return


def _problem(detail: ErrorDetails, where: str) -> Problem:
    kind = detail["type"]
    context = detail.get("ctx", {})
    if kind == "extra_forbidden":
        return problem("form.unknown_key", where, key=str(detail["loc"][-1])[:100])
    if kind in ("enum", "literal_error"):
        return problem("form.not_one_of", where, options=context["expected"])
    limit = context.get("max_length")
    if limit is not None:
        return problem("form.too_long", where, limit=limit)
    return problem(_CODES.get(kind, _code_of_type(kind)), where)


_CODES = {
    "missing": "form.missing",
    "string_pattern_mismatch": "form.bad_name",
    "value_error": "form.bad_text",
    "string_unicode": "form.bad_text",
    "too_short": "form.missing",
}


def _code_of_type(kind: str) -> str:
    return "form.wrong_type" if kind.endswith("_type") else "form.bad_value"
