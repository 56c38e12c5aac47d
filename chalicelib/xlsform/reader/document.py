"""The definition's document: head, choices and rows, each with its place in the spreadsheet."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.errors import Problem, SourceLocation
from chalicelib.forms.intake.envelope import pointer
from chalicelib.xlsform.problems import found
from chalicelib.xlsform.reader.columns import Columns, TextColumn
from chalicelib.xlsform.reader.definition_rows import Document, RowConverter
from chalicelib.xlsform.reader.languages import Speech
from chalicelib.xlsform.reader.sheet_draft import ROW, SheetDraft, SheetTable

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}")
_COLUMN = re.compile(r"[^\W\d][\w.-]*")
"""What a column of choices can be called that an expression asks for."""
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_.-]+")
_OWN_TEXTS = ("title", "introduction", "thanks")
_OF_CHOICES = frozenset({"name", "label", "media", "sms_option", ROW})
_SHOWN = frozenset({"label", "media"})
_QUIET = frozenset(
    {
        *("title", "id_string", "name", "default_language", "version", "clean_text_values"),
        *("allow_choice_duplicates", "omit_instanceID", "sms_keyword"),
    }
)
"""Settings that are understood, or that say nothing about the form itself."""
_UNSUPPORTED = frozenset({"public_key"})


@dataclass(frozen=True, slots=True)
class Made:
    """A definition's document, where its parts stand, and the pointers that were spoken about."""

    document: Document
    places: Mapping[str, SourceLocation]
    flagged: frozenset[str]
    speech: Speech


def made(
    draft: SheetDraft, form: Mapping[str, Any], *, name: str | None, purpose: str | None
) -> Made:
    """The document of what pyxform read; ``name`` and ``purpose`` stand before what the sheet says."""
    speech = _speech(draft, form)
    rows = RowConverter(draft, speech)
    head = _head(draft, form, speech)
    rows.places["/questions"] = draft.survey.sheet.place()
    questions = rows.of(form.get("children", []), "/questions")
    _refuse_entities(draft)
    choices = _choices(draft, form, speech, rows.places)
    document: Document = {
        "name": name or _form_name(str(form.get("id_string", ""))),
        "purpose": purpose or head.pop("purpose", "other"),
        **{key: value for key, value in head.items() if key != "purpose"},
        "default_language": speech.default,
        "choices": choices,
        "questions": questions,
    }
    rows.places["/questions"] = draft.survey.sheet.place()
    _head_places(draft, rows.places)
    return Made(document, rows.places, frozenset(rows.flagged), speech)


def _form_name(written: str) -> str:
    """The form's id as a name that can stand in an address."""
    if _NAME.fullmatch(written):
        return written
    plain = _NOT_IN_NAMES.sub("_", written).strip("_.-")[:60]
    return plain if _NAME.fullmatch(plain) else f"form_{plain}".rstrip("_")


def _speech(draft: SheetDraft, form: Mapping[str, Any]) -> Speech:
    tables = (draft.survey, draft.choices)
    names = [
        language or None
        for table in tables
        for _, _, language in (*table.columns.texts(), *table.columns.media())
    ]
    default = str(form.get("default_language", ""))
    speech = Speech.of(names, default if default != "default" else None, _bare(tables))
    for name in speech.foreign:
        draft.say("form.foreign_language", _place_of_language(tables, name), name=name)
    for table in tables:
        _say_repeated(draft, table, speech)
    return speech


def _say_repeated(draft: SheetDraft, table: SheetTable, speech: Speech) -> None:
    """Two columns for the same text in the same language: the first that says something counts."""
    seen = set()
    for header, key, name in (*table.columns.texts(), *table.columns.media()):
        language = speech.meaning.get(name or None)
        if language is not None and (key, language) in seen and name:
            draft.say("form.repeated_language", table.sheet.place(1, header), name=name)
        seen.add((key, language))


def _bare(tables: tuple[SheetTable, ...]) -> Iterator[str]:
    """The texts in columns without a language; of the other columns where there are none."""
    for wanted in (True, False):
        for table in tables:
            for header, _, language in table.columns.texts():
                if (not language) is wanted:
                    yield from (row[header] for row in table.sheet.rows if header in row)


def _place_of_language(tables: tuple[SheetTable, ...], language: str) -> SourceLocation:
    return next(
        table.sheet.place(1, header)
        for table in tables
        for header, _, named in (*table.columns.texts(), *table.columns.media())
        if named == language
    )


def _head(draft: SheetDraft, form: Mapping[str, Any], speech: Speech) -> Document:
    table = draft.settings
    row = table.sheet.rows[0] if table.sheet.rows else {}
    own: dict[str, list[tuple[str | None, str]]] = {}
    head: Document = {}
    for header, meant in table.columns.own.items():
        if header not in row:
            continue
        if meant[0] in _OWN_TEXTS:
            own.setdefault(meant[0], []).append((_language(meant), row[header].strip()))
        else:
            head[meant[0]] = row[header].strip()
    title = _written(table, row, "title") or str(form.get("title", ""))
    said = {key: _said(cells, speech) for key, cells in own.items()}
    _say_settings(draft, row)
    said["title"] = {speech.default: title, **said.get("title", {})}
    return {**said, **head}


def _language(meant: tuple[str, ...]) -> str | None:
    return meant[1] if len(meant) > 1 else None


def _said(cells: list[tuple[str | None, str]], speech: Speech) -> Document:
    """Texts of the settings: their columns name languages that others need not have."""
    from chalicelib.xlsform.reader.languages import language_of

    said: Document = {}
    for name, text in cells:
        said[(language_of(name) if name else None) or speech.default] = text
    return said


def _written(table: SheetTable, row: Mapping[str, str], column: str) -> str | None:
    header = table.columns.header(column)
    return row[header].strip() if header and header in row else None


def _say_settings(draft: SheetDraft, row: Mapping[str, str]) -> None:
    for header, meant in draft.settings.columns.meant.items():
        if header not in row or meant[0] in _QUIET:
            continue
        place = draft.settings.sheet.place(2, header)
        if meant[0] in _UNSUPPORTED:
            draft.say("form.unsupported_setting", place, name=header)
        else:
            draft.say("form.ignored_setting", place, name=header)


def _refuse_entities(draft: SheetDraft) -> None:
    sheet = draft.book.sheets.get("entities")
    if sheet is not None and any(sheet.rows):
        draft.say("form.unsupported_type", sheet.place(2), type="entities")


def _head_places(draft: SheetDraft, places: dict[str, SourceLocation]) -> None:
    table = draft.settings
    if not table.sheet.headers:
        return
    places[""] = places["/title"] = table.sheet.place(2, table.columns.header("title"))
    places["/name"] = table.sheet.place(2, table.columns.header("id_string"))
    places["/default_language"] = table.sheet.place(2, table.columns.header("default_language"))
    for header, meant in table.columns.own.items():
        places[f"/{meant[0]}"] = table.sheet.place(2, header)


def _choices(
    draft: SheetDraft, form: Mapping[str, Any], speech: Speech, places: dict[str, SourceLocation]
) -> Document:
    table = draft.choices
    _say_columns(draft)
    lists: Document = {}
    for name, options in (form.get("choices") or {}).items():
        if name in draft.lists:
            continue
        at = pointer("choices", name)
        kept: list[Document] = []
        seen: set[tuple[tuple[str, str], ...]] = set()
        for option in options:
            if ROW not in option:
                continue
            number = int(option[ROW])
            if _says(table, table.sheet.rows[number - 2], "event"):
                continue
            choice = _choice(table, option, table.sheet.rows[number - 2], speech)
            told_by = tuple(sorted((key, choice[key]) for key in choice.keys() - _SHOWN))
            if told_by in seen:
                draft.problems.append(_twice(table, number, choice["name"]))
                continue
            seen.add(told_by)
            where = f"{at}/{len(kept)}"
            places.setdefault(at, table.sheet.place(number))
            places[where] = table.sheet.place(number)
            places[f"{where}/name"] = table.sheet.place(number, table.columns.header("name"))
            places[f"{where}/label"] = table.sheet.place(number, table.columns.label)
            kept.append(choice)
        if kept:
            lists[name] = kept
    return lists


def _say_columns(draft: SheetDraft) -> None:
    """Columns of choices that no expression could ask for; pyxform says so of those with spaces."""
    table = draft.choices
    for header, meant in table.columns.meant.items():
        if len(meant) == 1 and " " not in meant[0] and not _COLUMN.fullmatch(meant[0]):
            draft.say("form.ignored_column", table.sheet.place(1, header), name=header)


def _twice(table: SheetTable, number: int, name: str) -> Problem:
    """A choice left out, since no filter could tell it from one before it."""
    stands = table.sheet.place(number, table.columns.header("name"))
    return replace(found("form.duplicate_choice", stands, name=name), severity="warning")


def _says(table: SheetTable, cells: Mapping[str, str], own: str) -> bool:
    """Whether that column of ours is filled in.

    ``event``: the row only stands in for the event's own categories. ``no_label``: only other tools
    need the label.
    """
    return any(meant == (own,) and each in cells for each, meant in table.columns.own.items())


def _choice(
    table: SheetTable, option: Mapping[str, Any], cells: Mapping[str, str], speech: Speech
) -> Document:
    choice: Document = {"name": str(option["name"]), **texts(table.columns, cells, speech)}
    if _says(table, cells, "no_label"):
        choice.pop("label", None)
    for key, value in option.items():
        if key not in _OF_CHOICES and isinstance(value, str) and _COLUMN.fullmatch(key):
            choice[key] = value
    return choice


def texts(columns: Columns, cells: Mapping[str, str], speech: Speech) -> Document:
    """A choice's label and media."""
    said: Document = {}
    labels = [column for column in columns.texts() if column[1] == "label"]
    if label := _spoken(labels, cells, speech):
        said["label"] = label["label"]
    if media := _spoken(columns.media(), cells, speech):
        said["media"] = media
    return said


def _spoken(columns: Iterable[TextColumn], cells: Mapping[str, str], speech: Speech) -> Document:
    found: dict[str, list[tuple[str | None, str]]] = {}
    for header, key, language in columns:
        if header in cells:
            found.setdefault(key, []).append((language, cells[header]))
    return {key: speech.say(each) for key, each in found.items()}
