"""What an organiser downloads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.actions import exports
from chalicelib.web import i18n
from chalicelib.web.downloads import reply_of, shown
from chalicelib.web.organiser import visitor

if TYPE_CHECKING:
    from chalicelib.actions.world import World
    from chalicelib.forms.text import Language
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request


def answers(request: Request, world: World, *, event: str, form: str) -> Reply:
    """The rows as CSV: columns by name, or by label in a language."""
    actor = visitor.enter(request, world).actor
    names = request.one("names") or "labels"
    if names not in ("names", "labels"):
        raise errors.BadParameter(name="names")
    language = _language(request) if names == "labels" else None
    return reply_of(exports.export_answers(world, actor, event, form, language=language))


def figures(request: Request, world: World, *, event: str, form: str) -> Reply:
    """The statistics as CSV."""
    actor = visitor.enter(request, world).actor
    language = _language(request)
    return reply_of(exports.export_figures(world, actor, event, form, language=language))


def upload(
    request: Request,
    world: World,
    *,
    event: str,
    form: str,
    id: str,  # noqa: A002 -- the path's own word
    upload: str,
) -> Reply:
    """A file that somebody sent as an answer."""
    from chalicelib.actions import uploads

    actor = visitor.enter(request, world).actor
    return reply_of(uploads.read(world, actor, event, form, id, upload))


def attached(request: Request, world: World, *, event: str, form: str, name: str) -> Reply:
    """A file that is attached to a form now: a picture for the preview, a list to be saved."""
    from chalicelib.actions import form_files

    actor = visitor.enter(request, world).actor
    found = form_files.read_file(world, actor, event, form, name)
    is_media = found.content_type.startswith(("image/", "audio/", "video/"))
    return shown(found, request, kept="no-store") if is_media else reply_of(found)


def _language(request: Request) -> Language:
    asked = request.one("language")
    language = i18n.known(asked) if asked else request.language
    if language is None:
        raise errors.BadParameter(name="language")
    return language
