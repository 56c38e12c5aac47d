"""The long forms that organisers start from: spreadsheets under `schemas/`, and what the console offers.

They are the long forms of the tests' corpus, written by Pikir's own writer.
"""

from pathlib import Path

from chalicelib.actions.form_templates import TEMPLATES
from chalicelib.forms.definition import Definition, dump
from chalicelib.forms.validation import read_definition
from chalicelib.web.organiser import downloads
from chalicelib.xlsform import write_xlsform
from release.example_workbook import write_example
from release.schemas import FOLDER


def template_file(name: str) -> Path:
    """Return the file of a template by the form's name."""
    return FOLDER / f"{name}.xlsx"


def definition_of(name: str) -> Definition:
    """Return the definition of a form of the corpus."""
    from tests.xlsform.corpus.outcomes import import_form

    return read_definition(import_form(name).source)


def workbook(name: str) -> bytes:
    """Return the workbook of a form of the corpus."""
    return write_xlsform(definition_of(name))


def files() -> dict[Path, bytes]:
    """Return the content of every spreadsheet that is a template, of the console's templates, and of its examples."""
    from tests.xlsform.corpus.files import LONG

    definitions = {name: definition_of(name) for name in LONG}
    workbooks = {name: write_xlsform(each) for name, each in definitions.items()}
    return {
        **{template_file(name): content for name, content in workbooks.items()},
        **{TEMPLATES / f"{name}.json": dump(each) + b"\n" for name, each in definitions.items()},
        **{path: write_example(language) for language, path in downloads.EXAMPLES.items()},
    }
