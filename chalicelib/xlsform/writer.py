"""A definition as an XLSForm: what any tool of the field reads, and what imports again to the same.

Pikir's own words stand in columns that begin with ``pikir::``, which other tools pass over. pyxform's
cleaning of spaces is switched off, so that texts come back as they are.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from chalicelib.forms.types import REPEAT, TYPES
from chalicelib.forms.types.choice_types import CATEGORIES
from chalicelib.locales import LANGUAGES, Language
from chalicelib.xlsform.reader.languages import NAMES
from chalicelib.xlsform.reader.sheets import FILES
from chalicelib.xlsform.workbook_writer import Written, packed

if TYPE_CHECKING:
    from chalicelib.forms.definition import Choice, Definition, Media, Parameters, Row

EVENT = "pikir::event"
"""A column of choices: the row stands in for the event's own categories."""
NO_LABEL = "pikir::no_label"
"""A column of choices: the label is only there because pyxform needs one beside “other”."""

_TEXTS = ("label", "hint", "guidance_hint", "constraint_message", "required_message")
_MEDIA = ("image", "big-image", "audio", "video")
_PLAIN = (
    *("required", "read_only", "relevant", "constraint", "calculation", "choice_filter"),
    *("repeat_count", "trigger", "default", "appearance", "parameters"),
)
_OWN = ("role", "private", "min_length", "max_length", "min", "max", "seed")
_ILLEGAL = frozenset("[]:*?/\\'")
_LONGEST_NAME = 31
_ROOT = "data"

Cells = dict[str, str]


def write_xlsform(definition: "Definition") -> bytes:
    """The definition as an .xlsx; the same bytes each time."""
    files = _files(definition.questions)
    lists = {name: each for name, each in definition.choices.items() if name not in files}
    attached = {name: definition.choices[name] for name in files if name in definition.choices}
    survey = list(_survey(definition.questions))
    choices = [*_choices(lists, _with_other(definition)), *_event_categories(definition)]
    sheets = [
        _sheet("survey", survey, _survey_headers()),
        _sheet("choices", choices, ["list_name", "name"]),
        _sheet("settings", [_settings(definition)], []),
        *_file_sheets(attached),
    ]
    return packed(sheets)


def _sheet(name: str, rows: Sequence[Cells], headers: Iterable[str]) -> Written:
    """The sheet of these rows: the headers in this order as far as they are used, then the others."""
    used = dict.fromkeys(header for row in rows for header in row)
    always = ("type", "name", "label") if name == "survey" else ("list_name", "name")
    ordered = [header for header in headers if header in used or header in always]
    ordered += [header for header in used if header not in ordered]
    return Written(name, ordered, [[row.get(header, "") for header in ordered] for row in rows])


def _survey_headers() -> Iterator[str]:
    yield from ("type", "name")
    for key in _TEXTS:
        yield from (_in(key, language) for language in LANGUAGES)
    yield from _PLAIN
    for kind in _MEDIA:
        yield from (_in(f"media::{kind}", language) for language in LANGUAGES)
    yield from (f"pikir::{key}" for key in _OWN)


def _in(key: str, language: Language) -> str:
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
    for key in _OWN[:-1]:
        value = getattr(row, key)
        if value is not None and value is not False:
            cells[f"pikir::{key}"] = "yes" if value is True else str(value)
    return cells


def _type(row: "Row") -> str:
    words = [row.type, row.list_name, "or_other" if row.or_other else None]
    return " ".join(word for word in words if word)


def _texts(key: str, texts: Mapping[Language, str] | None) -> Cells:
    return {_in(key, language): text for language, text in (texts or {}).items()}


def _media(media: "Media") -> Cells:
    found: Cells = {}
    for kind, files in media.items():
        found |= _texts(f"media::{kind}", files)
    return found


def _parameters(row: "Row") -> Cells:
    """XLSForm's cell; a seed that names a question in capitals would not survive other readers."""
    from chalicelib.forms.definition import Parameters

    own = row.parameters or Parameters()
    said = dict(_said(row.type, own))
    cells: Cells = {}
    seed = said.get("seed")
    if seed is not None and seed != seed.lower():
        cells["pikir::seed"] = said.pop("seed")
    if said:
        cells["parameters"] = " ".join(f"{name}={value}" for name, value in said.items())
    return cells


def _said(kind: str, own: "Parameters") -> Iterator[tuple[str, str]]:
    if TYPES[kind].has_scale:  # always in full: other readers begin at 1 where nothing is said
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
                cells |= {_in("label", labelled[name]): choice.name, NO_LABEL: "yes"}
            yield cells


def _with_other(definition: "Definition") -> dict[str, Language]:
    """The lists of questions with “other”."""
    rows = _all(definition.questions)
    return {row.list_name or "": definition.default_language for row in rows if row.or_other}


def _choice(choice: "Choice") -> Cells:
    return {
        "name": choice.name,
        **_texts("label", choice.label),
        **_media(choice.media),
        **choice.columns,
    }


def _event_categories(definition: "Definition") -> Iterator[Cells]:
    """A row in the place of the event's categories, which stand in no form before it is published."""
    used = {row.list_name for row in _all(definition.questions) if row.role == "category"}
    if CATEGORIES in used and CATEGORIES not in definition.choices:
        yield {"list_name": CATEGORIES, "name": CATEGORIES, "label": CATEGORIES, EVENT: "yes"}


def _settings(definition: "Definition") -> Cells:
    title = definition.title
    cells = {
        "form_title": title.get(definition.default_language) or next(iter(title.values())),
        "form_id": definition.name,
        "default_language": NAMES[definition.default_language],
        "clean_text_values": "no",
        "pikir::purpose": definition.purpose.value,
    }
    if any(len({each.name for each in one}) < len(one) for one in definition.choices.values()):
        cells["allow_choice_duplicates"] = "yes"  # rows of a cascade that a filter tells apart
    if any(row.type == REPEAT and row.name == _ROOT for row in _all(definition.questions)):
        cells["name"] = f"{_ROOT}_"  # the root of the record must not be called like a repeat
    for key in ("title", "introduction", "thanks"):
        cells |= _texts(f"pikir::{key}", getattr(definition, key))
    return cells


def _file_sheets(files: Mapping[str, Sequence["Choice"]]) -> Iterator[Written]:
    """One sheet a file, called like it; where that is no name for a sheet, another sheet says whose."""
    renamed: list[Cells] = []
    taken = {"survey", "choices", "settings", FILES}
    for number, (name, choices) in enumerate(files.items(), start=1):
        title = name
        if not _is_sheet_name(name) or name.lower() in taken:
            title = f"file {number}"
            renamed.append({"sheet": title, "file": name})
        taken.add(title.lower())
        yield _sheet(title, [_choice(choice) for choice in choices], ["name"])
    if renamed:
        yield _sheet(FILES, renamed, ["sheet", "file"])


def _is_sheet_name(name: str) -> bool:
    return (
        len(name) <= _LONGEST_NAME
        and not _ILLEGAL & set(name)
        and name.isascii()
        and name.endswith(".csv")
    )


def _files(rows: Sequence["Row"]) -> dict[str, None]:
    return dict.fromkeys(
        row.list_name for row in _all(rows) if TYPES[row.type].is_list_from_file and row.list_name
    )


def _all(rows: Sequence["Row"]) -> Iterator["Row"]:
    for row in rows:
        yield row
        yield from _all(row.questions)
