"""The sentence for a group of warnings whose messages differ."""

from string import Formatter

import pytest

from chalicelib.forms import problems
from chalicelib.forms.group_sentences import SENTENCES
from chalicelib.xlsform import problems as spreadsheets

WARNINGS = {**problems.WARNINGS, **spreadsheets.WARNINGS}
ONCE = {"form.language_absent", "form.not_encrypted", "form.repeats_unchecked"}
"""Warnings that a form has once at most, so that a group's first message is that of the whole group."""


def has_parameters(message: str) -> bool:
    return any(name for _, name, _, _ in Formatter().parse(message))


@pytest.mark.parametrize("code", sorted(WARNINGS.keys() - ONCE))
def test_a_warning_that_names_things_has_a_sentence_without_them(code: str) -> None:
    assert not has_parameters(WARNINGS[code]) or code in SENTENCES


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_a_sentence_is_of_a_warning_or_an_error_and_names_nothing(code: str) -> None:
    assert code in {*WARNINGS, *problems.DEFINITIONS, *problems.EXPRESSIONS, *spreadsheets.ERRORS}
    assert not has_parameters(SENTENCES[code])
