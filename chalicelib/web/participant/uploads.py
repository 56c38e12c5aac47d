"""Files in a form: what the page's script needs to send them, and those that come without a script.

Each that comes with its form is put aside, and its id stands as the answer. So a page that comes back,
whatever was wrong, still holds them: the id in the answer's own field, the file's name in a field of
the page's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.locales import N_
from chalicelib.web.multipart import File, Parts
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from collections.abc import Callable

    from chalicelib.actions.services import Services
    from chalicelib.forms.intake import Form

PREFIX: Final = "q."
SUFFIX: Final = ".file"
NAME: Final = "_name."
"""Before the id of a file that has arrived: what it was called. No answer, only for the eye."""

WORDS: Final = {
    "preparing": N_("“{name}” is being prepared …"),
    "sending": N_("“{name}” is being sent: {percent} %"),
    "arrived": N_("“{name}” has arrived."),
    "waiting": N_("The line has dropped. It will be tried again by itself …"),
    "failed": N_(
        "The file could not be sent. Try again, or send the form: it takes the file along."
    ),
    "notTaken": N_("The file was not taken. Please choose another one."),
    "removed": N_("The file was taken away."),
    "remove": N_("Take the file away"),
    "again": N_("Try again"),
    "progress": N_("How much of the file has been sent"),
}
"""What the script says while a file is on its way."""


@dataclass(frozen=True, slots=True)
class ReceivedForm:
    """The fields of a form with its files in them; or why files were not taken."""

    pairs: tuple[tuple[str, str], ...]
    refusal: errors.Refusal | None = None


def for_script(
    prefix: str, event: str, form: Form, say: Callable[..., str]
) -> dict[str, object] | None:
    """What ``uploads.js`` needs on the form's page; None for a form without questions of files."""
    if not form.file_questions:
        return None
    return {
        "address": Urls(prefix).uploads(event, form.name),
        "words": {key: say(word) for key, word in WORDS.items()},
    }


def take(
    services: Services, event: str, form: str, submission: str, version: int | None, parts: Parts
) -> ReceivedForm:
    """The form's fields, each file replaced by the id under which it waits.

    Raises:
        errors.NotFound: no such event or form.
        errors.BrokenForm: a file for what is no question of files, or two for one.
    """
    if not parts.files:
        return ReceivedForm(parts.pairs)
    from chalicelib.actions import uploads

    sent = [
        uploads.ReceivedUpload(_answer_of(file), file.name, file.content_type, file.content)
        for file in parts.files
    ]
    fields = [one.field for one in sent]
    if len(set(fields)) != len(fields):
        raise errors.BrokenForm
    try:
        ids = uploads.receive(services, event, form, version, submission, sent)
    except (errors.Conflict, errors.AnswersRefused, errors.Unavailable) as refusal:
        return ReceivedForm(parts.pairs, refusal)
    names = {one.field: one.name for one in sent}
    mine = {f"{PREFIX}{field}": id for field, id in ids.items()}  # noqa: A001 -- its name everywhere
    mine |= {f"{NAME}{id}": names[field] for field, id in ids.items()}  # noqa: A001 -- as above
    others = (pair for pair in parts.pairs if pair[0] not in mine)
    return ReceivedForm((*others, *mine.items()))


def _answer_of(file: File) -> str:
    field = file.field
    if not (field.startswith(PREFIX) and field.endswith(SUFFIX)):
        raise errors.BrokenForm
    return field.removeprefix(PREFIX).removesuffix(SUFFIX)
