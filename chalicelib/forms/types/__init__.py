"""One small class for each question type: it reads, checks, shows and counts its answers."""

from collections.abc import Mapping

from chalicelib.forms.tree import GROUP, REPEAT
from chalicelib.forms.types.base import Question
from chalicelib.forms.types.choice_types import SelectMultiple, SelectOne
from chalicelib.forms.types.computed_types import Calculate, Device, Hidden, Start, Timestamp
from chalicelib.forms.types.date_types import Date, DateTime, Time
from chalicelib.forms.types.file_types import Image, Upload
from chalicelib.forms.types.geo_types import Geopoint
from chalicelib.forms.types.note_types import Acknowledge, Note
from chalicelib.forms.types.number_types import Decimal, Integer, Range
from chalicelib.forms.types.ranking_types import Ranking
from chalicelib.forms.types.text_types import Text

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
    "rank": Ranking,
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
    "end": Timestamp,
    "today": Timestamp,
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
