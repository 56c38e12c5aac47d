"""What every refusal has, and the problems that refusals of documents hold."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import ClassVar, Final, Literal

from chalicelib.frozen import dataclass
from chalicelib.locales import N_

STILL_BELOW: Final = N_("What you typed is still below, but it cannot be sent now.")


@dataclass(frozen=True, slots=True)
class SourceLocation:
    """A location in a spreadsheet, as far as it is known.

    ``row`` counts from 1 as the spreadsheet does; ``column`` is the header as it is written there.
    """

    sheet: str
    row: int | None = None
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a document that was sent.

    ``name`` is a question's key or a JSON pointer (``/categories/0/capacity``); ``code`` is stable;
    ``message`` is a message id with ``{parameters}``. A ``warning`` can be accepted, an ``error``
    cannot. ``location`` is known where a spreadsheet or a list's file was sent.
    """

    name: str
    code: str
    message: str
    parameters: Mapping[str, object] = field(default_factory=dict)
    severity: Literal["error", "warning"] = "error"
    location: SourceLocation | None = None


class Refusal(Exception):
    """A request that Pikir does not fulfil. ``str()`` is the English message.

    ``hint`` follows the message on a page of its own, ``form_hint`` on a form that comes back.
    """

    code: ClassVar[str]
    status: ClassVar[int]
    message: ClassVar[str]
    hint: ClassVar[str] = ""
    form_hint: ClassVar[str] = ""

    def __init__(self, *, problems: Sequence[Problem] = (), **parameters: object) -> None:
        self.parameters = parameters
        self.problems = tuple(problems)
        super().__init__(self.message.format_map(parameters))

    @property
    def headers(self) -> dict[str, str]:
        """The headers that the answer must have."""
        return {}


class Conflict(Refusal):
    """The current state does not allow it."""

    status = 409
