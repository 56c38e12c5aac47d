"""What a person is told who left a required question out: the thing that is missing, by its name.

The form's own ``required_message`` goes before these. The code stays ``answer.required``, of a box to tick
``answer.must_acknowledge``. A role has a sentence of its own, because Kazakh and Russian decline the noun; any other
question has one of its type, and the summary of errors puts its label in front.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from chalicelib.errors import Problem
from chalicelib.forms.problems import problem
from chalicelib.forms.roles import ROLES
from chalicelib.locales import N_

_BY_ROLE: Final[Mapping[str, str]] = {
    "category": N_("Please choose your category."),
    "name": N_("Please write your full name."),
    "email": N_("Please write your email address."),
    "phone": N_("Please write your phone number."),
    "organisation": N_("Please write the name of your organisation."),
    "birth_year": N_("Please write the year of birth."),
    "guardian_name": N_("Please write the full name of a parent or guardian."),
    "guardian_email": N_("Please write the email address of a parent or guardian."),
    "proposal": N_("Please write your proposal."),
    "consent": N_("Please tick this box if you agree: without it the form cannot be sent."),
}
_CHOOSE: Final = N_("Please choose an answer.")
_ATTACH: Final = N_("Please attach a file.")
_BY_TYPE: Final[Mapping[str, str]] = {
    "text": N_("Please write an answer."),
    "select_one": _CHOOSE,
    "select_one_from_file": _CHOOSE,
    "select_multiple": N_("Please choose at least one answer."),
    "select_multiple_from_file": N_("Please choose at least one answer."),
    "rank": N_("Please put the items in order."),
    "integer": N_("Please write a whole number."),
    "decimal": N_("Please write a number."),
    "date": N_("Please give a date."),
    "time": N_("Please give a time."),
    "dateTime": N_("Please give a date and a time."),
    "geopoint": N_("Please give the location."),
    "barcode": N_("Please scan or write the code."),
    "image": N_("Please attach a photo."),
    "audio": N_("Please attach a sound recording."),
    "video": N_("Please attach a video."),
    "file": _ATTACH,
}


def omission(code: str, at: str, *, role: str | None, question_type: str) -> Problem:
    """Return the problem of that code for a question without an answer, in words that name the thing."""
    words = _BY_ROLE.get(role or "") or _BY_TYPE.get(question_type)
    found = problem(code, at)
    return replace(found, message=words) if words else found


_RATE: Final = N_("Please give a rating from {lowest} to {highest}.")
_GIVE_NUMBER: Final = N_("Please give a number from {lowest} to {highest}.")


def scale_omission(code: str, at: str, *, ends: tuple[str, str], is_rating: bool) -> Problem:
    """Return the problem of that code for a scale without an answer; ``ends`` are its first and its last value."""
    lowest, highest = ends
    return replace(
        problem(code, at, lowest=lowest, highest=highest),
        message=_RATE if is_rating else _GIVE_NUMBER,
    )


def names_its_question(message: str) -> bool:
    """Return whether a message is one of a role that a form has once: it needs no label beside it."""
    return message in _NAMING


_NAMING: Final = frozenset(text for role, text in _BY_ROLE.items() if ROLES[role].once)
