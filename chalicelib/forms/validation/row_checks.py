"""The rules of one row: which keys its type knows, and what they may say."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic_core import ValidationError

from chalicelib.errors import Problem
from chalicelib.forms.definition import Parameters, Row
from chalicelib.forms.logic.defaults import is_worked_out
from chalicelib.forms.problems import problem
from chalicelib.forms.roles import role_of
from chalicelib.forms.types import FROM_FILE, HOLDERS, METADATA, REPEAT, TYPES
from chalicelib.forms.types.choice_types import CATEGORIES, OTHER
from chalicelib.forms.types.date_types import read_date, read_moment, read_time
from chalicelib.forms.types.file_types import Upload
from chalicelib.forms.types.number_types import MAX_STEPS, fits, scale
from chalicelib.forms.types.ranking_types import MAX_RANKED
from chalicelib.forms.types.text_types import DEFAULT_MAX_LENGTH
from chalicelib.forms.validation.choice_lists import UsedChoices
from chalicelib.forms.validation.structure import Outline, Placed
from chalicelib.locales import Language

UNSUPPORTED = frozenset(
    [
        "geotrace",
        "geoshape",
        "start-geopoint",
        "background-geopoint",
        "audio",
        "background-audio",
        "video",
        "barcode",
        "osm",
        "xml-external",
        "csv-external",
        "select_one_external",
        "begin_loop",
        "loop",
        "entity",
    ]
)
"""Types of XLSForm that Pikir knows by name but cannot ask on a web page."""

APPEARANCES = frozenset(
    [
        "minimal",
        "quick",
        "quickcompact",
        "compact",
        "horizontal",
        "horizontal-compact",
        "vertical",
        "columns",
        "columns-pack",
        "no-buttons",
        "likert",
        "label",
        "list-nolabel",
        "list",
        "field-list",
        "table-list",
        "autocomplete",
        "search",
        "randomize",
        "image-map",
        "map",
        "multiline",
        "numbers",
        "url",
        "thousands-sep",
        "bearing",
        "counter",
        "year",
        "month-year",
        "no-calendar",
        "week-number",
        "ethiopian",
        "coptic",
        "islamic",
        "bikram-sambat",
        "myanmar",
        "persian",
        "picker",
        "rating",
        "nps",
        "distress",
        "vertical-range",
        "no-ticks",
        "new",
        "new-front",
        "annotate",
        "draw",
        "signature",
        "masked",
        "placement-map",
        "maps",
        "hide-input",
        "printer",
        "intent",
        "page",
        "summary",
        "accordion",
    ]
)
"""Words that XLSForm's tools know (https://docs.getodk.org/form-question-types/); others are said aloud.

Columns of a grid (``w4``) and of choices (``columns-3``) are known as well.
"""

_GRID = re.compile(r"w[0-9]{1,2}|columns-[0-9]{1,2}")

MOST_STARS = 10
_SILENT = METADATA | {"calculate", "hidden"}
_OURS = frozenset({"role", "private", "min", "max", "min_length", "max_length", "or_other"})
"""Keys that XLSForm has not: out of place they are a mistake, where XLSForm's own only do nothing."""
_OF_ALL = frozenset(
    {"type", "name", "label", "hint", "guidance_hint", "media", "appearance", "relevant"}
)
_OF_QUESTIONS = _OF_ALL | {
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
_OF_REPEATS = _OF_ALL | {"repeat_count", "private"}


def row_problems(placed: Placed, outline: Outline) -> list[Problem]:
    """Every problem of that row."""
    row, at = placed.row, placed.pointer
    if row.type in UNSUPPORTED:
        return [problem("form.unsupported_type", f"{at}/type", type=row.type)]
    if row.type not in HOLDERS and row.type not in TYPES:
        return [problem("form.unknown_type", f"{at}/type", type=row.type[:100])]
    found = [*_keys(placed), *_looks(row, at), *_texts(row, at, outline.language)]
    if row.type in HOLDERS:
        return found if placed.children else [*found, problem("form.empty_group", at)]
    for rule in (_label, _list, _lengths, _limits, _role, _filled_in):
        found += rule(row, at, outline)
    found += _parameters(row, at) if row.type == "range" else ()
    if row.default is not None and all(each.severity == "warning" for each in found):
        found += _default(row, at, outline)
    return found


def _keys(placed: Placed) -> Iterator[Problem]:
    row, at = placed.row, placed.pointer
    known = _known(row)
    if placed.children and row.type not in HOLDERS:
        yield problem("form.not_for_type", f"{at}/questions", key="questions", type=row.type)
    for key in sorted(row.model_fields_set - known):
        if getattr(row, key) != Row.model_fields[key].default:
            code = "form.not_for_type" if key in _OURS else "form.means_nothing"
            yield problem(code, f"{at}/{key}", key=key, type=row.type)


def _known(row: Row) -> frozenset[str]:
    if row.type in HOLDERS:
        return _OF_REPEATS if row.type == REPEAT else _OF_ALL
    kind = TYPES[row.type]
    if not kind.answerable:
        return _OF_ALL | {"calculation"}
    chosen = frozenset({"choice_filter"}) if "list_name" in kind.keys else frozenset()
    return _OF_QUESTIONS | kind.keys | chosen


def _looks(row: Row, at: str) -> Iterator[Problem]:
    for word in sorted(row.looks - APPEARANCES):
        if not _GRID.fullmatch(word):
            yield problem("form.bad_appearance", f"{at}/appearance", name=word[:100])


def _label(row: Row, at: str, _: Outline) -> Iterator[Problem]:
    shown = row.label or row.hint or row.guidance_hint or row.media
    if not shown and row.type not in _SILENT and row.calculation is None:
        yield problem("form.missing", f"{at}/label")


def _filled_in(row: Row, at: str, _: Outline) -> Iterator[Problem]:
    if row.type == "calculate" and row.calculation is None and row.default is None:
        yield problem("form.no_calculation", at)


def _default(row: Row, at: str, outline: Outline) -> Iterator[Problem]:
    """A fixed default should be an answer that the question takes."""
    kind = TYPES[row.type]
    fixed = kind.answerable and kind.entered and not issubclass(kind, Upload)
    known = row.list_name is None or outline.offers.has(row.list_name)
    if not fixed or not known or is_worked_out(row.default or ""):
        return
    question = outline.offers.question(row)
    try:
        outline.offers.validator(question).validate_python(question.worked_out(row.default or ""))
    except ValidationError:
        yield problem("form.bad_default", f"{at}/default")


def _texts(row: Row, at: str, language: Language | None) -> Iterator[Problem]:
    for key in ("label", "hint", "guidance_hint", "constraint_message", "required_message"):
        yield from text_problems(getattr(row, key), f"{at}/{key}", language)


def text_problems(
    text: Mapping[Language, str] | None, at: str, language: Language | None
) -> Iterator[Problem]:
    """The default language should be there."""
    if text is not None and language is not None and language not in text:
        yield problem("form.language_missing", at, language=language)


def _list(row: Row, at: str, outline: Outline) -> Iterator[Problem]:
    if "list_name" not in TYPES[row.type].keys:
        return
    name = row.list_name
    if name is None:
        yield problem("form.missing", f"{at}/list_name")
    elif name not in outline.lists:
        if row.type in FROM_FILE:
            yield problem("form.no_file", f"{at}/list_name", name=name)
        elif name != CATEGORIES or row.role != "category":
            yield problem("form.no_list", f"{at}/list_name", name=name)
    elif (offered := outline.offers.of(name)) is not None:
        yield from _choices(row, at, offered)


def _choices(row: Row, at: str, offered: UsedChoices) -> Iterator[Problem]:
    if row.or_other and OTHER in offered.distinct:
        yield problem("form.choice_other", f"{at}/or_other")
    if row.type == "rank" and len(offered.names) > MAX_RANKED:
        yield problem("form.too_many_choices", f"{at}/list_name", limit=MAX_RANKED)
    if TYPES[row.type] is not TYPES["select_one"] and offered.spaced is not None:
        yield problem("form.spaced_choice", f"{at}/list_name", name=offered.spaced)
    if row.role == "category" and offered.no_category is not None:
        yield problem("form.bad_category", f"{at}/list_name", name=offered.no_category)


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
    if "nps" in row.looks and values != tuple(range(11)):
        yield problem("form.not_nps", f"{at}/parameters")
    elif "rating" in row.looks and len(values) > MOST_STARS:
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
