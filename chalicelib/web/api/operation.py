"""The OpenAPI description of a handler, written beside it.

Models are named by string, as handlers are, so that describing a handler does not import them.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeVar

from chalicelib import errors
from chalicelib.errors import Refusal
from chalicelib.web.routes import Handler, handler

_Handler = TypeVar("_Handler", bound=Handler)
_NAMES: Final = re.compile(r"errors\.\w+(, errors\.\w+)*")
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

    ``answers`` are the statuses of success with a sentence and their bodies; ``query`` the parameters'
    JSON Schemas by name; ``who`` may call. The operation is refused as the docstring of its ``action``
    says, as its kind implies (what it reads, who may call, what its path names), and by ``refusals``,
    which the handler itself raises.
    """

    summary: str
    answers: Mapping[int, tuple[str, tuple[Content, ...]]]
    who: Who = "organiser"
    sends: tuple[Content, ...] = ()
    action: Callable[..., object] | None = None
    refusals: tuple[type[Refusal], ...] = ()
    query: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    description: str = ""


_OPERATIONS: dict[object, Operation] = {}


def describe(operation: Operation) -> Callable[[_Handler], _Handler]:
    """Mark a handler, and note its operation; the function itself stays as it is."""

    def note(function: _Handler) -> _Handler:
        _OPERATIONS[function] = operation
        return handler(function)

    return note


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
