"""A definition, written as an XLSForm and read again, is the same definition."""

from hypothesis import HealthCheck, assume, example, given, settings

from chalicelib.forms.definition import Definition
from chalicelib.forms.validation import review
from chalicelib.xlsform import write_xlsform
from tests.xlsform.strategies import Document, documents
from tests.xlsform.workbooks import import_xlsform


def accepted(document: Document) -> Definition:
    found = review(document)
    assume(not found.is_refused)
    return found.require()


def cities_heard_in_two_languages() -> Document:
    """A list's file with recordings in Kazakh and Russian, in a form whose texts are Kazakh alone."""
    recordings = {"kk": "a.mp3", "ru": "б.mp3"}
    return {
        "name": "form",
        "purpose": "other",
        "default_language": "kk",
        "title": {"kk": "Қалалар"},
        "choices": {"Қалалар.csv": [{"name": "a", "media": {"audio": recordings}}]},
        "questions": [
            {
                "type": "select_multiple_from_file",
                "list_name": "Қалалар.csv",
                "name": "q",
                "label": {"kk": "Қалаңыз?"},
            }
        ],
    }


@settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(document=documents())
@example(document=cities_heard_in_two_languages())
def test_what_is_written_is_read_again_and_always_written_alike(document: Document) -> None:
    definition = accepted(document)
    written = write_xlsform(definition)
    imported = import_xlsform(written)
    assert [each for each in imported.problems if each.severity == "error"] == []
    assert Definition.model_validate(imported.document) == definition
    assert write_xlsform(definition) == written
