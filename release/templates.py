"""The spreadsheets under `schemas/` that organisers start from, and the copy that the console offers.

They are the long forms of the tests' corpus, written by Pikir's own writer.
"""

from pathlib import Path

from chalicelib.forms.validation import read_definition
from chalicelib.web.organiser import downloads
from chalicelib.xlsform import write_xlsform
from release.schemas import FOLDER

EXAMPLE = "training_evaluation"
"""The template that the console offers for download; `schemas/` itself is not deployed."""


def template_file(name: str) -> Path:
    """Return the file of a template by the form's name."""
    return FOLDER / f"{name}.xlsx"


def workbook(name: str) -> bytes:
    """Return the workbook of a form of the corpus."""
    from tests.xlsform.corpus.outcomes import import_form

    return write_xlsform(read_definition(import_form(name).source))


def files() -> dict[Path, bytes]:
    """Return the content of every spreadsheet that is a template, and of the console's example."""
    from tests.xlsform.corpus.files import LONG

    workbooks = {name: workbook(name) for name in LONG}
    templates = {template_file(name): content for name, content in workbooks.items()}
    return templates | {downloads.EXAMPLE: workbooks[EXAMPLE]}
