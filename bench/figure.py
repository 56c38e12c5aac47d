"""Measured figures, their limits, and how they are printed and saved."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. ``limit`` is its maximum, or its minimum where ``best`` is "high".

    An infinite limit is none. ``beside`` holds the values that a ratio was made of, for the reader.
    """

    value: float
    unit: str
    limit: float
    best: Literal["low", "high"] = "low"
    beside: str = ""

    @property
    def holds(self) -> bool:
        """Return whether the figure keeps to its limit."""
        return self.value <= self.limit if self.best == "low" else self.value >= self.limit


def table(figures: Mapping[str, Figure]) -> str:
    """Format the figures as aligned lines of text."""
    rows = [("figure", "value", "unit", "limit", "", "beside it")]
    rows += [
        (
            name,
            f"{figure.value:,.2f}",
            figure.unit,
            _describe_limit(figure),
            _judge(figure),
            figure.beside,
        )
        for name, figure in figures.items()
    ]
    return "\n".join(_align(rows))


def _describe_limit(figure: Figure) -> str:
    if math.isinf(figure.limit):
        return ""
    return f"{'≤' if figure.best == 'low' else '≥'} {figure.limit:,.6g}"


def _judge(figure: Figure) -> str:
    if math.isinf(figure.limit):
        return ""
    return "holds" if figure.holds else "MISSED"


def _align(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def markdown(figures: Mapping[str, Figure], earlier: Mapping[str, float]) -> str:
    """Format the figures as a table of Markdown, beside the values of an earlier run."""
    rows = [
        f"| {name} | {figure.value:,.2f} {figure.unit} | {_describe_value(earlier.get(name))} "
        f"| {_describe_limit(figure)} | {_judge(figure)} | {figure.beside} |"
        for name, figure in figures.items()
    ]
    head = "| figure | value | the run before | limit | | beside it |"
    return "\n".join((head, "|---|---|---|---|---|---|", *rows))


def _describe_value(value: float | None) -> str:
    return "" if value is None else f"{value:,.2f}"


def read_values(path: Path) -> dict[str, float]:
    """Return the values that were saved, by the names of their figures."""
    saved = json.loads(path.read_bytes()) if path.exists() else {}
    return {name: each["value"] for name, each in saved.items() if "value" in each}


def save(figures: Mapping[str, Figure], path: Path, **more: object) -> None:
    """Write ``{name: {"value", "unit", "limit", "beside"}}`` and ``more``; keep what earlier runs wrote by other names."""
    path.parent.mkdir(parents=True, exist_ok=True)
    saved = json.loads(path.read_bytes()) if path.exists() else {}
    saved |= more
    saved |= {
        name: {
            "value": round(figure.value, 4),
            "unit": figure.unit,
            "limit": None if math.isinf(figure.limit) else figure.limit,
            "beside": figure.beside,
        }
        for name, figure in figures.items()
    }
    path.write_text(json.dumps(saved, indent=1) + "\n", encoding="utf-8")
