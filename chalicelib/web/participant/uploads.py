"""Files in a form: what the page's script needs to upload them, and files that come with the form.

A file that comes with its form is stored at once, and its id is the answer. So a page that comes back,
whatever was wrong, still has the file: its id in the answer's field, its name in a field of the page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.frozen import dataclass
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
"""The prefix of the field with the name of a file that has arrived, before its id. It is no answer."""

WORDS: Final = {
    "preparing": N_("“{name}” is being prepared …"),
    "sending": N_("“{name}” is being sent: {percent} %"),
    "arrived": N_("“{name}” has been uploaded."),
    "waiting": N_("Connection lost. Trying again …"),
    "failed": N_(
        "The file could not be uploaded. Try again, or send the form: the file goes with it."
    ),
    "notTaken": N_("The file was not accepted. Please choose another one."),
    "removed": N_("The file was removed."),
    "remove": N_("Remove the file"),
    "again": N_("Try again"),
    "progress": N_("How much of the file has been sent"),
}
"""The script's messages during an upload."""


@dataclass(frozen=True, slots=True)
class ReceivedForm:
    """The fields of a form with the ids of its files; or why the files were refused."""

    pairs: tuple[tuple[str, str], ...]
    refusal: errors.Refusal | None = None


def for_script(
    prefix: str, event: str, form: Form, translate: Callable[..., str]
) -> dict[str, object] | None:
    """What ``uploads.js`` needs on the form's page; None for a form without questions of files."""
    if not form.file_questions:
        return None
    return {
        "address": Urls(prefix).uploads(event, form.name),
        "words": {key: translate(word) for key, word in WORDS.items()},
    }


def receive_files(
    services: Services,
    event: str,
    form: str,
    submission: str,
    version: int | None,
    parts: Parts,
    *,
    client: str,
) -> ReceivedForm:
    """Store the form's files; return its fields with the id of each file in the place of its answer.

    Raises:
        errors.NotFound: no such event or form.
        errors.BrokenForm: a file for no question of files, or two files for one question.
    """
    if not parts.files:
        return ReceivedForm(parts.pairs)
    from chalicelib.actions import uploads

    sent = [
        uploads.ReceivedUpload(_field_of(file), file.name, file.content_type, file.content)
        for file in parts.files
    ]
    fields = [one.field for one in sent]
    if len(set(fields)) != len(fields):
        raise errors.BrokenForm
    try:
        ids = uploads.receive(services, event, form, version, submission, sent, client=client)
    except (
        errors.Conflict,
        errors.AnswersRefused,
        errors.TooMany,
        errors.Unavailable,
    ) as refusal:
        return ReceivedForm(parts.pairs, refusal)
    names = {one.field: one.name for one in sent}
    ids_by_name = {f"{PREFIX}{field}": id for field, id in ids.items()}  # noqa: A001 -- its name everywhere
    ids_by_name |= {f"{NAME}{id}": names[field] for field, id in ids.items()}  # noqa: A001 -- as above
    others = (pair for pair in parts.pairs if pair[0] not in ids_by_name)
    return ReceivedForm((*others, *ids_by_name.items()))


def _field_of(file: File) -> str:
    field = file.field
    if not (field.startswith(PREFIX) and field.endswith(SUFFIX)):
        raise errors.BrokenForm
    return field.removeprefix(PREFIX).removesuffix(SUFFIX)
