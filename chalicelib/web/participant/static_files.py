"""Files that pages load. None of them holds personal data, so all may be cached."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.web import compression, static
from chalicelib.web.reply import Reply
from chalicelib.web.routes import handler

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.web.request import Request

FOR_EVER = "public, max-age=31536000, immutable"
FOR_A_MINUTE = "public, max-age=60"
FOR_A_DAY = "public, max-age=86400"

_NUMBER = re.compile(r"[1-9][0-9]{0,4}")
ROBOTS = "User-agent: *\nDisallow: /console\nDisallow: /api/\n"


@handler
def static_file(request: Request, services: Services | None, *, file: str) -> Reply:  # noqa: ARG001 -- every handler's signature
    """Serve an asset by its hashed name, whose content never changes.

    A page that was opened before a deployment asks for what was there before: what has taken its place answers, and is not
    kept under that name.
    """
    asset = static.find(file)
    if asset is None:
        raise errors.PageNotFound
    return _asset(asset, request, FOR_EVER if asset.name == file else FOR_A_MINUTE)


@handler
def form_file(request: Request, services: Services, *, event: str, form: str, name: str) -> Reply:
    """Serve a file that a form shows; the file of a version named in the address never changes."""
    from chalicelib.actions import form_files
    from chalicelib.web.downloads import media_reply

    requested = request.one("version")
    version = int(requested) if requested and _NUMBER.fullmatch(requested) else None
    if requested and version is None:
        raise errors.BadParameter(name="version")
    download = form_files.show_file(services, event, form, name, version)
    return media_reply(download, request, cache=FOR_EVER if version else FOR_A_MINUTE)


@handler
def favicon(request: Request, services: Services | None) -> Reply:  # noqa: ARG001 -- as above
    """Serve the icon at the address that browsers request by themselves."""
    return _asset(static.assets()["favicon.svg"], request, FOR_A_DAY)


@handler
def robots(request: Request, services: Services | None) -> Reply:  # noqa: ARG001 -- as above
    """Let crawlers read event pages, and nothing for organisers or programs."""
    return _file(ROBOTS, "text/plain; charset=utf-8", FOR_A_DAY)


def _asset(asset: static.Asset, request: Request, cache: str) -> Reply:
    if not compression.accepts_gzip(request.headers.get("accept-encoding", "")):
        return _file(asset.text, asset.content_type, cache)
    reply = _file(asset.compressed, asset.content_type, cache)
    return replace(reply, headers={**reply.headers, "Content-Encoding": "gzip"})


def _file(body: str | bytes, content_type: str, cache: str) -> Reply:
    """Return a file that is the same for everybody, in every language."""
    headers = {"Cache-Control": cache, "Vary": "Accept-Encoding"}
    return Reply(body=body, content_type=content_type, headers=headers)
