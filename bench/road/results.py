"""What one run of the road measured, as figures with their limits and as the table of all variants."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import mean, median, quantiles
from typing import Final

from typing_extensions import override

from bench.figure import Figure
from bench.road.limits import (
    COMPARISONS,
    FIRST_BYTES,
    FIRST_VISIT,
    LONGEST_REQUEST,
    MOST_CALLS,
    MOST_MILLISECONDS,
    NEXT_PAGE,
    REFERENCE,
    Comparison,
)

Times = dict[tuple[str, str], list[float]]
"""CPU microseconds in the order of measuring, by variant and workload."""
VARIANTS: Final[Mapping[str, str]] = {
    "thin": "plain handler with a thin signer",
    "chalice": "Chalice + boto3",
    "fastapi": "FastAPI + Mangum + boto3",
    "node": "Node: Hono + zod + SDK, bundled",
    "pikir": "**Pikir**",
}
_STOCK: Final = {"chalice": "stock", "fastapi": "fastapi_stock"}


@dataclass(frozen=True, slots=True)
class Spread:
    """CPU microseconds of one workload; ``halves`` are the medians of the first and the second half of the run."""

    p50: float
    p90: float
    mean: float
    halves: tuple[float, float]

    @classmethod
    def of(cls, times: Sequence[float]) -> "Spread":
        """Return the figures of all rounds."""
        deciles = quantiles(times, n=10, method="inclusive")
        middle = len(times) // 2
        return cls(
            deciles[4], deciles[8], mean(times), (median(times[:middle]), median(times[middle:]))
        )

    @override
    def __str__(self) -> str:
        return f"{self.p50:,.0f}, {self.p90:,.0f}, {self.mean:,.0f}"


@dataclass(slots=True)
class Measured:
    """What one run measured: times by variant and workload, calls of an answer over a minute, bytes of the requests of a visit.

    ``first_summary`` holds the seconds of each request that folded a million responses, if they were folded.
    """

    spreads: dict[tuple[str, str], Spread] = field(default_factory=dict)
    calls: Mapping[str, float] = field(default_factory=dict)
    weights: Mapping[str, Sequence[int]] = field(default_factory=dict)
    first_summary: Sequence[float] = ()

    def add(self, times: Times) -> None:
        """Add what was measured of some workloads."""
        self.spreads |= {key: Spread.of(each) for key, each in times.items()}

    def figures(self) -> dict[str, Figure]:
        """Return every figure, those with a limit beside it."""
        return {
            **dict(self._ratios()),
            **dict(self._milliseconds()),
            **dict(self._summaries()),
            **{
                f"{name}/calls": Figure(number, "calls", MOST_CALLS.get(name, math.inf))
                for name, number in self.calls.items()
            },
            **dict(self._weights()),
        }

    def _ratios(self) -> Iterator[tuple[str, Figure]]:
        for each in COMPARISONS:
            ours, theirs = self.spreads.get(("pikir", each.name)), self.spreads.get(each.theirs)
            if ours is not None and theirs is not None:
                yield f"{each.name}/{each.variant}", _compare(each, ours, theirs)

    def _milliseconds(self) -> Iterator[tuple[str, Figure]]:
        scale = self._scale()
        for name, limit in MOST_MILLISECONDS.items():
            ours = self.spreads["pikir", name]
            yield (
                name,
                Figure(
                    ours.p50 * scale / 1000,
                    "ms, scaled",
                    limit,
                    beside=f"p50, p90, mean {ours} µs, × {scale:.2f}",
                ),
            )

    def _scale(self) -> float:
        """Return what makes a time here one of the reference machine: the less flattering of the yardsticks' scales."""
        return max(
            reference / self.spreads[variant, "response"].p50
            for variant, reference in REFERENCE.items()
        )

    def _summaries(self) -> Iterator[tuple[str, Figure]]:
        if self.first_summary:
            beside = f"{len(self.first_summary)} requests, {sum(self.first_summary):.0f} s in all"
            longest = max(self.first_summary)
            yield (
                "first_summary_million",
                Figure(longest, "s, the longest request", LONGEST_REQUEST, beside=beside),
            )

    def _weights(self) -> Iterator[tuple[str, Figure]]:
        for kind, sizes in self.weights.items():
            is_limited = kind == "form"
            beside = f"page {sizes[0] / 1000:.1f}, then {sum(sizes[1:]) / 1000:.1f} kB"
            requests = NEXT_PAGE if kind == "next" else FIRST_VISIT
            yield f"{kind}/requests", Figure(len(sizes), "requests", requests)
            yield (
                f"{kind}/weight",
                Figure(
                    sum(sizes) / 1000,
                    "kB",
                    FIRST_BYTES / 1000 if is_limited else math.inf,
                    beside=beside,
                ),
            )

    def times(self) -> dict[str, dict[str, float]]:
        """Return the CPU microseconds of every variant and workload, for `.local/bench.json`."""
        return {
            f"{variant}/{name}": {"p50": each.p50, "p90": each.p90, "mean": each.mean}
            for (variant, name), each in self.spreads.items()
        }

    def variants(self) -> str:
        """Return the table of all variants, in Markdown: a response accepted, warm and cold."""
        base = self.spreads["chalice", "response"]
        rows = [
            "| a response accepted | warm, × Chalice + boto3 | mean | cold to first answer, ms | stock zip, ms |",
            "|---|---|---|---|---|",
        ]
        for variant, name in VARIANTS.items():
            warm = self.spreads.get((variant, "response"))
            cold = self.spreads.get((variant, "cold_response"))
            if warm is None or cold is None:
                continue
            stock = self.spreads.get((_STOCK.get(variant, ""), "cold_response"))
            rows.append(
                f"| {name} | {warm.p50 / base.p50:.2f} | {warm.mean / base.mean:.2f} | {cold.p50 / 1000:.0f} | "
                f"{f'{stock.p50 / 1000:.0f}' if stock else ''} |"
            )
        return "\n".join(rows)


def _compare(comparison: Comparison, ours: Spread, theirs: Spread) -> Figure:
    halves = ", ".join(f"{a / b:.2f}" for a, b in zip(ours.halves, theirs.halves, strict=True))
    goal = "" if math.isinf(comparison.goal) else f"goal {comparison.goal:.2f}; "
    return Figure(
        ours.p50 / theirs.p50,
        comparison.unit,
        comparison.limit,
        beside=f"{goal}halves {halves}; p50, p90, mean {ours} µs; theirs {theirs}",
    )
