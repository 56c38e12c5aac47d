"""Reading a definition piece by piece, so that one broken row does not hide another's problems."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from chalicelib.errors import Problem
from chalicelib.forms.definition import Choice, Definition, Row
from chalicelib.forms.intake.envelope import pointer
from chalicelib.forms.problems import problem
from chalicelib.forms.tree import REPEAT
from chalicelib.forms.validation.choice_lists import Offers
from chalicelib.locales import Language

MAX_PROBLEMS = 200
MAX_LEVELS = 12
MAX_REPEATS_DEEP = 4


@dataclass(frozen=True, slots=True)
class Placed:
    """A row that could be read, without its own rows, and where it stands."""

    row: Row
    pointer: str
    path: tuple[str, ...]
    """The names of the groups and repeats around it, and its own."""
    repeats: tuple[tuple[str, ...], ...]
    """The paths of the repeats around it, the outermost first."""
    children: int
    """How many rows it holds itself, readable or not."""


@dataclass(frozen=True)
class Outline:
    """What could be read of a definition."""

    head: Definition
    """All but the rows; what could not be read is stood in for by something harmless."""
    language: Language | None
    """The default language, unless that could not be read."""
    lists: Mapping[str, Sequence[Choice] | None]
    """The lists of choices by name; None for one that could not be read."""
    rows: tuple[Placed, ...]
    complete: bool
    """Whether all rows could be read."""

    @cached_property
    def offers(self) -> Offers:
        """What is looked up in the lists, once a list."""
        return Offers(self.lists)


_STAND_IN: Mapping[str, Any] = {
    "name": "form",
    "purpose": "other",
    "title": "-",
    "questions": (),
}


def outlined(raw: Any) -> tuple[Outline, list[Problem]]:  # noqa: ANN401 -- whatever was sent
    """The readable parts, and the problems of those that are not."""
    if not isinstance(raw, Mapping):
        nothing = Outline(Definition.model_validate(_STAND_IN), None, {}, (), complete=False)
        return nothing, [problem("form.wrong_type", "")]
    shallow = dict(raw)
    if isinstance(raw.get("questions"), list | tuple):
        shallow["questions"] = ()
    head, problems = _head(shallow)
    walk = _Walk()
    walk.into(raw.get("questions", ()), pointer("questions"), _Above((), ()))
    lists = raw.get("choices", {})
    named = dict.fromkeys(lists) if isinstance(lists, Mapping) else {}
    broken = {each.name for each in problems}
    outline = Outline(
        head=head,
        language=None if "/default_language" in broken else head.default_language,
        lists=named | head.choices,
        rows=tuple(walk.rows),
        complete=isinstance(raw.get("questions"), list | tuple) and not walk.problems,
    )
    return outline, (problems + walk.problems)[:MAX_PROBLEMS]


def _head(raw: Mapping[str, Any]) -> tuple[Definition, list[Problem]]:
    try:
        return Definition.model_validate(raw), []
    except ValidationError as error:
        problems = list(_translated(error, raw, ""))
    readable = dict(_STAND_IN)
    for key, value in raw.items():
        if key == "choices" and isinstance(value, Mapping):
            readable[key] = {
                name: each for name, each in value.items() if _stands(key, {name: each})
            }
        elif _stands(key, value):
            readable[key] = value
    return Definition.model_validate(readable), problems


def _stands(key: str, value: object) -> bool:
    try:
        Definition.model_validate({**_STAND_IN, key: value})
    except ValidationError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Above:
    path: tuple[str, ...]
    repeats: tuple[tuple[str, ...], ...]


class _Walk:
    def __init__(self) -> None:
        self.rows: list[Placed] = []
        self.problems: list[Problem] = []

    def into(self, rows: object, at: str, above: _Above) -> None:
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
        for place, raw in enumerate(rows):
            self._row(raw, f"{at}/{place}", above)

    def _row(self, raw: object, at: str, above: _Above) -> None:
        if not isinstance(raw, Mapping):
            self.problems.append(problem("form.wrong_type", at))
            return
        kept = {key: value for key, value in raw.items() if key != "questions"}
        inner = raw.get("questions", ())
        name = raw.get("name")
        path = (*above.path, name if isinstance(name, str) else "?")
        try:
            row = Row.model_validate(kept)
        except ValidationError as error:
            self.problems += _translated(error, kept, at)
        else:
            count = len(inner) if isinstance(inner, list | tuple) else 1
            self.rows.append(Placed(row, at, path, above.repeats, count))
        opened = (path,) if raw.get("type") == REPEAT else ()
        self.into(inner, f"{at}/questions", _Above(path, (*above.repeats, *opened)))


def _translated(error: ValidationError, raw: Mapping[str, Any], at: str) -> Iterator[Problem]:
    seen = set()
    for detail in error.errors(include_url=False):
        where = f"{at}{pointer(*_steps(detail['loc'], raw))}"
        if where not in seen:
            seen.add(where)
            yield _problem(detail, where)


def _steps(location: Sequence[str | int], raw: Any) -> Iterator[str | int]:  # noqa: ANN401 -- JSON
    """The location as far as the document goes; pydantic adds the branches that it tried."""
    for step in location:
        yield step
        try:
            raw = raw[step]
        except (LookupError, TypeError):
            return
        if not isinstance(raw, Mapping | list | tuple):
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
