"""The table of question types: XLSForm's types by name, each in one row.

Everything that depends on a type reads this table: the review of a definition, the spreadsheet's reader
and writer, the page and its script, JSON Schema, statistics. The names are those of XLSForm
(https://xlsform.org/en/#question-types, https://docs.getodk.org/form-question-types/), the aliases
those that pyxform 4.5 takes (``pyxform.question_type_dictionary`` and ``pyxform.aliases``).
"""

from collections.abc import Mapping
from dataclasses import replace

from chalicelib.forms.tree import GROUP, REPEAT
from chalicelib.forms.types.base import AnswerSource, QuestionType, ScriptReader, Selection, Widget
from chalicelib.forms.types.choice_types import Acknowledge, SelectMultiple, SelectOne
from chalicelib.forms.types.computed_types import (
    Calculate,
    Hidden,
    Start,
    Timestamp,
    Unanswerable,
)
from chalicelib.forms.types.date_types import Date, DateTime, Time
from chalicelib.forms.types.number_types import Decimal, Integer, Range
from chalicelib.forms.types.pattern_types import Geopoint, Upload
from chalicelib.forms.types.ranking_types import Ranking
from chalicelib.forms.types.repeat_types import Repeat
from chalicelib.forms.types.text_types import Text

_PERSON = AnswerSource.PERSON
_LIMITS = frozenset({"min", "max"})
_LENGTHS = frozenset({"min_length", "max_length"})
_ORDER = frozenset({"randomize", "seed"})
_LIST = frozenset({"list_name", "choice_filter", "or_other"})
_MENU = frozenset({"minimal", "autocomplete", "search"})
_TABLE = frozenset({"label", "list-nolabel"})
_COLUMNS = frozenset({"columns", "columns-pack", "horizontal", "horizontal-compact"})
_CAMERA = frozenset({"new", "new-front", "selfie"})
_OPTIONS = _TABLE | _COLUMNS | {"likert", "compact", "quickcompact"}

_TEXTS = (
    QuestionType(
        name="text",
        source=_PERSON,
        implementation=Text,
        aliases=("string", "q string", "add text prompt", "phone number"),
        keys=_LENGTHS,
        parameters=frozenset({"rows"}),
        appearances=frozenset({"multiline", "numbers", "url"}),
        widget=Widget.TEXT,
    ),
    QuestionType(
        name="barcode",
        source=_PERSON,
        implementation=Text,
        aliases=("q barcode", "add barcode prompt"),
        keys=_LENGTHS,
        appearances=frozenset({"front"}),
        widget=Widget.BARCODE,
    ),
    QuestionType(
        name="acknowledge",
        source=_PERSON,
        implementation=Acknowledge,
        aliases=("trigger", "q acknowledge", "add acknowledge prompt"),
        widget=Widget.CONFIRMATION,
        tally="marks",
        reader=ScriptReader.TICK,
    ),
    QuestionType(
        name="geopoint",
        source=_PERSON,
        implementation=Geopoint,
        aliases=("gps", "location", "q geopoint", "q location", "add location prompt"),
        widget=Widget.POSITION,
    ),
)
_NUMBERS = (
    QuestionType(
        name="integer",
        source=_PERSON,
        implementation=Integer,
        aliases=(
            *("int", "q int", "add integer prompt", "percentage"),
            *("number of days in last month", "number of days in last six months"),
            "number of days in last year",
        ),
        keys=_LIMITS,
        reader=ScriptReader.NUMBER,
        is_number=True,
        widget=Widget.NUMBER,
        input_mode="numeric",
        tally="numbers",
    ),
    QuestionType(
        name="decimal",
        source=_PERSON,
        implementation=Decimal,
        aliases=("q decimal", "add decimal prompt"),
        keys=_LIMITS,
        is_number=True,
        widget=Widget.NUMBER,
        input_mode="decimal",
        tally="numbers",
        reader=ScriptReader.NUMBER,
    ),
    QuestionType(
        name="range",
        source=_PERSON,
        implementation=Range,
        parameters=frozenset({"start", "end", "step"}),
        appearances=frozenset({"rating", "nps", "picker"}),
        is_number=True,
        widget=Widget.SCALE,
        input_mode="decimal",
        tally="scale",
        reader=ScriptReader.NUMBER,
    ),
)
_DATES = (
    QuestionType(
        name="date",
        source=_PERSON,
        implementation=Date,
        aliases=("q date", "add date prompt"),
        keys=_LIMITS,
        widget=Widget.NATIVE,
        input_type="date",
        tally="moments",
    ),
    QuestionType(
        name="time",
        source=_PERSON,
        implementation=Time,
        keys=_LIMITS,
        widget=Widget.NATIVE,
        input_type="time",
        tally="moments",
    ),
    QuestionType(
        name="dateTime",
        source=_PERSON,
        implementation=DateTime,
        aliases=(
            *("datetime", "date time", "q date time", "q dateTime"),
            *("add date time prompt", "add dateTime prompt"),
        ),
        keys=_LIMITS,
        reader=ScriptReader.MOMENT,
        widget=Widget.NATIVE,
        input_type="datetime-local",
        tally="moments",
    ),
)
_SELECTS = (
    QuestionType(
        name="select_one",
        source=_PERSON,
        implementation=SelectOne,
        aliases=("select one", "select one using", "q select1"),
        keys=_LIST,
        parameters=_ORDER,
        appearances=_OPTIONS | _MENU,
        selection=Selection.ONE,
        widget=Widget.CHOICES,
        tally="counts",
        reader=ScriptReader.ONE,
    ),
    QuestionType(
        name="select_multiple",
        source=_PERSON,
        implementation=SelectMultiple,
        aliases=("select all that apply", "select multiple using", "q select"),
        keys=_LIST,
        parameters=_ORDER,
        appearances=_OPTIONS,
        selection=Selection.SEVERAL,
        widget=Widget.CHOICES,
        tally="counts",
        reader=ScriptReader.SEVERAL,
    ),
    QuestionType(
        name="select_one_from_file",
        source=_PERSON,
        implementation=SelectOne,
        aliases=("select one external",),  # what pyxform makes of “select_one_external”
        keys=_LIST,
        parameters=_ORDER | {"value", "label"},
        appearances=_OPTIONS | _MENU,
        selection=Selection.ONE,
        is_list_from_file=True,
        widget=Widget.CHOICES,
        tally="counts",
        reader=ScriptReader.ONE,
    ),
    QuestionType(
        name="select_multiple_from_file",
        source=_PERSON,
        implementation=SelectMultiple,
        keys=_LIST,
        parameters=_ORDER | {"value", "label"},
        appearances=_OPTIONS,
        selection=Selection.SEVERAL,
        is_list_from_file=True,
        widget=Widget.CHOICES,
        tally="counts",
        reader=ScriptReader.SEVERAL,
    ),
    QuestionType(
        name="rank",
        source=_PERSON,
        implementation=Ranking,
        keys=frozenset({"list_name", "choice_filter"}),
        parameters=_ORDER,
        selection=Selection.RANKED,
        widget=Widget.RANKING,
        tally="ranking",
        reader=ScriptReader.RANKING,
    ),
)
_UPLOADS = (
    QuestionType(
        name="image",
        source=_PERSON,
        implementation=Upload,
        aliases=("photo", "q picture", "q image", "add image prompt", "add photo prompt"),
        parameters=frozenset({"max_pixels"}),
        appearances=_CAMERA,
        is_upload=True,
        widget=Widget.FILE,
    ),
    QuestionType(
        name="audio",
        source=_PERSON,
        implementation=Upload,
        aliases=("q audio", "add audio prompt"),
        appearances=frozenset({"new"}),
        is_upload=True,
        widget=Widget.FILE,
    ),
    QuestionType(
        name="video",
        source=_PERSON,
        implementation=Upload,
        aliases=("q video", "add video prompt"),
        appearances=_CAMERA,
        is_upload=True,
        widget=Widget.FILE,
    ),
    QuestionType(
        name="file",
        source=_PERSON,
        implementation=Upload,
        aliases=("add file prompt",),
        is_upload=True,
        widget=Widget.FILE,
    ),
)
_LAYOUT = (
    QuestionType(
        name="note",
        source=AnswerSource.NONE,
        implementation=Unanswerable,
        aliases=("q note", "add note prompt"),
        keys=frozenset({"calculation"}),
        widget=Widget.NOTE,
    ),
    QuestionType(
        name=GROUP,
        source=AnswerSource.NONE,
        aliases=("group",),
        appearances=_TABLE | {"table-list", "field-list"},
        is_container=True,
    ),
    QuestionType(
        name=REPEAT,
        source=AnswerSource.INSTANCES,
        implementation=Repeat,
        aliases=("repeat",),
        keys=frozenset({"repeat_count", "private"}),
        is_container=True,
        tally="numbers",
    ),
)
_COMPUTED = (
    QuestionType(
        name="calculate",
        source=AnswerSource.EXPRESSION,
        implementation=Calculate,
        aliases=("q calculate", "add calculate prompt"),
        tally="calculated",
        reader=ScriptReader.CALCULATION,
    ),
    QuestionType(
        name="hidden",
        source=AnswerSource.EXPRESSION,
        implementation=Hidden,
        keys=_LENGTHS,
    ),
    QuestionType(
        name="start",
        source=AnswerSource.PAGE,
        implementation=Start,
        aliases=("get start time", "start time"),
    ),
    QuestionType(
        name="end",
        source=AnswerSource.SERVER,
        implementation=Timestamp,
        aliases=("get end time", "end time"),
    ),
    QuestionType(
        name="today",
        source=AnswerSource.SERVER,
        implementation=Timestamp,
        aliases=("get today",),
    ),
)


def _define_device(name: str, *aliases: str) -> QuestionType:
    """Define a type that only an app on a phone can answer: a form may have it, with a warning."""
    return QuestionType(
        name=name,
        source=AnswerSource.DEVICE,
        implementation=Unanswerable,
        aliases=aliases,
        problem="form.never_answered",
        keys=frozenset({"calculation"}),
    )


def _define_collected(name: str, *aliases: str, needs: str | None = None) -> QuestionType:
    """Define a type that only an app can ask: an imported form goes without, unless an expression needs it."""
    keys = frozenset({"calculation", "trigger"})
    return replace(_define_device(name, *aliases), is_left_out=True, needs=needs, keys=keys)


def _define_data(name: str, ending: str) -> QuestionType:
    """Define a type that asks nothing: it attaches a file for expressions to read."""
    return QuestionType(
        name=name,
        source=AnswerSource.NONE,
        implementation=Unanswerable,
        data_ending=ending,
    )


def _define_unsupported(name: str, *aliases: str) -> QuestionType:
    """Define a type that a web form cannot ask: the review refuses it by name."""
    return QuestionType(name=name, source=_PERSON, aliases=aliases, problem="form.unsupported_type")


_DEVICES = (
    _define_device("deviceid", "imei", "device id", "get device id", "uri:deviceid"),
    _define_device("username", "uri:username"),
    _define_device("phonenumber", "get phone number", "uri:phonenumber"),
    _define_device("email", "uri:email"),
    _define_device("subscriberid", "subscriber id", "get subscriber id", "uri:subscriberid"),
    _define_device("simserial", "sim id", "get sim id", "uri:simserial"),
    _define_collected("audit"),
    _define_collected("geotrace", "q geotrace", needs="label"),
    _define_collected("geoshape", "q geoshape", needs="label"),
    _define_collected("start-geopoint"),
    _define_collected("background-geopoint", needs="trigger"),
    _define_collected("background-audio"),
    _define_collected("osm", needs="label"),
)
_DATA = (
    _define_data("csv-external", ".csv"),
    _define_data("xml-external", ".xml"),
)
_UNSUPPORTED = (
    _define_unsupported("loop"),
    _define_unsupported("begin_loop"),
    _define_unsupported("include"),
    _define_unsupported("entity"),
)

TYPES: Mapping[str, QuestionType] = {
    row.name: row
    for rows in (
        *(_TEXTS, _NUMBERS, _DATES, _SELECTS, _UPLOADS),
        *(_LAYOUT, _COMPUTED, _DATA, _DEVICES, _UNSUPPORTED),
    )
    for row in rows
}
"""All types by name, those that a web form cannot ask included."""


def find_type(name: object) -> QuestionType | None:
    """Return the type of that name; None for any other value, such as a document may hold."""
    return TYPES.get(name) if isinstance(name, str) else None
