"""Dates, times of day, and moments in the event's time zone."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, tzinfo
from typing import TYPE_CHECKING, Any, ClassVar

from chalicelib.forms.types import json_patterns
from chalicelib.forms.types.base import (
    JsonSchema,
    QuestionType,
    Setting,
    TextualQuestion,
    Typed,
    Value,
    invalid,
)
from chalicelib.locales import Language
from chalicelib.override import override

if TYPE_CHECKING:
    from chalicelib.forms.definition import Row

FIRST_YEAR, LAST_YEAR = 1000, 9998

_LENGTH = len("2026-06-13T14:30:00+05:00")

_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = r"([0-9]{2}:[0-9]{2})(?::([0-9]{2})(?:\.[0-9]{1,9})?)?"
_MOMENT = r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9:.]{5,18})(Z|[+-][0-9]{2}:[0-9]{2})?"


def read_date(text: str) -> str:
    """Read ``2026-06-13``; raises ``ValueError`` for a day that does not exist."""
    if not re.fullmatch(_DATE, text):
        raise ValueError(text)
    day = date.fromisoformat(text)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(text)
    return text


def read_time(text: str) -> str:
    """Read ``14:30``, or ``14:30:05`` if the seconds are not 0; fractions of seconds are dropped.

    Raises:
        ValueError: it is not a time from 00:00 to 23:59:59.
    """
    match = re.fullmatch(_TIME, text)
    if match is None:
        raise ValueError(text)
    minutes, seconds = match.groups()
    clock = time.fromisoformat(f"{minutes}:{seconds or '00'}")
    return clock.isoformat("seconds") if clock.second else clock.isoformat("minutes")


def read_moment(text: str, time_zone: str, *, exists: bool = True) -> str:
    """Read a moment and return it to the second in that time zone: ``2026-06-13T14:30:00+05:00``.

    Without an offset it is taken as a clock in the zone shows it. If the zone's offset was not whole
    minutes, as it was a century ago, the moment is returned in UTC.

    Raises:
        ValueError: a day or time that does not exist; with ``exists``, also one that the zone's
            clocks skip.
    """
    from zoneinfo import ZoneInfo

    match = re.fullmatch(_MOMENT, text)
    if match is None:
        raise ValueError(text)
    day, clock, offset = match.groups()
    zone = ZoneInfo(time_zone)
    moment = datetime.fromisoformat(f"{read_date(day)}T{read_time(clock)}{offset or ''}")
    local = moment.astimezone(zone) if offset else moment.replace(tzinfo=zone)
    round_trip = local.astimezone(UTC).astimezone(zone)
    if exists and round_trip.replace(tzinfo=None) != local.replace(tzinfo=None):
        raise ValueError(text)
    stored = local.isoformat()
    if len(stored) != _LENGTH:
        stored = local.astimezone(UTC).isoformat()
    read_date(stored[:10])
    return stored


def local_moment(stored: str, zone: tzinfo) -> datetime:
    """Return a stored moment as a clock in the zone shows it, without an offset."""
    return datetime.fromisoformat(stored).astimezone(zone).replace(tzinfo=None)


class DateQuestion(TextualQuestion):
    """What dates and times share: a text of one form, between two limits."""

    bad_answer: ClassVar[str]
    """The code of the problem when the text cannot be read."""
    string_schema: ClassVar[Mapping[str, str]]
    """What its JSON Schema says beside ``"type": "string"``."""

    def __init__(self, kind: QuestionType, row: "Row", key: str, setting: Setting) -> None:
        super().__init__(kind, row, key, setting)
        self.time_zone = setting.time_zone
        self.least = None if row.min is None else self.limit(str(row.min))
        self.most = None if row.max is None else self.limit(str(row.max))

    def normalize(self, text: str) -> str:
        """Return the answer as it is stored; raises ``ValueError`` or ``OverflowError``."""
        raise NotImplementedError

    def limit(self, text: str) -> str:
        """Return a limit of the definition, which was reviewed without knowing the event."""
        return self.normalize(text)

    def is_before(self, one: str, other: str) -> bool:
        """Return whether one stored answer is earlier than another."""
        return one < other

    @override
    def read(self, sent: str) -> str:
        try:
            stored = self.normalize(sent)
        except (ValueError, OverflowError):
            raise invalid(self.bad_answer) from None
        if self.least is not None and self.is_before(stored, self.least):
            raise invalid("answer.too_small", limit=self.least)
        if self.most is not None and self.is_before(self.most, stored):
            raise invalid("answer.too_large", limit=self.most)
        return stored

    @override
    def parse(self, texts: Sequence[str]) -> object:
        value = super().parse(texts)
        return value.strip() if isinstance(value, str) else value

    @override
    def script_fit(self) -> Mapping[str, Any]:
        pattern = self.string_schema["pattern"]
        return {"kind": "pattern", "pattern": pattern, "min": self.least, "max": self.most}

    @override
    def json_schema(self) -> JsonSchema:
        return {"type": "string", **self.string_schema}


def _text(limit: object) -> str:
    if not isinstance(limit, str):
        raise ValueError(limit)  # noqa: TRY004 -- one refusal for whatever does not fit
    return limit


class Date(DateQuestion):
    """``date``: ``2026-06-13``."""

    bad_answer = "answer.bad_date"
    string_schema: ClassVar = {
        "format": "date",
        "pattern": json_patterns.whole(json_patterns.DATE),
    }

    @override
    @classmethod
    def read_limit(cls, limit: object) -> str:
        return read_date(_text(limit))

    @override
    def normalize(self, text: str) -> str:
        return read_date(text)

    @override
    def interpret(self, value: Value, zone: tzinfo) -> Typed:
        return date.fromisoformat(str(value))


class Time(DateQuestion):
    """``time``: ``14:30`` or ``14:30:05``, as a clock at the event shows it."""

    bad_answer = "answer.bad_time"
    string_schema: ClassVar = {"pattern": json_patterns.whole(json_patterns.TIME)}

    @override
    @classmethod
    def read_limit(cls, limit: object) -> str:
        return read_time(_text(limit))

    @override
    def script_fit(self) -> Mapping[str, Any]:
        return {"kind": "time", "min": self.least, "max": self.most}

    @override
    def normalize(self, text: str) -> str:
        return read_time(text)

    @override
    def interpret(self, value: Value, zone: tzinfo) -> Typed:
        return time.fromisoformat(str(value))


class DateTime(DateQuestion):
    """``dateTime``: stored with the offset of the event's time zone, shown without it where that is clear."""

    bad_answer = "answer.bad_datetime"
    string_schema: ClassVar = {
        "pattern": json_patterns.whole(
            f"{json_patterns.DATE}[T ]{json_patterns.TIME}{json_patterns.OFFSET}?"
        )
    }

    @override
    @classmethod
    def read_limit(cls, limit: object) -> str:
        return read_moment(_text(limit), "UTC")

    @override
    def script_fit(self) -> Mapping[str, Any]:
        return {"kind": "moment"}

    @override
    def normalize(self, text: str) -> str:
        return read_moment(text, self.time_zone)

    @override
    def limit(self, text: str) -> str:
        return read_moment(text, self.time_zone, exists=False)

    @override
    def is_before(self, one: str, other: str) -> bool:
        return datetime.fromisoformat(one) < datetime.fromisoformat(other)

    @override
    def show(self, value: object) -> list[str]:
        text = str(value)
        local = text[:19].removesuffix(":00") if len(text) == _LENGTH else text
        try:
            return [local if self.normalize(local) == text else text]
        except ValueError:
            return [text]

    @override
    def localize(self, value: Value, language: Language | None) -> str:
        text = str(value)
        return text[:16].replace("T", " ") if language else text

    @override
    def interpret(self, value: Value, zone: tzinfo) -> Typed:
        return local_moment(str(value), zone)

    @override
    def encode(self, value: Value) -> str:
        """Return the moment in UTC, so that codes sort as moments do."""
        moment = datetime.fromisoformat(str(value)).astimezone(UTC)
        return f"{moment.replace(tzinfo=None).isoformat()}Z"

    @override
    def parse(self, texts: Sequence[str]) -> object:
        value = super().parse(texts)
        try:
            return self.normalize(value) if isinstance(value, str) else value
        except ValueError:
            return value
