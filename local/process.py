"""`make run` as a process of its own, for the journeys in a browser and the pictures of the documentation."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from local.resources import ROOT

START_SECONDS: Final = 90
_FOREIGN: Final = ("AWS_", "PIKIR_", "COV")
"""The beginnings of variables that the process does not inherit."""


class DidNotStart(Exception):
    """The process ended, or took too long; the argument is its log."""


@contextmanager
def run_pikir(folder: Path, **variables: str) -> Iterator[Mapping[str, str]]:
    """Run Pikir with its data in the folder; yield its links, as ``run.json`` holds them."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(_FOREIGN)}
    environment = {**inherited, "PIKIR_LOCAL": str(folder), "PORT": "0", **variables}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "local"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            yield _wait_for_links(folder, process)
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=20)
            process.kill()
            process.wait()


def _wait_for_links(folder: Path, process: "subprocess.Popen[bytes]") -> Mapping[str, str]:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(FileNotFoundError, json.JSONDecodeError):
            links: Mapping[str, str] = json.loads((folder / "run.json").read_bytes())
            return links
        time.sleep(0.1)
    raise DidNotStart((folder / "log").read_text(errors="replace"))
