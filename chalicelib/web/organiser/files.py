"""What an organiser downloads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.actions import exports
from chalicelib.web import i18n
from chalicelib.web.organiser import visitor
from chalicelib.web.reply import Reply

if TYPE_CHECKING:
    from chalicelib.actions.exports import Download
    from chalicelib.actions.world import World
    from chalicelib.forms.text import Language
    from chalicelib.web.request import Request


def answers(request: Request, world: World, *, event: str, form: str) -> Reply:
    """The rows as CSV: columns by name, or by label in a language."""
    actor = visitor.enter(request, world).actor
    names = request.one("names") or "labels"
    if names not in ("names", "labels"):
        raise errors.BadParameter(name="names")
    language = _language(request) if names == "labels" else None
    return _reply(exports.export_answers(world, actor, event, form, language=language))


def figures(request: Request, world: World, *, event: str, form: str) -> Reply:
    """The statistics as CSV."""
    actor = visitor.enter(request, world).actor
    language = _language(request)
    return _reply(exports.export_figures(world, actor, event, form, language=language))


def _language(request: Request) -> Language:
    asked = request.one("language")
    language = i18n.known(asked) if asked else request.language
    if language is None:
        raise errors.BadParameter(name="language")
    return language


def _reply(download: Download) -> Reply:
    """The file itself, or where it lies for a while when it is too large to answer with."""
    if download.link is not None:
        return Reply(status=303, content_type=None, headers={"Location": download.link})
    return Reply(
        body=(download.body or b"").decode("utf-8"),
        content_type=download.content_type,
        headers={"Content-Disposition": f'attachment; filename="{download.name}"'},
    )
