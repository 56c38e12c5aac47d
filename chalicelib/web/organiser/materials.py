"""Materials that the script of their page sends to the bucket: announced here, finished when the page is saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions import materials
from chalicelib.domain.events.materials import AnnouncedMaterial
from chalicelib.locales import N_
from chalicelib.web import i18n
from chalicelib.web.organiser import session
from chalicelib.web.reply import json_reply
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from chalicelib.actions.services import Services
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

PREFIX: Final = "_upload."
"""The prefix of the field of a file that has arrived, before its id; the value is the file's name."""
_LONGEST_NUMBER: Final = 15

_WORDS: Final = {
    "sending": N_("“{name}” is being sent: {percent} %"),
    "arrived": N_("“{name}” has been uploaded."),
    "waiting": N_("Connection lost. Trying again …"),
    "failed": N_("The file could not be uploaded. Please try again."),
    "notTaken": N_("The file was not accepted. Please choose another one."),
    "remove": N_("Remove the file"),
    "again": N_("Try again"),
    "progress": N_("How much of the file has been sent"),
}
"""The messages of ``materials.js`` during an upload."""


@dataclass(frozen=True, slots=True)
class UploadRefusal:
    """Why a file is not taken, for the script to show."""

    message: str


@handler
def announce(request: Request, services: Services, *, event: str) -> Reply:
    """Answer with what the script needs to send one file, or with why it is not taken (422)."""
    console, fields = session.act(request, services)
    size = fields.get("size", "")
    is_number = size.isascii() and size.isdecimal() and len(size) <= _LONGEST_NUMBER
    name = fields.get("name", "")[:1000]
    announced = AnnouncedMaterial(name=name, size=int(size) if is_number else 0)
    try:
        grant = materials.announce_material(services, console.actor, event, announced)
    except errors.RequestRefused as refusal:
        message = i18n.localize(refusal.problems[0], request.language)
        return json_reply(UploadRefusal(message), status=refusal.status)
    return json_reply(grant)


def for_script(prefix: str, event: str, translate: Callable[..., str]) -> dict[str, object]:
    """Return what ``materials.js`` needs on the page of materials."""
    return {
        "address": Urls(prefix).material_uploads(event),
        "words": {key: translate(word) for key, word in _WORDS.items()},
    }


def read_uploads(fields: Mapping[str, str]) -> dict[str, str]:
    """Return the names of the files that have arrived, by their ids."""
    return {
        name.removeprefix(PREFIX): text
        for name, text in fields.items()
        if name.startswith(PREFIX) and text
    }
