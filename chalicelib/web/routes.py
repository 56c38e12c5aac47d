"""What a route is, and all of them: declared as data, imported when asked for.

API Gateway knows one resource per path; two routes that share a prefix must name their path
parameters alike (``{event}``, ``{form}``). A handler takes the request, the services and the path
parameters by name, and returns a reply::

    def show(request: Request, services: Services, *, event: str) -> Reply: ...
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Literal

from chalicelib.web import multipart
from chalicelib.web.reply import Reply
from chalicelib.web.request import MAX_BODY

Audience = Literal["page", "console", "api"]
Handler = Callable[..., Reply]

JSON = ("application/json",)
MERGE_PATCH = ("application/json", "application/merge-patch+json")
FORM = ("application/x-www-form-urlencoded",)
ATTACHED = (
    *("text/csv", "application/vnd.ms-excel", "application/octet-stream"),
    *("image/jpeg", "image/png", "image/gif", "image/webp", "image/svg+xml"),
    *("audio/mpeg", "audio/mp4", "audio/ogg", "audio/wav", "audio/x-wav"),
    *("video/mp4", "video/webm", "video/ogg"),
)
"""Whatever a file of a form may be called; what it is, its name and its content say."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORKBOOKS = (XLSX, "application/vnd.ms-excel")
"""Spreadsheets, in the newer and the older format."""
FORM_WITH_FILES = (*FORM, multipart.MEDIA_TYPE)


@dataclass(frozen=True, slots=True)
class Route:
    """One method on one path.

    ``target`` is ``"package.module:function"``. ``reads`` are the media types of the body; empty
    for a route that reads none; ``largest`` is the body's limit in bytes. ``audience`` decides how a
    refusal looks: a page for ``page`` and ``console``, problem+json for ``api``.
    """

    method: str
    path: str
    target: str
    reads: tuple[str, ...] = ()
    audience: Audience = "page"
    largest: int = MAX_BODY


@cache
def load(target: str) -> Handler:
    """The handler that a target names; imported on first use."""
    module, _, name = target.partition(":")
    handler: Handler = getattr(import_module(module), name)
    return handler


def all_routes() -> tuple[Route, ...]:
    """Every route of Pikir: what each audience's package lists as its ``ROUTES``."""
    from chalicelib.web import api, organiser, participant

    return (*participant.ROUTES, *organiser.ROUTES, *api.ROUTES)
