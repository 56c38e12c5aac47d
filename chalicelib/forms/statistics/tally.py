"""The tally of one question over any number of lines."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from typing_extensions import override

from chalicelib.forms.statistics.figures import Figures
from chalicelib.forms.statistics.repeat_codes import LISTED, counted_in

SKIPPED = ""


class Tally(ABC):
    """Counts tokens. Merging is associative and commutative, and the same as counting together.

    ``answered`` and ``skipped`` are answers: of a question in a repeat, one for each instance.
    ``responses`` are the submissions with at least one: outside of repeats the same as ``answered``.
    """

    kind: ClassVar[str]
    """Tallies of one kind merge, whatever version of the form they come from."""

    def __init__(self, document: Mapping[str, Any] | None = None) -> None:
        state = document or {}
        self.answered: int = state.get("answered", 0)
        self.skipped: int = state.get("skipped", 0)
        self.responses: int = state.get("responses", self.answered)

    def add(self, token: str, times: int = 1) -> None:
        """Count a token of the line, ``times`` over.

        Another question's token raises ``ValueError`` or ``LookupError`` and counts nothing; one of a
        repeat's instances may then have been counted in part.
        """
        if token.startswith(LISTED):
            answered = self.answered
            for each, count in counted_in(token):
                self._add(each, count * times)
            self.responses += times if self.answered > answered else 0
        else:
            self.responses += self._add(token, times)

    def _add(self, token: str, times: int) -> int:
        """Count it; gives how many answers that were."""
        if token == SKIPPED:
            self.skipped += times
            return 0
        self._count(token, times)
        self.answered += times
        return times

    @abstractmethod
    def _count(self, token: str, times: int) -> None: ...

    def merge(self, other: Self) -> Self:
        """Both together, as a new tally; ``TypeError`` where the kinds differ."""
        if self.kind != other.kind:
            raise TypeError(f"{self.kind} does not merge with {other.kind}")
        both = self._copy()
        both.answered += other.answered
        both.skipped += other.skipped
        both.responses += other.responses
        both._absorb(other)  # noqa: SLF001 -- its own kind
        return both

    @abstractmethod
    def _copy(self) -> Self: ...

    @abstractmethod
    def _absorb(self, other: Self) -> None: ...

    def figures(self) -> Figures:
        """Return the figures so far."""
        return Figures(answered=self.answered, skipped=self.skipped, responses=self.other_responses)

    @property
    def other_responses(self) -> int | None:
        """The number of submissions with an answer, None where it equals the number of answers."""
        return None if self.responses == self.answered else self.responses

    def to_json(self) -> dict[str, Any]:
        """The whole state; ``question.tally(document)`` reads it back."""
        state: dict[str, Any] = {
            "kind": self.kind,
            "answered": self.answered,
            "skipped": self.skipped,
        }
        if self.other_responses is not None:
            state["responses"] = self.other_responses
        return {**state, **self._state()}

    def _state(self) -> dict[str, Any]:
        return {}


class Marks(Tally):
    """Answers of which only the number is known: free text, private ones, acknowledgements."""

    kind = "marks"

    @override
    def _count(self, token: str, times: int) -> None:
        """Nothing beyond the number of answers."""

    @override
    def _copy(self) -> Self:
        return type(self)(self.to_json())

    @override
    def _absorb(self, other: Self) -> None:
        """Nothing beyond the number of answers."""
