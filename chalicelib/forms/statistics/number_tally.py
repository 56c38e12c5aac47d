"""Numbers: exact sums, and a histogram of bounded size.

Amounts are whole numbers of units of 10⁻¹⁵, so no sum ever rounds. The *mean* and the *standard
deviation* come from the exact sums; the deviation is the **sample** one (divisor n − 1) and there is
none for fewer than two answers. The *median* of an even number of answers is the mean of the middle two.

If the answers hold more than ``MAX_BINS`` different numbers, the histogram's bins widen to the least
power of ten at which at most ``MAX_BINS`` are left. A bin at one width lies wholly inside a bin at any
greater width, so the width depends only on which numbers were given, never on the order of merging.
The median is then the middle of its bin, exact to within ``median_within``.
"""

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate
from typing import Any, Self

from chalicelib.forms.number_text import write_number
from chalicelib.forms.statistics.codes import ANSWERED
from chalicelib.forms.statistics.figures import (
    Figures,
    HistogramBin,
    NumberFigures,
    PromoterScore,
    ScaleFigures,
)
from chalicelib.forms.statistics.tally import Codebook, Json, Tally
from chalicelib.override import override

PLACES = 15
UNIT = 10**PLACES
MAX_BINS = 256

_WIDTHS: tuple[int, ...] = tuple(10**level for level in range(2 * PLACES + 1))

_SCORE = 100
_PROMOTER, _PASSIVE = 9, 7


def units(code: str) -> int:
    """Return a number's code in units of 10⁻¹⁵; raises ``ValueError`` for the code of something else."""
    whole, _, rest = code.partition(".")
    if len(rest) > PLACES or not whole[-1:].isdecimal():
        raise ValueError(code)
    return int(f"{whole}{rest:0<{PLACES}}")


def json_number(amount: int | Fraction, *, per: int = UNIT) -> float:
    """Return the double nearest to ``amount`` units; an int if it is whole."""
    exact = Fraction(amount) / per
    return exact.numerator if exact.denominator == 1 else float(exact)


@lru_cache(maxsize=4096)  # the groups of a breakdown share their values
def write_units(amount: int) -> str:
    """Write the amount out, without an exponent."""
    sign = "-" if amount < 0 else ""
    whole, rest = divmod(abs(amount), UNIT)
    return f"{sign}{whole}.{rest:0{PLACES}}".rstrip("0").rstrip(".")


def median_units(bins: Mapping[int, int]) -> tuple[int, int]:
    """Return the two middle values of the histogram; the same one twice for an odd number of answers."""
    total = sum(bins.values())
    values = sorted(bins)
    reached = list(accumulate(bins[value] for value in values))
    lower, upper = bisect_right(reached, (total - 1) // 2), bisect_right(reached, total // 2)
    return values[lower], values[upper]


def deviation(count: int, total: int, squares: int) -> float | None:
    """Return the sample standard deviation from n, Σx (in units) and Σx² (in squared units).

    None for fewer than two answers. s² = (n·Σx² − (Σx)²) / (n·(n − 1)), in exact fractions.
    """
    if count < 2:
        return None
    variance = Fraction(count * squares - total * total, count * (count - 1) * UNIT * UNIT)
    return math.sqrt(variance)


class NumberTally(Tally):
    """Whole numbers and decimals of at most 15 digits."""

    kind = "numbers"

    def __init__(self, document: Mapping[str, Any] | None, codebook: Codebook) -> None:
        super().__init__(document, codebook)
        state = document or {}
        self._sum = int(state.get("sum", 0))
        self._squares = int(state.get("squares", 0))
        self._level: int = state.get("level", 0)
        self._bins: Counter[int] = Counter(
            {int(place): count for place, count in state.get("bins", ())}
        )
        ends = state.get("ends")
        self._ends: tuple[int, int] | None = (int(ends[0]), int(ends[1])) if ends else None

    @override
    def _count(self, code: str, times: int) -> None:
        amount = units(code)
        total = amount * times
        self._sum += total
        self._squares += amount * total
        self._bins[amount // self._width] += times
        self._widen_ends(amount, amount)
        self._coarsen()

    @property
    def _numbers(self) -> int:
        """The number of answers that are numbers."""
        return self.answered

    @property
    def _width(self) -> int:
        """The width of a bin, in units."""
        return _WIDTHS[self._level]

    def _widen_ends(self, least: int, most: int) -> None:
        low, high = self._ends or (least, most)
        self._ends = min(low, least), max(high, most)

    def _coarsen(self) -> None:
        while len(self._bins) > MAX_BINS:
            self._level += 1
            self._bins = _tenfold(self._bins, 1)

    @override
    def _absorb(self, other: Self) -> None:
        self._sum += other._sum
        self._squares += other._squares
        if other._ends:
            self._widen_ends(*other._ends)
        level = max(self._level, other._level)
        self._bins = _tenfold(self._bins, level - self._level)
        self._bins.update(_tenfold(other._bins, level - other._level))
        self._level = level
        self._coarsen()

    @override
    def figures(self) -> Figures:
        if not self._numbers or self._ends is None:
            return NumberFigures(
                answered=self.answered, skipped=self.skipped, responses=self.other_responses
            )
        least, most = self._ends
        median, within = self._median()
        return NumberFigures(
            answered=self.answered,
            skipped=self.skipped,
            responses=self.other_responses,
            mean=json_number(Fraction(self._sum, self._numbers)),
            median=median,
            median_within=within,
            sd=deviation(self._numbers, self._sum, self._squares),
            smallest=json_number(least),
            largest=json_number(most),
            counts=self._value_counts(),
            bins=self._histogram(),
        )

    def _median(self) -> tuple[float, float | None]:
        """Return the median, and how far it may be off where values share bins."""
        lower, upper = median_units(self._bins)
        width = self._width
        if self._level == 0:
            return json_number(Fraction(lower + upper, 2)), None
        middle = Fraction((lower + upper) * width + width, 2)
        return json_number(middle), json_number(Fraction(width, 2))

    def _value_counts(self) -> dict[str, int] | None:
        """Return the number of answers by value, None where values share bins."""
        if self._level:
            return None
        return {write_units(place): count for place, count in sorted(self._bins.items())}

    def _histogram(self) -> tuple[HistogramBin, ...] | None:
        """Return the bins, None where each holds one value only."""
        if not self._level:
            return None
        width = self._width
        return tuple(
            HistogramBin(
                lower=json_number(place * width),
                below=json_number((place + 1) * width),
                count=count,
            )
            for place, count in sorted(self._bins.items())
        )

    @override
    def _state(self) -> Json:
        return {
            "sum": str(self._sum),
            "squares": str(self._squares),
            "ends": None if self._ends is None else [str(end) for end in self._ends],
            "level": self._level,
            "bins": [[str(place), count] for place, count in sorted(self._bins.items())],
        }


class CalculationTally(NumberTally):
    """Calculations: the figures of those that are numbers; of texts only how many there are."""

    kind = "calculated"

    def __init__(self, document: Mapping[str, Any] | None, codebook: Codebook) -> None:
        super().__init__(document, codebook)
        self._texts: int = (document or {}).get("texts", 0)

    @property
    @override
    def _numbers(self) -> int:
        return self.answered - self._texts

    @override
    def _count(self, code: str, times: int) -> None:
        if code == ANSWERED:
            self._texts += times
        else:
            super()._count(code, times)

    @override
    def _absorb(self, other: Self) -> None:
        super()._absorb(other)
        self._texts += other._texts

    @override
    def figures(self) -> Figures:
        return super().figures() if self._numbers or not self.answered else Tally.figures(self)

    @override
    def _state(self) -> Json:
        return {**super()._state(), "texts": self._texts}


def _tenfold(bins: Counter[int], times: int) -> Counter[int]:
    width = _WIDTHS[times]
    wider: Counter[int] = Counter()
    for place, count in bins.items():
        wider[place // width] += count
    return wider


class ScaleTally(Tally):
    """The values of a scale: each is counted, so all figures are exact; with ``nps`` the score too.

    Net promoter score: the share of 9 and 10 minus the share of 0 to 6, times 100
    (F. Reichheld, "The One Number You Need to Grow", Harvard Business Review, December 2003).
    """

    kind = "scale"

    def __init__(self, document: Mapping[str, Any] | None, codebook: Codebook) -> None:
        super().__init__(document, codebook)
        self._bins: Counter[int] = Counter(
            {int(amount): count for amount, count in (document or {}).get("bins", ())}
        )

    @override
    def _count(self, code: str, times: int) -> None:
        self._bins[units(code)] += times

    @override
    def _absorb(self, other: Self) -> None:
        self._bins.update(other._bins)

    @override
    def figures(self) -> ScaleFigures:
        every = {units(write_number(value)) for value in self.codebook.scale} | set(self._bins)
        return ScaleFigures(
            answered=self.answered,
            skipped=self.skipped,
            responses=self.other_responses,
            counts={write_units(amount): self._bins[amount] for amount in sorted(every)},
            mean=self._mean(),
            median=self._median(),
            sd=self._deviation(),
            nps=self._promoter_score() if self.codebook.nps else None,
        )

    @property
    def _total(self) -> int:
        """The sum of the answers, in units."""
        return sum(amount * count for amount, count in self._bins.items())

    def _mean(self) -> float | None:
        return json_number(Fraction(self._total, self.answered)) if self.answered else None

    def _median(self) -> float | None:
        return json_number(Fraction(sum(median_units(self._bins)), 2)) if self.answered else None

    def _deviation(self) -> float | None:
        squares = sum(amount * amount * count for amount, count in self._bins.items())
        return deviation(self.answered, self._total, squares)

    def _promoter_score(self) -> PromoterScore:
        promoters = sum(n for amount, n in self._bins.items() if amount >= _PROMOTER * UNIT)
        detractors = sum(n for amount, n in self._bins.items() if amount < _PASSIVE * UNIT)
        score = Fraction(_SCORE * (promoters - detractors), self.answered or 1)
        return PromoterScore(
            promoters=promoters,
            passives=self.answered - promoters - detractors,
            detractors=detractors,
            score=json_number(score, per=1) if self.answered else None,
        )

    @override
    def _state(self) -> Json:
        return {"bins": [[str(amount), count] for amount, count in sorted(self._bins.items())]}
