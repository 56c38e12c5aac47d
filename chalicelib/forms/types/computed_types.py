"""Answers that nobody enters: calculations, hidden values, timestamps, a device's data."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING, Any

from pydantic_core import core_schema

from chalicelib.forms.number_text import fits, write_number
from chalicelib.forms.statistics.codes import ANSWERED
from chalicelib.forms.text import is_clean
from chalicelib.forms.types import json_patterns
from chalicelib.forms.types.base import (
    JsonSchema,
    Question,
    QuestionType,
    Setting,
    Typed,
    Value,
    invalid,
)
from chalicelib.forms.types.date_types import DateTime, local_moment, read_moment
from chalicelib.forms.types.text_types import Text
from chalicelib.locales import Language
from chalicelib.override import override

if TYPE_CHECKING:
    from chalicelib.forms.definition import Row

MAX_LENGTH = 20_000
"""The length of one calculated text, in characters."""
_NUMBER = r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,20})?"


def read_calculation(text: str) -> str | int | float:
    """Return a calculation's text as it is stored: as a number where a number is written just so.

    XLSForm's calculations have no type: ``if(${a}, '1', '0')`` is meant as a number too.
    """
    if re.fullmatch(_NUMBER, text):
        number = float(text) if "." in text else int(text)
        if write_number(number) == text:
            return number
    return text


class ComputedQuestion(Question):
    """A number or a text that the form works out itself; what is sent is at most its previous value."""

    no_answer = ()

    @override
    def schema(self) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(self._validate)

    def _validate(self, sent: object) -> Value:
        if isinstance(sent, bool) or not isinstance(sent, str | int | float):
            raise invalid("answer.wrong_type")
        if not isinstance(sent, str):
            return sent
        if len(sent) > MAX_LENGTH:
            raise invalid("answer.too_long", limit=MAX_LENGTH)
        if not is_clean(sent):
            raise invalid("answer.control_characters")
        return read_calculation(sent)

    @override
    def json_schema(self) -> JsonSchema:
        text = {"type": "string", "maxLength": MAX_LENGTH, "pattern": f"^{json_patterns.ANY}*$"}
        return {"anyOf": [{"type": "number"}, text]}

    @override
    def parse(self, texts: Sequence[str]) -> object:
        value = super().parse(texts)
        return read_calculation(value) if isinstance(value, str) else value

    @override
    def show(self, value: object) -> list[str]:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return [write_number(value) if is_number else str(value)]  # type: ignore[arg-type] # narrowed just before

    @override
    def localize(self, value: Value, language: Language | None) -> str:
        text = self.show(value)[0]
        is_number = not isinstance(value, str)
        return text.replace(".", ",") if is_number and language in ("kk", "ru") else text


class Calculate(ComputedQuestion):
    """``calculate``: a number or a text. Numbers are tallied; of texts only that there is one."""

    @override
    def script_fit(self) -> Mapping[str, Any]:
        return {"kind": "calculate"}

    @override
    def encode(self, value: Value) -> str:
        """Return the number to 15 digits; ``+`` for a text, and for a number with more before the point."""
        if not isinstance(value, int | float):
            return ANSWERED
        rounded = float(f"{value:.15g}")
        return write_number(rounded) if fits(rounded) else ANSWERED


class Hidden(Text):
    """``hidden``: a text that the page carries without showing it."""


class Start(DateTime):
    """``start``: when the page was opened, as the page says."""


class Timestamp(ComputedQuestion):
    """``end``, ``today``: when the answers came in, by the server's clock, in the event's time zone."""

    def __init__(self, kind: QuestionType, row: "Row", key: str, setting: Setting) -> None:
        super().__init__(kind, row, key, setting)
        self.time_zone = setting.time_zone

    def at(self, now: datetime) -> str:
        """Return the moment as it is stored; of ``today`` the day."""
        moment = read_moment(now.isoformat(timespec="seconds"), self.time_zone)
        return moment[:10] if self.type == "today" else moment

    @override
    def interpret(self, value: Value, zone: tzinfo) -> Typed:
        if self.type == "today":
            return date.fromisoformat(str(value))
        return local_moment(str(value), zone)


class Unanswerable(Question):
    """``note``, and what only an app on a phone knows (``deviceid``, ``audit``, …): never answered."""

    @override
    def schema(self) -> core_schema.CoreSchema:
        raise NotImplementedError

    @override
    def json_schema(self) -> JsonSchema:
        raise NotImplementedError
