"""An event as JSON: read strictly, with every mistake named, and changed by a merge patch (RFC 7386)."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from chalicelib import errors
from chalicelib.domain.events import Event
from chalicelib.errors import Problem
from chalicelib.forms.strict_json import read_json
from chalicelib.locales import N_

PROBLEMS: Mapping[str, str] = {
    "event.missing": N_("This is missing."),
    "event.unknown_key": N_("There is no such key here."),
    "event.wrong_type": N_("This value is of the wrong kind."),
    "event.bad_value": N_("This value cannot stand here."),
    "event.bad_moment": N_(
        "Please give a date, a time and its offset, for example 2026-06-13T10:00:00+05:00."
    ),
    "event.too_short": N_("This is too short."),
    "event.too_long": N_("This is too long."),
    "event.too_small": N_("This number is too small."),
    "event.too_large": N_("This number is too large."),
    "event.unknown_time_zone": N_("There is no such time zone."),
    "event.ends_before_its_start": N_("The end must be after the beginning."),
    "event.closes_before_it_opens": N_("The closing must be after the opening."),
    "event.repeated_name": N_("The same name is used twice."),
    "event.fixed": N_("This cannot be changed."),
}
"""Everything that can be wrong with an event's document: code and message."""

M = TypeVar("M", bound=BaseModel)

_CODES = {
    "missing": "event.missing",
    "extra_forbidden": "event.unknown_key",
    "greater_than_equal": "event.too_small",
    "less_than_equal": "event.too_large",
    "string_too_short": "event.too_short",
    "too_short": "event.too_short",
    "string_too_long": "event.too_long",
    "too_long": "event.too_long",
    "datetime_from_date_parsing": "event.bad_moment",
    "datetime_parsing": "event.bad_moment",
    "datetime_type": "event.bad_moment",
    "timezone_aware": "event.bad_moment",
}


def read_event(document: bytes) -> Event:
    """A new event, at revision 0.

    Raises:
        errors.Malformed: it is not JSON.
        errors.EventRefused: all that is wrong with it, by JSON pointers.
    """
    written = read_object(document, errors.EventRefused)
    if written.pop("revision", 0) != 0:
        raise errors.EventRefused(problems=[problem("event.fixed", "/revision")])
    return parsed(Event, written, errors.EventRefused)


def patched(event: Event, patch: bytes) -> Event:
    """The event changed by a merge patch, at the next revision; the same one if nothing changes.

    ``revision`` in the patch is the revision that it was made for.

    Raises:
        errors.Malformed, errors.EventRefused: as for a new event.
        errors.ChangedMeanwhile: it was made for another revision.
        errors.BadTransition: the lifecycle has no such step.
    """
    change = read_object(patch, errors.EventRefused)
    if change.pop("revision", event.revision) != event.revision:
        raise errors.ChangedMeanwhile
    if change.pop("id", event.id) != event.id:
        raise errors.EventRefused(problems=[problem("event.fixed", "/id")])
    written = event.model_dump(mode="json", exclude_none=True)
    new = parsed(Event, merged(written, change), errors.EventRefused)
    event.moved_to(new.state)
    return event if new == event else new.model_copy(update={"revision": event.revision + 1})


def merged(target: object, patch: object) -> object:
    """RFC 7386, section 2: objects are merged, null removes, anything else replaces."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merged(result.get(key), value)
    return result


def problem(code: str, name: str) -> Problem:
    """The problem of that code at that JSON pointer."""
    return Problem(name=name, code=code, message=PROBLEMS[code])


def read_object(document: bytes, refusal: type[errors.Invalid]) -> dict[str, Any]:
    """The JSON object of a document, read strictly; raises ``Malformed`` or that refusal."""
    value = read_json(document)
    if not isinstance(value, dict):
        raise refusal(problems=[problem("event.wrong_type", "")])
    return value


def parsed(model: type[M], written: object, refusal: type[errors.Invalid]) -> M:
    """The model of a JSON value; raises that refusal with all that is wrong."""
    try:
        return model.model_validate_json(json.dumps(written), strict=True)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        raise refusal(problems=[_problem(one) for one in found]) from None


def _problem(found: Mapping[str, Any]) -> Problem:
    kind = found["type"]
    wrong_type = "event.wrong_type" if kind.endswith("_type") else "event.bad_value"
    code = kind if kind in PROBLEMS else _CODES.get(kind, wrong_type)
    return problem(code, _pointer(found["loc"]))


def _pointer(path: Iterable[str | int]) -> str:
    """RFC 6901; pydantic marks a key that is wrong itself with ``[key]``."""
    steps = (str(step)[:100].replace("~", "~0").replace("/", "~1") for step in path)
    return "".join(f"/{step}" for step in steps if step != "[key]")
