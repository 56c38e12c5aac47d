"""The corpus uses every type, appearance, column, setting, function and operator listed here."""

import re
from collections.abc import Iterator

import pytest

from tests.xlsform.corpus.files import ACCEPTED, NAMES, REFUSED, read_cases, read_source
from tests.xlsform.corpus.sheets import Source
from tests.xlsform.corpus.trees import TYPES, canonical_type

REFUSED_TYPES = ("csv-external", "xml-external")
APPEARANCES = (
    *("multiline", "minimal", "likert", "rating", "nps", "table-list", "field-list", "label"),
    *("list-nolabel", "numbers", "thousands-sep", "horizontal", "horizontal-compact", "quick"),
    *("columns-2", "columns-pack", "no-buttons", "autocomplete", "search", "no-calendar"),
    *("month-year", "year", "no-ticks", "vertical", "picker", "signature", "draw", "annotate"),
    *("new", "new-front", "selfie", "front", "maps", "placement-map", "w1", "w2", "w4"),
)
SURVEY_COLUMNS = (
    *("type", "name", "label", "hint", "guidance_hint", "required", "required_message", "default"),
    *("read_only", "relevant", "constraint", "constraint_message", "calculation", "trigger"),
    *("choice_filter", "repeat_count", "appearance", "parameters", "image", "big-image", "audio"),
    *("video", "disabled", "pikir::role", "pikir::private", "pikir::min_length", "pikir::min"),
    *("pikir::max_length", "pikir::max"),
    # older names of columns
    *("command", "tag", "caption", "relevance", "constraining_message", "calculate"),
)
SETTINGS = (
    *("form_title", "form_id", "version", "default_language", "style", "instance_name"),
    *("allow_choice_duplicates", "pikir::purpose", "pikir::title", "pikir::introduction"),
    *("pikir::thanks", "pikir::check_answers"),
)
FUNCTIONS = (
    *("not", "if", "coalesce", "once", "selected", "selected-at", "count-selected", "join"),
    *("jr:choice-name", "string-length", "substr", "concat", "regex", "contains", "starts-with"),
    *("ends-with", "normalize-space", "translate", "string", "number", "int", "round", "abs"),
    *("pow", "min", "max", "sum", "count", "count-non-empty", "position", "indexed-repeat"),
    *("today", "now"),
    *("date", "format-date", "decimal-date-time", "boolean-from-string", "true", "false", "uuid"),
)
OPERATORS = ("+", "-", "*", "div", "mod", "=", "!=", "<", "<=", ">", ">=", "and", "or", "..", ".")
_EXPRESSIONS = frozenset(
    {"relevant", "relevance", "constraint", "calculation", "calculate", "choice_filter", "required"}
    | {"repeat_count", "default", "read_only"}
)
_LANGUAGES = re.compile(r":{1,2}(қазақша|русский|english|français|kk|ru|en)\b.*$")
_OPERATOR = re.compile(r"\b(div|mod|and|or)\b|!=|<=|>=|\.\.|[-+*=<>]|(?<![\w)])\.(?!\w)")


def _column(header: object) -> str:
    """Return the header without its language and ``media::``."""
    return _LANGUAGES.sub("", str(header).strip().lower()).removeprefix("media::")


def _cells(form: Source, sheet: str) -> Iterator[tuple[str, str]]:
    """Yield the column and the text of every filled cell of the sheet."""
    for each in form.sheets:
        if each.name.lower() == sheet and each.rows:
            for row in each.rows[1:]:
                for header, cell in zip(each.rows[0], row, strict=False):
                    if header is not None and cell is not None:
                        yield _column(header), str(cell)


def _types(names: tuple[str, ...]) -> set[str]:
    """Return the types that the forms use, as written and by their documented names."""
    types = set()
    for name in names:
        for column, cell in _cells(read_source(name), "survey"):
            if column in ("type", "command"):
                kind = cell.strip().lower() if cell.strip() != "dateTime" else "dateTime"
                types |= {kind, canonical_type(kind), kind.split()[0]}
    return types | ({"begin_repeat"} if "begin repeat" in types else set())


@pytest.mark.parametrize("kind", TYPES)
def test_a_type_is_used_in_an_accepted_form(kind: str) -> None:
    assert kind in _types(ACCEPTED)


@pytest.mark.parametrize("kind", REFUSED_TYPES)
def test_a_refused_type_is_used_in_a_refused_form(kind: str) -> None:
    types = _types(REFUSED)
    assert kind in types or any(each.startswith(f"{kind} ") for each in types)


@pytest.mark.parametrize("appearance", APPEARANCES)
def test_an_appearance_is_used_in_an_accepted_form(appearance: str) -> None:
    appearances = {
        word
        for name in ACCEPTED
        for column, cell in _cells(read_source(name), "survey")
        if column == "appearance"
        for word in cell.lower().split()
    }
    assert appearance in appearances


@pytest.mark.parametrize("column", SURVEY_COLUMNS)
def test_a_column_of_the_survey_is_used_in_an_accepted_form(column: str) -> None:
    assert column in {each for name in ACCEPTED for each, _ in _cells(read_source(name), "survey")}


@pytest.mark.parametrize("column", SETTINGS)
def test_a_setting_is_used_in_an_accepted_form(column: str) -> None:
    columns = {each for name in ACCEPTED for each, _ in _cells(read_source(name), "settings")}
    assert column in columns


def _expressions_with_cases() -> Iterator[str]:
    """Yield every expression of the forms that have cases, without names and literals."""
    for name in NAMES:
        if read_cases(name):
            for column, cell in _cells(read_source(name), "survey"):
                if column in _EXPRESSIONS:
                    yield re.sub(r"\$\{[^}]*\}|'[^']*'|\"[^\"]*\"", "x", cell)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_is_used_in_a_form_with_cases(function: str) -> None:
    call = re.compile(rf"(?<![\w:-]){re.escape(function)}\s*\(")
    assert any(call.search(each) for each in _expressions_with_cases())


@pytest.mark.parametrize("operator", OPERATORS)
def test_an_operator_is_used_in_a_form_with_cases(operator: str) -> None:
    operators = {
        match.group() for each in _expressions_with_cases() for match in _OPERATOR.finditer(each)
    }
    assert operator in operators
