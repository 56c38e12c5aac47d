"""The OpenAPI description of a handler, written beside it, and the refusal of query parameters that it does not name.

Models are named by string, as handlers are, so that describing a handler does not import them.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from functools import wraps
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar, cast

from chalicelib import errors
from chalicelib.errors import Refusal
from chalicelib.frozen import dataclass
from chalicelib.web.routes import Handler, handler

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.web.api.parameters import Parameter
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

_Handler = TypeVar("_Handler", bound=Handler)
_NAMES: Final = re.compile(r"errors\.\w+(, errors\.\w+)*")
LANG: Final = "lang"
"""The query parameter that every operation has: the language of messages."""
Who = Literal["anyone", "either", "organiser"]
Tag = Literal[
    "Events",
    "Forms",
    "Files of a form",
    "Submissions",
    "Summaries",
    "Records",
    "Proposals",
    "Documents",
    "Members",
    "API tokens",
    "Audit log",
    "Operations",
    "Description",
]
"""What the documentation and generated clients group operations by."""


@dataclass(frozen=True, slots=True)
class Content:
    """A body: its media type, the model of it (``"module:Name"``), and an example."""

    media_type: str = "application/json"
    model: str | None = None
    example: object = None


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the API.

    ``id`` is the operation's stable name, a verb and a noun: generated clients name their functions by it. ``answers`` are the statuses of success with a sentence and their bodies; ``query`` the parameters
    that it takes, besides ``lang``, ``headers`` the schemas of headers by name; ``who`` may call. The operation is refused as the docstring of its ``action``
    says, as its kind implies (what it reads, who may call, what its path names), and by ``refusals``,
    which the handler itself raises.
    """

    id: str
    tag: Tag
    summary: str
    answers: Mapping[int, tuple[str, tuple[Content, ...]]]
    who: Who = "organiser"
    sends: tuple[Content, ...] = ()
    action: Callable[..., object] | None = None
    refusals: tuple[type[Refusal], ...] = ()
    query: tuple["Parameter[Any]", ...] = ()
    headers: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    description: str = ""


_OPERATIONS: dict[object, Operation] = {}


def describe(operation: Operation) -> Callable[[_Handler], _Handler]:
    """Mark a handler, note its operation, and refuse query parameters that the operation does not have."""
    known = (*(parameter.name for parameter in operation.query), LANG)

    def note(function: _Handler) -> _Handler:
        @wraps(function)
        def strict(request: "Request", services: "Services", **parameters: str) -> "Reply":
            for name in request.query:
                if name not in known:
                    raise errors.UnknownParameter(name=name[:100], nearest=_nearest(name, known))
            return function(request, services, **parameters)

        described = cast("_Handler", strict)
        _OPERATIONS[described] = operation
        return handler(described)

    return note


def _nearest(name: str, known: tuple[str, ...]) -> str:
    from difflib import get_close_matches

    return get_close_matches(name[:100].lower(), known, n=1, cutoff=0)[0]


def refusals_of(action: Callable[..., object]) -> Iterator[type[Refusal]]:
    """Yield the refusals that the ``Raises:`` section of an action's docstring names.

    A class without a code of its own stands for refusals that the operation's kind implies.
    """
    _, _, section = (action.__doc__ or "").partition("Raises:\n")
    for line in section.splitlines():
        names, colon, _ = line.partition(":")
        if colon and _NAMES.fullmatch(names.strip()):
            every = (getattr(errors, name) for name in re.findall(r"errors\.(\w+)", names))
            yield from (refusal for refusal in every if "code" in vars(refusal))


def of(handler: Handler) -> Operation:
    """Return the operation of a handler; raise ``KeyError`` for one without a description."""
    return _OPERATIONS[handler]
