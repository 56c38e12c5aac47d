"""Dates and times: the earliest and the latest."""

from collections.abc import Mapping
from typing import Any, Self

from chalicelib.forms.statistics.figures import DateFigures
from chalicelib.forms.statistics.tally import Codebook, Json, Tally
from chalicelib.override import override


class DateTally(Tally):
    """``earliest`` and ``latest``, as the codes are written (moments in UTC): codes sort as text."""

    kind = "moments"

    def __init__(self, document: Mapping[str, Any] | None, codebook: Codebook) -> None:
        super().__init__(document, codebook)
        state = document or {}
        self._earliest: str | None = state.get("earliest")
        self._latest: str | None = state.get("latest")

    @override
    def _count(self, code: str, times: int) -> None:
        self._widen(code, code)

    def _widen(self, earliest: str, latest: str) -> None:
        self._earliest = earliest if self._earliest is None else min(self._earliest, earliest)
        self._latest = latest if self._latest is None else max(self._latest, latest)

    @override
    def _absorb(self, other: Self) -> None:
        if other._earliest is not None and other._latest is not None:
            self._widen(other._earliest, other._latest)

    @override
    def figures(self) -> DateFigures:
        return DateFigures(
            answered=self.answered,
            skipped=self.skipped,
            responses=self.other_responses,
            earliest=self._earliest,
            latest=self._latest,
        )

    @override
    def _state(self) -> Json:
        return {"earliest": self._earliest, "latest": self._latest}
