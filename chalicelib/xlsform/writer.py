"""Writing a definition as an XLSForm that any tool of the field reads, and that imports again unchanged.

Pikir's own keys are in columns that begin with ``pikir::``, which other tools ignore. pyxform's
cleaning of spaces is switched off, so that texts stay as they are.
"""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.forms.types import REPEAT, TYPES
from chalicelib.forms.types.choice_types import CATEGORIES
from chalicelib.locales import LANGUAGES, Language
from chalicelib.xlsform.reader.languages import NAMES
from chalicelib.xlsform.reader.left_out_rows import KEEP
from chalicelib.xlsform.reader.sheets import FILES
from chalicelib.xpath.choice_tables import LIST_FILES

if TYPE_CHECKING:
    from xlsxwriter import Workbook

    from chalicelib.forms.definition import Choice, Definition, Parameters, Row
    from chalicelib.forms.definition_types import Media

EVENT = "pikir::event"
"""A column of choices: the row stands in for the event's own categories."""
NO_LABEL = "pikir::no_label"
"""A column of choices: the label is there only because pyxform needs one beside “other”."""

_TEXTS = ("label", "hint", "guidance_hint", "constraint_message", "required_message")
_MEDIA = ("image", "big-image", "audio", "video")
_PLAIN = (
    *("required", "read_only", "relevant", "constraint", "calculation", "choice_filter"),
    *("repeat_count", "trigger", "default", "appearance", "parameters"),
)
_OWN = ("role", "private", "min_length", "max_length", "min", "max")
_ILLEGAL = frozenset("[]:*?/\\'")
_LONGEST_NAME = 31
"""Characters of a sheet's name; Excel accepts no more, and none of the illegal ones."""
_ROOT = "data"
_NARROWEST, _WIDEST = 10, 48
"""Widths of columns, in characters."""
_CREATED = datetime(1980, 1, 1)  # noqa: DTZ001 -- Excel's dates have no zone
"""The date inside every workbook: the same definition gives the same bytes."""
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
"""Every cell is text: no program takes one for a formula, a number, a link or a date."""

Cells = dict[str, str]


def write_xlsform(definition: "Definition") -> bytes:
    """Return the definition as an .xlsx; the same definition always gives the same bytes."""
    from xlsxwriter import Workbook

    files = _list_files(definition.questions)
    lists = {name: each for name, each in definition.choices.items() if name not in files}
    attached = {
        name: [_choice(each) for each in definition.choices[name]]
        for name in files
        if name in definition.choices
    }
    choices = [*_choices(lists, _other_labels(definition)), *_event_categories(definition)]
    content = io.BytesIO()
    with Workbook(content, _OPTIONS) as book:
        book.set_properties({"created": _CREATED})
        sheets = _SheetWriter(book)
        sheets.write("survey", list(_survey(definition.questions)), _survey_headers())
        sheets.write("choices", choices, ["list_name", "name"])
        sheets.write("settings", [_settings(definition)], [])
        for title, rows in _file_sheets({**attached, **definition.data}):
            sheets.write(title, rows, [])
    return content.getvalue()


class _SheetWriter:
    """Adds sheets to a workbook: a bold first row that stays in sight, and texts below it."""

    def __init__(self, book: "Workbook") -> None:
        self._book = book
        self._header = book.add_format({"bold": True, "bg_color": "#E8EEF4", "num_format": "@"})
        self._text = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
        self._run = book.add_format()

    def write(self, title: str, rows: Sequence[Cells], order: Iterable[str]) -> None:
        """Add a sheet: first the headers in this order, as far as rows have them, then the others."""
        sheet = self._book.add_worksheet(title)
        sheet.freeze_panes(1, 0)
        for column, header in enumerate(_headers(title, rows, order)):
            texts = [row.get(header, "") for row in rows]
            longest = max(map(len, texts), default=0)
            width = min(max(len(header) + 2, longest, _NARROWEST), _WIDEST)
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, header, self._header)
            for number, text in enumerate(texts, start=1):
                if text.startswith("<r>") and text.endswith("</r>"):
                    # xlsxwriter would take it for XML; in two runs it is text like any other
                    runs = (text[:1], self._run, text[1:])
                    sheet.write_rich_string(number, column, *runs, self._text)
                elif text:
                    sheet.write_string(number, column, text, self._text)


def _headers(title: str, rows: Sequence[Cells], order: Iterable[str]) -> list[str]:
    used = dict.fromkeys(header for row in rows for header in row)
    always = ("type", "name", "label") if title == "survey" else ("list_name", "name")
    headers = [header for header in order if header in used or header in always]
    return [*headers, *(header for header in used if header not in headers)]


def _survey_headers() -> Iterator[str]:
    yield from ("type", "name")
    for key in _TEXTS:
        yield from (_header(key, language) for language in LANGUAGES)
    yield from _PLAIN
    for kind in _MEDIA:
        yield from (_header(f"media::{kind}", language) for language in LANGUAGES)
    yield from (f"pikir::{key}" for key in (*_OWN, "seed", KEEP))


def _header(key: str, language: Language) -> str:
    return f"{key}::{NAMES[language]}"


def _survey(rows: Sequence["Row"]) -> Iterator[Cells]:
    for row in rows:
        yield _row(row)
        if TYPES[row.type].is_container:
            yield from _survey(row.questions)
            yield {"type": row.type.replace("begin_", "end_"), "name": row.name}


def _row(row: "Row") -> Cells:
    cells = {"type": _type(row), "name": row.name}
    for key in _TEXTS:
        cells |= _texts(key, getattr(row, key))
    cells |= _media(row.media)
    for key in _PLAIN:
        value = getattr(row, key)
        if key == "parameters":
            cells |= _parameters(row)
        elif value is True:
            cells[key] = "yes"
        elif isinstance(value, str):
            cells[key] = value
    return cells | dict(_own(row))


def _own(row: "Row") -> Iterator[tuple[str, str]]:
    """Yield the cells of Pikir's own columns, but for a seed."""
    for key in _OWN:
        value = getattr(row, key)
        if value is not None and value is not False:
            yield f"pikir::{key}", "yes" if value is True else str(value)
    if TYPES[row.type].is_left_out:
        yield f"pikir::{KEEP}", "yes"


def _type(row: "Row") -> str:
    words = [row.type, row.list_name, "or_other" if row.or_other else None]
    return " ".join(word for word in words if word)


def _texts(key: str, texts: Mapping[Language, str] | None) -> Cells:
    return {_header(key, language): text for language, text in (texts or {}).items()}


def _media(media: "Media") -> Cells:
    cells: Cells = {}
    for kind, files in media.items():
        cells |= _texts(f"media::{kind}", files)
    return cells


def _parameters(row: "Row") -> Cells:
    """Return XLSForm's cell; a seed that names a question in capitals has its own, as pyxform lowers it."""
    from chalicelib.forms.definition import Parameters

    own = row.parameters or Parameters()
    pairs = dict(_parameter_pairs(row.type, own))
    cells: Cells = {}
    seed = pairs.get("seed")
    if seed is not None and seed != seed.lower():
        cells["pikir::seed"] = pairs.pop("seed")
    if pairs:
        cells["parameters"] = " ".join(f"{name}={value}" for name, value in pairs.items())
    return cells


def _parameter_pairs(kind: str, own: "Parameters") -> Iterator[tuple[str, str]]:
    if TYPES[kind].has_scale:  # always in full: other readers begin at 1 by default
        yield from (("start", str(own.start)), ("end", str(own.end)), ("step", str(own.step)))
    if own.randomize:
        yield "randomize", "true"
    for name, value in (
        ("seed", own.seed),
        ("rows", own.rows),
        ("value", own.value),
        ("label", own.label),
        ("max-pixels", own.max_pixels),
    ):
        if value is not None:
            yield name, str(value)


def _choices(
    lists: Mapping[str, Sequence["Choice"]], labelled: Mapping[str, Language]
) -> Iterator[Cells]:
    for name, choices in lists.items():
        for choice in choices:
            cells = {"list_name": name, **_choice(choice)}
            if choice.label is None and name in labelled:
                cells |= {_header("label", labelled[name]): choice.name, NO_LABEL: "yes"}
            yield cells


def _other_labels(definition: "Definition") -> dict[str, Language]:
    """Return the lists of questions with “other”, each with the language of the labels that it needs."""
    rows = _walk(definition.questions)
    return {row.list_name or "": definition.default_language for row in rows if row.or_other}


def _choice(choice: "Choice") -> Cells:
    return {
        "name": choice.name,
        **_texts("label", choice.label),
        **_media(choice.media),
        **choice.columns,
    }


def _event_categories(definition: "Definition") -> Iterator[Cells]:
    """Yield a row for the event's categories, which are in no form before it is published."""
    used = {row.list_name for row in _walk(definition.questions) if row.role == "category"}
    if CATEGORIES in used and CATEGORIES not in definition.choices:
        yield {"list_name": CATEGORIES, "name": CATEGORIES, "label": CATEGORIES, EVENT: "yes"}


_MARKS = ("contact_required", "confirm_email", "check_answers")


def _behaviour(definition: "Definition") -> Iterator[tuple[str, str]]:
    """Yield what the form does otherwise than by default."""
    if definition.one_place_per != "person":
        yield "pikir::one_place_per", definition.one_place_per
    if definition.style is not None:
        yield "style", definition.style
    for key in _MARKS:
        if getattr(definition, key):
            yield f"pikir::{key}", "yes"


def _settings(definition: "Definition") -> Cells:
    title = definition.title
    cells = {
        "form_title": title.get(definition.default_language) or next(iter(title.values())),
        "form_id": definition.name,
        "default_language": NAMES[definition.default_language],
        "clean_text_values": "no",
        "pikir::purpose": definition.purpose.value,
        **dict(_behaviour(definition)),
    }
    if any(len({each.name for each in one}) < len(one) for one in definition.choices.values()):
        cells["allow_choice_duplicates"] = "yes"  # rows of a cascade that a filter tells apart
    if any(row.type == REPEAT and row.name == _ROOT for row in _walk(definition.questions)):
        cells["name"] = f"{_ROOT}_"  # the root of the record must not be called like a repeat
    for key in ("title", "introduction", "thanks"):
        cells |= _texts(f"pikir::{key}", getattr(definition, key))
    return cells


def _file_sheets(
    files: Mapping[str, Sequence[Cells]],
) -> Iterator[tuple[str, Sequence[Cells]]]:
    """Yield title and rows of one sheet a file.

    Its title is the file's name; where that cannot be a sheet's name, one more sheet says which file it is.
    """
    renamed: list[Cells] = []
    used = {"survey", "choices", "settings", FILES}
    for number, (name, rows) in enumerate(files.items(), start=1):
        title = name
        if not _is_sheet_name(name) or name.lower() in used:
            title = f"file {number}"
            renamed.append({"sheet": title, "file": name})
        used.add(title.lower())
        yield title, rows
    if renamed:
        yield FILES, renamed


def _is_sheet_name(name: str) -> bool:
    return (
        len(name) <= _LONGEST_NAME
        and not _ILLEGAL & set(name)
        and name.isascii()
        and name.endswith(LIST_FILES)
    )


def _list_files(rows: Sequence["Row"]) -> dict[str, None]:
    return dict.fromkeys(
        row.list_name for row in _walk(rows) if TYPES[row.type].is_list_from_file and row.list_name
    )


def _walk(rows: Sequence["Row"]) -> Iterator["Row"]:
    for row in rows:
        yield row
        yield from _walk(row.questions)
