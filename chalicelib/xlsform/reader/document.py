"""The definition's document: head, choices and rows, each with its location in the spreadsheet."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from chalicelib.errors import Problem, SourceLocation
from chalicelib.forms.intake.envelope import pointer
from chalicelib.forms.validation.source_document import LanguageColumn, SourceMap
from chalicelib.xlsform.problems import sheet_problem
from chalicelib.xlsform.reader.definition_rows import Document, RowConverter
from chalicelib.xlsform.reader.languages import (
    ColumnLanguages,
    choice_texts,
    form_languages,
    language_columns,
    language_names,
)
from chalicelib.xlsform.reader.left_out_rows import leave_out_rows
from chalicelib.xlsform.reader.pyxform_elements import PyxformElement
from chalicelib.xlsform.reader.sheet_draft import ROW, SheetDraft, SheetTable

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}")
_COLUMN = re.compile(r"[^\W\d][\w.-]*")
"""The name of a column of choices that an expression can refer to."""
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_.-]+")
_OWN_TEXTS = ("title", "introduction", "thanks")
_CHOICE_KEYS = frozenset({"name", "label", "media", "sms_option", ROW})
_TEXT_KEYS = frozenset({"label", "media"})
_SILENT_SETTINGS = frozenset(
    {
        *("title", "id_string", "name", "default_language", "version", "clean_text_values"),
        *("allow_choice_duplicates", "omit_instanceID", "sms_keyword", "style"),
    }
)
"""Settings that are read, or that mean nothing for the form itself."""
_KEY = "public_key"
_PAGES, _CONTENTS = "pages", "toc"
"""The words of ``style`` that Pikir heeds, as Enketo reads them; ``toc`` says something about pages alone."""


@dataclass(frozen=True, slots=True)
class SheetDocument:
    """A definition's document and its source map."""

    content: Document
    source_map: SourceMap
    languages: ColumnLanguages


def build_document(
    draft: SheetDraft, form: PyxformElement, *, name: str | None, purpose: str | None
) -> SheetDocument:
    """Build the document from pyxform's reading; ``name`` and ``purpose`` override the sheets'."""
    languages = _settle_languages(draft, form)
    converter = RowConverter(draft, languages, leave_out_rows(draft, form))
    head = _head(draft, form, languages)
    questions = converter.convert(form.get("children", []), "/questions")
    _note_entities(draft)
    lists = _ChoiceConverter(draft, languages, converter.locations).convert(form)
    own_purpose = head.pop("purpose", "other")
    content: Document = {
        "name": name or _form_name(str(form.get("id_string", ""))),
        "purpose": purpose or own_purpose,
        **head,
        "default_language": languages.default,
        "choices": lists,
        "questions": questions,
    }
    converter.locations["/questions"] = draft.survey.sheet.locate()
    converter.locations.update(_head_locations(draft))
    source_map = SourceMap(
        converter.locations,
        frozenset(converter.replaced),
        converter.copies,
        _language_columns(draft, languages),
    )
    return SheetDocument(content, source_map, languages)


def _language_columns(draft: SheetDraft, languages: ColumnLanguages) -> dict[LanguageColumn, str]:
    """Return the headers of the form's texts by sheet and language."""
    settings, found = draft.settings, {}
    for header, tokens in settings.columns.own.items():
        name = tokens[1] if len(tokens) > 1 else None
        if tokens[0] in _OWN_TEXTS and (language := languages.language(name or None)):
            found[LanguageColumn(settings.sheet.name, tokens[0], language)] = header
    for table in (draft.survey, draft.choices):
        found |= language_columns(table.sheet.name, table.columns, languages)
    return found


def _form_name(form_id: str) -> str:
    """Return the form's id as a name that an address can hold."""
    if _NAME.fullmatch(form_id):
        return form_id
    plain = _NOT_IN_NAMES.sub("_", form_id).strip("_.-")[:60]
    return plain if _NAME.fullmatch(plain) else f"form_{plain}".rstrip("_")


def _settle_languages(draft: SheetDraft, form: PyxformElement) -> ColumnLanguages:
    tables = (draft.survey, draft.choices)
    chosen = str(form.get("default_language", ""))
    languages = form_languages(tables, chosen if chosen != "default" else None)
    for name in language_names(tables):
        if name and languages.language(name) is None:
            draft.note("form.foreign_language", _language_location(tables, name), name=name)
    for table in tables:
        _note_repeated_languages(draft, table, languages)
    return languages


def _note_repeated_languages(
    draft: SheetDraft, table: SheetTable, languages: ColumnLanguages
) -> None:
    """Warn of two columns of the same text in the same language; the first that is filled in counts."""
    seen = set()
    for header, key, name in (*table.columns.texts(), *table.columns.media()):
        language = languages.language(name)
        if language is not None and (key, language) in seen and name:
            draft.note("form.repeated_language", table.sheet.locate(1, header), name=name)
        seen.add((key, language))


def _language_location(tables: tuple[SheetTable, ...], language: str) -> SourceLocation:
    return next(
        table.sheet.locate(1, header)
        for table in tables
        for header, _, name in (*table.columns.texts(), *table.columns.media())
        if name == language
    )


def _head(draft: SheetDraft, form: PyxformElement, languages: ColumnLanguages) -> Document:
    """Return the title and what Pikir's own columns of the settings hold."""
    table = draft.settings
    row = table.sheet.rows[0] if table.sheet.rows else {}
    texts: dict[str, list[tuple[str | None, str]]] = {}
    head: Document = {}
    for header, tokens in table.columns.own.items():
        if header not in row:
            continue
        if tokens[0] in _OWN_TEXTS:
            language = tokens[1] if len(tokens) > 1 else None
            texts.setdefault(tokens[0], []).append((language or None, row[header].strip()))
        else:
            head[tokens[0]] = row[header].strip()
    if title := _setting(table, row, "title"):
        texts.setdefault("title", []).append((None, title))
    texts.setdefault("title", [(None, str(form.get("title", "")))])
    _note_settings(draft, row)
    head |= _page_style(draft, row)
    return {**{key: languages.localize(cells) for key, cells in texts.items()}, **head}


def _page_style(draft: SheetDraft, row: Mapping[str, str]) -> Document:
    """Return the ``style`` as far as it says something here; note what it says beside that."""
    words = (_setting(draft.settings, row, "style") or "").lower().split()
    heeded = (_PAGES, _CONTENTS) if _PAGES in words else ()
    if not set(words).issubset(heeded):
        header = draft.settings.columns.header("style")
        draft.note("form.ignored_setting", draft.settings.sheet.locate(2, header), name=header)
    style = " ".join(word for word in heeded if word in words)
    return {"style": style} if style else {}


def _setting(table: SheetTable, row: Mapping[str, str], column: str) -> str | None:
    header = table.columns.header(column)
    return row[header].strip() if header and header in row else None


def _note_settings(draft: SheetDraft, row: Mapping[str, str]) -> None:
    for header, tokens in draft.settings.columns.meant.items():
        if header not in row or tokens[0] in _SILENT_SETTINGS:
            continue
        location = draft.settings.sheet.locate(2, header)
        code = "form.not_encrypted" if tokens[0] == _KEY else "form.ignored_setting"
        draft.note(code, location, name=header)


def _note_entities(draft: SheetDraft) -> None:
    sheet = draft.book.sheets.get("entities")
    if sheet is not None and any(sheet.rows):
        draft.note("form.no_entities", sheet.locate(2))


def _head_locations(draft: SheetDraft) -> dict[str, SourceLocation]:
    sheet, columns = draft.settings.sheet, draft.settings.columns
    if not sheet.headers:
        return {}
    own = {f"/{tokens[0]}": sheet.locate(2, header) for header, tokens in columns.own.items()}
    header = columns.header("title")
    title = sheet.locate(2, header) if header else own.get("/title", sheet.locate(2))
    return {
        **own,
        "": title,
        "/title": title,
        "/name": sheet.locate(2, columns.header("id_string")),
        "/default_language": sheet.locate(2, columns.header("default_language")),
        "/style": sheet.locate(2, columns.header("style")),
    }


@dataclass(slots=True)
class _ChoiceConverter:
    """Converts the sheet of choices; ``locations`` grows with each choice."""

    draft: SheetDraft
    languages: ColumnLanguages
    locations: dict[str, SourceLocation]
    _seen: set[tuple[object, ...]] = field(default_factory=set)

    def convert(self, form: PyxformElement) -> Document:
        """Return the lists that pyxform read and that the definition gets."""
        _note_columns(self.draft)
        lists: Document = {}
        for name, options in (form.get("choices") or {}).items():
            if name not in self.draft.unwanted_lists:
                choices = self._list(name, options)
                lists.update({name: choices} if choices else {})
        return lists

    def _list(self, name: str, options: Iterable[PyxformElement]) -> list[Document]:
        table, at = self.draft.choices, pointer("choices", name)
        choices: list[Document] = []
        for option in options:
            if ROW not in option:
                continue
            number = int(option[ROW])
            if _is_marked(table, table.sheet.rows[number - 2], "event"):
                continue
            choice = self._choice(option, table.sheet.rows[number - 2])
            if self._is_repeated(name, choice):
                self.draft.problems.append(_repeated_choice(table, number, str(choice["name"])))
                continue
            self._locate(at, len(choices), number)
            choices.append(choice)
        return choices

    def _choice(self, option: PyxformElement, cells: Mapping[str, str]) -> Document:
        texts = choice_texts(self.draft.choices.columns, cells, self.languages)
        choice: Document = {"name": str(option["name"]), **texts}
        if _is_marked(self.draft.choices, cells, "no_label"):
            choice.pop("label", None)
        for key, value in option.items():
            if key not in _CHOICE_KEYS and isinstance(value, str) and _COLUMN.fullmatch(key):
                choice[key] = value
        return choice

    def _is_repeated(self, name: str, choice: Document) -> bool:
        columns = sorted((key, choice[key]) for key in choice.keys() - _TEXT_KEYS)
        identity = (name, *columns)
        if identity in self._seen:
            return True
        self._seen.add(identity)
        return False

    def _locate(self, at: str, index: int, number: int) -> None:
        sheet, columns = self.draft.choices.sheet, self.draft.choices.columns
        self.locations.setdefault(at, sheet.locate(number))
        self.locations[f"{at}/{index}"] = sheet.locate(number)
        self.locations[f"{at}/{index}/name"] = sheet.locate(number, columns.header("name"))
        self.locations[f"{at}/{index}/label"] = sheet.locate(number, columns.label)


def _note_columns(draft: SheetDraft) -> None:
    """Warn of columns of choices that no expression can refer to; pyxform warns of those with spaces."""
    table = draft.choices
    for header, tokens in table.columns.meant.items():
        if len(tokens) == 1 and " " not in tokens[0] and not _COLUMN.fullmatch(tokens[0]):
            draft.note("form.ignored_column", table.sheet.locate(1, header), name=header)


def _repeated_choice(table: SheetTable, number: int, name: str) -> Problem:
    """Return the warning about a choice that is left out: no filter could tell it from one before it."""
    location = table.sheet.locate(number, table.columns.header("name"))
    return replace(sheet_problem("form.duplicate_choice", location, name=name), severity="warning")


def _is_marked(table: SheetTable, cells: Mapping[str, str], mark: str) -> bool:
    """Return whether that column of Pikir's own is filled in.

    ``event``: the row stands in for the event's categories. ``no_label``: the label is there for
    other tools only.
    """
    own = table.columns.own.items()
    return any(tokens == (mark,) and header in cells for header, tokens in own)
