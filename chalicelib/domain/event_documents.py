"""Documents about events as JSON: read strictly, and changed by merge patches (RFC 7386).

Every mistake is reported at once, each with its code and the JSON pointer (RFC 6901) to it.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Final, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from chalicelib import errors
from chalicelib.domain.events import Event
from chalicelib.domain.events.programme import MaterialFile
from chalicelib.errors import Problem
from chalicelib.forms.problems import PHOTO_FORMAT
from chalicelib.forms.strict_json import read_json
from chalicelib.locales import N_

PROBLEMS: Final[Mapping[str, str]] = {
    "event.missing": N_("This is required."),
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
    "event.texts_too_long": N_(
        "All texts of the event together are too long to be stored. Please shorten some of them."
    ),
    "event.unknown_time_zone": N_("There is no such time zone."),
    "event.ends_before_its_start": N_("The end must be after the beginning."),
    "event.closes_before_it_opens": N_("The closing must be after the opening."),
    "event.repeated_name": N_("The same name is used twice."),
    "event.same_label": N_("Two categories have the same label."),
    "event.not_its_language": N_(
        "Texts may be missing only in languages of the event, and not in all of them."
    ),
    "event.link_or_file": N_("A material is either a link or a file."),
    "event.unknown_file": N_("The event has no such file. Please upload it first."),
    "event.bad_email": N_("This is not an email address."),
    "event.bad_phone": N_("This is not a telephone number."),
    "event.fixed": N_("This cannot be changed."),
    "event.text_missing": N_("Texts are missing {languages}."),
    "event.form_text_missing": N_("Texts of the form “{form}” are missing {languages}."),
    "event.bad_day": N_("Please give a day, for example 2026-06-13."),
    "record.category_or_label": N_("A head count is of a category or of people named otherwise."),
    "record.count_missing": N_("Say how many came, or how many were invited."),
    "record.title_or_slogan": N_("An action has a title or a slogan."),
    "record.slogan_language": N_("A slogan needs the language in which it was said."),
    "record.empty_place": N_("A place needs a district, a village or a school."),
    "record.too_long": N_(
        "This is too long to be stored with the rest of the record. Please shorten it."
    ),
    "record.too_many": N_("The section cannot hold more entries."),
    "report.unknown_fact": N_(
        "There is nothing like {placeholder} in this paragraph. Keep what stands in braces as it is, or delete it."
    ),
    "report.title_left_out": N_("A report needs its title."),
    "report.too_many_edits": N_("Too many paragraphs of this report are worded by hand."),
    "report.control_characters": N_("The text holds characters that cannot be shown."),
    "record.unknown_action": N_("The record has no such action."),
    "record.photo_empty": N_("The file is empty. Please choose the photo again."),
    "record.photo_too_large": N_(
        "The photo is larger than {limit} MB. Please choose a smaller one."
    ),
    "record.photo_format": PHOTO_FORMAT,
    "record.no_photo": N_("The file is not a photo. Possible are JPEG and PNG."),
    "record.photo_damaged": N_(
        "The photo is damaged or did not arrive whole. Please choose it again."
    ),
    "record.photo_pixels": N_(
        "The photo has more than {limit} million pixels. Please choose a smaller one."
    ),
    "record.too_many_photos": N_("An action has at most {limit} photos."),
    "record.photos_too_large": N_(
        "All photos of the record together are too large: at most {limit} MB are possible. Please remove some, or choose smaller ones."
    ),
    "event.no_forms": N_("No form is published, so nobody can register or answer."),
    "event.form_unpublished": N_("The form “{form}” is not published."),
    "event.is_over": N_("The time of the event has passed."),
    "event.no_venue": N_("No place is given."),
    "event.no_organiser": N_("No organiser is named, so nobody is told who uses their data."),
}
"""The message of each problem's code."""

Model = TypeVar("Model", bound=BaseModel)

_PYDANTIC_CODES: Final = {
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
    "date_from_datetime_parsing": "event.bad_day",
    "date_from_datetime_inexact": "event.bad_day",
    "date_parsing": "event.bad_day",
    "date_type": "event.bad_day",
}


def read_event(document: bytes) -> Event:
    """Read a new event, at revision 0.

    Raises:
        errors.Malformed: the document is not JSON.
        errors.EventRefused: all that is wrong with it.
    """
    fields = read_object(document, errors.EventRefused)
    if fields.pop("revision", 0) != 0:
        raise errors.EventRefused(problems=[problem("event.fixed", "/revision")])
    _refuse_announcement(fields)
    event = validate(Event, fields, errors.EventRefused)
    _refuse_unknown_files(event, known=frozenset())
    return event


def patch_event(event: Event, document: bytes) -> Event:
    """Return the event changed by a merge patch, at the next revision; itself if nothing changes.

    ``revision`` in the patch is the revision that it was made for.

    Raises:
        errors.Malformed, errors.EventRefused: as for a new event.
        errors.ChangedMeanwhile: the patch was made for another revision.
        errors.BadTransition: the lifecycle has no such step.
    """
    patch = read_object(document, errors.EventRefused)
    if patch.pop("revision", event.revision) != event.revision:
        raise errors.ChangedMeanwhile
    if patch.pop("id", event.id) != event.id:
        raise errors.EventRefused(problems=[problem("event.fixed", "/id")])
    _refuse_announcement(patch)
    new = merge_into(event, patch, errors.EventRefused)
    _refuse_unknown_files(new, known=frozenset(_files(event)))
    event.move_to(new.state)
    return event if new == event else new.model_copy(update={"revision": event.revision + 1})


def _refuse_announcement(fields: Mapping[str, object]) -> None:
    """Raise ``EventRefused`` for what participants were told: that is noted, not written."""
    if "announced" in fields:
        raise errors.EventRefused(problems=[problem("event.fixed", "/announced")])


def _files(event: Event) -> Iterator[MaterialFile]:
    return (material.file for material in event.materials if material.file)


def _refuse_unknown_files(event: Event, *, known: Set[MaterialFile]) -> None:
    """Raise ``EventRefused`` for each file that was not uploaded: a document can only keep or drop files."""
    unknown = [
        problem("event.unknown_file", f"/materials/{at}/file")
        for at, material in enumerate(event.materials)
        if material.file and material.file not in known
    ]
    if unknown:
        raise errors.EventRefused(problems=unknown)


def merge_into(model: Model, patch: Mapping[str, object], refusal: type[errors.Invalid]) -> Model:
    """Return the model changed by a merge patch; raise the refusal with all that is wrong."""
    target = model.model_dump(mode="json", exclude_none=True)
    return validate(type(model), merge_patch(target, patch), refusal)


def merge_patch(target: object, patch: object) -> object:
    """Apply a patch as RFC 7386, section 2 says: merge objects, remove nulls, replace the rest."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merge_patch(result.get(key), value)
    return result


_ADVICE: Final = frozenset(
    {
        "event.no_forms",
        "event.form_unpublished",
        "event.is_over",
        "event.no_venue",
        "event.no_organiser",
    }
)
"""What is worth knowing before an event opens, and does not stop it."""


def problem(code: str, name: str, /, **parameters: object) -> Problem:
    """Make the problem of that code at that JSON pointer."""
    return Problem(
        name=name,
        code=code,
        message=PROBLEMS[code],
        parameters=parameters,
        severity="warning" if code in _ADVICE else "error",
    )


def read_object(document: bytes, refusal: type[errors.Invalid]) -> dict[str, object]:
    """Read a JSON object strictly; raise ``Malformed`` or, for another value, the refusal."""
    value = read_json(document)
    if not isinstance(value, dict):
        raise refusal(problems=[problem("event.wrong_type", "")])
    return value


def validate(model: type[Model], value: object, refusal: type[errors.Invalid]) -> Model:
    """Make the model of a JSON value; raise the refusal with all that is wrong."""
    try:
        return model.model_validate_json(json.dumps(value), strict=True)
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=False, include_input=False)
        raise refusal(problems=[_problem_of(each) for each in details]) from None


def _problem_of(error: ErrorDetails) -> Problem:
    kind = error["type"]
    default = "event.wrong_type" if kind.endswith("_type") else "event.bad_value"
    code = kind if kind in PROBLEMS else _PYDANTIC_CODES.get(kind, default)
    return problem(code, _pointer(error["loc"]))


def _pointer(path: Iterable[str | int]) -> str:
    """Write a JSON pointer; pydantic ends the path of a wrong key with ``[key]``."""
    steps = (str(step)[:100].replace("~", "~0").replace("/", "~1") for step in path)
    return "".join(f"/{step}" for step in steps if step != "[key]")
