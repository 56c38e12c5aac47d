"""The page's evaluator under Node: one process that answers line by line."""

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
    reason="the page's evaluator runs under Node",
)
_SERVER = Path(__file__).with_name("evaluate.mjs")


class Page:
    """The module of the page."""

    def __init__(self, process: Popen[str]) -> None:
        self._process = process

    def evaluate(self, question: Mapping[str, object]) -> dict[str, Any]:
        """What the page makes of it: ``{"value", "exhausted", "frames"}``."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


@contextmanager
def running_page() -> Iterator[Page]:
    """The page's module, for as long as it is needed."""
    command = [NODE, "--no-warnings", str(_SERVER)]
    with Popen(command, stdin=PIPE, stdout=PIPE, text=True, encoding="utf-8") as process:
        try:
            yield Page(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(10)
