"""The fields of a condition as the page shows them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING, Final

from chalicelib.forms.conditions import Operator
from chalicelib.locales import N_
from chalicelib.web.organiser.controls import Control, MenuOption
from chalicelib.web.organiser.form_editor.condition_fields import (
    COUNTED,
    MAX_ROWS,
    ConditionSubject,
    TypedRow,
    meant_operator,
    typed_rows,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from chalicelib.locales import Language
    from chalicelib.web.organiser.form_editor.asked_questions import AskedQuestion

    Translate = Callable[..., str]

_WORDS: Final[Mapping[Operator, str]] = {
    Operator.IS: N_("is"),
    Operator.IS_NOT: N_("is not"),
    Operator.INCLUDES: N_("has the choice"),
    Operator.EXCLUDES: N_("does not have the choice"),
    Operator.LESS: N_("is less than"),
    Operator.MORE: N_("is more than"),
    Operator.AT_LEAST: N_("is at least"),
    Operator.AT_MOST: N_("is at most"),
    Operator.ANSWERED: N_("has an answer"),
    Operator.UNANSWERED: N_("has no answer"),
    Operator.FROM_TODAY: N_("is today or later"),
    Operator.UNTIL_TODAY: N_("is today or earlier"),
    Operator.COUNT_AT_LEAST: N_("number of choices: at least"),
    Operator.COUNT_AT_MOST: N_("number of choices: at most"),
    Operator.COUNT_IS: N_("number of choices: exactly"),
    Operator.COUNT_MORE: N_("number of choices: more than"),
    Operator.LENGTH_AT_LEAST: N_("number of characters: at least"),
    Operator.LENGTH_AT_MOST: N_("number of characters: at most"),
    Operator.LENGTH_MORE: N_("number of characters: more than"),
    Operator.DIGITS: N_("only digits, exactly so many"),
}
_SPECIAL_WORDS: Final[Mapping[tuple[str, Operator], str]] = {
    ("tick", Operator.ANSWERED): N_("is ticked"),
    ("tick", Operator.UNANSWERED): N_("is not ticked"),
    ("date", Operator.AT_LEAST): N_("is not before"),
    ("date", Operator.AT_MOST): N_("is not after"),
}


@dataclass(frozen=True, slots=True)
class ConditionRow:
    """The fields of one comparison; a check has no question to choose."""

    question: Control | None
    operator: Control
    value: Control | None

    @property
    def controls(self) -> tuple[Control, ...]:
        """The fields in the order of reading."""
        return tuple(each for each in (self.question, self.operator, self.value) if each)


@dataclass(frozen=True, slots=True)
class ConditionFields:
    """The fields of one condition: the rows, the last of them empty; none where an expression alone can say it."""

    key: str
    shown: str
    join: Control | None
    rows: tuple[ConditionRow, ...]

    @property
    def is_touched(self) -> bool:
        """Whether there is a comparison beside the empty one."""
        return len(self.rows) > 1

    @property
    def controls(self) -> tuple[Control, ...]:
        """The fields of all rows."""
        return tuple(each for row in self.rows for each in row.controls)


@dataclass(frozen=True, slots=True)
class _PageWords:
    translate: Translate
    language: Language
    messages: Mapping[str, str]

    def message(self, name: str) -> str:
        text = self.messages.get(name, "")
        return self.translate(text) if text else ""


def show_condition(
    subject: ConditionSubject,
    values: Mapping[str, str],
    messages: Mapping[str, str],
    translate: Translate,
    language: Language,
) -> ConditionFields:
    """Return a condition's fields as the page shows them."""
    key = subject.key
    shown = values.get(f"{key}_shown", values.get(key, ""))
    if f"{key}_join" not in values:
        return ConditionFields(key, shown, None, ())
    words = _PageWords(translate, language, messages)
    typed = list(typed_rows(values, subject))
    rows = [_show_row(subject, number, row, words) for number, row in typed]
    if len(rows) < MAX_ROWS:
        free = next(each for each in count() if each not in {number for number, _ in typed})
        rows.append(_show_row(subject, free, TypedRow("", "", ""), words))
    return ConditionFields(key, shown, _join(subject.key, values, words), tuple(rows))


def _join(key: str, values: Mapping[str, str], words: _PageWords) -> Control:
    name = f"{key}_join"
    options = (
        MenuOption("and", words.translate(N_("all of them must hold"))),
        MenuOption("or", words.translate(N_("one of them is enough"))),
    )
    label = words.translate(N_("If there are several conditions"))
    return Control(name, label, "menu", values.get(name, ""), options=options)


def _show_row(
    subject: ConditionSubject, number: int, row: TypedRow, words: _PageWords
) -> ConditionRow:
    question = subject.question(row.question)
    stem = subject.key
    return ConditionRow(
        question=None if subject.own else _question_menu(subject, number, row, words),
        operator=_operator_menu(subject, f"{stem}_operator_{number}", question, row, words),
        value=_value_field(f"{stem}_value_{number}", question, row, words),
    )


def _question_menu(
    subject: ConditionSubject, number: int, row: TypedRow, words: _PageWords
) -> Control:
    name = f"{subject.key}_question_{number}"
    options = [MenuOption("", words.translate(N_("no condition")))]
    options += [MenuOption(each.name, each.label) for each in subject.questions.values()]
    if row.question and row.question not in subject.questions:
        options.append(MenuOption(row.question, row.question))
    return Control(
        name,
        words.translate(N_("Question")),
        "menu",
        row.question,
        message=words.message(name),
        options=options,
    )


def _operator_menu(
    subject: ConditionSubject,
    name: str,
    question: AskedQuestion | None,
    row: TypedRow,
    words: _PageWords,
) -> Control:
    offered = list(subject.operators(question))
    chosen = meant_operator(row, question)
    if chosen is not None and chosen not in offered:
        offered.append(chosen)
    kind = question.kind if question else ""
    options = [
        MenuOption(each.value, words.translate(_SPECIAL_WORDS.get((kind, each), _WORDS[each])))
        for each in offered
    ]
    if subject.own is not None:
        options.insert(0, MenuOption("", words.translate(N_("no condition"))))
    label = N_("The answer") if subject.own else N_("Comparison")
    return Control(
        name,
        words.translate(label),
        "menu",
        chosen.value if chosen else "",
        message=words.message(name),
        options=options,
    )


def _value_field(
    name: str, question: AskedQuestion | None, row: TypedRow, words: _PageWords
) -> Control | None:
    """Return the field of a value; None for a question that is compared with none."""
    if question is not None and question.kind in ("tick", "other"):
        return None
    control = Control(
        name, words.translate(N_("Value")), "line", row.value, message=words.message(name)
    )
    if row.operator in COUNTED or (question is not None and question.kind == "number"):
        return replace(control, kind="number")
    if question is None or not question.choices:
        is_date = question is not None and question.kind == "date"
        return replace(control, kind="date") if is_date else control
    typed = question.choice_named(row.value) or row.value
    options = [MenuOption("", words.translate(N_("choose"))), *question.options(words.language)]
    if typed not in {each.value for each in options}:
        options.append(MenuOption(typed, typed))
    return replace(control, kind="menu", value=typed, options=options)
