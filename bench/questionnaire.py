"""Long forms to measure: 500 questions as schools ask them, and 100 with or without rules."""

from collections.abc import Iterator
from typing import Any

from chalicelib.forms.intake import Form

Row = dict[str, Any]

SECTIONS = 25
"""Of twenty questions each: the 500 questions; their groups come on top."""

RULES = 50

_LISTS: Row = {
    "yes_no": [{"name": "yes", "label": "Иә"}, {"name": "no", "label": "Жоқ"}],
    "agree": [{"name": f"a{place}", "label": f"{place}"} for place in range(1, 6)],
    "region": [{"name": f"r{place}", "label": f"Облыс {place}"} for place in range(20)],
    "district": [
        {"name": f"d{place}", "label": f"Аудан {place}", "region": f"r{place % 20}"}
        for place in range(200)
    ],
}


def long() -> Row:
    """Make a form of 500 questions: in each section a skip, scales, a cascade, limits and a sum."""
    return _document(
        "long",
        [
            {
                "type": "begin_group",
                "name": f"s{number}",
                "label": f"Бөлім {number}",
                **({"relevant": f"${{open{number - 1}}} = 'yes'"} if number else {}),
                "questions": _section(number),
            }
            for number in range(SECTIONS)
        ],
    )


def _section(number: int) -> list[Row]:
    """Make the twenty questions of a section."""
    section = str(number)
    scales = [
        _row(
            "integer", f"n{section}_{place}", min=0, max=100, relevant=f"${{open{section}}} = 'yes'"
        )
        for place in range(6)
    ]
    total = " + ".join(f"coalesce(${{n{section}_{place}}}, 0)" for place in range(6))
    return [
        _row("select_one", f"open{section}", list_name="yes_no", required=True),
        *scales,
        _row("calculate", f"sum{section}", calculation=total),
        _row("text", f"why{section}", relevant=f"${{sum{section}}} > 100", required=True),
        _row("select_one", f"region{section}", list_name="region"),
        _row(
            "select_one",
            f"district{section}",
            list_name="district",
            choice_filter=f"region = ${{region{section}}}",
            relevant=f"${{region{section}}} != ''",
        ),
        _row(
            "decimal",
            f"share{section}",
            constraint=f". <= ${{sum{section}}}",
            constraint_message="Қосындыдан көп болмауы керек",
        ),
        _row("date", f"day{section}", constraint=". <= today()", constraint_message="Болашақ күн"),
        *(_row("select_one", f"agree{section}_{place}", list_name="agree") for place in range(5)),
        _row("select_multiple", f"many{section}", list_name="agree"),
        _row("text", f"which{section}", relevant=f"selected(${{many{section}}}, 'a5')"),
    ]


def hundred_questions(*, rules: bool) -> Row:
    """Make a form of 100 questions; with ``rules`` every second one depends on the one before it."""
    rows = []
    for place in range(RULES):
        kind = (
            _row("select_one", f"a{place}", list_name="yes_no")
            if place % 2
            else _row("integer", f"a{place}", min=0, max=100)
        )
        condition = f"${{a{place}}} = 'yes'" if place % 2 else f"${{a{place}}} > 10"
        rows += [kind, _row("text", f"b{place}", **({"relevant": condition} if rules else {}))]
    return _document("hundred", rows)


def answers_to_hundred() -> Row:
    """Return answers to all 100 questions, under which every rule holds."""
    first = {f"a{place}": "yes" if place % 2 else 50 for place in range(RULES)}
    return first | {f"b{place}": "Жақсы өтті, рақмет" for place in range(RULES)}


def fill_in(form: Form) -> Iterator[tuple[str, str]]:
    """Yield a page's field for each question, with its last choice or a number; to a date, that is no answer."""
    for question in form.questions:
        choices = form.definition.choices.get(question.row.list_name or "", ())
        yield f"q.{question.key}", choices[-1].name if choices else "5"


def _row(kind: str, name: str, **keys: object) -> Row:
    label = {} if kind == "calculate" else {"label": f"Сұрақ {name}?"}
    return {"type": kind, "name": name, **label, **keys}


def _document(name: str, rows: list[Row]) -> Row:
    return {
        "name": name,
        "purpose": "other",
        "title": "Сауалнама",
        "default_language": "kk",
        "choices": _LISTS,
        "questions": rows,
    }
