"""What the OpenAPI document says about a handler, written beside the handler.

Models are named by string, as handlers are, so that describing one loads nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from chalicelib.errors import Refusal
from chalicelib.web.routes import Handler

_Handler = TypeVar("_Handler", bound=Callable[..., object])
Who = Literal["anyone", "either", "organiser"]


@dataclass(frozen=True, slots=True)
class Content:
    """A body: its media type, the model of it (``"module:Name"``), and an example."""

    media_type: str = "application/json"
    model: str | None = None
    example: object = None


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the API.

    ``answers`` are the statuses of success with a sentence and their bodies; ``refusals`` those that
    its kind does not already imply; ``query`` the parameters' JSON Schemas by name; ``who`` may call.
    """

    summary: str
    answers: Mapping[int, tuple[str, tuple[Content, ...]]]
    who: Who = "organiser"
    sends: tuple[Content, ...] = ()
    refusals: tuple[type[Refusal], ...] = ()
    query: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    description: str = ""


_OPERATIONS: dict[object, Operation] = {}


def described(operation: Operation) -> Callable[[_Handler], _Handler]:
    """Note what the decorated handler does; the handler itself stays as it is."""

    def note(handler: _Handler) -> _Handler:
        _OPERATIONS[handler] = operation
        return handler

    return note


def of(handler: Handler) -> Operation:
    """The operation of a handler; raises ``KeyError`` for one that was not described."""
    return _OPERATIONS[handler]
