"""The warnings of a form in an answer of the API, as lines of text."""

from collections.abc import Iterator, Mapping
from typing import Any


def describe_groups(answer: Mapping[str, Any]) -> Iterator[str]:
    """Yield a line for each group of warnings in an answer of the API."""
    for group in answer.get("warning_groups") or ():
        remedy = f" {group['mending']}" if group.get("mending") else ""
        yield f"  ×{group['count']} {group['message']}{remedy} ({group['code']})"
