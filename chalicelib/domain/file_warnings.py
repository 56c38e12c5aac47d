"""Warnings about the file that a draft was made of, such as rows that were left out: no review of the draft finds them again."""

import json
from collections.abc import Iterable
from dataclasses import asdict

from chalicelib.errors import Problem, SourceLocation


def dump_warnings(warnings: Iterable[Problem]) -> bytes:
    """Write warnings as JSON."""
    return json.dumps([asdict(each) for each in warnings], ensure_ascii=False, default=str).encode()


def load_warnings(document: bytes) -> tuple[Problem, ...]:
    """Read what ``dump_warnings`` wrote."""
    return tuple(_read(**each) for each in json.loads(document))


def _read(*, location: dict[str, object] | None, **rest: object) -> Problem:
    found = SourceLocation(**location) if location else None  # type: ignore[arg-type]  # as `asdict` wrote it
    return Problem(**rest, location=found)  # type: ignore[arg-type]  # as above
