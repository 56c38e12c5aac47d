"""What ODK documents of XLSForm, by name, each with a sample that a form can hold; whether Pikir can do it is not said here.

Facts from https://docs.getodk.org (Question types, Form logic, Form operators and functions, Form audit log) and https://xlsform.org/en/ref-table.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OdkName:
    """A name of ODK's, and the rows of a sheet that use it. ``of`` is what it belongs to: a type, a column."""

    name: str
    rows: tuple[Cells, ...]
    of: str = ""


_WITH_LIST = frozenset({"select_one", "select_multiple", "rank"})
_WITH_FILE = frozenset({"select_one_from_file", "select_multiple_from_file", "select_one_external"})
_FILES = {"select_one_external": "outside"}
_NAMELESS = frozenset({"csv-external", "xml-external"})


def _row(kind: str, name: str, **cells: str) -> Cells:
    if kind in _WITH_LIST:
        kind = f"{kind} colours"
    elif kind in _WITH_FILE:
        kind = f"{kind} {_FILES.get(kind, 'towns.csv')}"
    return {"type": kind, "name": name, "label": "Q", **cells}


def _block(kind: str, name: str, **cells: str) -> tuple[Cells, ...]:
    return (
        _row(f"begin_{kind}", name, **cells),
        _row("text", f"{name}_text"),
        {"type": f"end_{kind}", "name": name},
    )


_ASKED = (
    *("text", "integer", "decimal", "range", "note", "date", "time", "dateTime"),
    *("select_one", "select_multiple", "rank", "select_one_from_file", "select_multiple_from_file"),
    *(
        "image",
        "audio",
        "video",
        "file",
        "barcode",
        "acknowledge",
        "geopoint",
        "geotrace",
        "geoshape",
    ),
    "osm",
)
_HELD = ("background-audio", "start-geopoint", "csv-external", "xml-external")
_OF_THE_DEVICE = (
    *("start", "end", "today", "deviceid", "username", "phonenumber", "email", "subscriberid"),
    *("simserial", "audit"),
)


def types() -> Iterator[OdkName]:
    """Yield the question types and the rows that begin and end something."""
    for kind in _ASKED:
        yield OdkName(kind, (_row(kind, f"t_{_plain(kind)}"),))
    yield OdkName(
        "select_one_external",
        (_row("select_one_external", "t_external", choice_filter="town=${t_text}"),),
    )
    yield OdkName("calculate", (_row("calculate", "t_calculate", calculation="1 + 1"),))
    yield OdkName("hidden", (_row("hidden", "t_hidden", default="a"),))
    for kind in (*_HELD, *_OF_THE_DEVICE):
        name = kind if kind == "audit" else f"t_{_plain(kind)}"
        yield OdkName(kind, ({"type": kind, "name": name},))
    sample = {"type": "background-geopoint", "name": "t_background", "trigger": "${t_text}"}
    yield OdkName("background-geopoint", (sample,))
    for kind in ("group", "repeat"):
        yield OdkName(f"begin {kind}", _block(kind, f"t_{kind}"))
    loop = (
        {"type": "begin loop over colours", "name": "t_loop", "label": "Q"},
        {"type": "text", "name": "t_loop_text", "label": "Q %(label)s"},
        {"type": "end loop", "name": "t_loop"},
    )
    yield OdkName("begin loop over", loop)


_APPEARANCES: Mapping[str, str] = {
    "text": "multiline numbers url masked printer ex:org.example.app",
    "integer": "thousands-sep counter bearing",
    "decimal": "thousands-sep bearing",
    "range": "vertical picker rating no-ticks",
    "date": "no-calendar month-year year ethiopian coptic islamic bikram-sambat myanmar persian buddhist",
    "select_one": "minimal autocomplete search quick columns columns-pack columns-3 horizontal horizontal-compact no-buttons image-map map likert label "
    "list-nolabel list compact quickcompact",
    "select_multiple": "minimal autocomplete search columns columns-pack columns-3 horizontal no-buttons image-map label list-nolabel list "
    "compact",
    "geopoint": "maps placement-map",
    "image": "annotate draw signature new new-front selfie",
    "audio": "new",
    "video": "new new-front selfie",
    "barcode": "front hidden-answer",
    "note": "url",
    "group": "field-list table-list w4",
}


def appearances() -> Iterator[OdkName]:
    """Yield the appearances of each type."""
    for kind, words in _APPEARANCES.items():
        for number, word in enumerate(words.split()):
            name = f"a_{_plain(kind)}_{number}"
            rows = (
                _block(kind, name, appearance=word)
                if kind == "group"
                else (_row(kind, name, appearance=word),)
            )
            yield OdkName(word, rows, kind)


_PARAMETERS: tuple[tuple[str, str], ...] = (
    ("text", "rows=4"),
    *(
        ("range", pair)
        for pair in ("start=1", "end=20", "step=2", "tick_interval=2", "placeholder=4")
    ),
    *(("select_one", pair) for pair in ("randomize=true", "randomize=true seed=42")),
    *(("select_one_from_file", pair) for pair in ("value=name", "label=label")),
    ("image", "max-pixels=640"),
    ("image", "app=org.example.app"),
    ("audio", "quality=normal"),
    ("background-audio", "quality=normal"),
    *(
        ("geopoint", pair)
        for pair in ("capture-accuracy=5", "warning-accuracy=50", "allow-mock-accuracy=true")
    ),
    *((kind, "incremental=true") for kind in ("geotrace", "geoshape")),
    *(
        ("audit", pair)
        for pair in (
            "location-priority=balanced location-min-interval=60 location-max-age=120",
            "track-changes=true",
            "track-changes-reasons=on-form-edit",
            "identify-user=true",
        )
    ),
)


def parameters() -> Iterator[OdkName]:
    """Yield the parameters of each type; there is one ``audit`` in a form, so each of its names comes in a form of its own."""
    for number, (kind, pairs) in enumerate(_PARAMETERS):
        name = "audit" if kind == "audit" else f"p_{_plain(kind)}_{number}"
        yield OdkName(pairs, (_row(kind, name, parameters=pairs),), kind)


SETTINGS: Mapping[str, str] = {
    "form_title": "Another form",
    "form_id": "another_form",
    "version": "1",
    "instance_name": "${name}",
    "default_language": "Русский (ru)",
    "style": "pages",
    "name": "data",
    "public_key": "MIIB",
    "submission_url": "https://forms.example/submission",
    "auto_send": "true",
    "auto_delete": "false",
    "allow_choice_duplicates": "yes",
    "clean_text_values": "no",
    "omit_instanceID": "no",
    "namespaces": 'odd="urn:odd"',
    "sms_keyword": "word",
    "sms_separator": "+",
    "prefix": "J!",
    "delimiter": "K!",
}
"""The settings, each with a value."""

SHEETS: Mapping[str, list[list[str]]] = {
    "entities": [["list_name", "label"], ["trees", "${name}"]],
    "osm": [["list_name", "name", "label"], ["building", "hall", "Hall"]],
    "notes of ours": [["who"], ["nobody"]],
}
"""Sheets beside ``survey``, ``choices``, ``external_choices`` and ``settings``."""

COLUMNS: Mapping[str, Cells] = {
    "hint": {"hint": "H"},
    "guidance_hint": {"guidance_hint": "G"},
    "media::image": {"media::image": "a.png"},
    "media::big-image": {"media::image": "a.png", "media::big-image": "b.png"},
    "media::audio": {"media::audio": "a.mp3"},
    "media::video": {"media::video": "a.mp4"},
    "autoplay": {"autoplay": "audio"},
    "relevant": {"relevant": "${name} != ''"},
    "required": {"required": "yes"},
    "required_message": {"required": "yes", "required_message": "R"},
    "constraint": {"constraint": ". != 'a'", "constraint_message": "C"},
    "constraint_message": {"constraint": ". != 'a'", "constraint_message": "C"},
    "calculation": {"calculation": "concat('a', 'b')"},
    "trigger": {"calculation": "concat('a', 'b')", "trigger": "${name}"},
    "default": {"default": "a"},
    "read_only": {"read_only": "yes"},
    "appearance": {"appearance": "multiline"},
    "parameters": {"parameters": "rows=4"},
    "intent": {"intent": "org.example.app(a='b')"},
    "save_to": {"save_to": "property"},
    "bind::…": {"bind::odk:length": "30"},
    "body::…": {"body::accuracyThreshold": "5"},
    "instance::…": {"instance::tag": "a"},
}
"""The columns of a question on ``survey`` beside type, name and label, each with cells that need it."""

OPERATORS = ("+", "-", "*", "div", "mod", "=", "!=", "<", "<=", ">", ">=", "and", "or", "|")
FUNCTIONS: tuple[str, ...] = (
    *("if(${name} = 'a', 1, 2)", "position(..)", "once(random())", "selected(${colours}, 'red')"),
    *(
        "selected-at(${colours}, 0)",
        "count-selected(${colours})",
        "jr:choice-name('red', '${colour}')",
    ),
    *("indexed-repeat(${age}, ${people}, 1)", "count(${people})", "count-non-empty(${age})"),
    *("sum(${age})", "min(${age})", "max(${age})", "regex('a', '[a-z]')", "contains('ab', 'a')"),
    *("starts-with('ab', 'a')", "ends-with('ab', 'b')", "substr('abc', 0, 1)"),
    *("substring-before('a-b', '-')", "substring-after('a-b', '-')", "translate('ab', 'a', 'b')"),
    *("string-length('ab')", "normalize-space(' a ')", "concat('a', 'b')", "join(' ', ${age})"),
    *("boolean-from-string('true')", "string(1)", "digest('a', 'SHA-256')"),
    *(
        "base64-decode('YQ==')",
        "extract-signed('a', 'b')",
        "round(1.25, 1)",
        "int(1.5)",
        "number('1')",
    ),
    *(
        "pow(2, 3)",
        "log(2)",
        "log10(2)",
        "abs(-1)",
        "sin(1)",
        "cos(1)",
        "tan(1)",
        "asin(1)",
        "acos(1)",
    ),
    *("atan(1)", "atan2(1, 2)", "sqrt(4)", "exp(1)", "exp10(1)", "pi()", "today()", "now()"),
    *("decimal-date-time('2026-06-13')", "date('2026-06-13')", "decimal-time('12:30')"),
    *("format-date(today(), '%Y')", "format-date-time(now(), '%H')", "date-time('2026-06-13')"),
    *(
        "area(${shape})",
        "distance(${shape})",
        "geofence(${point}, ${shape})",
        "intersects(${shape})",
    ),
    *("randomize(${people})", "pulldata('towns', 'label', 'name', 'alga')", "random()", "uuid()"),
    *("boolean(1)", "not(true())", "coalesce(${name}, 'a')", "checklist(1, 2, true())"),
    *("weighted-checklist(1, 2, true(), 1)", "true()", "false()", "floor(1.5)", "ceiling(1.5)"),
    *("property('deviceid')", "version()", "instance('colours')/root/item[1]/label"),
    *("current()/../name", "last()", "${last-saved#name}"),
)
"""The functions of expressions, each as it can be used in the sample form."""


def _plain(word: str) -> str:
    return word.replace("-", "_").replace(" ", "_")
