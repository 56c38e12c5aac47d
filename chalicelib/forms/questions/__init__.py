"""One small class for each question type: it reads, checks, shows and counts its answers."""

from collections.abc import Mapping

from chalicelib.forms.questions.base import Question
from chalicelib.forms.questions.choices import SelectMultiple, SelectOne
from chalicelib.forms.questions.moments import Date, DateTime, Time
from chalicelib.forms.questions.notes import Acknowledge, Note
from chalicelib.forms.questions.numbers import Decimal, Integer, Range
from chalicelib.forms.questions.ranking import Rank
from chalicelib.forms.questions.text import Text

GROUP = "begin_group"

TYPES: Mapping[str, type[Question]] = {
    "text": Text,
    "integer": Integer,
    "decimal": Decimal,
    "select_one": SelectOne,
    "select_multiple": SelectMultiple,
    "range": Range,
    "rank": Rank,
    "date": Date,
    "time": Time,
    "dateTime": DateTime,
    "note": Note,
    "acknowledge": Acknowledge,
}
