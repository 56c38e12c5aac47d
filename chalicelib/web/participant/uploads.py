"""Files in a form that is sent without a script: each is put aside, and its id stands as the answer.

So a page that comes back, whatever was wrong, still holds them: the id in the answer's own field,
the file's name in a field of the page's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.web.multipart import File, Parts

if TYPE_CHECKING:
    from chalicelib.actions.world import World

PREFIX: Final = "q."
SUFFIX: Final = ".file"
NAME: Final = "_name."
"""Before a file field's name: what the file was called that has arrived."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The fields of a form with its files in them; or why files were not taken."""

    pairs: tuple[tuple[str, str], ...]
    refusal: errors.Refusal | None = None


def take(
    world: World, event: str, form: str, submission: str, version: int | None, parts: Parts
) -> Taken:
    """The form's fields, each file replaced by the id under which it waits.

    Raises:
        errors.NotFound: no such event or form.
        errors.BrokenForm: a file for what is no question of files, or two for one.
    """
    if not parts.files:
        return Taken(parts.pairs)
    from chalicelib.actions import uploads

    sent = [
        uploads.Sent(_answer_of(file), file.name, file.content_type, file.content)
        for file in parts.files
    ]
    fields = [one.field for one in sent]
    if len(set(fields)) != len(fields):
        raise errors.BrokenForm
    try:
        ids = uploads.receive(world, event, form, version, submission, sent)
    except (errors.Conflict, errors.AnswersRefused, errors.Unavailable) as refusal:
        return Taken(parts.pairs, refusal)
    names = {one.field: one.name for one in sent}
    mine = {f"{PREFIX}{field}": id for field, id in ids.items()}  # noqa: A001 -- its name everywhere
    mine |= {f"{NAME}{PREFIX}{field}": names[field] for field in ids}
    others = (pair for pair in parts.pairs if pair[0] not in mine)
    return Taken((*others, *mine.items()))


def _answer_of(file: File) -> str:
    field = file.field
    if not (field.startswith(PREFIX) and field.endswith(SUFFIX)):
        raise errors.BrokenForm
    return field.removeprefix(PREFIX).removesuffix(SUFFIX)
