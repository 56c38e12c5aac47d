"""Templates, references, patterns, time zones, and the page's constants."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib import xpath
from chalicelib.xpath import TemplatePart, bind_part, get_zone, parse_template
from chalicelib.xpath.regex import PatternError, matcher, read_pattern
from tests.xpath.cases import Case, example_form

FORM = example_form()


def test_a_template_is_split_at_its_names() -> None:
    assert parse_template("Hello, ${name}! ${ age }") == (
        TemplatePart("Hello, ", is_name=False, offset=0),
        TemplatePart("name", is_name=True, offset=7),
        TemplatePart("! ", is_name=False, offset=14),
        TemplatePart("age", is_name=True, offset=16),
    )
    assert parse_template("") == ()
    assert parse_template("${name} x") == (
        TemplatePart("name", is_name=True, offset=0),
        TemplatePart(" x", is_name=False, offset=7),
    )
    assert parse_template("$5, ${a b} {name}") == (
        TemplatePart("$5, ${a b} {name}", is_name=False, offset=0),
    )


@given(st.text(st.sampled_from("${}ab é"), max_size=30))
def test_the_parts_make_up_the_text(text: str) -> None:
    shown = "".join(
        f"${{{part.text}}}" if part.is_name else part.text for part in parse_template(text)
    )
    assert shown.replace(" ", "") == text.replace(" ", "")


def test_a_name_in_a_template_is_a_string() -> None:
    (part,) = parse_template("${age}")
    bound = bind_part(part, FORM.tree, FORM.node("name"))
    case = Case(FORM, "1", {"age": 7})
    assert xpath.compile_expression(bound)(case.context()) == "7"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("${age} > 1 and ${name} = ''", {"age", "name"}),
        ("sum(${cost})", {"cost", "visit", "member"}),
        ("count(${member}[years > 1])", {"member", "years"}),
        (". > 1", set()),
        ("indexed-repeat(${who}, ${member}, ${age})", {"who", "member", "age"}),
        ("jr:choice-name(${sex}, '${sex}')", {"sex"}),
        ("jr:choice-name('f', '${sex}')", set()),
        ("instance('towns')/root/item[name = ${name}]/label", {"name"}),
        ("(${who} | ${name})[1]", {"who", "member", "name"}),
        ("regex(${name}, 'a')", {"name"}),
    ],
)
def test_the_rows_that_an_expression_reads_are_known(text: str, names: set[str]) -> None:
    bound = Case(FORM, text, {}).bind()
    assert {node.row.name for node in xpath.references(bound)} == names


@pytest.mark.parametrize(
    ("at", "instance", "answers", "expected"),
    [
        ("member", (), {"name": "x"}, "x"),
        ("member", (), {}, ""),
    ],
)
def test_a_repeats_own_expressions_are_read_outside_of_its_instances(
    at: str, instance: tuple[int, ...], answers: dict[str, object], expected: str
) -> None:
    assert Case(FORM, "../name", answers, at=at, instance=instance).evaluate() == expected
    assert Case(FORM, "${name}", answers, at=at, instance=instance).evaluate() == expected


def test_a_repeat_can_read_its_instances() -> None:
    answers = {"member": [{"years": 1}, {"years": 2}]}
    assert Case(FORM, "sum(./years)", answers, at="member").evaluate() == 3


@pytest.mark.parametrize(
    ("pattern", "canonical"),
    [
        (r"\d{3}", "^[0-9]{3,3}$"),
        ("a|b", "^(?:a|b)$"),
        ("[b-da]", "^[a-d]$"),
        ("[a-]", r"^[\x2Da]$"),
        (r"[\w-x]", r"^[\x2D0-9A-Z\x5Fa-z]$"),
        (r"[a-\d]", r"^[\x2D0-9a]$"),
        (r"[^\W]", r"^[^\x00-\x2F\x3A-\x40\x5B-\x5E\x60{-\u{10FFFF}]$".replace("{-", r"\x7B-", 1)),
        (r"\Aa\z", "^^a$$"),
        (r"\pL\p{Alpha}\P{Digit}", r"^[\p{L}][A-Za-z][\x00-\x2F\x3A-\u{10FFFF}]$"),
        (r"\p{Script=Greek}", r"^[\p{Script=Greek}]$"),
        (r"(?i:a)b", "^[Aa]b$"),
        (r"\t\x{1F600}\u0416", r"^\x09\u{1F600}Ж$"),
        ("(a|b)+?", "^(?:(?:a|b)){1,}$"),
        ("(?i)ß", "^ß$"),
        ("}", r"^\x7D$"),
    ],
)
def test_a_pattern_has_one_canonical_form(pattern: str, canonical: str) -> None:
    assert read_pattern(pattern).text == canonical


@pytest.mark.parametrize(
    ("pattern", "offset", "found"),
    [
        ("(?=a)", 0, "(?="),
        ("(?<=a)", 0, "(?<="),
        ("(?s)a", 0, "(?s"),
        (r"(a)\1", 3, r"\1"),
        (r"\bа", 0, r"\b"),
        ("a++", 2, "+"),
        ("a**", 2, "*"),
        ("^*", 0, "^"),
        ("*", 0, "*"),
        ("{2}", 0, "{"),
        ("a{,2}", 1, "{"),
        ("a{3,2}", 1, "{3,2}"),
        ("a{1001}", 1, "{1001}"),
        ("(a", 2, "(a"),
        ("a)", 1, ")"),
        ("[a", 2, "[a"),
        ("[]", 1, "]"),
        ("[[:alpha:]]", 1, "["),
        ("[a&&b]", 2, "&"),
        ("[z-a]", 2, "-"),
        (r"\p{Nope}", 0, r"\p{Nope}"),
        (r"\p{", 0, r"\p"),
        (r"\uD800", 0, r"\uD800"),
        (r"\x{110000}", 0, r"\x{110000}"),
        ("a\\", 1, "\\"),
        ("(" * 40, 30, "("),
        (r"(?i)[\x{0}-\x{FFFF}]", 0, "(?i)"),
    ],
)
def test_a_pattern_that_is_ambiguous_or_not_linear_is_refused(
    pattern: str, offset: int, found: str
) -> None:
    with pytest.raises(PatternError) as refused:
        read_pattern(pattern)
    assert (refused.value.offset, refused.value.found) == (offset, found)


def test_a_pattern_with_too_many_states_is_refused() -> None:
    for pattern in ("(a{1000}){1000}", r"\p{L}{900}"):
        with pytest.raises(PatternError) as refused:
            read_pattern(pattern)
        assert refused.value.too_large


@given(
    st.text(st.sampled_from(r"ab0\dws.[]^$()|*+?{},-1:i"), max_size=14), st.text("ab0 ", max_size=6)
)
def test_any_pattern_is_refused_or_runs(pattern: str, text: str) -> None:
    offset = 0
    try:
        assert matcher(read_pattern(pattern).text)(text) in (True, False)
    except PatternError as error:
        offset = error.offset
    assert 0 <= offset <= len(pattern)


def test_constants_that_json_lacks_are_operations() -> None:
    huge = "9" * 400
    for text, tree in (
        ("number('x')", ["nan"]),
        (huge, ["inf"]),
        (f"-{huge}", ["neg", ["inf"]]),
        ("2", 2),
        ("2.5", 2.5),
        ("'a'", "a"),
        ("true()", True),
    ):
        assert Case(FORM, text, {}).to_page()["tree"] == tree
    assert math.copysign(1, Case(FORM, "-0", {}).to_page()["tree"]) == -1


def test_the_dot_is_the_choice_that_a_filter_tests() -> None:
    assert Case(FORM, ". = 'almaty'", {}, filters="towns").evaluate() == ["almaty"]
    assert Case(FORM, "string-length() = 6", {}, filters="towns").evaluate() == [
        "almaty",
        "astana",
    ]


def test_current_is_the_own_value() -> None:
    assert Case(FORM, "current() + 1", {}, value=7).evaluate() == 8


def test_choice_name_takes_a_plain_name() -> None:
    assert Case(FORM, "jr:choice-name('f', 'sex')", {}).evaluate() == "girl"


def test_a_time_zone_is_a_short_table() -> None:
    table = get_zone("Asia/Almaty").table
    assert table[0] == (0, 360)
    assert table[-1] == (1_709_229_600_000, 300)
    assert len(table) < 100
    assert get_zone("UTC").table == [(0, 0)]


def test_ids_and_budget_have_defaults() -> None:
    context = xpath.Context(frames=[{}], now=Case(FORM, "1", {}).context().now, time_zone="UTC")
    bound = Case(FORM, "string-length(uuid())", {}).bind()
    assert xpath.compile_expression(bound)(context) == 36
