"""Conditions without formulas: what is built is read again, and what is not understood is left alone."""

import datetime as dt
from dataclasses import fields, is_dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.forms.conditions import (
    WITHOUT_VALUE,
    AnswerCondition,
    ComparedValue,
    Comparison,
    Conjunction,
    Operator,
    UnwritableValue,
    read_condition,
    read_date,
    write_condition,
)
from chalicelib.forms.logic.rules import EXPRESSIONS
from chalicelib.forms.number_text import fits
from chalicelib.forms.tree import FormTree
from chalicelib.forms.validation import read_definition
from chalicelib.xpath import ExpressionError, parse
from tests.xlsform.corpus.files import ACCEPTED
from tests.xlsform.corpus.outcomes import import_form

_TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="'"), min_size=1
).filter(lambda text: "${" not in text)
_NUMBERS = (
    st.integers(-(10**9), 10**9).map(float)
    | st.floats(-1e6, 1e6).map(lambda number: round(number, 3))
).filter(fits)
_SIGN_VALUES: st.SearchStrategy[ComparedValue] = _TEXTS | _NUMBERS | st.dates()
_COUNTS = st.integers(0, 99).map(float)


def _values(operator: Operator) -> st.SearchStrategy[ComparedValue]:
    if operator in WITHOUT_VALUE:
        return st.just("")
    if operator in (Operator.INCLUDES, Operator.EXCLUDES):
        return _TEXTS
    if operator is Operator.DIGITS:
        return st.integers(1, 99).map(float)
    return _COUNTS if operator.startswith(("count", "length")) else _SIGN_VALUES


@st.composite
def conditions(draw: st.DrawFn) -> AnswerCondition:
    """Draw any condition that an editor can build."""
    comparisons = []
    for _ in range(draw(st.integers(1, 4))):
        operator = draw(st.sampled_from(Operator))
        question = draw(st.sampled_from([None, "age", "who", "оқушы_ма"]))
        comparisons.append(Comparison(question, operator, draw(_values(operator))))
    conjunctions: list[Conjunction] = ["and", "or"] if len(comparisons) > 1 else ["and"]
    return AnswerCondition(tuple(comparisons), draw(st.sampled_from(conjunctions)))


@given(conditions())
def test_a_condition_that_was_written_is_read_as_it_was(condition: AnswerCondition) -> None:
    assert read_condition(write_condition(condition)) == condition


def shape(part: object) -> object:
    """Return a syntax tree without its offsets."""
    if isinstance(part, tuple):
        return tuple(shape(each) for each in part)
    if not is_dataclass(part):
        return part
    inside = {each.name: shape(getattr(part, each.name)) for each in fields(part)}
    inside.pop("offset")
    return type(part), tuple(inside.items())


def test_each_expression_of_the_corpus_means_the_same_or_is_not_read() -> None:
    understood: set[str] = set()
    left: set[str] = set()
    for name in ACCEPTED:
        definition = read_definition(import_form(name).source)
        for node in FormTree.of(definition.questions).nodes:
            for key in EXPRESSIONS:
                expression = getattr(node.row, key)
                if isinstance(expression, str):
                    condition = read_condition(expression)
                    (understood if condition else left).add(expression)
                    if condition:
                        assert shape(parse(write_condition(condition))) == shape(parse(expression))
    assert len(understood) > 240
    assert "${who} = 'pupil' and count-selected(${bully_kinds}) > 0" in understood
    assert ". >= 1 and . <= 12 and . <= ${age} - 4" in left


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "${a} =",
        "${a}",
        "'x'",
        "0 <= .",
        "${a} = ${b}",
        "${a} = 'x' and (${b} = 'y' or ${c} = 'z')",
        "not(${a} = 'x')",
        "selected(${a}, ${b})",
        "count(${a}) > 0",
        "count-selected(${a}) > ''",
        "../../a > 1",
        ".[1] = 'x'",
        "${a} > today()",
        ". >= date('20260613')",
        ". >= date('soon')",
        ". >= - 'x'",
        ". > 12345678901234567890",
        "regex(., '^[0-9]{0}$')",
        "regex(., ${a})",
        "false()",
        "coalesce(${a}, ${b}) = 'x'",
    ],
)
def test_an_expression_that_is_more_is_not_read(expression: str) -> None:
    assert read_condition(expression) is None


def test_a_text_with_both_quotation_marks_is_refused() -> None:
    for text in ("'\"", "${a}"):
        with pytest.raises(UnwritableValue):
            write_condition(AnswerCondition((Comparison("a", Operator.IS, text),)))
    written = write_condition(AnswerCondition((Comparison("a", Operator.IS, "ba'ar"),)))
    assert written == '${a} = "ba\'ar"'


def test_a_date_is_read_in_one_notation() -> None:
    assert read_date("2026-06-13") == dt.date(2026, 6, 13)
    assert read_date("13.06.2026") is None
    with pytest.raises(ExpressionError):
        parse("${a} =")
