"""A condition as the fields of a question's page: rows of question, comparison and value beside the expression itself.

The names of the fields begin with the row's key, ``relevant`` or ``constraint``: ``relevant_join``, and for each comparison
``relevant_question_0``, ``relevant_operator_0`` and ``relevant_value_0``. ``relevant`` is the expression, and
``relevant_shown`` the expression that the page was made of: where the two differ, somebody wrote an expression, and
it goes before the rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

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
from chalicelib.forms.number_text import fits, read_number, write_number
from chalicelib.forms.text import normalize
from chalicelib.locales import N_
from chalicelib.web.organiser.form_editor.asked_questions import (
    CHECKS,
    OPERATORS,
    AskedQuestion,
    describe_question,
    questions_for,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from chalicelib.domain.events import Event
    from chalicelib.forms.definition import Definition, Row
    from chalicelib.forms.editing import RowPlace
    from chalicelib.locales import Language

MAX_ROWS: Final = 20
COUNTED: Final = frozenset(
    each for each in Operator if each.startswith(("count", "length", "digits"))
)
_MEANT: Final[Mapping[tuple[str, Operator], Operator]] = {
    ("several", Operator.IS): Operator.INCLUDES,
    ("several", Operator.IS_NOT): Operator.EXCLUDES,
    ("one", Operator.INCLUDES): Operator.IS,
    ("one", Operator.EXCLUDES): Operator.IS_NOT,
}
"""What is meant where a comparison was chosen before the page knew the question."""
_GENERAL: Final = (*OPERATORS["number"], Operator.INCLUDES, Operator.EXCLUDES)
_NO_VALUE: Final = N_("Write what the answer is compared with.")
_NO_CHOICE: Final = N_("This is none of the choices of that question.")
_NO_NUMBER: Final = N_("Write a number.")
_NO_DATE: Final = N_("Write the date as 2026-06-13.")
_UNFIT: Final = N_("The answers to this question cannot be compared so. Choose another comparison.")
_QUOTES: Final = N_("Leave out the quotation marks.")


@dataclass(frozen=True, slots=True)
class ConditionSubject:
    """What a condition of one key is about: the questions it may name, or for a check the answer itself (``own``)."""

    key: str
    questions: Mapping[str, AskedQuestion]
    own: AskedQuestion | None = None

    @property
    def can_be_built(self) -> bool:
        """Whether there is anything to compare."""
        return self.own.kind in CHECKS if self.own else bool(self.questions)

    def question(self, name: str) -> AskedQuestion | None:
        """Return the question of that name; the row's own for a check."""
        return self.own or self.questions.get(name)

    def operators(self, question: AskedQuestion | None) -> tuple[Operator, ...]:
        """Return the comparisons that are offered."""
        if self.own is not None:
            return CHECKS.get(self.own.kind, ())
        return OPERATORS[question.kind] if question else _GENERAL

    def read(self, expression: str | None) -> AnswerCondition | None:
        """Return the condition that the fields show; None where only an expression can say it."""
        if not self.can_be_built:
            return None
        if not expression:
            return AnswerCondition(())
        condition = read_condition(expression)
        is_shown = condition is not None and all(
            (each.question is None) == (self.own is not None) for each in condition.comparisons
        )
        return condition if is_shown else None


@dataclass(frozen=True, slots=True)
class TypedRow:
    """One comparison as its fields hold it."""

    question: str
    operator: str
    value: str


def condition_subjects(
    definition: Definition,
    event: Event,
    place: RowPlace,
    row: Row,
    *,
    is_new: bool,
    language: Language,
) -> tuple[ConditionSubject, ...]:
    """Return what the conditions of a row at a place are about: when it is asked, and the check of its answer."""
    asked = questions_for(definition, event, place, is_new=is_new, language=language)
    own = describe_question(row, definition.choices, language)
    return (ConditionSubject("relevant", asked), ConditionSubject("constraint", {}, own))


def condition_values(subject: ConditionSubject, expression: str | None) -> dict[str, str]:
    """Return what the fields hold for an expression; none but the expression's where no rows can show it."""
    values = {subject.key: expression or "", f"{subject.key}_shown": expression or ""}
    condition = subject.read(expression)
    if condition is None:
        return values
    values[f"{subject.key}_join"] = condition.conjunction
    for number, row in enumerate(_rows_of(condition)):
        values |= {
            f"{subject.key}_question_{number}": row.question,
            f"{subject.key}_operator_{number}": row.operator,
            f"{subject.key}_value_{number}": row.value,
        }
    return values


def _rows_of(condition: AnswerCondition) -> list[TypedRow]:
    return [
        TypedRow(each.question or "", each.operator.value, _text_of(each.value))
        for each in condition.comparisons
    ]


def _text_of(value: ComparedValue) -> str:
    if isinstance(value, str):
        return value
    return write_number(value) if isinstance(value, float) else value.isoformat()


@dataclass(slots=True)
class BuiltExpressions:
    """What was typed, with each expression as its rows build it, and messages by field."""

    values: dict[str, str]
    messages: dict[str, str] = field(default_factory=dict)


def build_expressions(
    typed: Mapping[str, str],
    subjects: Sequence[ConditionSubject],
    stored: Mapping[str, str | None],
) -> BuiltExpressions:
    """Return the fields with the expressions that the rows mean; one that nobody changed stays as it is stored."""
    built = BuiltExpressions(dict(typed))
    for subject in subjects:
        written = normalize(typed.get(subject.key, ""))
        is_built = f"{subject.key}_join" in typed
        if is_built and written == typed.get(f"{subject.key}_shown", ""):
            before = stored.get(subject.key) or ""
            built.values[subject.key] = _build(typed, subject, before, built.messages)
    return built


def _build(
    typed: Mapping[str, str], subject: ConditionSubject, stored: str, messages: dict[str, str]
) -> str:
    before = subject.read(stored)
    numbered = list(typed_rows(typed, subject))
    rows = [row for _, row in numbered]
    is_any = typed.get(f"{subject.key}_join") == "or" and len(rows) > 1
    conjunction: Conjunction = "or" if is_any else "and"
    if before is not None and rows == _rows_of(before) and conjunction == before.conjunction:
        return stored
    return write_condition(
        AnswerCondition(tuple(_read_rows(numbered, subject, before, messages)), conjunction)
    )


def typed_rows(
    typed: Mapping[str, str], subject: ConditionSubject
) -> Iterator[tuple[int, TypedRow]]:
    """Yield the rows that say something, with their numbers."""
    for number in range(MAX_ROWS):
        row = TypedRow(
            *(
                normalize(typed.get(f"{subject.key}_{part}_{number}", ""))
                for part in ("question", "operator", "value")
            )
        )
        if row.operator and (subject.own or row.question):
            if row.operator in WITHOUT_VALUE:
                row = replace(row, value="")
            yield number, row


def _read_rows(
    rows: Sequence[tuple[int, TypedRow]],
    subject: ConditionSubject,
    before: AnswerCondition | None,
    messages: dict[str, str],
) -> Iterator[Comparison]:
    known = {each.operator for each in before.comparisons} if before else set()
    for number, row in rows:
        question = subject.question(row.question)
        operator = meant_operator(row, question)
        offered = (*subject.operators(question), *known)
        if operator is None or operator not in offered:
            messages[f"{subject.key}_operator_{number}"] = _UNFIT
            continue
        value, message = _read_compared(row.value, operator, question)
        name = None if subject.own else row.question
        message = message or _refuse_value(Comparison(name, operator, value))
        if message:
            messages[f"{subject.key}_value_{number}"] = message
        else:
            yield Comparison(name, operator, value)


def meant_operator(row: TypedRow, question: AskedQuestion | None) -> Operator | None:
    """Return the comparison that was chosen, as it applies to the question; None where it is none."""
    if row.operator not in set(Operator):
        return None
    operator = Operator(row.operator)
    return _MEANT.get((question.kind, operator), operator) if question else operator


def _refuse_value(comparison: Comparison) -> str:
    try:
        write_condition(AnswerCondition((comparison,)))
    except UnwritableValue:
        return _QUOTES
    return ""


def _read_compared(
    text: str, operator: Operator, question: AskedQuestion | None
) -> tuple[ComparedValue, str]:
    """Return the value that was typed, and what is wrong with it."""
    if operator in WITHOUT_VALUE:
        return "", ""
    if not text:
        return "", _NO_VALUE
    if operator in COUNTED:
        return _read_number(text, is_count=True)
    return _read_answer(text, question)


def _read_answer(text: str, question: AskedQuestion | None) -> tuple[ComparedValue, str]:
    """Return a value as an answer to the question, and what is wrong with it."""
    kind = question.kind if question else "calculated"
    if kind == "date":
        date = read_date(text)
        return ("", _NO_DATE) if date is None else (date, "")
    if kind in ("number", "calculated"):
        number, message = _read_number(text, is_count=False)
        return (text, "") if message and kind == "calculated" else (number, message)
    if question is not None and question.choices:
        name = question.choice_named(text)
        return ("", _NO_CHOICE) if name is None else (name, "")
    return text, ""


def _read_number(text: str, *, is_count: bool) -> tuple[float, str]:
    number = read_number(text)
    if number is None or not fits(float(number)):
        return 0, _NO_NUMBER
    is_right = not is_count or (number == int(number) and 0 < number < 100)
    return (float(number), "") if is_right else (0, N_("Write a whole number from 1 to 99."))
