"""Confidence intervals of means and shares: what a sample of answers says about everybody who might have answered."""

from math import sqrt
from typing import Final

_NORMAL: Final = 1.959963984540054
_FEW: Final = (12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281)
"""Student's t at 97.5 % for 1 to 10 degrees of freedom."""


def mean_interval(mean: float, sd: float, count: int) -> tuple[float, float]:
    """Return the 95 % confidence interval of a mean; ``count`` is at least 2, ``sd`` has the divisor n - 1."""
    reach = _student(count - 1) * sd / sqrt(count)
    return mean - reach, mean + reach


def share_interval(count: int, of: int) -> tuple[float, float]:
    """Return the 95 % confidence interval of the share ``count / of`` by Wilson's score; ``of`` is at least 1.

    Unlike the simpler formula it holds for few answers, and for a share of none or of all. E. B. Wilson, "Probable Inference, the Law
    of Succession, and Statistical Inference", JASA 22 (1927).
    """
    share, square = count / of, _NORMAL**2
    middle = share + square / (2 * of)
    reach = _NORMAL * sqrt(share * (1 - share) / of + square / (4 * of**2))
    whole = 1 + square / of
    return max(0.0, (middle - reach) / whole), min(1.0, (middle + reach) / whole)


def _student(freedom: int) -> float:
    """Return Student's t at 97.5 %; above 10 degrees by Cornish and Fisher's expansion, right to three decimals."""
    if freedom <= len(_FEW):
        return _FEW[freedom - 1]
    z = _NORMAL
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / freedom + second / freedom**2 + third / freedom**3
