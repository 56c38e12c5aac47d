"""What an organiser downloads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.actions import exports
from chalicelib.web import i18n
from chalicelib.web.organiser import visitor
from chalicelib.web.reply import Reply

if TYPE_CHECKING:
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
    content = exports.rows_csv(world, actor, event, form, language)
    return _csv(f"{event}-{form}", content)


def figures(request: Request, world: World, *, event: str, form: str) -> Reply:
    """The statistics as CSV."""
    actor = visitor.enter(request, world).actor
    content = exports.figures_csv(world, actor, event, form, _language(request))
    return _csv(f"{event}-{form}-summary", content)


def _language(request: Request) -> Language:
    asked = request.one("language")
    language = i18n.known(asked) if asked else request.language
    if language is None:
        raise errors.BadParameter(name="language")
    return language


def _csv(name: str, content: str | bytes) -> Reply:
    return Reply(
        body=content,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )
