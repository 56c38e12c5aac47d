"""Errors of expressions: each with its code and offset, all of them at once."""

import pytest

from chalicelib.forms import problems
from chalicelib.xpath import ExpressionError, bind, parse
from chalicelib.xpath.parser import MAX_DEPTH, MAX_LENGTH
from tests.xpath.cases import Case, example_form

FORM = example_form()


def _error(text: str, at: str = "result", filters: str | None = None) -> tuple[str, int]:
    with pytest.raises(ExpressionError) as refused:
        Case(FORM, text, {}, at=at, filters=filters).bind()
    assert refused.value.code in problems.EXPRESSIONS
    message = problems.EXPRESSIONS[refused.value.code]
    assert message.format_map(refused.value.parameters)
    return refused.value.code.removeprefix("form.expression_"), refused.value.offset


@pytest.mark.parametrize(
    ("text", "code", "offset"),
    [
        ("", "empty", 0),
        ("  ", "empty", 0),
        ("1 +", "ends_early", 3),
        ("concat('a'", "ends_early", 10),
        ("(1", "ends_early", 2),
        ("/", "ends_early", 1),
        ("1 2", "bad_syntax", 2),
        ("${age} == 2", "bad_syntax", 8),
        ("${age} && 1", "bad_syntax", 7),
        ("a b", "bad_syntax", 2),
        ("1 + * 2", "bad_syntax", 6),
        (")", "bad_syntax", 0),
        ("'abc", "open_text", 0),
        ("1 = “abc", "open_text", 4),
        ("${age", "bad_reference", 0),
        ("1 + ${a b}", "bad_reference", 4),
        ("${}", "bad_reference", 0),
        ("1" * (MAX_LENGTH + 1), "too_long", MAX_LENGTH),
        ("(" * (MAX_DEPTH + 1), "too_deep", MAX_DEPTH),
        ("-" * (MAX_DEPTH + 1) + "1", "too_deep", MAX_DEPTH),
        ("1" + " div 1" * MAX_DEPTH, "too_deep", 6 * MAX_DEPTH),
        ("xyzzy(1)", "unknown_function", 0),
        ("1 + conct('a')", "misspelt_function", 4),
        ("digest('a', 'MD5')", "not_available", 0),
        ("Digest('a')", "not_available", 0),
        ("pulldata('fruits', 'price', 'code')", "wrong_arguments", 0),
        ("pulldata(${name}, 'price', 'code', 'd')", "pulldata_name", 9),
        ("pulldata('fruits', concat('pri', 'ce'), 'code', 'd')", "pulldata_name", 19),
        ("pulldata('fruits', 'price', 1, 'd')", "pulldata_name", 28),
        ("//age", "not_available", 0),
        ("/data//age", "not_available", 5),
        ("${member}//age", "not_available", 9),
        ("@age", "not_available", 0),
        ("/data/home/+", "bad_syntax", 11),
        ("/data/@age", "not_available", 6),
        ("child::age", "not_available", 0),
        ("/data/*/age", "not_available", 6),
        ("/data/*[1]", "not_available", 6),
        ("indexed-repeat(xyzzy, ${member}, 1)", "bad_path", 15),
        ("(/data/home/*)/x", "bad_path", 15),
        ("indexed-repeat(/data/*, ${member}, 1)", "bad_path", 15),
        ("${last-saved#ag}", "misspelt_name", 0),
        ("${last-saved# age}", "bad_reference", 0),
        ("descendant::age", "not_available", 0),
        ("instance('towns')/root/item[label:: != '']", "bad_syntax", 36),
        ("instance('__last-saved')/data/age", "not_available", 0),
        ("not()", "wrong_arguments", 0),
        ("not(1, 2)", "wrong_arguments", 0),
        ("weighted-checklist(1, 2, 'yes')", "wrong_arguments", 0),
        ("position(1, 2)", "wrong_arguments", 0),
        ("position(instance('towns')/root/item)", "wrong_arguments", 0),
        ("last(1)", "wrong_arguments", 0),
        ("current(1)", "wrong_arguments", 0),
        ("instance(1)/root/item", "wrong_arguments", 0),
        ("regex(.)", "wrong_arguments", 0),
        ("jr:choice-name('a')", "wrong_arguments", 0),
        ("indexed-repeat(${who}, ${member})", "wrong_arguments", 0),
        ("indexed-repeat(${name}, ${member}, 1)", "wrong_arguments", 0),
        ("indexed-repeat(1, ${member}, 1)", "bad_path", 15),
        ("indexed-repeat(/data, ${member}, 1)", "bad_path", 15),
        ("indexed-repeat(${whoo}, ${member}, 1)", "misspelt_name", 15),
        ("count(1)", "needs_nodes", 6),
        ("1 | ${age}", "needs_nodes", 0),
        ("(1 + 1)[1]", "needs_nodes", 3),
        ("${agee} + 1", "misspelt_name", 0),
        ("${xyzzy} + 1", "unknown_name", 0),
        ("position(xyzzy)", "wrong_arguments", 0),
        ("(1 + 1)/age", "bad_path", 3),
        ("(${who})[../years = 1]", "bad_path", 9),
        ("instance('nowhere')/root/item", "no_list", 9),
        ("instance('nowhere')", "no_list", 9),
        ("instance('towns')", "bad_path", 0),
        ("count(instance('towns')/root)", "bad_path", 6),
        ("instance('towns')/root/item/name/x", "bad_path", 33),
        ("instance('towns')/../item", "bad_path", 18),
        ("instance('towns')/root/item/*", "bad_path", 28),
        ("instance('towns')/root/item/name/../../..[1]/root", "bad_path", 39),
        ("instance('towns')/root[1]/item", "bad_path", 18),
        ("instance('towns')/root/item[name/x = 1]", "bad_path", 28),
        ("instance('towns')/root/item[name[1] = 1]", "bad_path", 28),
        ("instance('towns')/root/item[../x = 1]", "bad_path", 28),
        ("jr:choice-name('a', '${name}')", "not_a_select", 20),
        ("jr:choice-name('a', '${nam}')", "misspelt_name", 20),
        ("jr:choice-name('a', 'a b')", "bad_reference", 20),
        ("jr:choice-name('a', '1')", "bad_path", 20),
        ("regex(., ${name})", "pattern_not_text", 9),
        ("regex(., 'a(?=b)')", "bad_pattern", 11),
        ("regex(., '(a{1,1000}){1000}')", "pattern_too_large", 10),
    ],
)
def test_an_error_has_a_code_and_an_offset(text: str, code: str, offset: int) -> None:
    assert _error(text) == (code, offset)


def test_all_unknown_names_are_reported_at_once() -> None:
    with pytest.raises(ExpressionError) as refused:
        Case(FORM, "${agee} > 1 and selected(${x1}, 'a') or not()", {}).bind()
    assert [(error.code, error.offset) for error in refused.value.errors] == [
        ("form.expression_misspelt_name", 0),
        ("form.expression_unknown_name", 25),
        ("form.expression_wrong_arguments", 40),
    ]
    assert refused.value.parameters == {"name": "agee", "nearest": "age"}
    assert "misspelt_name at 0" in str(refused.value)


def test_a_name_of_two_rows_is_ambiguous() -> None:
    rows = [
        {"type": "begin_group", "name": group, "questions": [{"type": "text", "name": "same"}]}
        for group in ("one", "two")
    ]
    form = type(FORM).of(rows, {})
    with pytest.raises(ExpressionError) as refused:
        bind(parse("${same}"), form.tree, None, form.tables)
    assert refused.value.code == "form.expression_ambiguous_name"
    bound = bind(parse("/data/two/same"), form.tree, None, form.tables)
    assert bound.node is None


def test_a_filter_of_an_unknown_list_is_refused() -> None:
    assert _error("true()", filters="nowhere") == ("no_list", 0)


@pytest.mark.parametrize(
    ("text", "code", "offset"),
    [
        ("/data/home/stret = ''", "unknown_path", 11),
        ("../xyzzy/more[1]", "unknown_path", 3),
        ("xyzzy[1] = 1", "unknown_path", 0),
        ("../../.. = ''", "unknown_path", 3),
        ("instance('towns')/root/item/mayor", "unknown_column", 28),
        ("instance('towns')/root/item[mayor = 1]/name", "unknown_column", 28),
    ],
)
def test_a_path_to_nothing_is_empty_and_gives_a_warning(text: str, code: str, offset: int) -> None:
    """XPath allows it, and pyxform does not read paths."""
    case = Case(FORM, text, {})
    (warning,) = case.bind().warnings
    assert (warning.code, warning.offset) == (f"form.expression_{code}", offset)
    assert warning.code in problems.WARNINGS
    assert case.evaluate() in ("", False)


def test_a_column_that_no_choice_has_lets_none_pass() -> None:
    case = Case(FORM, "mayor = 'x'", {}, filters="towns")
    assert [warning.offset for warning in case.bind().warnings] == [0]
    assert case.evaluate() == []
