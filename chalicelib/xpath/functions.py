"""The functions of strings, numbers and booleans, for arguments of the right kind already.

docs/expressions.md names their sources. Arithmetic is done in the same order as in the page, so that both
evaluators give the same bits.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence

from chalicelib.xpath.number_format import approximate, round_half_up

WHITE_SPACE = " \t\r\n"
_WORD = re.compile(r"[^ \t\r\n]+")


def split_words(text: str) -> list[str]:
    """Return the words of a string; in a ``select_multiple`` they are names of choices."""
    return _WORD.findall(text)


def is_selected(text: str, name: str) -> bool:
    """Return whether the name is among the names; the empty name is in an empty list, as in ODK."""
    return name.strip(WHITE_SPACE) in (split_words(text) or [""])


def _selected_at(text: str, index: float) -> str:
    names = split_words(text)
    return names[int(index)] if 0 <= index < len(names) else ""


def _count_selected(text: str) -> float:
    return float(len(split_words(text)))


def _substr(text: str, start: float, end: float = math.inf) -> str:
    if math.isnan(start) or math.isnan(end):
        return ""
    first, last = (_clamp(index, len(text)) for index in (start, end))
    return text[first:last]


def _clamp(index: float, length: int) -> int:
    if index < 0:
        index += length
    return math.trunc(min(max(index, 0), length))


def _substring(text: str, start: float, length: float | None = None) -> str:
    first = round_half_up(start, 0)
    last = math.inf if length is None else first + round_half_up(length, 0)
    if math.isnan(first) or math.isnan(last):
        return ""
    low, high = max(first, 1), min(last, len(text) + 1)
    return text[int(low) - 1 : int(high) - 1] if low < high else ""


def _substring_before(text: str, mark: str) -> str:
    index = text.find(mark)
    return text[:index] if index > 0 else ""


def _substring_after(text: str, mark: str) -> str:
    index = text.find(mark)
    return text[index + len(mark) :] if index >= 0 else ""


def _translate(text: str, old: str, new: str) -> str:
    table: dict[int, str | None] = {}
    for index, character in enumerate(old):
        table.setdefault(ord(character), new[index] if index < len(new) else None)
    return text.translate(table)


def _normalize_space(text: str) -> str:
    return " ".join(split_words(text))


def divide(left: float, right: float) -> float:
    """Divide as IEEE 754 does: by zero gives an infinity or NaN, not an error."""
    if right != 0:
        return left / right
    if left == 0 or math.isnan(left):
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1, right)


def remainder(left: float, right: float) -> float:
    """Return XPath's ``mod``; the sign is the dividend's (XPath 1.0, section 3.5)."""
    if right == 0 or math.isinf(left):
        return math.nan
    return math.fmod(left, right)


def _to_integer(change: Callable[[float], int]) -> Callable[[float], float]:
    def apply(number: float) -> float:
        if not math.isfinite(number):
            return number
        return math.copysign(float(change(number)), number)

    return apply


def _round(number: float, places: float = 0.0) -> float:
    return round_half_up(number, places)


def _pow(base: float, exponent: float) -> float:
    """Multiply out a whole exponent, since libraries differ in the last bit."""
    if math.isnan(exponent) or math.isnan(base):
        return 1.0 if exponent == 0 or base == 1 else math.nan
    if math.isinf(exponent):
        return 1.0 if abs(base) == 1 else (math.inf if (abs(base) > 1) == (exponent > 0) else 0.0)
    if not exponent.is_integer():
        return approximate(_call(math.pow, base, exponent))
    result, factor, left = 1.0, base, int(abs(exponent))
    while left:
        if left % 2:
            result *= factor
        factor *= factor
        left //= 2
    return result if exponent >= 0 else divide(1.0, result)


def _call(function: Callable[..., float], *numbers: float) -> float:
    """Call a function of the C library: NaN outside its domain, an infinity if the result is too large."""
    try:
        return float(function(*numbers))
    except ValueError:
        return math.inf if function is math.pow and numbers[0] == 0 else math.nan
    except OverflowError:
        return math.inf


def _approximately(function: Callable[..., float]) -> Callable[..., float]:
    def apply(*numbers: float) -> float:
        return approximate(_call(function, *numbers))

    return apply


def _log(function: Callable[[float], float]) -> Callable[[float], float]:
    def apply(number: float) -> float:
        return -math.inf if number == 0 else approximate(_call(function, number))

    return apply


def _exp10(exponent: float) -> float:
    return _pow(10.0, exponent)


def _sqrt(number: float) -> float:
    return math.nan if number < 0 else math.sqrt(number)


def total(numbers: Sequence[float]) -> float:
    """Add one after the other; ``sum`` of Python 3.12 would give other bits than the page."""
    result = 0.0
    for number in numbers:
        result += number
    return result


def minimum(numbers: Sequence[float]) -> float:
    """Return the minimum; NaN if there are no numbers, or one is NaN."""
    return math.nan if not numbers or any(map(math.isnan, numbers)) else min(numbers)


def maximum(numbers: Sequence[float]) -> float:
    """Return the maximum; NaN if there are no numbers, or one is NaN."""
    return math.nan if not numbers or any(map(math.isnan, numbers)) else max(numbers)


def is_within(least: float, most: float, count: float) -> bool:
    """Return whether a checklist's count is within its limits; -1 is no limit."""
    return (least == -1 or count >= least) and (most == -1 or count <= most)


FUNCTIONS: Mapping[str, Callable[..., float | str | bool]] = {
    "substr": _substr,
    "substring": _substring,
    "substring-before": _substring_before,
    "substring-after": _substring_after,
    "translate": _translate,
    "string-length": lambda text: float(len(text)),
    "normalize-space": _normalize_space,
    "contains": lambda text, part: part in text,
    "starts-with": str.startswith,
    "ends-with": str.endswith,
    "boolean-from-string": lambda text: text in ("true", "1"),
    "not": lambda truth: not truth,
    "int": _to_integer(math.trunc),
    "floor": _to_integer(math.floor),
    "ceiling": _to_integer(math.ceil),
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
    "div": divide,
    "mod": remainder,
}
