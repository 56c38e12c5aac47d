"""Strict JSON: one document in UTF-8, no key twice, nothing that parsers read in different ways."""

import json
import math
import re
from collections import Counter
from collections.abc import Iterable
from typing import NoReturn

from chalicelib import errors
from chalicelib.forms.number_text import read_float

MAX_DEPTH = 32
_MAX_DIGITS = 40
_SURROGATE = re.compile("[\ud800-\udfff]")


def read_json(body: bytes) -> object:
    """Parse a document; a number of more digits than a double keeps becomes an ``InexactNumber``.

    Raises:
        errors.BrokenJson: not UTF-8 or not JSON; NaN, infinities, numbers beyond a double or of
            more than 40 digits; a lone surrogate.
        errors.DuplicateKey: an object names a key twice.
        errors.TooDeep: nested deeper than ``MAX_DEPTH``.
    """
    try:
        text = body.decode()
        value: object = _DECODER.decode(text)
    except RecursionError:
        raise errors.TooDeep from None
    except ValueError:
        raise errors.BrokenJson from None
    if text.count("{") + text.count("[") > MAX_DEPTH:  # else it cannot be deeper
        _refuse_too_deep(value)
    if "\\u" in text and _holds_surrogate(value):
        raise errors.BrokenJson
    return value


def _parse_object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    value = dict(pairs)
    if len(value) != len(pairs):
        times = Counter(name for name, _ in pairs)
        twice = next(name for name, count in times.items() if count > 1)
        raise errors.DuplicateKey(key=_SURROGATE.sub("\ufffd", twice[:100]))
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _parse_int(digits: str) -> int:
    if len(digits) > _MAX_DIGITS:
        raise ValueError("too many digits")
    return int(digits)


def _parse_float(digits: str) -> float:
    value = read_float(digits)
    if not math.isfinite(value):
        raise ValueError("beyond a double")
    return value


_DECODER = json.JSONDecoder(
    object_pairs_hook=_parse_object,
    parse_constant=_refuse_constant,
    parse_int=_parse_int,
    parse_float=_parse_float,
)


def _containers(value: object) -> list[object]:
    """Return the objects and arrays directly inside an object or an array."""
    parts: Iterable[object] = ()
    if isinstance(value, dict):
        parts = value.values()
    elif isinstance(value, list):
        parts = value
    return [part for part in parts if isinstance(part, dict | list)]


def _refuse_too_deep(value: object) -> None:
    depth = 0
    level = _containers([value])
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise errors.TooDeep
        level = [part for whole in level for part in _containers(whole)]


def _holds_surrogate(value: object) -> bool:
    return _SURROGATE.search(json.dumps(value, ensure_ascii=False)) is not None
