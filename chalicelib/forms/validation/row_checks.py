"""Rules for one row: which keys its type takes, and which values they can have."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic_core import ValidationError

from chalicelib.errors import Problem
from chalicelib.forms.definition import NO_PARAMETERS, Row
from chalicelib.forms.logic.rules import is_expression
from chalicelib.forms.problems import problem
from chalicelib.forms.roles import role_of
from chalicelib.forms.types import TYPES, Selection
from chalicelib.forms.types.choice_types import CATEGORIES, OTHER
from chalicelib.forms.types.number_types import MAX_STEPS, scale
from chalicelib.forms.types.ranking_types import MAX_RANKED
from chalicelib.forms.types.text_types import DEFAULT_MAX_LENGTH
from chalicelib.forms.validation.choice_lists import UsedChoices
from chalicelib.forms.validation.structure import Outline, OutlineRow
from chalicelib.locales import Language, in_languages

APPEARANCES = frozenset(word for kind in TYPES.values() for word in kind.appearances) | {
    *("minimal", "quick", "quickcompact", "compact", "columns", "columns-pack", "vertical"),
    *("no-buttons", "list", "field-list", "image-map", "randomize", "map", "multiline"),
    *("thousands-sep", "bearing", "counter", "year", "month-year", "no-calendar", "week-number"),
    *("ethiopian", "coptic", "islamic", "bikram-sambat", "myanmar", "persian"),
    *("distress", "vertical-range", "no-ticks", "annotate", "draw", "signature", "masked"),
    *("placement-map", "maps", "hide-input", "printer", "intent", "page", "summary", "accordion"),
}
"""Words that the page acts on, or that other tools of XLSForm know; the review warns of any other.

See https://docs.getodk.org/form-question-types/. Columns of a grid (``w4``) and of choices
(``columns-3``) are known as well.
"""

_SEARCH = re.compile(r"\bsearch\(.*\)", re.IGNORECASE | re.DOTALL)
"""XLSForm's call that takes choices from a file, by the columns that the sheet of choices names."""
_GRID = re.compile(r"w[0-9]{1,2}|columns-[0-9]{1,2}")

MOST_STARS = 10
_PIKIR_KEYS = frozenset({"role", "private", "min", "max", "min_length", "max_length", "or_other"})
"""Keys that are not XLSForm's: misplaced they are an error, where XLSForm's own only have no effect."""
_COMMON_KEYS = frozenset(
    {"type", "name", "label", "hint", "guidance_hint", "media", "appearance", "relevant"}
)
_QUESTION_KEYS = _COMMON_KEYS | {
    "required",
    "required_message",
    "read_only",
    "constraint",
    "constraint_message",
    "calculation",
    "trigger",
    "default",
    "role",
    "private",
    "parameters",
}


def row_problems(placed: OutlineRow, outline: Outline) -> list[Problem]:
    """Return every problem of the row."""
    row, at = placed.row, placed.pointer
    kind = TYPES.get(row.type)
    if kind is None:
        return [problem("form.unknown_type", f"{at}/type", type=row.type[:100])]
    if not kind.is_supported:
        return [problem(kind.problem or "form.unsupported_type", f"{at}/type", type=row.type)]
    found = [*_keys(placed), *_appearances(row, at), *_texts(row, at, outline.language)]
    if kind.is_container:
        return found if placed.children else [*found, problem("form.empty_group", at)]
    for rule in (_label, _list, _lengths, _limits, _role, _calculation):
        found += rule(row, at, outline)
    found += _scale(row, at) if kind.has_scale else ()
    if row.default is not None and all(each.severity == "warning" for each in found):
        found += _default(row, at, outline)
    return found


def _keys(placed: OutlineRow) -> Iterator[Problem]:
    row, at = placed.row, placed.pointer
    known = _keys_of_type(row)
    if placed.children and not TYPES[row.type].is_container:
        yield problem("form.not_for_type", f"{at}/questions", key="questions", type=row.type)
    for key in sorted(row.model_fields_set - known):
        if getattr(row, key) != Row.model_fields[key].default:
            code = "form.not_for_type" if key in _PIKIR_KEYS else "form.means_nothing"
            yield problem(code, f"{at}/{key}", key=key, type=row.type)


def _keys_of_type(row: Row) -> frozenset[str]:
    kind = TYPES[row.type]
    is_question = kind.takes_answer and not kind.is_container
    return (_QUESTION_KEYS if is_question else _COMMON_KEYS) | kind.keys


def _appearances(row: Row, at: str) -> Iterator[Problem]:
    found = _SEARCH.search(row.appearance or "")
    if found:
        yield problem("form.search_ignored", f"{at}/appearance")
    words = row.appearances - frozenset(found[0].lower().split() if found else ())
    for word in sorted(words - APPEARANCES):
        if not _GRID.fullmatch(word):
            yield problem("form.bad_appearance", f"{at}/appearance", name=word[:100])


def _label(row: Row, at: str, _: Outline) -> Iterator[Problem]:
    kind = TYPES[row.type]
    shown = row.label or row.hint or row.guidance_hint or row.media
    if not shown and not row.is_silent and (kind.is_seen or kind.needs == "label"):
        yield problem("form.missing", f"{at}/label")
    if kind.needs == "trigger" and row.trigger is None:
        yield problem("form.missing", f"{at}/trigger")


def _calculation(row: Row, at: str, _: Outline) -> Iterator[Problem]:
    if row.type == "calculate" and row.calculation is None and row.default is None:
        yield problem("form.no_calculation", at)


def _default(row: Row, at: str, outline: Outline) -> Iterator[Problem]:
    """Warn if a constant default is no answer that the question takes."""
    kind = TYPES[row.type]
    fixed = kind.is_entered and not kind.is_upload
    known = row.list_name is None or outline.list_checks.has(row.list_name)
    if not fixed or not known or is_expression(row.default or ""):
        return
    question = outline.list_checks.question(row)
    try:
        outline.list_checks.validator(question).validate_python(question.convert(row.default or ""))
    except ValidationError:
        yield problem("form.bad_default", f"{at}/default")


def _texts(row: Row, at: str, language: Language | None) -> Iterator[Problem]:
    for key in ("label", "hint", "guidance_hint", "constraint_message", "required_message"):
        yield from text_problems(getattr(row, key), f"{at}/{key}", language)


def text_problems(
    text: Mapping[Language, str] | None, at: str, language: Language | None
) -> Iterator[Problem]:
    """Warn if the text is missing in the default language."""
    if text is not None and language is not None and language not in text:
        words = in_languages([language])
        yield problem("form.language_missing", at, language=words, lacks=language)


def _list(row: Row, at: str, outline: Outline) -> Iterator[Problem]:
    kind = TYPES[row.type]
    if kind.selection is None:
        return
    name = row.list_name
    if name is None:
        yield problem("form.missing", f"{at}/list_name")
    elif name not in outline.lists:
        is_event_s = name == CATEGORIES and row.role == "category"
        if not kind.is_list_from_file and not is_event_s:
            yield problem("form.no_list", f"{at}/list_name", name=name)
    elif (used := outline.list_checks.of(name)) is not None:
        yield from _choices(row, at, used)


def _choices(row: Row, at: str, used: UsedChoices) -> Iterator[Problem]:
    if row.or_other and OTHER in used.distinct:
        yield problem("form.choice_other", f"{at}/or_other")
    selection = TYPES[row.type].selection
    if selection is Selection.RANKED and len(used.names) > MAX_RANKED:
        yield problem("form.too_many_choices", f"{at}/list_name", limit=MAX_RANKED)
    if selection is not Selection.ONE and used.spaced is not None:
        yield problem("form.spaced_choice", f"{at}/list_name", name=used.spaced)
    if row.role == "category" and used.no_category is not None:
        yield problem("form.bad_category", f"{at}/list_name", name=used.no_category)


def _lengths(row: Row, at: str, _: Outline) -> Iterator[Problem]:
    most = DEFAULT_MAX_LENGTH if row.max_length is None else row.max_length
    if "min_length" in TYPES[row.type].keys and (row.min_length or 0) > most:
        upper = "min_length" if row.max_length is None else "max_length"
        yield problem("form.empty_range", f"{at}/{upper}")
    if row.max_length == 0:
        yield problem("form.bad_value", f"{at}/max_length")


def _limits(row: Row, at: str, _: Outline) -> Iterator[Problem]:
    kind = TYPES[row.type]
    if kind.implementation is None or "min" not in kind.keys:
        return
    ends: list[Any] = []
    for key in ("min", "max"):
        limit = getattr(row, key)
        if limit is None:
            continue
        try:
            ends.append(kind.implementation.read_limit(limit))
        except (ValueError, OverflowError):
            yield problem("form.bad_limit", f"{at}/{key}", type=row.type)
    if len(ends) == 2 and ends[0] > ends[1]:
        yield problem("form.empty_range", f"{at}/max")


def _scale(row: Row, at: str) -> Iterator[Problem]:
    parameters = row.parameters or NO_PARAMETERS
    try:
        values = scale(parameters)
    except OverflowError:
        yield problem("form.too_many_steps", f"{at}/parameters", limit=MAX_STEPS)
        return
    except ValueError:
        yield problem("form.bad_parameters", f"{at}/parameters")
        return
    if "nps" in row.appearances and values != tuple(range(11)):
        yield problem("form.not_nps", f"{at}/parameters")
    elif "rating" in row.appearances and len(values) > MOST_STARS:
        yield problem("form.too_many_steps", f"{at}/parameters", limit=MOST_STARS - 1)


def _role(row: Row, at: str, _: Outline) -> Iterator[Problem]:
    if row.role is None or not TYPES[row.type].takes_answer:
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
