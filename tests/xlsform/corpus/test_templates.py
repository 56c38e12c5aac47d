"""The templates under ``schemas/``: the long forms of the corpus, as spreadsheets that organisers start from."""

import pytest

from chalicelib.forms.intake import Form
from chalicelib.forms.publishing import fill_categories
from chalicelib.forms.tree import FormTree
from chalicelib.forms.validation import read_definition
from release import templates
from tests.xlsform.corpus.files import LONG
from tests.xlsform.corpus.outcomes import import_form
from tests.xlsform.workbooks import import_xlsform

LANGUAGES = {"kk", "ru", "en"}
TEXTS = ("label", "hint", "guidance_hint", "constraint_message", "required_message")


@pytest.mark.parametrize("name", LONG)
def test_a_template_is_the_long_form_as_pikir_writes_it(name: str) -> None:
    """After a change of a long form or of the writer, run ``make generate``."""
    assert templates.template_file(name).read_bytes() == templates.workbook(name)


@pytest.mark.parametrize("name", LONG)
def test_a_template_is_accepted_without_warnings_by_an_event_without_categories(name: str) -> None:
    imported = import_xlsform(templates.template_file(name).read_bytes())
    assert imported.problems == ()
    definition = read_definition(imported.document)
    assert Form(fill_categories(definition, ()), version=1).answerable


@pytest.mark.parametrize("name", LONG)
def test_every_text_of_a_template_is_in_three_languages(name: str) -> None:
    definition = read_definition(import_form(name).document)
    rows = [node.row for node in FormTree.of(definition.questions).nodes]
    texts = [getattr(row, key) for row in rows for key in TEXTS]
    texts += [choice.label for choices in definition.choices.values() for choice in choices]
    texts += [definition.title, definition.introduction, definition.thanks]
    assert [text for text in texts if text is not None and set(text) != LANGUAGES] == []


@pytest.mark.parametrize("name", LONG)
def test_a_template_has_60_to_120_questions(name: str) -> None:
    definition = read_definition(import_form(name).document)
    asked = [node for node in FormTree.of(definition.questions).nodes if not node.is_group]
    assert 60 <= len(asked) <= 120
