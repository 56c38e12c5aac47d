"""The corpus covers every type, key and function that it is meant to cover."""

import re
from collections.abc import Iterator

import pytest

from tests.xlsform.corpus.sheets import Source
from tests.xlsform.corpus.trees import TYPES, canonical
from tests.xlsform.corpus.written import ACCEPTED, NAMES, REFUSED, cases, source

REFUSED_TYPES = (
    *("geotrace", "geoshape", "barcode", "audio", "video", "background-audio", "start-geopoint"),
    *("background-geopoint", "csv-external", "xml-external", "select_one_external", "osm"),
    *("begin loop",),
)
APPEARANCES = (
    *("multiline", "minimal", "likert", "rating", "nps", "table-list", "field-list", "label"),
    *("list-nolabel", "numbers", "thousands-sep", "horizontal", "horizontal-compact", "quick"),
    *("columns-2", "columns-pack", "no-buttons", "autocomplete", "search", "no-calendar"),
    *("month-year", "year", "no-ticks", "vertical", "picker", "signature", "draw", "annotate"),
    *("new", "maps", "placement-map", "w1", "w2", "w4"),
)
SURVEY_COLUMNS = (
    *("type", "name", "label", "hint", "guidance_hint", "required", "required_message", "default"),
    *("read_only", "relevant", "constraint", "constraint_message", "calculation", "trigger"),
    *("choice_filter", "repeat_count", "appearance", "parameters", "image", "big-image", "audio"),
    *("video", "disabled", "pikir::role", "pikir::private", "pikir::min_length", "pikir::min"),
    *("pikir::max_length", "pikir::max"),
    # as they were once called
    *("command", "tag", "caption", "relevance", "constraining_message", "calculate"),
)
SETTINGS = (
    *("form_title", "form_id", "version", "default_language", "style", "instance_name"),
    *("allow_choice_duplicates", "pikir::purpose", "pikir::title", "pikir::introduction"),
    *("pikir::thanks",),
)
FUNCTIONS = (
    *("not", "if", "coalesce", "once", "selected", "selected-at", "count-selected", "join"),
    *("jr:choice-name", "string-length", "substr", "concat", "regex", "contains", "starts-with"),
    *(
        "ends-with",
        "normalize-space",
        "translate",
        "string",
        "number",
        "int",
        "round",
        "abs",
        "pow",
    ),
    *(
        "min",
        "max",
        "sum",
        "count",
        "count-non-empty",
        "position",
        "indexed-repeat",
        "today",
        "now",
    ),
    *("date", "format-date", "decimal-date-time", "boolean-from-string", "true", "false", "uuid"),
)
OPERATORS = ("+", "-", "*", "div", "mod", "=", "!=", "<", "<=", ">", ">=", "and", "or", "..", ".")
_EXPRESSIONS = frozenset(
    {"relevant", "relevance", "constraint", "calculation", "calculate", "choice_filter", "required"}
    | {"repeat_count", "default", "read_only"}
)
_LANGUAGES = re.compile(r":{1,2}(қазақша|русский|english|français|kk|ru|en)\b.*$")
_WORD = re.compile(r"\b(div|mod|and|or)\b|!=|<=|>=|\.\.|[-+*=<>]|(?<![\w)])\.(?!\w)")


def _column(header: object) -> str:
    """The header without its language and ``media::``."""
    return _LANGUAGES.sub("", str(header).strip().lower()).removeprefix("media::")


def _cells(form: Source, sheet: str) -> Iterator[tuple[str, str]]:
    """Column and cell of every filled cell of that sheet."""
    for page in form.sheets:
        if page.name.lower() == sheet and page.rows:
            for row in page.rows[1:]:
                for header, cell in zip(page.rows[0], row, strict=False):
                    if header is not None and cell is not None:
                        yield _column(header), str(cell)


def _types(names: tuple[str, ...]) -> set[str]:
    found = set()
    for name in names:
        for column, cell in _cells(source(name), "survey"):
            if column in ("type", "command"):
                kind = cell.strip().lower() if cell.strip() != "dateTime" else "dateTime"
                found |= {kind, canonical(kind), kind.split()[0]}
    return found | ({"begin_repeat"} if "begin repeat" in found else set())


@pytest.mark.parametrize("kind", TYPES)
def test_a_type_is_asked_somewhere(kind: str) -> None:
    assert kind in _types(ACCEPTED)


@pytest.mark.parametrize("kind", REFUSED_TYPES)
def test_a_type_that_a_page_cannot_do_is_refused_somewhere(kind: str) -> None:
    found = _types(REFUSED)
    assert kind in found or any(each.startswith(f"{kind} ") for each in found)


@pytest.mark.parametrize("word", APPEARANCES)
def test_an_appearance_is_used_somewhere(word: str) -> None:
    words = {
        word
        for name in ACCEPTED
        for column, cell in _cells(source(name), "survey")
        if column == "appearance"
        for word in cell.lower().split()
    }
    assert word in words


@pytest.mark.parametrize("column", SURVEY_COLUMNS)
def test_a_column_is_filled_somewhere(column: str) -> None:
    assert column in {each for name in ACCEPTED for each, _ in _cells(source(name), "survey")}


@pytest.mark.parametrize("column", SETTINGS)
def test_a_setting_is_set_somewhere(column: str) -> None:
    assert column in {each for name in ACCEPTED for each, _ in _cells(source(name), "settings")}


def _answered_expressions() -> Iterator[str]:
    """Every expression of a form that has cases; a name in it is taken out."""
    for name in NAMES:
        if cases(name):
            for column, cell in _cells(source(name), "survey"):
                if column in _EXPRESSIONS:
                    yield re.sub(r"\$\{[^}]*\}|'[^']*'|\"[^\"]*\"", "x", cell)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_is_worked_out_in_a_form_with_cases(function: str) -> None:
    called = re.compile(rf"(?<![\w:-]){re.escape(function)}\s*\(")
    assert any(called.search(each) for each in _answered_expressions())


@pytest.mark.parametrize("operator", OPERATORS)
def test_an_operator_is_worked_out_in_a_form_with_cases(operator: str) -> None:
    assert operator in {
        found.group() for each in _answered_expressions() for found in _WORD.finditer(each)
    }
