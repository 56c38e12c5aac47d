"""pyxform's types by the names that Pikir has for them."""

from collections.abc import Mapping

UNSUPPORTED = frozenset(
    {
        "geotrace",
        "geoshape",
        "barcode",
        "audio",
        "video",
        "background-audio",
        "osm",
        "csv-external",
        "xml-external",
        "select_one_external",
        "start-geopoint",
        "background-geopoint",
        "loop",
        "include",
        "entity",
    }
)
"""What a web form cannot do."""

_METADATA = ("deviceid", "username", "phonenumber", "email", "subscriberid", "simserial")

_SAME = (
    *("text", "integer", "decimal", "range", "date", "time", "dateTime", "acknowledge", "note"),
    *("calculate", "hidden", "image", "file", "geopoint", "start", "end", "today", "audit"),
    *("rank", *_METADATA, *UNSUPPORTED),
)

_OTHER_NAMES: Mapping[str, tuple[str, ...]] = {
    "begin_group": ("group",),
    "begin_repeat": ("repeat",),
    "select_one": ("select one", "select one using", "q select1"),
    "select_multiple": ("select all that apply", "select multiple using", "q select"),
    "select_one_external": ("select one external",),
    "text": ("string", "q string", "add text prompt", "phone number"),
    "integer": (
        *("int", "q int", "add integer prompt", "percentage"),
        *("number of days in last month", "number of days in last six months"),
        "number of days in last year",
    ),
    "decimal": ("q decimal", "add decimal prompt"),
    "date": ("q date", "add date prompt"),
    "dateTime": (
        *("datetime", "date time", "q date time", "q dateTime"),
        *("add date time prompt", "add dateTime prompt"),
    ),
    "acknowledge": ("trigger", "q acknowledge", "add acknowledge prompt"),
    "note": ("q note", "add note prompt"),
    "calculate": ("q calculate", "add calculate prompt"),
    "image": ("photo", "q picture", "q image", "add image prompt", "add photo prompt"),
    "audio": ("q audio", "add audio prompt"),
    "video": ("q video", "add video prompt"),
    "file": ("add file prompt",),
    "barcode": ("q barcode", "add barcode prompt"),
    "geopoint": ("gps", "location", "q geopoint", "q location", "add location prompt"),
    "geoshape": ("q geoshape",),
    "geotrace": ("q geotrace",),
    "start": ("get start time", "start time"),
    "end": ("get end time", "end time"),
    "today": ("get today",),
    "deviceid": ("imei", "device id", "get device id", "uri:deviceid"),
    "subscriberid": ("subscriber id", "get subscriber id", "uri:subscriberid"),
    "simserial": ("sim id", "get sim id", "uri:simserial"),
    "phonenumber": ("get phone number", "uri:phonenumber"),
    "username": ("uri:username",),
    "email": ("uri:email",),
}

_OURS: Mapping[str, str] = {kind: kind for kind in _SAME} | {
    other: kind for kind, others in _OTHER_NAMES.items() for other in others
}


def kind_of(read: str) -> str:
    """Our name for a type as pyxform read it; what is not known stays as it is."""
    return _OURS.get(read, read)


def implied_constraint(read: str) -> str | None:
    """What pyxform adds to some old types, such as a percentage."""
    from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

    implied: str | None = QUESTION_TYPE_DICT.get(read, {}).get("bind", {}).get("constraint")
    return implied
