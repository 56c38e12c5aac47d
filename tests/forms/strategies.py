"""Strategies that draw definitions of every type, with and without logic, answers to them, and JSON of any kind."""

import functools

from hypothesis import strategies as st

from chalicelib.forms.types import TYPES
from tests.forms.definitions import document, row
from tests.forms.types.samples import ANSWERS, KEYS, Drawn, Row, words

__all__ = [
    "TIME_ZONES",
    "Drawn",
    "Row",
    "forms",
    "forms_with_logic",
    "forms_without_logic",
    "junk",
]

TIME_ZONES = ["Asia/Almaty", "Asia/Aqtau", "Europe/Berlin", "America/Sao_Paulo", "UTC"]

junk = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
    | st.sampled_from(["OK", "other", "pupil", "1", "2026-06-13", "09:30", "2026-06-13T10:00", ""]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
"""Any value that JSON can hold."""


@st.composite
def rows(draw: st.DrawFn, name: str) -> tuple[Row, Drawn]:
    """Draw a question of any type, and return a strategy of answers to it, most of them acceptable."""
    kind = draw(st.sampled_from(list(ANSWERS)))
    keys = draw(KEYS.get(kind, st.just({})))
    common = {"required": True} if draw(st.booleans()) else {}
    private = {"private": True} if draw(st.integers(0, 4)) == 0 else {}
    return row(kind, name, **keys, **common, **private), ANSWERS[kind]


@st.composite
def forms(draw: st.DrawFn) -> tuple[Row, dict[str, Drawn]]:
    """Draw a definition of a few questions, some in groups, and return a strategy of answers for each key."""
    count = draw(st.integers(1, 5))
    questions = [draw(rows(f"q{number}")) for number in range(count)]
    top: list[Row] = []
    for number, (question, _) in enumerate(questions):
        is_grouped = draw(st.booleans())
        top.append(
            row("begin_group", f"g{number}", questions=[question]) if is_grouped else question
        )
    answers = {question["name"]: values for question, values in questions}
    for question, _ in questions:
        if question.get("or_other"):
            answers[f"{question['name']}_other"] = words
    return document(*top, row("note", "n")), answers


# Hypothesis validates each strategy that it meets, so equal names share one here.
@functools.cache
def _conditions(names: tuple[str, ...]) -> st.SearchStrategy[str]:
    """Boolean expressions that read these questions."""
    templates = [
        "${{{0}}} != ''",
        "${{{0}}} = '1'",
        "selected(${{{0}}}, 'pupil')",
        "not(string-length(${{{0}}}) > 4)",
        "${{{0}}} > 3 or ${{{1}}} = 'OK'",
        "count-selected(${{{0}}}) < 2 and ${{{1}}} = ''",
        "regex(${{{0}}}, '[a-z1]+') = (${{{1}}} <= 0)",
        "sum(${{{0}}}) > 1",
    ]
    name = st.sampled_from(names)
    return st.builds(
        lambda template, *pair: template.format(*pair), st.sampled_from(templates), name, name
    )


@functools.cache
def calculations(names: tuple[str, ...]) -> st.SearchStrategy[str]:
    """Expressions of any type that read these questions."""
    templates = [
        "${{{0}}}",
        "${{{0}}} + 1",
        "concat(${{{0}}}, '/', ${{{1}}})",
        "if(${{{0}}} = '', '1', 'text')",
        "count-non-empty(${{{0}}}) div 3",
        "1 div 0",
        "coalesce(${{{0}}}, ${{{1}}})",
        "position(..)",
    ]
    name = st.sampled_from(names)
    return st.builds(
        lambda template, *pair: template.format(*pair), st.sampled_from(templates), name, name
    )


@st.composite
def _question(draw: st.DrawFn, name: str, before: tuple[str, ...]) -> tuple[Row, Drawn]:
    """Draw a question with expressions that may read the questions before it, and a strategy of answers to it."""
    if before and draw(st.integers(0, 3)) == 0:
        question = row("calculate", name, calculation=draw(calculations(before)))
        answers: Drawn = words | st.integers(-5, 9)
    else:
        question, answers = draw(rows(name))
        if draw(st.integers(0, 3)):
            question.pop("required", None)
        if draw(st.integers(0, 5)) == 0:
            question["constraint"] = draw(_conditions((name, *before)))
    if before and draw(st.integers(0, 1)) == 1:
        question["relevant"] = draw(_conditions(before))
    if before and question.get("required") and draw(st.integers(0, 1)):
        question["required"] = draw(_conditions(before))
    open_list = question.get("list_name") and not question.get("or_other")
    if open_list and draw(st.integers(0, 3)) == 0:
        question["choice_filter"] = draw(
            st.sampled_from(["name != '1'", "string-length(name) > 3"])
        )
    return question, answers


_CONTAINERS = ("begin_group", "begin_repeat")


@st.composite
def _section(
    draw: st.DrawFn, prefix: str, before: tuple[str, ...], depth: int
) -> tuple[list[Row], Drawn]:
    """Draw some questions, groups and repeats, and return a strategy of an object of answers to them."""
    section: list[Row] = []
    answers: dict[str, Drawn] = {}
    names = before
    for number in range(draw(st.integers(1, 4))):
        name = f"{prefix}{number}"
        if depth < 2 and draw(st.integers(0, 3)) == 0:
            inner, values = draw(_section(f"{name}_", names, depth + 1))
            keys = {}
            if names and draw(st.integers(0, 3)) == 0:
                keys["repeat_count"] = draw(st.sampled_from(["2", f"${{{names[0]}}}"]))
            read = names if keys or inner[0]["type"] in _CONTAINERS else (*names, inner[0]["name"])
            if read and draw(st.integers(0, 1)) == 1:
                keys["relevant"] = draw(_conditions(read))
            section.append(row("begin_repeat", name, questions=inner, **keys))
            answers[name] = st.lists(values, max_size=3)
        else:
            question, answers[name] = draw(_question(name, names))
            if question.get("or_other"):
                answers[f"{name}_other"] = words
            names = (*names, name)
            if draw(st.integers(0, 3)) == 0:
                also = f"{name}b"
                second, answers[also] = draw(_question(also, names))
                if second.get("or_other"):
                    answers[f"{also}_other"] = words
                names = (*names, also)
                keys = {"relevant": draw(_conditions(names))}
                question = row("begin_group", f"g{name}", questions=[question, second], **keys)
            section.append(question)
    return section, st.fixed_dictionaries(
        {name: values | st.none() for name, values in answers.items()}
    )


@st.composite
def forms_with_logic(draw: st.DrawFn) -> tuple[Row, Drawn]:
    """Draw a definition with expressions and repeats, and return a strategy of all answers to it."""
    questions, answers = draw(_section("q", (), 0))
    return document(row("text", "first"), *questions, row("note", "n")), answers


@st.composite
def forms_without_logic(draw: st.DrawFn) -> tuple[Row, Drawn]:
    """Draw a definition that a JSON Schema describes exactly, perhaps with a repeat.

    The strategy that is returned with it draws answers that may lack keys or be of any kind.
    """
    questions, answers = [], {}
    for number in range(draw(st.integers(1, 3))):
        question, values = draw(rows(f"q{number}"))
        if question["type"] in _DATES:
            question = {key: value for key, value in question.items() if key not in ("min", "max")}
        questions.append(question)
        answers[question["name"]] = values | junk
        if question.get("or_other"):
            answers[f"{question['name']}_other"] = words
    instance = st.fixed_dictionaries({}, optional=answers)
    if not draw(st.booleans()):
        return document(*questions), instance
    repeat = row("begin_repeat", "r", questions=questions)
    return document(row("text", "t"), repeat), st.fixed_dictionaries(
        {}, optional={"r": st.lists(instance | junk, max_size=3) | junk, "t": words | junk}
    )


_DATES = [kind.name for kind in TYPES.values() if "min" in kind.keys and not kind.is_number]
"""Types whose limits JSON Schema cannot express."""
