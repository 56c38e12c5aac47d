"""The tally of one question over any number of responses."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from chalicelib.forms.statistics.codes import INSTANCES, SKIPPED, decode_instances
from chalicelib.forms.statistics.figures import Figures
from chalicelib.frozen import dataclass
from chalicelib.override import override

Json = dict[str, Any]
"""A tally's state, as JSON holds it."""


@dataclass(frozen=True, slots=True)
class Codebook:
    """What a tally must know of its question to read the question's codes.

    ``names`` are the choices, in the order that codes count by; ``several`` says whether one answer
    holds several of them. ``scale`` are the values of a range; ``nps`` asks for the net promoter score.
    """

    names: tuple[str, ...] = ()
    several: bool = False
    scale: tuple[float, ...] = ()
    nps: bool = False


class Tally(ABC):
    """Counts codes. Merging is associative and commutative, and equals counting everything together.

    ``answered`` and ``skipped`` count answers: in a repeat, one for each instance. ``responses`` counts
    the submissions with at least one answer: outside of repeats that is ``answered``.
    """

    kind: ClassVar[str]
    """Stored with the state. Tallies of one kind merge, whichever version of the form they belong to."""

    def __init__(self, document: Mapping[str, Any] | None, codebook: Codebook) -> None:
        state = document or {}
        self.codebook = codebook
        self.answered: int = state.get("answered", 0)
        self.skipped: int = state.get("skipped", 0)
        self.responses: int = state.get("responses", self.answered)

    def add(self, code: str, times: int = 1) -> None:
        """Count a code, ``times`` over.

        Raises:
            ValueError, LookupError: it is the code of another question. Nothing was counted then,
                except that some instances of a repeat may have been.
        """
        if code.startswith(INSTANCES):
            answered = self.answered
            for each, count in decode_instances(code):
                self._add(each, count * times)
            self.responses += times if self.answered > answered else 0
        else:
            self.responses += self._add(code, times)

    def _add(self, code: str, times: int) -> int:
        """Count a code and return how many answers it stood for."""
        if code == SKIPPED:
            self.skipped += times
            return 0
        self._count(code, times)
        self.answered += times
        return times

    @abstractmethod
    def _count(self, code: str, times: int) -> None: ...

    def merge(self, other: Self) -> Self:
        """Return a new tally of both; raises ``TypeError`` if the kinds differ."""
        if self.kind != other.kind:
            raise TypeError(f"{self.kind} does not merge with {other.kind}")
        both = type(self)(self.to_json(), self.codebook)
        both.answered += other.answered
        both.skipped += other.skipped
        both.responses += other.responses
        both._absorb(other)  # noqa: SLF001 -- its own kind
        return both

    @abstractmethod
    def _absorb(self, other: Self) -> None: ...

    def figures(self) -> Figures:
        """Return the figures so far."""
        return Figures(answered=self.answered, skipped=self.skipped, responses=self.other_responses)

    @property
    def other_responses(self) -> int | None:
        """The number of submissions with an answer, None where it equals the number of answers."""
        return None if self.responses == self.answered else self.responses

    def to_json(self) -> Json:
        """Return the whole state; ``question.tally(state)`` reads it back."""
        state: Json = {"kind": self.kind, "answered": self.answered, "skipped": self.skipped}
        if self.other_responses is not None:
            state["responses"] = self.other_responses
        return {**state, **self._state()}

    def _state(self) -> Json:
        return {}


class AnsweredTally(Tally):
    """Counts only how many answers there are: of free text, of personal data, of acknowledgements."""

    kind = "marks"

    @override
    def _count(self, code: str, times: int) -> None:
        """Add nothing to the number of answers."""

    @override
    def _absorb(self, other: Self) -> None:
        """Add nothing to the number of answers."""
