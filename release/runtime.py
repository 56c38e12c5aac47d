"""What a package is built for: a version of Python for an architecture, whatever Python builds it.

Lambda's runtimes of Python 3.12 and newer run on Amazon Linux 2023 (glibc 2.34); the wheels are chosen for
it by their tags. Bytecode is written by an interpreter of the same version, since its format changes with
each minor version; the architecture does not matter for it.
"""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PYTHONS: Final = ("3.12", "3.13", "3.14")
"""The runtimes of AWS Lambda that a package can be built for."""
ARCHITECTURES: Final = {"arm64": "aarch64", "x86_64": "x86_64"}
"""Lambda's name of each architecture, and its name in the tags of wheels."""
DEFAULT_PYTHON: Final = "3.13"
DEFAULT_ARCHITECTURE: Final = "arm64"

_GLIBC = "manylinux_2_34"
_VERSION = "import sys; print('{}.{}'.format(*sys.version_info), sys.version_info.releaselevel)"

_COMPILE = """
import importlib.util, pathlib, py_compile, sys
root, whole = pathlib.Path(sys.argv[1]), tuple(sys.argv[2:])
for source in sorted(root.rglob("*.py")):
    name = source.relative_to(root)
    py_compile.compile(
        str(source),
        cfile=importlib.util.cache_from_source(str(source), optimization=""),
        dfile=name.as_posix(),
        optimize=0 if name.as_posix().startswith(whole) else 2,
        doraise=True,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )
"""


@dataclass(frozen=True, slots=True)
class Runtime:
    """A version of Python, as ``"3.13"``, and an architecture by Lambda's name."""

    python: str = DEFAULT_PYTHON
    architecture: str = DEFAULT_ARCHITECTURE

    @property
    def name(self) -> str:
        """Return Lambda's name of the version."""
        return f"python{self.python}"


def install_wheels(requirements: Path, into: Path, runtime: Runtime) -> None:
    """Unpack the locked packages' wheels for the runtime into the folder.

    Raises:
        SystemExit: A package has no wheel for the runtime, or another hash than the lock says.
    """
    tags = f"{ARCHITECTURES[runtime.architecture]}-{_GLIBC}"
    done = subprocess.run(
        [
            *(sys.executable, "-m", "uv", "pip", "install", "--quiet", "--target", str(into)),
            *("--python-platform", tags, "--python-version", runtime.python),
            *("--only-binary", ":all:", "--no-deps", "--require-hashes"),
            *("--link-mode", "copy", "-r", str(requirements)),
        ],
        check=False,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if done.returncode != 0:
        raise SystemExit(f"no wheels for {runtime.name} on {runtime.architecture}:\n{done.stdout}")
    shutil.rmtree(into / "bin", ignore_errors=True)
    (into / ".lock").unlink(missing_ok=True)


def find_interpreter(version: str) -> str | None:
    """Return the path of a released Python of this version, or None if the machine has none.

    Looked at in this order: the running one, ``python3.x`` on the path, pyenv's versions. Each is started, since
    pyenv's shims stand on the path for versions that are not chosen.
    """
    return next((path for path in _candidates(version) if _is_version(path, version)), None)


def _candidates(version: str) -> Iterator[str]:
    yield sys.executable
    on_path = shutil.which(f"python{version}")
    if on_path:
        yield on_path
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    for folder in sorted((pyenv / "versions").glob(f"{version}*"), reverse=True):
        yield str(folder / "bin" / "python")


def _is_version(path: str, version: str) -> bool:
    """Return whether the program is a final release: the format of bytecode changes before it."""
    try:
        done = subprocess.run(
            [path, "-I", "-S", "-c", _VERSION], check=False, capture_output=True, text=True
        )
    except OSError:
        return False
    return done.stdout.split() == [version, "final"]


def compile_all(root: Path, interpreter: str, whole: Sequence[str]) -> None:
    """Write bytecode that Python uses without comparing dates, which a zip does not keep (PEP 552).

    It is without docstrings and assertions, which nobody reads in Lambda; ``whole`` names the folders and files of ``root`` that keep theirs.
    """
    subprocess.run([interpreter, "-I", "-S", "-c", _COMPILE, str(root), *whole], check=True)


def main() -> int:
    """Print the interpreter of the version on the command line; return 1 if the machine has none."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("version", choices=PYTHONS)
    version: str = parser.parse_args().version
    interpreter = find_interpreter(version)
    if interpreter is None:
        sys.stderr.write(
            f"There is no Python {version}, on the path or in pyenv's folder of versions.\n"
        )
        return 1
    sys.stdout.write(f"{interpreter}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
