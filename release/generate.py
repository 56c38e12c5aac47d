"""`make generate`: write every file of the repository that is made from code; `make lint` checks them.

``python -m release.generate [NAME …] [--check]`` writes all generated files or those of the named
generators. ``--check`` writes nothing and returns 1 if a file differs from what would be written.

A generator is a module with ``files()``, which returns the content of each of its files by path, and,
where people fill in part of the content, ``problems()``, which yields what they left open.
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent


def _no_problems() -> Iterable[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Generator:
    """What makes some of the generated files."""

    files: Callable[[], Mapping[Path, bytes]]
    problems: Callable[[], Iterable[str]] = _no_problems


def generators() -> Mapping[str, Generator]:
    """Return every generator by name; one that reads another's files comes after it."""
    from release import catalogues, error_codes, roots, schemas, support_matrix, templates

    return {
        "templates": Generator(templates.files),
        "schemas": Generator(schemas.files),
        "support": Generator(support_matrix.files),
        "errors": Generator(error_codes.files),
        "roots": Generator(roots.files),
        "catalogues": Generator(catalogues.files, catalogues.problems),
    }


def find_outdated(generator: Generator) -> dict[Path, bytes]:
    """Return the files that differ from what the generator makes, with the content they should have."""
    return {
        path: content
        for path, content in generator.files().items()
        if not path.is_file() or path.read_bytes() != content
    }


def check(generator: Generator) -> Iterator[str]:
    """Yield a sentence for each outdated file and each problem; write nothing."""
    for path in find_outdated(generator):
        yield f"{_name(path)} is out of date: run `make generate`"
    yield from generator.problems()


def write(generator: Generator) -> Iterator[str]:
    """Write each outdated file, print its name, and yield each problem that people must solve."""
    for path, content in find_outdated(generator).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        sys.stdout.write(f"{_name(path)}\n")
    yield from generator.problems()


def _name(path: Path) -> str:
    return os.path.relpath(path, ROOT)


def main(arguments: Sequence[str]) -> int:
    """Write or check; return 1 if something is out of date or left open."""
    known = generators()
    parser = argparse.ArgumentParser(prog="release.generate", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(known))
    parser.add_argument("--check", action="store_true", help="write nothing")
    options = parser.parse_args(arguments)
    if unknown := set(options.names) - known.keys():
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    run = check if options.check else write
    problems = [line for name in options.names or known for line in run(known[name])]
    sys.stderr.writelines(f"{line}\n" for line in problems)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
