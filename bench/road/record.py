"""The table in ``docs/performance.md``, between its markers, with the machine, the versions and the date."""

import os
import platform
import re
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from bench.figure import Figure, markdown
from bench.road.packages import Interpreter
from bench.road.processes import has_node
from local.resources import ROOT

PAGE: Final = ROOT / "docs" / "performance.md"
_BETWEEN: Final = re.compile(r"(<!-- make bench -->\n).*(\n<!-- end -->)", re.DOTALL)


def write(
    variants: str,
    figures: Mapping[str, Figure],
    earlier: Mapping[str, float],
    interpreter: Interpreter,
) -> None:
    """Replace the tables of the page by these: all variants, and all figures beside their values of the run before."""
    text = PAGE.read_text(encoding="utf-8")
    table = f"{describe_run(interpreter)}\n\n{variants}\n\n{markdown(figures, earlier)}"
    written = _BETWEEN.sub(lambda found: found[1] + table + found[2], text)
    PAGE.write_text(written, encoding="utf-8")


def describe_run(interpreter: Interpreter) -> str:
    """Return the date, the machine and the versions of a run."""
    load = "/".join(f"{value:.0f}" for value in os.getloadavg())
    node = f", Node {_version_of('node')}" if has_node() else ""
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {platform.machine()} with {os.cpu_count()} cores, load {load}, "
        f"{platform.system()}, Python {_version_of(interpreter.program)}{node}."
    )


def _version_of(program: str) -> str:
    done = subprocess.run([program, "--version"], check=True, capture_output=True, text=True)
    return done.stdout.strip().removeprefix("Python ").removeprefix("v")
