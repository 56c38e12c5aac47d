"""The rules of one row: which keys its type knows, and what they may say."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from chalicelib.errors import Problem
from chalicelib.forms.definition import Parameters, Row
from chalicelib.forms.problems import problem
from chalicelib.forms.questions import GROUP, TYPES
from chalicelib.forms.questions.choices import CATEGORIES, OTHER
from chalicelib.forms.questions.moments import read_date, read_moment, read_time
from chalicelib.forms.questions.numbers import MAX_STEPS, fits, scale
from chalicelib.forms.questions.ranking import MAX_RANKED
from chalicelib.forms.questions.text import DEFAULT_MAX_LENGTH
from chalicelib.forms.review.structure import Outline, Placed
from chalicelib.forms.roles import role_of
from chalicelib.forms.text import Language

NOT_YET = frozenset(
    [
        "begin_repeat",
        "calculate",
        "hidden",
        "geopoint",
        "geotrace",
        "geoshape",
        "image",
        "audio",
        "video",
        "file",
        "barcode",
        "start",
        "end",
        "today",
        "deviceid",
        "username",
        "phonenumber",
        "email",
        "audit",
        "xml-external",
        "csv-external",
        "select_one_from_file",
        "select_multiple_from_file",
        "select_one_external",
    ]
)
"""Types of XLSForm that Pikir knows by name but does not ask."""

MOST_STARS = 10
_OF_ALL = frozenset({"type", "name", "label", "hint", "appearance"})
_OF_QUESTIONS = _OF_ALL | {"required", "role", "private"}
_REFERENCE = re.compile(r"\$\{[^}]*\}")


def row_problems(placed: Placed, outline: Outline) -> list[Problem]:
    """Every problem of that row."""
    row, at = placed.row, placed.pointer
    if row.type in NOT_YET:
        return [problem("form.not_yet", f"{at}/type", key=row.type)]
    if row.type != GROUP and row.type not in TYPES:
        return [problem("form.unknown_type", f"{at}/type", type=row.type)]
    found = [*_keys(placed), *_texts(row, at, outline.language)]
    if row.type == GROUP:
        return found if placed.children else [*found, problem("form.no_questions", at)]
    for rule in (_list, _lengths, _limits, _role):
        found += rule(row, at, outline)
    return found + (list(_parameters(row, at)) if row.type == "range" else [])


def _keys(placed: Placed) -> Iterator[Problem]:
    row, at = placed.row, placed.pointer
    known: frozenset[str]
    if row.type == GROUP:
        known, appearances = _OF_ALL, frozenset({"field-list"})
    else:
        kind = TYPES[row.type]
        known = _OF_QUESTIONS | kind.keys if kind.answerable else _OF_ALL
        appearances = kind.appearances
        if placed.children:
            yield problem("form.not_for_type", f"{at}/questions", key="questions", type=row.type)
    for key in sorted(row.model_fields_set - known):
        if getattr(row, key) != Row.model_fields[key].default:
            yield problem("form.not_for_type", f"{at}/{key}", key=key, type=row.type)
    if row.appearance is not None and row.appearance not in appearances:
        yield problem("form.bad_appearance", f"{at}/appearance", name=row.appearance)
    if row.label is None and row.type != GROUP:
        yield problem("form.missing", f"{at}/label")


def _texts(row: Row, at: str, language: Language | None) -> Iterator[Problem]:
    for key in ("label", "hint"):
        yield from text_problems(getattr(row, key), f"{at}/{key}", language)


def text_problems(
    text: Mapping[Language, str] | None, at: str, language: Language | None
) -> Iterator[Problem]:
    """The default language must be there; no expression may stand inside."""
    if text is None:
        return
    if language is not None and language not in text:
        yield problem("form.language_missing", at, language=language)
    for each, words in text.items():
        if reference := _REFERENCE.search(words):
            yield problem("form.not_yet", f"{at}/{each}", key=reference.group()[:100])


def _list(row: Row, at: str, outline: Outline) -> Iterator[Problem]:
    if "list_name" not in TYPES[row.type].keys:
        return
    name = row.list_name
    if name is None:
        yield problem("form.missing", f"{at}/list_name")
    elif name not in outline.lists:
        if name != CATEGORIES or row.role != "category":
            yield problem("form.no_list", f"{at}/list_name", name=name)
    elif (choices := outline.lists[name]) is not None:
        if row.or_other and any(choice.name == OTHER for choice in choices):
            yield problem("form.choice_other", f"{at}/or_other")
        if row.type == "rank" and len(choices) > MAX_RANKED:
            yield problem("form.too_many_choices", f"{at}/list_name", limit=MAX_RANKED)


def _lengths(row: Row, at: str, _: Outline) -> Iterator[Problem]:
    most = DEFAULT_MAX_LENGTH if row.max_length is None else row.max_length
    if row.type == "text" and (row.min_length or 0) > most:
        yield problem("form.empty_range", f"{at}/min_length")
    if row.max_length == 0:
        yield problem("form.bad_value", f"{at}/max_length")


def _whole(limit: object) -> int:
    if not isinstance(limit, int):
        raise ValueError(limit)  # noqa: TRY004 -- one refusal for whatever does not fit
    return limit


def _number(limit: object) -> float:
    if not isinstance(limit, int | float) or not fits(limit):
        raise ValueError(limit)
    return limit


def _text(read: Callable[[str], str]) -> Callable[[object], str]:
    def limit(value: object) -> str:
        if not isinstance(value, str):
            raise ValueError(value)  # noqa: TRY004 -- one refusal for whatever does not fit
        return read(value)

    return limit


_LIMITS: Mapping[str, Callable[[object], Any]] = {
    "integer": _whole,
    "decimal": _number,
    "date": _text(read_date),
    "time": _text(read_time),
    "dateTime": _text(lambda text: read_moment(text, "UTC")),
}


def _limits(row: Row, at: str, _: Outline) -> Iterator[Problem]:
    read = _LIMITS.get(row.type)
    if read is None:
        return
    ends = []
    for key in ("min", "max"):
        limit = getattr(row, key)
        if limit is None:
            continue
        try:
            ends.append(read(limit))
        except (ValueError, OverflowError):
            yield problem("form.bad_limit", f"{at}/{key}", type=row.type)
    if len(ends) == 2 and ends[0] > ends[1]:
        yield problem("form.empty_range", f"{at}/max")


def _parameters(row: Row, at: str) -> Iterator[Problem]:
    try:
        values = scale(row.parameters or Parameters())
    except OverflowError:
        yield problem("form.too_many_steps", f"{at}/parameters", limit=MAX_STEPS)
        return
    except ValueError:
        yield problem("form.bad_parameters", f"{at}/parameters")
        return
    stars_at_most = {"rating": MOST_STARS}.get(row.appearance or "", len(values))
    if row.appearance == "nps" and values != tuple(range(11)):
        yield problem("form.not_nps", f"{at}/parameters")
    elif len(values) > stars_at_most:
        yield problem("form.too_many_steps", f"{at}/parameters", limit=MOST_STARS - 1)


def _role(row: Row, at: str, _: Outline) -> Iterator[Problem]:
    if row.role is None or not TYPES[row.type].answerable:
        return
    role = role_of(row.role)
    if role is None:
        yield problem("form.unknown_role", f"{at}/role", role=row.role)
    elif row.type not in role.types:
        yield problem("form.role_not_for_type", f"{at}/role", role=row.role, type=row.type)
    elif row.role == "category":
        if row.private:
            yield problem("form.private_category", f"{at}/private")
        if row.or_other:
            yield problem("form.category_other", f"{at}/or_other")
