"""Measure this checkout, or with ``--against FOLDER`` compare it with another one."""

import argparse
import shutil
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Final

from bench.figure import Figure, read_values, save, table
from release.runtime import PYTHONS

RESULTS: Final = Path(".local") / "bench.json"
USUAL: Final = ("road", "fold", "engine", "phone", "export")
"""Measured without names: within five minutes."""
ALL: Final = (
    *USUAL,
    *("stages", "keystrokes", "editor", "pages", "workbook", "import", "report", "cost"),
)
PACKAGED: Final = ("road", "stages")
_MODULES: Final = {"import": "importing", "cost": "visits"}
"""Where a module cannot be named like the measurement."""


def main(arguments: Sequence[str]) -> int:
    """Print the figures; return 1 if one misses its limit. ``.local/bench.json`` keeps absolute ones."""
    options = _read_options(arguments)
    if options.against is not None and options.names == ["phone"]:
        from bench import phone

        figures = phone.figures(options.against)
    elif options.against is not None:
        from bench import against

        figures = against.figures(options.against)
    else:
        figures = _measure(options)
    sys.stdout.write(table(figures) + "\n")
    return 0 if all(figure.holds for figure in figures.values()) else 1


def _read_options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(ALL)}")
    parser.add_argument("--against", type=Path, metavar="FOLDER", help="another checkout of Pikir")
    parser.add_argument(
        "--python", metavar="3.x", help=f"what runs the package: {', '.join(PYTHONS)}, or this one"
    )
    parser.add_argument(
        "--package", type=Path, metavar="FOLDER", help="one for that Python, not to build it"
    )
    parser.add_argument(
        "--million", action="store_true", help="make the table with a million responses, in minutes"
    )
    options = parser.parse_args(arguments)
    if unknown := set(options.names) - set(ALL):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    return options


def _measure(options: argparse.Namespace) -> dict[str, Figure]:
    names = options.names or [name for name in USUAL if name != "phone" or _has_chromium()]
    figures: dict[str, Figure] = {}
    for name in ALL:
        if name in names and name not in PACKAGED:
            figures |= import_module(f"bench.{_MODULES.get(name, name)}").figures()
    if not {*PACKAGED}.isdisjoint(names):
        return _measure_package(options, names, figures)
    save(figures, RESULTS)
    return figures


def _measure_package(
    options: argparse.Namespace, names: Sequence[str], figures: Mapping[str, Figure]
) -> dict[str, Figure]:
    """Measure the package; save its figures with the others, and write the tables in the documentation."""
    from bench.road import record, run, stages
    from bench.road.packages import Interpreter

    interpreter = Interpreter.find(options.python)
    earlier, all_figures = read_values(RESULTS), dict(figures)
    if "stages" in names:
        split = stages.figures(options.package, interpreter)
        stages.write(split, interpreter)
        all_figures |= split
        save(all_figures, RESULTS)
    if "road" in names:
        measured = run.measure(options.package, interpreter, make_million=options.million)
        all_figures = measured.figures() | all_figures
        save(all_figures, RESULTS, times=measured.times())
        record.write(measured.variants(), all_figures, earlier, interpreter)
    return all_figures


def _has_chromium() -> bool:
    return any(map(shutil.which, ("chromium", "chromium-browser")))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
