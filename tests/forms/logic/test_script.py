"""The page's script while somebody types: calculations that can be typed over, and triggers."""

from collections.abc import Iterator

import pytest

from tests.forms.definitions import form_of, row
from tests.forms.logic.outcomes import Script, running_script
from tests.node import needs_node

pytestmark = needs_node
TWICE = form_of(row("decimal", "a"), row("decimal", "b", calculation="${a} * 2"))
TRIGGERED = form_of(
    row("text", "a"), row("text", "b", calculation="concat(${a}, '!')", trigger="${a}")
)


@pytest.fixture(scope="module")
def script() -> Iterator[Script]:
    with running_script() as running:
        yield running


def test_an_answer_typed_over_a_calculation_stays_when_the_page_is_opened(script: Script) -> None:
    assert script.settle(TWICE, {"a": 2, "b": 7}).values == {"a": 2, "b": 7}


def test_a_new_result_replaces_what_was_typed(script: Script) -> None:
    assert script.settle(TWICE, {"a": 2, "b": 7}, edits=[("a", 3)]).values == {"a": 3, "b": 6}


def test_the_same_result_leaves_what_was_typed(script: Script) -> None:
    edits = [("b", 9), ("a", 2.0)]
    assert script.settle(TWICE, {"a": 2}, edits=edits).values == {"a": 2, "b": 9}


def test_a_calculation_that_is_cleared_is_calculated_as_intake_does(script: Script) -> None:
    assert script.settle(TWICE, {"a": 2, "b": 7}, edits=[("b", None)]).values == {"a": 2, "b": 4}


def test_a_result_without_a_value_clears_the_answer(script: Script) -> None:
    assert script.settle(TWICE, {"a": 2}, edits=[("a", None)]).values == {}


def test_a_trigger_calculates_at_each_change_and_keeps_the_value_in_between(script: Script) -> None:
    assert script.settle(TRIGGERED, {"a": "x", "b": "mine"}).values == {"a": "x", "b": "mine"}
    edits = [("a", "y")]
    assert script.settle(TRIGGERED, {"a": "x", "b": "mine"}, edits=edits).values == {
        "a": "y",
        "b": "y!",
    }
    edits = [("a", "y"), ("b", "z")]
    assert script.settle(TRIGGERED, {"a": "x"}, edits=edits).values == {"a": "y", "b": "z"}


def test_a_hidden_answer_reappears_as_it_was_typed(script: Script) -> None:
    form = form_of(row("integer", "a"), row("text", "b", relevant="${a} = 1"))
    hidden = script.settle(form, {"a": 1, "b": "x"}, edits=[("a", 2)])
    assert (hidden.asked, hidden.values) == (["a"], {"a": 2})
    again = script.settle(form, {"a": 1, "b": "x"}, edits=[("a", 2), ("a", 1)])
    assert again.values == {"a": 1, "b": "x"}
