"""Reading an event that was checked when it was written, without checking it again.

A cold start would otherwise build the validator of the whole document, for one answer. Only a document that was written under
``DOCUMENT_VERSION`` is read here; every other one, and one that turns out not to be as it was written, goes through the model.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, Final, TypeVar, cast

from chalicelib.domain.events import Event, EventKind, EventState
from chalicelib.domain.events.announcements import Announcement
from chalicelib.domain.events.parts import Category, Organiser, Series, StoredPart
from chalicelib.domain.events.programme import Material, MaterialFile, ProgrammeItem, Speaker
from chalicelib.forms.text import STORED
from chalicelib.late_model import REQUIRED, field_defaults

DOCUMENT_VERSION: Final = 1
"""Rises whenever a document of today would be read differently: a test holds it to the schema of ``Event``."""

_Part = TypeVar("_Part", bound=StoredPart)
_Read = Callable[[Any], object]


def load_event(document: bytes, version: int) -> Event:
    """Read a stored event; raise pydantic's ``ValidationError`` for a document that no version of Pikir wrote."""
    if version == DOCUMENT_VERSION:
        try:
            return Event.model_construct(**_read(Event, _EVENT, json.loads(document)))
        except (AttributeError, KeyError, TypeError, ValueError):
            pass  # the model says what is wrong with it
    return Event.model_validate_json(document, context=STORED)


def _read(
    model: type[Event | StoredPart], readers: Mapping[str, _Read], raw: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Return the fields of a model; raise ``ValueError`` unless all are known and none that is required is missing."""
    fields = field_defaults(model)
    if not raw.keys() <= fields.keys():
        raise ValueError("unknown fields")
    if any(default is REQUIRED and name not in raw for name, default in fields.items()):
        raise ValueError("missing fields")
    return {**raw, **{name: read(raw[name]) for name, read in readers.items() if name in raw}}


def _part(model: type[_Part], readers: Mapping[str, _Read] | None = None) -> _Read:
    """Return what reads a part that has other fields than texts, numbers and booleans, each by its reader."""

    def read(raw: Mapping[str, Any]) -> _Part:
        return cast("_Part", model.model_construct(**_read(model, readers or {}, raw)))

    return read


def _all(read: _Read, raw: list[Any]) -> tuple[object, ...]:
    return tuple(map(read, raw))


_MOMENT: Final = datetime.fromisoformat
_TIMES: Final[Mapping[str, _Read]] = {"starts_at": _MOMENT, "ends_at": _MOMENT}
_EVENT: Final[Mapping[str, _Read]] = {
    **_TIMES,
    "kind": EventKind,
    "series": _part(Series),
    "organiser": _part(Organiser),
    "languages": tuple,
    "incomplete_languages": tuple,
    "categories": partial(_all, _part(Category)),
    "programme": partial(
        _all,
        _part(ProgrammeItem, {"starts_at": _MOMENT, "speakers": partial(_all, _part(Speaker))}),
    ),
    "materials": partial(_all, _part(Material, {"file": _part(MaterialFile)})),
    "state": EventState,
    "announced": _part(Announcement, _TIMES),
    "opens_at": _MOMENT,
    "closes_at": _MOMENT,
    "report_annexes": tuple,
}
