"""Rankings by Borda count: of n choices the first gets n − 1 points, the next n − 2, the last 0."""

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Self

from typing_extensions import override

from chalicelib.forms.statistics.figures import RankedChoice, RankingFigures
from chalicelib.forms.statistics.number_tally import number
from chalicelib.forms.statistics.tally import Tally


class RankingTally(Tally):
    """``borda``: the choices by points (then in the form's order), with their mean place."""

    kind = "ranking"

    def __init__(self, document: Mapping[str, Any] | None, *, names: Sequence[str]) -> None:
        super().__init__(document)
        self._names = tuple(names)
        state = document or {}
        self._points: Counter[str] = Counter(state.get("points", {}))
        self._places: Counter[tuple[str, int]] = Counter(
            {(name, place): count for name, place, count in state.get("places", ())}
        )

    @override
    def _count(self, token: str, times: int) -> None:
        order = [self._names[int(place)] for place in token.split(",")]
        for place, name in enumerate(order, 1):
            self._points[name] += (len(order) - place) * times
            self._places[name, place] += times

    @override
    def _copy(self) -> Self:
        return type(self)(self.to_json(), names=self._names)

    @override
    def _absorb(self, other: Self) -> None:
        self._points.update(other._points)
        self._places.update(other._places)

    @override
    def figures(self) -> RankingFigures:
        names = list(dict.fromkeys([*self._names, *sorted(self._points)]))
        names.sort(key=lambda name: -self._points[name])
        return RankingFigures(
            answered=self.answered,
            skipped=self.skipped,
            responses=self.other_responses,
            borda=tuple(self._ranked_choice(name) for name in names),
        )

    def _ranked_choice(self, name: str) -> RankedChoice:
        places = {place: n for (each, place), n in sorted(self._places.items()) if each == name}
        ranked = sum(places.values())
        total = sum(place * n for place, n in places.items())
        return RankedChoice(
            choice=name,
            points=self._points[name],
            mean_place=number(Fraction(total, ranked), per=1) if ranked else None,
            places={str(place): n for place, n in places.items()},
        )

    @override
    def _state(self) -> dict[str, Any]:
        return {
            "points": dict(sorted(self._points.items())),
            "places": [[name, place, n] for (name, place), n in sorted(self._places.items())],
        }
