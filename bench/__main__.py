"""Measure this checkout, or with ``--against FOLDER`` compare it with another one."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

from bench.figure import Figure, save, table

RESULTS = Path(".local") / "bench.json"
ALL = (
    *(
        "road",
        "stages",
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
USUAL = ("road", "fold", "engine")
"""Measured without names: within five minutes."""
PACKAGED = ("road", "stages")
_MODULES = {
    "road": "road.run",
    "stages": "road.stages",
    "import": "importing",
    "cost": "visits",
}
"""Where a module cannot be named like the measurement."""


def main(arguments: Sequence[str]) -> int:
    """Print the figures; return 1 if one misses its limit. ``.local/bench.json`` keeps absolute ones."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(ALL)}")
    parser.add_argument("--against", type=Path, metavar="FOLDER", help="another checkout of Pikir")
    parser.add_argument(
        "--package", type=Path, metavar="FOLDER", help="a package for this Python, not to build one"
    )
    options = parser.parse_args(arguments)
    if unknown := set(options.names) - set(ALL):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    if options.against is not None and options.names == ["phone"]:
        from bench import phone

        figures = phone.figures(options.against)
    elif options.against is not None:
        from bench import against

        figures = against.figures(options.against)
    else:
        names = options.names or USUAL
        figures = dict(_measure([name for name in ALL if name in names], options.package))
        save(figures, RESULTS)
        if "road" in names:
            from bench.road import record

            record.write(figures)
        if "stages" in names:
            from bench.road import stages

            stages.write(figures)
    sys.stdout.write(table(figures) + "\n")
    return 0 if all(figure.holds for figure in figures.values()) else 1


def _measure(names: Sequence[str], package: Path | None) -> Iterator[tuple[str, Figure]]:
    for name in names:
        module = import_module(f"bench.{_MODULES.get(name, name)}")
        figures = module.figures(package) if name in PACKAGED else module.figures()
        yield from figures.items()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
