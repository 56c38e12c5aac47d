"""A definition written as an XLSForm is read back unchanged."""

from hypothesis import HealthCheck, assume, example, given, settings

from chalicelib.forms.definition import Definition
from chalicelib.forms.validation import review
from chalicelib.xlsform import write_xlsform
from tests.profiles import examples
from tests.xlsform.strategies import Document, documents
from tests.xlsform.workbooks import import_xlsform


def assume_accepted(document: Document) -> Definition:
    """Return the definition; reject the example if the review refuses the document."""
    reviewed = review(document)
    assume(not reviewed.is_refused)
    return reviewed.require()


def list_file_in_two_languages() -> Document:
    """Return a form with texts in Kazakh only and a list from a file with recordings in Kazakh and Russian."""
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


@settings(
    max_examples=examples(50),
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
@given(document=documents())
@example(document=list_file_in_two_languages())
def test_a_written_definition_is_read_back_and_written_with_the_same_bytes(
    document: Document,
) -> None:
    definition = assume_accepted(document)
    workbook = write_xlsform(definition)
    imported = import_xlsform(workbook)
    assert [each for each in imported.problems if each.severity == "error"] == []
    assert Definition.model_validate(imported.document) == definition
    assert write_xlsform(definition) == workbook
