"""The page's evaluator in Node: one process that evaluates line by line."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any

import pytest

NODE = shutil.which("node") or "node"
needs_node = pytest.mark.skipif(
    shutil.which("node") is None and os.environ.get("CI") != "true",
    reason="the page's evaluator runs in Node",
)
_SERVER = Path(__file__).with_name("evaluate.mjs")


class Page:
    """The page's module in a running process."""

    def __init__(self, process: Popen[str]) -> None:
        self._process = process

    def evaluate(self, case: Mapping[str, object]) -> dict[str, Any]:
        """Return the page's result: ``{"value", "exhausted", "frames"}``."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(case) + "\n")
        self._process.stdin.flush()
        result: dict[str, Any] = json.loads(self._process.stdout.readline())
        return result


@contextmanager
def running_page() -> Iterator[Page]:
    """Run the page's module for the time of the block."""
    command = [NODE, "--no-warnings", str(_SERVER)]
    with Popen(command, stdin=PIPE, stdout=PIPE, text=True, encoding="utf-8") as process:
        try:
            yield Page(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(10)
