"""The tally of one question over any number of lines."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from typing_extensions import override

SKIPPED = ""


class Tally(ABC):
    """Counts tokens. Merging is associative and commutative, and the same as counting together."""

    kind: ClassVar[str]
    """Tallies of one kind merge, whatever version of the form they come from."""

    def __init__(self, document: Mapping[str, Any] | None = None) -> None:
        state = document or {}
        self.answered: int = state.get("answered", 0)
        self.skipped: int = state.get("skipped", 0)

    def add(self, token: str, times: int = 1) -> None:
        """Count a token of the line, ``times`` over.

        Another question's token raises ``ValueError`` or ``LookupError`` and counts nothing.
        """
        if token == SKIPPED:
            self.skipped += times
        else:
            self._count(token, times)
            self.answered += times

    @abstractmethod
    def _count(self, token: str, times: int) -> None: ...

    def merge(self, other: Self) -> Self:
        """Both together, as a new tally; ``TypeError`` where the kinds differ."""
        if self.kind != other.kind:
            raise TypeError(f"{self.kind} does not merge with {other.kind}")
        both = self._copy()
        both.answered += other.answered
        both.skipped += other.skipped
        both._absorb(other)  # noqa: SLF001 -- its own kind
        return both

    @abstractmethod
    def _copy(self) -> Self: ...

    @abstractmethod
    def _absorb(self, other: Self) -> None: ...

    def result(self) -> dict[str, Any]:
        """The figures, as the summary's JSON shows them."""
        return {"answered": self.answered, "skipped": self.skipped, **self._figures()}

    def _figures(self) -> dict[str, Any]:
        return {}

    def to_json(self) -> dict[str, Any]:
        """The whole state; ``question.tally(document)`` reads it back."""
        state = {"kind": self.kind, "answered": self.answered, "skipped": self.skipped}
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
