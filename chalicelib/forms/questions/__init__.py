"""One small class for each question type: it reads, checks, shows and counts its answers."""

from collections.abc import Mapping

from chalicelib.forms.layout import GROUP, REPEAT
from chalicelib.forms.questions.base import Question
from chalicelib.forms.questions.choices import SelectMultiple, SelectOne
from chalicelib.forms.questions.computed import Calculate, Device, Hidden, Moment, Start
from chalicelib.forms.questions.moments import Date, DateTime, Time
from chalicelib.forms.questions.notes import Acknowledge, Note
from chalicelib.forms.questions.numbers import Decimal, Integer, Range
from chalicelib.forms.questions.positions import Geopoint
from chalicelib.forms.questions.ranking import Rank
from chalicelib.forms.questions.text import Text
from chalicelib.forms.questions.uploads import Image, Upload

__all__ = ["FROM_FILE", "GROUP", "HOLDERS", "METADATA", "REPEAT", "TYPES", "Question"]

TYPES: Mapping[str, type[Question]] = {
    "text": Text,
    "integer": Integer,
    "decimal": Decimal,
    "select_one": SelectOne,
    "select_multiple": SelectMultiple,
    "select_one_from_file": SelectOne,
    "select_multiple_from_file": SelectMultiple,
    "range": Range,
    "rank": Rank,
    "date": Date,
    "time": Time,
    "dateTime": DateTime,
    "note": Note,
    "acknowledge": Acknowledge,
    "calculate": Calculate,
    "hidden": Hidden,
    "image": Image,
    "file": Upload,
    "geopoint": Geopoint,
    "start": Start,
    "end": Moment,
    "today": Moment,
    **dict.fromkeys(
        ("deviceid", "username", "phonenumber", "email", "subscriberid", "simserial", "audit"),
        Device,
    ),
}
"""Every type that is one question; groups and repeats hold others."""

HOLDERS = frozenset({GROUP, REPEAT})
FROM_FILE = frozenset({"select_one_from_file", "select_multiple_from_file"})
METADATA = frozenset({"start", "end", "today"}) | {
    name for name, kind in TYPES.items() if kind is Device
}
"""Types without a place on the page."""
