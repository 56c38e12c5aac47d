"""AWS's list prices, which every bill names with their region and date. ``docs/cost.md`` shows them, and a test compares."""

from typing import Final

from chalicelib.domain.costs import Prices

LIST_PRICES: Final = Prices.model_validate(
    {
        "region": "us-east-1",
        "date": "2026-11-30",
        "http": "1.00",
        "rest": "3.50",
        "invocations": "0.20",
        "compute": "0.0000133334",
        "compute_x86": "0.0000166667",
        "written": "0.625",
        "read": "0.125",
        "stored": "0.45",
        "file_reads": "0.0004",
        "file_writes": "0.005",
        "letters": "0.10",
        "log": "0.50",
        "traffic": "0.09",
        "searched": "0.005",
    }
)
