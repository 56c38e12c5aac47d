"""How often each choice of a list was chosen."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Self

from chalicelib.forms.statistics.figures import ChoiceFigures
from chalicelib.forms.statistics.tally import Codebook, Json, Tally
from chalicelib.override import override

MOST_LISTED = 200
"""Of a longer list the figures hold only what was chosen."""


class ChoiceTally(Tally):
    """``counts`` by choice, those never chosen included.

    The code of one choice is its number in the list; of several choices it is their bits, in
    hexadecimal. A choice that only another version of the form had keeps its count.
    """

    kind = "counts"

    def __init__(self, document: Mapping[str, Any] | None, codebook: Codebook) -> None:
        super().__init__(document, codebook)
        self._counts: Counter[str] = Counter((document or {}).get("counts", {}))

    @override
    def _count(self, code: str, times: int) -> None:
        for name in self._decode(code):
            self._counts[name] += times

    def _decode(self, code: str) -> list[str]:
        names = self.codebook.names
        if not self.codebook.several:
            return [names[int(code)]]
        bits = int(code, 16)
        if bits >> len(names):
            raise ValueError(code)
        return [name for place, name in enumerate(names) if bits >> place & 1]

    @override
    def _absorb(self, other: Self) -> None:
        self._counts.update(other._counts)

    @override
    def figures(self) -> ChoiceFigures:
        listed = (
            self.codebook.names if len(self.codebook.names) <= MOST_LISTED else self._chosen_names()
        )
        names = dict.fromkeys([*listed, *sorted(self._counts)])
        return ChoiceFigures(
            answered=self.answered,
            skipped=self.skipped,
            responses=self.other_responses,
            counts={name: self._counts[name] for name in names},
        )

    def _chosen_names(self) -> list[str]:
        return [name for name in self.codebook.names if name in self._counts]

    @override
    def _state(self) -> Json:
        return {"counts": dict(sorted(self._counts.items()))}
