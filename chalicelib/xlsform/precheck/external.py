"""Names that two lists or files of the form would share, which pyxform refuses without naming the row."""

from collections.abc import Iterator

from chalicelib.errors import SourceLocation
from chalicelib.forms.external_data import declared_file, instance_name, pulled_files
from chalicelib.xlsform.reader.sheet_draft import Line, SheetDraft
from chalicelib.xpath.choice_tables import LIST_FILES

_PLAIN_TYPE = "text"
_NOTHING = "''"
_TEXT_COLUMNS = frozenset({"name", "label", "hint"})


def check(draft: SheetDraft) -> None:
    """Note such rows and expressions; a row that attaches a file becomes a question for text, an expression goes."""
    known = {name: name for name in _list_names(draft)}
    attached: set[str] = set()
    for line, kind in draft.rows():
        for file, header in named_files(draft, line, kind):
            location = draft.survey.sheet.locate(line.number, header)
            is_attached = declared_file(kind, draft.name(line)) == file
            if is_attached and file in attached:
                draft.note("form.duplicate_data", location, name=file)
            elif _note_clash(draft, known, file, location):
                pass
            else:
                attached.update([file] if is_attached else ())
                continue
            _replace(draft, line, header)


def _note_clash(
    draft: SheetDraft, known: dict[str, str], file: str, location: SourceLocation
) -> bool:
    """Return whether the file has the name of another one, after noting it."""
    name = instance_name(file)
    first = known.setdefault(name, file)
    if first != file:
        draft.note("form.data_name_clash", location, name=name, first=first, second=file)
    return first != file


def _list_names(draft: SheetDraft) -> Iterator[str]:
    for line in draft.choices.lines:
        if name := draft.choices.value(line, "list name"):
            yield name


def named_files(draft: SheetDraft, line: Line, kind: str) -> Iterator[tuple[str, str | None]]:
    """Yield each file that a row names, with the header of the cell that names it."""
    columns = draft.survey.columns
    words = kind.split()
    if words[-1:] and words[-1].endswith(LIST_FILES):
        yield words[-1], columns.header("type")
    if (declared := declared_file(kind, draft.name(line))) is not None:
        yield declared, columns.header("name")
    for header, _ in columns.logic():
        for file in pulled_files(line.cells.get(header, "")):
            yield file, header


def _replace(draft: SheetDraft, line: Line, header: str | None) -> None:
    survey = draft.survey
    if header in line.cells and header not in (
        survey.columns.header("type"),
        survey.columns.header("name"),
    ):
        line.cells[header] = _NOTHING
    else:
        survey.keep(line, _TEXT_COLUMNS)
        survey.put(line, ("type",), _PLAIN_TYPE)
    draft.replaced_rows.add(line.number)
