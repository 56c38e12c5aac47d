"""The table in ``docs/performance.md``, between its markers, with the machine, the versions and the date."""

import os
import platform
import re
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bench.figure import Figure, markdown
from bench.road.processes import has_node
from local.resources import ROOT

PAGE: Final = ROOT / "docs" / "performance.md"
_BETWEEN: Final = re.compile(r"(<!-- make bench -->\n).*(\n<!-- end -->)", re.DOTALL)


def write(figures: Mapping[str, Figure], page: Path = PAGE) -> None:
    """Replace the table of the page by these figures."""
    text = page.read_text(encoding="utf-8")
    table = f"{describe_run()}\n\n{markdown(figures)}"
    written = _BETWEEN.sub(lambda found: found[1] + table + found[2], text)
    page.write_text(written, encoding="utf-8")


def describe_run() -> str:
    """Return the date, the machine and the versions of a run."""
    load = "/".join(f"{value:.0f}" for value in os.getloadavg())
    node = f", Node {_node_version()}" if has_node() else ""
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {platform.machine()} with {os.cpu_count()} cores, load {load}, "
        f"{platform.system()}, Python {platform.python_version()}{node}."
    )


def _node_version() -> str:
    done = subprocess.run(["node", "--version"], check=True, capture_output=True, text=True)
    return done.stdout.strip().removeprefix("v")
