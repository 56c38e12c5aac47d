"""Measure this checkout, or with ``--against FOLDER`` compare it with another one."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

from bench.figure import Figure, save, table

RESULTS = Path(".local") / "bench.json"
ON_A_STAGE = ("warm", "cold")
"""Measured with an event and its form in place, which both share."""
ALONE = (
    *(
        "fold",
        "reading",
        "engine",
        "keystrokes",
        "editor",
        "phone",
        "pages",
        "workbook",
        "export",
        "import",
        "report",
        "cost",
    ),
)
_MODULES = {"import": "importing", "cost": "visits"}
"""Where a module cannot be named like the measurement."""


def main(arguments: Sequence[str]) -> int:
    """Print the figures; return 1 if one misses its limit. ``.local/bench.json`` keeps absolute ones."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    known = (*ON_A_STAGE, *ALONE)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(known)}")
    parser.add_argument("--against", type=Path, metavar="FOLDER", help="another checkout of Pikir")
    options = parser.parse_args(arguments)
    if unknown := set(options.names) - set(known):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    if options.against is not None and options.names == ["phone"]:
        from bench import phone

        figures = phone.figures(options.against)
    elif options.against is not None:
        from bench import against

        figures = against.figures(options.against)
    else:
        names = options.names or known
        figures = dict(_measure([name for name in known if name in names]))
        save(figures, RESULTS)
    sys.stdout.write(table(figures) + "\n")
    return 0 if all(figure.holds for figure in figures.values()) else 1


def _measure(names: Sequence[str]) -> Iterator[tuple[str, Figure]]:
    if set(names) & set(ON_A_STAGE):
        from bench import cold, stage, warm

        with stage.running() as environment:
            if "warm" in names:
                yield from warm.figures(stage.run_module("bench.warm", environment)).items()
            if "cold" in names:
                yield from cold.figures(environment).items()
    for name in names:
        if name in ALONE:
            yield from import_module(f"bench.{_MODULES.get(name, name)}").figures().items()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
