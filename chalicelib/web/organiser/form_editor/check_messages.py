"""What a person is told whose answer a check refuses, written from the check itself where its author wrote nothing."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from chalicelib import locales
from chalicelib.forms.conditions import Operator, read_condition
from chalicelib.forms.number_text import write_number
from chalicelib.locales import N_

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from chalicelib.forms.conditions import ComparedValue, Comparison
    from chalicelib.forms.definition import Row
    from chalicelib.locales import Language

_MESSAGES: Final[Mapping[Operator, str]] = {
    Operator.AT_LEAST: N_("Write a number that is at least {value}."),
    Operator.AT_MOST: N_("Write a number that is at most {value}."),
    Operator.MORE: N_("Write a number that is more than {value}."),
    Operator.LESS: N_("Write a number that is less than {value}."),
    Operator.FROM_TODAY: N_("Give a date that is not in the past."),
    Operator.UNTIL_TODAY: N_("Give a date that is not in the future."),
    Operator.COUNT_AT_LEAST: N_("Choose at least {value}."),
    Operator.COUNT_AT_MOST: N_("Choose at most {value}."),
    Operator.LENGTH_AT_LEAST: N_("Write at least {value} characters."),
    Operator.LENGTH_AT_MOST: N_("Write at most {value} characters."),
    Operator.DIGITS: N_("Write digits only, exactly {value}."),
}
_OF_DATES: Final[Mapping[Operator, str]] = {
    Operator.AT_LEAST: N_("Give a date from {value} on."),
    Operator.AT_MOST: N_("Give a date up to {value}."),
}


def message_of_check(
    expression: str | None, languages: Sequence[Language]
) -> dict[Language, str] | None:
    """Return the message in each language; None for a check that no sentence says."""
    condition = read_condition(expression or "")
    if condition is None or (condition.conjunction == "or" and len(condition.comparisons) > 1):
        return None
    ids = [(_message(each), each.value) for each in condition.comparisons]
    if not all(message for message, _ in ids):
        return None
    return {
        language: " ".join(
            locales.translate(message, language, {"value": _value(value, language)})
            for message, value in ids
        )
        for language in languages
    }


def _message(comparison: Comparison) -> str:
    if comparison.question is not None:
        return ""
    if isinstance(comparison.value, dt.date):
        return _OF_DATES.get(comparison.operator, "")
    return _MESSAGES.get(comparison.operator, "")


def _value(value: ComparedValue, language: Language) -> str:
    if isinstance(value, dt.date):
        return value.isoformat() if language == "en" else f"{value:%d.%m.%Y}"
    number = write_number(value) if isinstance(value, float) else value
    return number if language == "en" else number.replace(".", ",")


def with_message(before: Row, after: Row, languages: Sequence[Language]) -> Row:
    """Return the row with the message of its check where nobody wrote one.

    A message that was written so follows the check. A check that nobody changed stays without one.
    """
    own = message_of_check(before.constraint, languages)
    is_changed = after.constraint != before.constraint
    if after.constraint_message:
        is_followed = is_changed and after.constraint_message == own
    else:
        is_followed = is_changed or (own is not None and before.constraint_message == own)
    if not is_followed:
        return after
    message = message_of_check(after.constraint, languages)
    return after.model_copy(update={"constraint_message": message})
