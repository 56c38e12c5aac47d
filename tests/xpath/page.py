"""The page's evaluator in Node: one process that evaluates line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.node import NodeProcess, running_module

_EVALUATE = Path(__file__).with_name("evaluate.mjs")


class Page:
    """The page's module in a running process."""

    def __init__(self, process: NodeProcess) -> None:
        self._process = process

    def evaluate(self, case: Mapping[str, object]) -> dict[str, Any]:
        """Return the page's result: ``{"value", "exhausted", "frames"}``."""
        return self._process.ask(case)


@contextmanager
def running_page() -> Iterator[Page]:
    """Run the page's module for the time of the block."""
    with running_module(_EVALUATE) as process:
        yield Page(process)
