"""Evaluation never raises and never takes long, whatever the form and the answers hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib import xpath
from chalicelib.xpath import ExpressionError, parse
from chalicelib.xpath.binder import Result
from chalicelib.xpath.parser import MAX_DEPTH
from tests.node import needs_node
from tests.xpath.cases import Case, example_form
from tests.xpath.page import running_page

FORM = example_form()
MANY = {"member": [{"years": number % 90, "who": "x" * 50} for number in range(100_000)]}


def _deepest() -> list[str]:
    deep = MAX_DEPTH - 2
    return [
        "(" * deep + "1" + ")" * deep,
        "-" * deep + "1",
        "1" + " div 1" * deep,
        "if(1=1," * deep + "1" + ",2)" * deep,
        "not(" * deep + "1" + ")" * deep,
        "/data/member[" * (deep // 2) + "1" + "]" * (deep // 2),
        "1" + " + 1" * 2_400,
        "true()" + " and true()" * 900,
        "concat(" + ", ".join(["'a'"] * 1_900) + ")",
    ]


@pytest.mark.parametrize("text", _deepest())
def test_the_deepest_and_longest_accepted_expressions_are_evaluated(text: str) -> None:
    case = Case(FORM, text, {"member": [{}]})
    assert isinstance(case.evaluate(), bool | float | str)
    assert case.to_page()["tree"] is not None


@given(st.text(st.sampled_from("()[]${}'\"/.,|=<>+-*@:# aegmn1_and or not mod count"), max_size=40))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    offset = 0
    try:
        parse(text)
    except ExpressionError as error:
        offset = error.offset
    assert 0 <= offset <= len(text)


def test_a_hundred_thousand_instances_are_evaluated() -> None:
    case = Case(FORM, "sum(${years}) + count(${member}) + count(${member}[years = 3])", MANY)
    assert case.evaluate() == sum(n % 90 for n in range(100_000)) + 100_000 + 1_112


@pytest.mark.parametrize(
    ("text", "result", "empty"),
    [
        ("count(/data/member[count(/data/member[years > 1]) > 1])", "number", "nan"),
        ("count(/data/member[count(../member[years > 1]) > 1]) = 0", "boolean", "False"),
        (f"string-length({'concat(' * 9}${{who}}{', ${who}' * 30}{')' * 9})", "number", "nan"),
        ("join('-', ${who} | ${who}, ${who}, ${who}, ${who}, ${who}, ${who})", "string", ""),
    ],
)
def test_an_evaluation_that_would_never_end_stops(text: str, result: Result, empty: str) -> None:
    case = Case(FORM, text, MANY)
    bound = xpath.bind(parse(text), FORM.tree, FORM.node("result"), FORM.tables, result=result)
    context = case.context()
    assert str(xpath.compile_expression(bound)(context)) == empty
    assert context.exhausted
    assert (len(context.frames), len(context.positions)) == (1, 1)


@pytest.mark.parametrize(("age", "text"), [(10**400, "Infinity"), (-(10**400), "-Infinity")])
def test_a_number_that_no_double_holds_is_an_infinity(age: int, text: str) -> None:
    assert Case(FORM, "string(${age})", {"age": age}).evaluate() == text
    assert Case(FORM, "string(${age} * 1)", {"age": age}).evaluate() == text


def test_a_filter_stops_too() -> None:
    bound = Case(FORM, "region = 'south'", {}, filters="towns").bind()
    context = Case(FORM, "1", {}).context(budget=2)
    assert bound.choices is not None
    passing = xpath.compile_filter(bound)(context, bound.choices.rows("en"))
    assert [row["name"] for row in passing] == ["almaty", "taraz"]
    assert context.exhausted


@needs_node
def test_the_page_stops_too() -> None:
    text = "count(/data/member[count(/data/member[years > 1]) > 1])"
    answers = {"member": MANY["member"][:2_000]}
    with running_page() as page:
        result = page.evaluate(Case(FORM, text, answers).to_page())
    assert result == {"value": "", "exhausted": True, "frames": 1}


@needs_node
@pytest.mark.parametrize("pattern", ["(a+)+b", "(a|aa)*b", "(.*a){20}b", "a{0,300}a{0,300}b"])
def test_no_pattern_takes_long(pattern: str) -> None:
    """A backtracking engine would take exponential time for these."""
    case = Case(FORM, f"regex(${{name}}, '{pattern}')", {"name": "a" * 2_000})
    assert case.evaluate() is False
    with running_page() as page:
        assert page.evaluate(case.to_page())["value"] is False
