"""The long forms as templates under ``schemas/``: spreadsheets to start from, written by Pikir itself."""

from pathlib import Path

from chalicelib.forms.definition import Definition
from chalicelib.xlsform import write_xlsform
from schemas.generate import FOLDER
from tests.xlsform.corpus.gathered import imported
from tests.xlsform.corpus.written import LONG


def path(name: str) -> Path:
    """Where the template stands."""
    return FOLDER / f"{name}.xlsx"


def written(name: str) -> bytes:
    """The template as it should be."""
    return write_xlsform(Definition.model_validate(imported(name).document))


def write() -> None:
    """Every template anew."""
    for name in LONG:
        path(name).write_bytes(written(name))
