"""The page's modules under Node: a process that answers one JSON line with another."""

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
    reason="the page's modules run in Node",
)


class NodeProcess:
    """A running ``.mjs`` file that reads lines and writes one for each."""

    def __init__(self, process: Popen[str]) -> None:
        self._process = process

    def ask(self, line: Mapping[str, object]) -> dict[str, Any]:
        """Send one object and return the answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(line) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


@contextmanager
def running_module(module: Path) -> Iterator[NodeProcess]:
    """Run the file for the time of the block."""
    command = [NODE, "--no-warnings", str(module)]
    with Popen(command, stdin=PIPE, stdout=PIPE, text=True, encoding="utf-8") as process:
        try:
            yield NodeProcess(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(10)
