"""``regex()``: one canonical form of a pattern, with one meaning in Rust's engine and in the page."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache


class BadPattern(Exception):
    """What cannot be matched in linear time, or means different things to different engines."""

    def __init__(self, at: int, found: str) -> None:
        super().__init__(found)
        self.at, self.found = at, found


def canonical(pattern: str) -> str:
    """The canonical form.

    Raises:
        BadPattern: it cannot be read, or has no such form.
    """
    text = f"^(?:{pattern})$"
    try:
        matcher(text)
    except Exception as error:
        raise BadPattern(0, pattern) from error
    return text


@lru_cache(maxsize=512)
def matcher(pattern: str) -> Callable[[object], bool]:
    """What says whether a text matches a canonical pattern; in time linear in its length."""
    from pydantic_core import SchemaValidator, core_schema

    config = core_schema.CoreConfig(regex_engine="rust-regex")
    return SchemaValidator(core_schema.str_schema(pattern=pattern), config).isinstance_python
