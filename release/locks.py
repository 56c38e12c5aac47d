"""The locks of Python packages: made from `pyproject.toml`, checked without wanting anything newer.

`requirements.txt` is what runs in Lambda, `requirements-dev.txt` that and the tools. Both hold for
Python 3.11 to 3.13 on every platform, with hashes and without the address of any registry.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
RUNTIME = "requirements.txt"
TOOLS = "requirements-dev.txt"

_COMPILE = (
    *(sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "--quiet"),
    *("--universal", "--python-version", "3.11", "--generate-hashes"),
    *("--no-annotate", "--no-header", "--no-emit-index-url", "--no-emit-find-links"),
)


def compile_into(folder: Path, *, upgrade: bool = False) -> None:
    """Make both locks in the folder; what they pin already stays unless ``upgrade``."""
    renew = ("--upgrade",) if upgrade else ()
    runtime, tools = folder / RUNTIME, folder / TOOLS
    for arguments in (
        ("--output-file", str(runtime)),
        ("--group", "dev", "--constraint", str(runtime), "--output-file", str(tools)),
    ):
        subprocess.run((*_COMPILE, *renew, *arguments), cwd=ROOT, check=True)


def pins(lock: Path) -> list[str]:
    """The pinned versions with their markers. Hashes are left out: a wheel may be added later."""
    return [
        line.rstrip(" \\")
        for line in lock.read_text().splitlines()
        if line and not line.startswith((" ", "#"))
    ]


def drifted() -> list[str]:
    """The locks that `pyproject.toml` would now make differently."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for lock in (RUNTIME, TOOLS):
            shutil.copy(ROOT / lock, folder / lock)
        compile_into(folder)
        return [lock for lock in (RUNTIME, TOOLS) if pins(folder / lock) != pins(ROOT / lock)]


def main() -> int:
    """Make the locks, or with ``--check`` say whether they are what they should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--upgrade", action="store_true")
    arguments = parser.parse_args()
    if not arguments.check:
        compile_into(ROOT, upgrade=arguments.upgrade)
        return 0
    wrong = drifted()
    for lock in wrong:
        sys.stderr.write(f"{lock} does not follow from pyproject.toml: run `make lock`\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
