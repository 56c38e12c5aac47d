"""Conditions in sentences, for pages without a script."""

from typing import Any

import pytest

from chalicelib.forms.definition import Definition
from chalicelib.forms.text import in_language
from chalicelib.forms.tree import FormTree, Node
from chalicelib.locales import Language
from chalicelib.xpath import ChoiceTables, bind, parse
from chalicelib.xpath.describe import ConditionDescriber

FORM: dict[str, Any] = {
    "name": "f",
    "purpose": "other",
    "title": "F",
    "choices": {"yn": [{"name": "yes", "label": {"kk": "Иә", "ru": "Да", "en": "Yes"}}]},
    "questions": [
        {"type": "select_one", "list_name": "yn", "name": "came", "label": "Came?"},
        {"type": "select_multiple", "list_name": "yn", "name": "many", "label": "Many"},
        {"type": "integer", "name": "age", "label": {"kk": "Жасы", "ru": "Возраст", "en": "Age"}},
        {"type": "text", "name": "name", "label": "Name"},
        {"type": "acknowledge", "name": "ok", "label": "Agreed"},
        {
            "type": "begin_repeat",
            "name": "pets",
            "questions": [{"type": "text", "name": "pet", "label": "Pet"}],
        },
        {"type": "calculate", "name": "silent", "calculation": "1"},
        *({"type": "text", "name": f"q{n}", "label": f"Q{n}"} for n in range(7)),
        {"type": "note", "name": "result", "label": "Result"},
    ],
}


def describe(condition: str, language: Language = "en") -> str:
    definition = Definition.model_validate(FORM)
    form = FormTree.of(definition.questions)
    (node,) = form.rows_named("result")
    tables = ChoiceTables(definition.choices)
    bound = bind(parse(condition), form, node, tables, result="boolean")
    describer: ConditionDescriber[Node] = ConditionDescriber(
        language, lambda question: in_language(question.row.label, language), tables
    )
    return describer.describe(bound)


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        ("${came} = 'yes'", "Answer this if you answer “Came” with “Yes”."),
        ("'yes' != ${came}", "Answer this if your answer to “Came” is not “Yes”."),
        ("not(${came} = 'yes')", "Answer this if your answer to “Came” is not “Yes”."),
        ("selected(${many}, 'yes')", "Answer this if you choose “Yes” in “Many”."),
        ("not(selected(${many}, 'yes'))", "Answer this if you do not choose “Yes” in “Many”."),
        ("count-selected(${many}) >= 2", "Answer this if you choose 2 or more in “Many”."),
        ("count-selected(${many}) > 0", "Answer this if you answer “Many”."),
        ("string-length(${name}) = 0", "Answer this if you do not answer “Name”."),
        ("${age} <= 17", "Answer this if “Age” is 17 or less."),
        ("18 < ${age}", "Answer this if “Age” is more than 18."),
        ("${age} = 1.5", "Answer this if “Age” is 1.5."),
        ("${age} != 2", "Answer this if “Age” is not 2."),
        ("${name} != ''", "Answer this if you answer “Name”."),
        ("${ok} = 'OK'", "Answer this if you tick “Agreed”."),
        ("not(${ok} = 'OK')", "Answer this if you do not tick “Agreed”."),
        (
            "${age} >= 18 and ${came} = 'yes' and ${name} != ''",
            "Answer this if “Age” is 18 or more, you answer “Came” with “Yes” and you answer “Name”.",
        ),
        (
            "${age} < 7 or ${age} > 70",
            "Answer this if “Age” is less than 7 or “Age” is more than 70.",
        ),
        ("${name}", "Answer this if you answer “Name”."),
        ("${age} = 1 or ${age} = 2 or ${age} = 3", "Answer this if “Age” is 1, 2 or 3."),
        (
            "${name} = 'A' or ${name} = 'B' or ${name} = 'C'",
            "Answer this if you answer “Name” with “A”, “B” or “C”.",
        ),
        (
            "${name} = 'A' or ${name} = 'B' or ${age} = 7",
            "Answer this if you answer “Name” with “A”, you answer “Name” with “B” or “Age” is 7.",
        ),
        (
            "${name} = 'A' or ${name} != 'B'",
            "Answer this if you answer “Name” with “A” or your answer to “Name” is not “B”.",
        ),
    ],
)
def test_a_simple_condition_is_a_sentence(condition: str, sentence: str) -> None:
    assert describe(condition) == sentence


@pytest.mark.parametrize(
    "condition",
    [
        "${came} = 'nobody'",
        "${came} < 'a'",
        "${age} + 1 > 2",
        "${age} > 2 and (${age} < 5 or ${came} = 'yes')",
        "selected(${many}, ${name})",
        "not(${age} + 1 > 2)",
        "count-selected(${many}) < 2",
        "count-selected(${many}) > 'x'",
        "${age} = (1 = 1)",
        "${name} < ''",
        "${ok} = 'x'",
        "count(${pets}) > 1 and ${age}",
    ],
)
def test_a_complex_condition_names_its_questions(condition: str) -> None:
    assert describe(condition).startswith("Whether to answer this depends on: “")


def test_a_long_list_of_questions_is_cut() -> None:
    condition = " + ".join(f"string-length(${{q{n}}})" for n in range(7)) + " > 3"
    assert describe(condition) == (
        "Whether to answer this depends on: “Q0”, “Q1”, “Q2”, “Q3”, “Q4” …."
    )


def test_a_condition_on_no_question_has_no_sentence() -> None:
    assert describe("1 = 1") == ""
    assert describe("${silent} = 1") == ""


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("kk", "«Name» сұрағына жауабыңыз «A», «B» немесе «C» болса, осыған жауап беріңіз."),
        ("ru", "Ответьте на это, если на вопрос «Name» вы ответили «A», «B» или «C»."),
    ],
)
def test_one_question_is_named_once_with_all_its_values(language: Language, sentence: str) -> None:
    assert describe("${name} = 'A' or ${name} = 'B' or 'C' = ${name}", language) == sentence
    too_many = " or ".join(f"${{name}} = '{number}a'" for number in range(9))
    assert "«0a»" not in describe(too_many, language)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("kk", "«Жасы» мәні 1,5 немесе одан аз болса, осыған жауап беріңіз."),
        ("ru", "Ответьте на это, если «Возраст» – 1,5 или меньше."),
    ],
)
def test_sentences_are_whole_in_each_language(language: Language, sentence: str) -> None:
    assert describe("${age} <= 1.5", language) == sentence
