"""Rankings by Borda count: of n choices the first gets n − 1 points, the next n − 2, the last 0.

Source: https://en.wikipedia.org/wiki/Borda_count (the original form, counted from 0).
"""

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Self

from chalicelib.forms.statistics.figures import RankedChoice, RankingFigures
from chalicelib.forms.statistics.number_tally import json_number
from chalicelib.forms.statistics.tally import Codebook, Json, Tally
from chalicelib.override import override


class RankingTally(Tally):
    """``borda``: the choices by points (ties in the form's order), each with its mean place.

    A ranking's code is the numbers of the choices in the list, the best first: ``2,0,1``.
    """

    kind = "ranking"

    def __init__(self, document: Mapping[str, Any] | None, codebook: Codebook) -> None:
        super().__init__(document, codebook)
        state = document or {}
        self._points: Counter[str] = Counter(state.get("points", {}))
        self._places: Counter[tuple[str, int]] = Counter(
            {(name, place): count for name, place, count in state.get("places", ())}
        )

    @override
    def _count(self, code: str, times: int) -> None:
        order = [self.codebook.names[int(place)] for place in code.split(",")]
        for place, name in enumerate(order, 1):
            self._points[name] += (len(order) - place) * times
            self._places[name, place] += times

    @override
    def _absorb(self, other: Self) -> None:
        self._points.update(other._points)
        self._places.update(other._places)

    @override
    def figures(self) -> RankingFigures:
        names = list(dict.fromkeys([*self.codebook.names, *sorted(self._points)]))
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
            mean_place=json_number(Fraction(total, ranked), per=1) if ranked else None,
            places={str(place): n for place, n in places.items()},
        )

    @override
    def _state(self) -> Json:
        return {
            "points": dict(sorted(self._points.items())),
            "places": [[name, place, n] for (name, place), n in sorted(self._places.items())],
        }
