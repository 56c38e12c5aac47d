"""How often each choice was chosen."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Self

from typing_extensions import override

from chalicelib.forms.statistics.figures import ChoiceFigures
from chalicelib.forms.statistics.tally import Tally

MOST_LISTED = 200
"""Of a longer list only what was chosen is shown."""


class Counts(Tally):
    """``counts`` by choice, those never chosen included; with ``several``, an answer has several.

    A choice that another version of the form had keeps its count.
    """

    kind = "counts"

    def __init__(
        self, document: Mapping[str, Any] | None, *, names: Sequence[str], several: bool
    ) -> None:
        super().__init__(document)
        self._names = tuple(names)
        self._several = several
        self._counts: Counter[str] = Counter((document or {}).get("counts", {}))

    @override
    def _count(self, token: str, times: int) -> None:
        for name in self._chosen(token):
            self._counts[name] += times

    def _chosen(self, token: str) -> list[str]:
        if not self._several:
            return [self._names[int(token)]]
        bits = int(token, 16)
        if bits >> len(self._names):
            raise ValueError(token)
        return [name for place, name in enumerate(self._names) if bits >> place & 1]

    @override
    def _copy(self) -> Self:
        return type(self)(self.to_json(), names=self._names, several=self._several)

    @override
    def _absorb(self, other: Self) -> None:
        self._counts.update(other._counts)

    @override
    def figures(self) -> ChoiceFigures:
        listed = self._names if len(self._names) <= MOST_LISTED else self._chosen_names()
        names = dict.fromkeys([*listed, *sorted(self._counts)])
        return ChoiceFigures(
            answered=self.answered,
            skipped=self.skipped,
            responses=self.other_responses,
            counts={name: self._counts[name] for name in names},
        )

    def _chosen_names(self) -> list[str]:
        return [name for name in self._names if name in self._counts]

    @override
    def _state(self) -> dict[str, Any]:
        return {"counts": dict(sorted(self._counts.items()))}
