"""Lock the Python packages that `pyproject.toml` asks for, or check the locks.

`requirements.txt` holds what runs in Lambda, `requirements-documents.txt` what the function that makes documents runs with
(`release.package`), `requirements-dev.txt` both and the tools, `bench/road/requirements.txt` what the bench compares Pikir with, and
`tests/deploy/requirements.txt` the emulator of AWS, alone. All are valid for Python 3.11 to 3.13 on every
platform; they hold hashes and no registry's address. A check accepts the
pinned versions even if newer ones exist.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
RUNTIME = "requirements.txt"
DOCUMENTS = "requirements-documents.txt"
TOOLS = "requirements-dev.txt"
EMULATOR = "tests/deploy/requirements.txt"
YARDSTICKS = "bench/road/requirements.txt"
LOCKS = (RUNTIME, DOCUMENTS, TOOLS, EMULATOR, YARDSTICKS)

_COMPILE = (
    *(sys.executable, "-m", "uv", "pip", "compile", "--quiet"),
    *("--universal", "--python-version", "3.11", "--generate-hashes"),
    *("--no-annotate", "--no-header", "--no-emit-index-url", "--no-emit-find-links"),
)


def compile_into(folder: Path, *, upgrade: bool = False) -> None:
    """Write the locks into the folder; keep the versions that are pinned there unless ``upgrade``."""
    options = ("--upgrade",) if upgrade else ()
    runtime, documents, tools, emulator, yardsticks = (folder / lock for lock in LOCKS)
    project = "pyproject.toml"
    known = ("--constraint", str(runtime))
    for arguments in (
        (project, "--output-file", str(runtime)),
        ("--group", f"{project}:documents", *known, "--output-file", str(documents)),
        (
            *(project, "--group", "dev", "--group", "documents", *known),
            *("--constraint", str(documents), "--output-file", str(tools)),
        ),
        ("--group", f"{project}:emulator", "--output-file", str(emulator)),
        ("--group", f"{project}:yardsticks", *known, "--output-file", str(yardsticks)),
    ):
        subprocess.run((*_COMPILE, *options, *arguments), cwd=ROOT, check=True)


def pins(lock: Path) -> list[str]:
    """Return the pinned versions with their markers, without hashes: a wheel may be added later."""
    return [
        line.rstrip(" \\")
        for line in lock.read_text().splitlines()
        if line and not line.startswith((" ", "#"))
    ]


def find_outdated() -> list[str]:
    """Return the names of the locks that `pyproject.toml` no longer agrees with."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for lock in LOCKS:
            (folder / lock).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / lock, folder / lock)
        compile_into(folder)
        return [lock for lock in LOCKS if pins(folder / lock) != pins(ROOT / lock)]


def main() -> int:
    """Write the locks, or with ``--check`` return 1 if one is out of date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--upgrade", action="store_true")
    arguments = parser.parse_args()
    if not arguments.check:
        compile_into(ROOT, upgrade=arguments.upgrade)
        return 0
    outdated = find_outdated()
    for lock in outdated:
        sys.stderr.write(f"{lock} does not follow from pyproject.toml: run `make lock`\n")
    return 1 if outdated else 0


if __name__ == "__main__":
    sys.exit(main())
