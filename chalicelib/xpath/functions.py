"""What functions do with values that are already of the right kind; sources in docs/expressions.md."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence

from chalicelib.xpath.number_format import approximate, rounded

SPACE = " \t\r\n"
_WORD = re.compile(r"[^ \t\r\n]+")


def words(text: str) -> list[str]:
    """The items of a list that is kept as a text."""
    return _WORD.findall(text)


def is_selected(text: str, name: str) -> bool:
    """Whether the name is one of the items; an empty one is in an empty list, as in ODK."""
    return name.strip(SPACE) in (words(text) or [""])


def _selected_at(text: str, place: float) -> str:
    items = words(text)
    return items[int(place)] if 0 <= place < len(items) else ""


def _count_selected(text: str) -> float:
    return float(len(words(text)))


def _substr(text: str, start: float, end: float = math.inf) -> str:
    if math.isnan(start) or math.isnan(end):
        return ""
    first, last = (_index(place, len(text)) for place in (start, end))
    return text[first:last]


def _index(place: float, length: int) -> int:
    if place < 0:
        place += length
    return math.trunc(min(max(place, 0), length))


def _substring(text: str, start: float, length: float = math.inf) -> str:
    first = rounded(start, 0)
    last = first + rounded(length, 0)
    if math.isnan(first) or math.isnan(last):
        return ""
    low, high = max(first, 1), min(last, len(text) + 1)
    return text[int(low) - 1 : int(high) - 1] if low < high else ""


def _before(text: str, mark: str) -> str:
    found = text.find(mark)
    return text[:found] if found > 0 else ""


def _after(text: str, mark: str) -> str:
    found = text.find(mark)
    return text[found + len(mark) :] if found >= 0 else ""


def _translate(text: str, old: str, new: str) -> str:
    table: dict[int, str | None] = {}
    for place, character in enumerate(old):
        table.setdefault(ord(character), new[place] if place < len(new) else None)
    return text.translate(table)


def _normalize_space(text: str) -> str:
    return " ".join(words(text))


def divided(left: float, right: float) -> float:
    """IEEE 754's division: no error, but an infinity or NaN."""
    if right != 0:
        return left / right
    if left == 0 or math.isnan(left):
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1, right)


def remainder(left: float, right: float) -> float:
    """XPath's ``mod``: the sign is the dividend's (3.5)."""
    if right == 0 or math.isinf(left):
        return math.nan
    return math.fmod(left, right)


def _whole(change: Callable[[float], int]) -> Callable[[float], float]:
    def apply(number: float) -> float:
        if not math.isfinite(number):
            return number
        return math.copysign(float(change(number)), number)

    return apply


def _round(number: float, places: float = 0.0) -> float:
    return rounded(number, places)


def _pow(base: float, exponent: float) -> float:
    """Whole exponents by multiplying, so that both evaluators come to the same bits."""
    if math.isnan(exponent) or math.isnan(base):
        return 1.0 if exponent == 0 or base == 1 else math.nan
    if math.isinf(exponent):
        return 1.0 if abs(base) == 1 else (math.inf if (abs(base) > 1) == (exponent > 0) else 0.0)
    if not exponent.is_integer():
        return approximate(_quiet(math.pow, base, exponent))
    result, factor, left = 1.0, base, int(abs(exponent))
    while left:
        if left % 2:
            result *= factor
        factor *= factor
        left //= 2
    return result if exponent >= 0 else divided(1.0, result)


def _quiet(function: Callable[..., float], *numbers: float) -> float:
    """The C library's function: out of its domain NaN, too large an infinity."""
    try:
        return float(function(*numbers))
    except ValueError:
        return math.inf if function is math.pow and numbers[0] == 0 else math.nan
    except OverflowError:
        return math.inf


def _approximately(function: Callable[..., float]) -> Callable[..., float]:
    def apply(*numbers: float) -> float:
        return approximate(_quiet(function, *numbers))

    return apply


def _log(function: Callable[[float], float]) -> Callable[[float], float]:
    def apply(number: float) -> float:
        return -math.inf if number == 0 else approximate(_quiet(function, number))

    return apply


def _exp10(exponent: float) -> float:
    return _pow(10.0, exponent)


def _sqrt(number: float) -> float:
    return math.nan if number < 0 else math.sqrt(number)


def total(numbers: Sequence[float]) -> float:
    """One after the other, so that both evaluators come to the same bits."""
    result = 0.0
    for number in numbers:
        result += number
    return result


def least(numbers: Sequence[float]) -> float:
    """NaN where there is none, or one that is none."""
    return math.nan if not numbers or any(map(math.isnan, numbers)) else min(numbers)


def greatest(numbers: Sequence[float]) -> float:
    """NaN where there is none, or one that is none."""
    return math.nan if not numbers or any(map(math.isnan, numbers)) else max(numbers)


def within(least_count: float, most: float, count: float) -> bool:
    """Whether a checklist's count fits; -1 is no limit."""
    return (least_count == -1 or count >= least_count) and (most == -1 or count <= most)


FUNCTIONS: Mapping[str, Callable[..., float | str | bool]] = {
    "substr": _substr,
    "substring": _substring,
    "substring-before": _before,
    "substring-after": _after,
    "translate": _translate,
    "string-length": lambda text: float(len(text)),
    "normalize-space": _normalize_space,
    "contains": lambda text, part: part in text,
    "starts-with": str.startswith,
    "ends-with": str.endswith,
    "boolean-from-string": lambda text: text in ("true", "1"),
    "not": lambda truth: not truth,
    "int": _whole(math.trunc),
    "floor": _whole(math.floor),
    "ceiling": _whole(math.ceil),
    "round": _round,
    "abs": abs,
    "pow": _pow,
    "sqrt": _sqrt,
    "exp": _approximately(math.exp),
    "exp10": _exp10,
    "log": _log(math.log),
    "log10": _log(math.log10),
    "sin": _approximately(math.sin),
    "cos": _approximately(math.cos),
    "tan": _approximately(math.tan),
    "asin": _approximately(math.asin),
    "acos": _approximately(math.acos),
    "atan": _approximately(math.atan),
    "atan2": _approximately(math.atan2),
    "selected": is_selected,
    "selected-at": _selected_at,
    "count-selected": _count_selected,
    "neg": lambda number: -number,
    "div": divided,
    "mod": remainder,
}
