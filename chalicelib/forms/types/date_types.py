"""Dates, times of day, and moments in the event's time zone."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic_core import core_schema
from typing_extensions import override

from chalicelib.forms.types import json_patterns
from chalicelib.forms.types.base import Question, Setting, Value, refused
from chalicelib.locales import Language

if TYPE_CHECKING:
    from chalicelib.forms.definition import Row
    from chalicelib.forms.statistics.tally import Tally

FIRST_YEAR, LAST_YEAR = 1000, 9998

_LENGTH = len("2026-06-13T14:30:00+05:00")

_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = r"([0-9]{2}:[0-9]{2})(?::([0-9]{2})(?:\.[0-9]{1,9})?)?"
_MOMENT = r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9:.]{5,18})(Z|[+-][0-9]{2}:[0-9]{2})?"


def read_date(text: str) -> str:
    """``2026-06-13``, as it is kept; raises ``ValueError`` for a day that does not exist."""
    if not re.fullmatch(_DATE, text):
        raise ValueError(text)
    day = date.fromisoformat(text)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(text)
    return text


def read_time(text: str) -> str:
    """``14:30``, or ``14:30:05`` where the seconds are not 0; fractions of seconds are dropped."""
    match = re.fullmatch(_TIME, text)
    if match is None:
        raise ValueError(text)
    minutes, seconds = match.groups()
    clock = time.fromisoformat(f"{minutes}:{seconds or '00'}")
    return clock.isoformat("seconds") if clock.second else clock.isoformat("minutes")


def read_moment(text: str, time_zone: str, *, exists: bool = True) -> str:
    """``2026-06-13T14:30:00+05:00``: to the second, in the event's time zone.

    One without an offset is taken as a clock there shows it. Where the zone's offset was not whole
    minutes, as it was a century ago, the moment is kept in UTC.

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
    there = local.astimezone(UTC).astimezone(zone)
    if exists and there.replace(tzinfo=None) != local.replace(tzinfo=None):
        raise ValueError(text)
    kept = local.isoformat()
    if len(kept) != _LENGTH:
        kept = local.astimezone(UTC).isoformat()
    read_date(kept[:10])
    return kept


class _Moment(Question):
    keys: ClassVar = frozenset({"min", "max"})
    closed: ClassVar = True
    code: ClassVar[str]
    shape: ClassVar[Mapping[str, str]]
    """How a JSON Schema says it."""

    def __init__(self, row: "Row", key: str, setting: Setting) -> None:
        super().__init__(row, key, setting)
        self.time_zone = setting.time_zone
        self.least = None if row.min is None else self.limit(str(row.min))
        self.most = None if row.max is None else self.limit(str(row.max))

    def read(self, text: str) -> str:
        """The answer as it is kept; raises ``ValueError``."""
        raise NotImplementedError

    def limit(self, text: str) -> str:
        """A limit of the definition, which was reviewed without knowing the event."""
        return self.read(text)

    def order(self, kept: str) -> Any:  # noqa: ANN401 -- whatever compares
        """What to compare kept answers by."""
        return kept

    @override
    def schema(self) -> core_schema.CoreSchema:
        return core_schema.no_info_after_validator_function(
            self._checked, core_schema.str_schema(strict=True)
        )

    def _checked(self, sent: str) -> str:
        if not sent:
            if self.must:
                raise refused("answer.required")
            return ""
        try:
            kept = self.read(sent)
        except (ValueError, OverflowError):
            raise refused(self.code) from None
        if self.least is not None and self.order(kept) < self.order(self.least):
            raise refused("answer.too_small", limit=self.least)
        if self.most is not None and self.order(kept) > self.order(self.most):
            raise refused("answer.too_large", limit=self.most)
        return kept

    @override
    def parse(self, texts: Sequence[str]) -> object:
        value = super().parse(texts)
        return value.strip() if isinstance(value, str) else value

    @override
    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", **self.shape}

    @override
    def _tally(self, document: Mapping[str, Any] | None) -> "Tally":
        from chalicelib.forms.statistics.date_tally import Moments

        return Moments(document)


class Date(_Moment):
    """``date``: ``2026-06-13``."""

    code = "answer.bad_date"
    shape: ClassVar = {"format": "date", "pattern": json_patterns.whole(json_patterns.DATE)}

    @override
    def read(self, text: str) -> str:
        return read_date(text)


class Time(_Moment):
    """``time``: ``14:30`` or ``14:30:05``, as a clock at the event shows it."""

    code = "answer.bad_time"
    shape: ClassVar = {"pattern": json_patterns.whole(json_patterns.TIME)}

    @override
    def read(self, text: str) -> str:
        return read_time(text)


class DateTime(_Moment):
    """``dateTime``: kept with the offset of the event's time zone, shown without where that is clear."""

    code = "answer.bad_datetime"
    shape: ClassVar = {
        "pattern": json_patterns.whole(
            f"{json_patterns.DATE}[T ]{json_patterns.TIME}{json_patterns.OFFSET}?"
        )
    }

    @override
    def read(self, text: str) -> str:
        return read_moment(text, self.time_zone)

    @override
    def limit(self, text: str) -> str:
        return read_moment(text, self.time_zone, exists=False)

    @override
    def order(self, kept: str) -> datetime:
        return datetime.fromisoformat(kept)

    @override
    def show(self, value: object) -> list[str]:
        text = str(value)
        local = text[:19].removesuffix(":00") if len(text) == _LENGTH else text
        try:
            return [local if self.read(local) == text else text]
        except ValueError:
            return [text]

    @override
    def say(self, value: Value, language: Language | None) -> str:
        text = str(value)
        return text[:16].replace("T", " ") if language else text

    @override
    def token(self, value: Value) -> str:
        """The moment in UTC, so that tokens sort as moments do."""
        moment = datetime.fromisoformat(str(value)).astimezone(UTC)
        return f"{moment.replace(tzinfo=None).isoformat()}Z"

    @override
    def parse(self, texts: Sequence[str]) -> object:
        value = super().parse(texts)
        try:
            return self.read(value) if isinstance(value, str) else value
        except ValueError:
            return value
