"""``python -m bench [warm] [cold] [fold] [reading] [engine] [keystrokes]``: all of it without names."""

import sys
from pathlib import Path

from bench import cold, fold, stage, warm
from bench.figure import Figure, save, table

RESULTS = Path(".local") / "bench.json"


def main(chosen: list[str]) -> int:
    """Measure, print the table, write ``.local/bench.json``; 1 if a limit is missed."""
    figures: dict[str, Figure] = {}
    wanted = set(chosen) or {"warm", "cold", "fold", "reading", "engine", "keystrokes"}
    if wanted & {"warm", "cold"}:
        with stage.running() as surroundings:
            if "warm" in wanted:
                figures |= warm.figures(stage.measured("bench.warm", surroundings))
            if "cold" in wanted:
                figures |= cold.figures(surroundings)
    if "fold" in wanted:
        figures |= fold.figures()
    if "reading" in wanted:
        from bench import reading

        figures |= reading.figures()
    if "engine" in wanted:
        from bench import engine

        figures |= engine.figures()
    if "keystrokes" in wanted:
        from bench import keystrokes

        figures |= keystrokes.figures()
    save(figures, RESULTS)
    sys.stdout.write(table(figures) + "\n")
    return 0 if all(figure.holds for figure in figures.values()) else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
