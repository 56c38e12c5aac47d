"""A draft's item: a change that is too large is refused before it is sent, as a whole draft is."""

import random

import pytest

from chalicelib import errors
from chalicelib.domain.forms import FormRecord
from chalicelib.forms.definition import Definition
from chalicelib.storage.definition_items import (
    change_of_draft,
    definition_of,
    draft_to_item,
    file_warnings_of,
)
from chalicelib.xlsform.problems import sheet_problem
from tests.forms.definitions import document, row

RECORD = FormRecord(event="round-table", name="visit", purpose="other", title={"kk": "Сапар"})


def test_a_change_that_is_too_large_is_refused() -> None:
    letters = random.Random(7)  # noqa: S311 -- the same in every run
    labels = ["".join(map(chr, letters.choices(range(0x4E00, 0x9FA5), k=4_900))) for _ in range(40)]
    rows = [row("note", f"n{n}", label=label) for n, label in enumerate(labels)]
    large = Definition.model_validate(document(*rows))
    with pytest.raises(errors.FormRefused) as refusal:
        change_of_draft(RECORD, large)
    assert [each.code for each in refusal.value.problems] == ["form.too_large"]


def test_the_warnings_about_a_file_are_read_as_they_were_written() -> None:
    draft = Definition.model_validate(document(row("text", "who", label="Who?")))
    warnings = (sheet_problem("form.ignored_setting", None, name="prefix"),)
    item = draft_to_item(RECORD, draft, warnings)
    assert (definition_of(item), file_warnings_of(item)) == (draft, warnings)
    assert file_warnings_of(draft_to_item(RECORD, draft, ())) == ()
