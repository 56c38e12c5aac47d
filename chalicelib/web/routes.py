"""Routes: one method on one path each, declared as data in the ``ROUTES`` of each audience's package.

A handler is named by a string and imported on its first request, so that a submission sent as JSON
does not wait for templates or calendar data that only pages need. Every handler is marked with
`handler`, by which mypy checks its signature; `load` refuses any other function. A test loads every
route's target and compares its parameters with those of the path.

API Gateway knows one resource per path: two routes that share a prefix must name their path
parameters alike (``{event}``, ``{form}``).
"""

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol, TypeVar

from chalice.app import Blueprint

from chalicelib.frozen import dataclass
from chalicelib.web.reply import Reply
from chalicelib.web.request import MAX_BODY, MULTIPART, Request

if TYPE_CHECKING:
    from chalicelib.actions.services import Services

Audience = Literal["page", "console", "api"]

ANY_METHOD: Final = "x-amazon-apigateway-any-method"
"""API Gateway's own name for "every other method"; Chalice passes it through unchanged."""

JSON: Final = ("application/json",)
MERGE_PATCH: Final = ("application/json", "application/merge-patch+json")
FORM: Final = ("application/x-www-form-urlencoded",)
ATTACHED: Final = (
    *("text/csv", "application/vnd.ms-excel", "application/octet-stream"),
    *("application/xml", "text/xml", "application/geo+json"),
    *("image/jpeg", "image/png", "image/gif", "image/webp", "image/svg+xml"),
    *("audio/mpeg", "audio/mp4", "audio/ogg", "audio/wav", "audio/x-wav"),
    *("video/mp4", "video/webm", "video/ogg"),
)
"""The declared types of files attached to a form; the name and the content decide what a file is."""
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WORKBOOKS: Final = (XLSX, "application/vnd.ms-excel")
"""Spreadsheets, in the newer and the older format."""
MATERIALS: Final = (
    *("application/pdf", "application/octet-stream"),
    DOCX,
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    *("image/jpeg", "image/png", "image/webp", "image/gif"),
)
"""The declared types of an event's materials, likewise."""
PHOTOS: Final = ("image/jpeg", "image/png", "application/octet-stream")
"""The declared types of photos of a record; the content decides."""
REPORTS: Final = (DOCX, "application/pdf", "text/html")
"""Reports' documents, by the types that they are made in."""
FORM_WITH_FILES: Final = (*FORM, MULTIPART)


class Handler(Protocol):
    """Answers one route. The path's parameters follow by name: ``def show(request, services, *, event)``.

    ``*args: Any, **parameters: Any`` lets mypy accept any such parameters; a test compares them.
    """

    def __call__(
        self,
        request: Request,
        services: "Services",
        /,
        *args: Any,
        **parameters: Any,
    ) -> Reply:
        """Answer the request; raise an ``errors.Refusal`` to refuse it."""
        ...


_H = TypeVar("_H", bound=Handler)
_HANDLERS: Final[set[object]] = set()


def handler(function: _H) -> _H:
    """Mark a function that a route may name; mypy checks that it is a `Handler`."""
    _HANDLERS.add(function)
    return function


@dataclass(frozen=True, slots=True)
class Route:
    """One method on one path.

    ``target`` is ``"package.module:function"``. ``reads`` are the media types of the body; empty
    for a route that reads none; ``largest`` is the body's limit in bytes. ``audience`` decides how a
    refusal looks: a page for ``page`` and ``console``, problem+json for ``api``. A handler that is the same without settings
    and stores does not wait for them: it has ``needs_services`` False and gets None.
    """

    method: str
    path: str
    target: str
    reads: tuple[str, ...] = ()
    audience: Audience = "page"
    largest: int = MAX_BODY
    needs_services: bool = True


@cache
def load(target: str) -> Handler:
    """Import the handler that a target names; raise ``TypeError`` if it is not marked as one."""
    module, _, name = target.partition(":")
    function: Handler = getattr(import_module(module), name)
    if function not in _HANDLERS:
        raise TypeError(f"{target} is not marked as a handler")
    return function


def declare(import_name: str, routes: Iterable[Route], *more_paths: str) -> Blueprint:
    """Declare routes to Chalice and API Gateway; ``web.endpoint`` answers them as a middleware.

    ``more_paths`` have no route: the endpoint refuses what is sent there.
    """
    methods: dict[str, list[str]] = {path: [] for path in more_paths}
    for route in routes:
        methods.setdefault(route.path, []).append(route.method)
    chalice = Blueprint(import_name)
    for path, names in methods.items():
        every = [*names, ANY_METHOD, "OPTIONS"]
        chalice.route(path, methods=every, content_types=["*/*"], name="page")(_placeholder)
    return chalice


def _placeholder(**_parameters: str) -> None:
    """Fill Chalice's route table; the endpoint answers before Chalice would call this."""
    raise NotImplementedError
