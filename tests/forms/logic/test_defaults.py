"""A default is the answer itself, or an expression."""

import pytest

from chalicelib.forms.logic.rules import is_expression


@pytest.mark.parametrize(
    "default", ["a-b", "2026-06-13", "Астана (қала)", "-5", "5.", "jr://x.png"]
)
def test_a_default_is_an_answer_unless_it_is_an_expression(default: str) -> None:
    assert not is_expression(default)


@pytest.mark.parametrize("default", ["${a}", "today()", "1 + 2", "../a", "a div b", "/data/a"])
def test_a_default_is_expression_where_it_refers_calls_or_reckons(default: str) -> None:
    assert is_expression(default)
