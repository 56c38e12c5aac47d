"""What the road's figures are compared with, and how much they may be: the limits of response times, calls and page weight.

A limit in milliseconds means those of the machine that the limits were set on, where a response took Chalice and boto3 750 µs of CPU and
the thin signer 195 (`REFERENCE`). A measured time is scaled by what they take in the same run; of the two scales the one counts that lets
Pikir look slower.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

REFERENCE: Final[Mapping[str, float]] = {"thin": 195, "chalice": 750}
"""CPU microseconds of a response, by yardstick."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One of our workloads beside one of a variant: the same, unless ``other`` names it."""

    name: str
    variant: str = "chalice"
    other: str = ""
    limit: float = math.inf
    goal: float = math.inf
    """What the limit is on the way to."""

    @property
    def theirs(self) -> tuple[str, str]:
        """The variant and the workload that ours is divided by."""
        return self.variant, self.other or self.name

    @property
    def unit(self) -> str:
        """What the ratio is a multiple of."""
        return f"× {self.variant}'s {self.other}" if self.other else f"× {self.variant}"


def _beside_response(*names: str) -> tuple[Comparison, ...]:
    """Compare what has no counterpart with a response of Chalice and boto3."""
    return tuple(Comparison(name, other="response") for name in names)


def _beside_cold_response(*names: str) -> tuple[Comparison, ...]:
    return tuple(Comparison(name, "stock", "cold_response") for name in names)


COMPARISONS: Final = (
    Comparison("response", "thin", goal=1.25),
    Comparison("response", limit=0.42, goal=0.33),
    Comparison("response", "node", limit=0.7),
    Comparison("response", "fastapi"),
    Comparison("registration", limit=0.5),
    *_beside_response("post", "event_page", "json", "summary", "export"),
    Comparison("summary_million", "pikir", "summary", limit=1.5),
    Comparison("cold_response", "thin"),
    Comparison("cold_response", "stock", limit=0.27),
    Comparison("cold_response", "node", limit=1, goal=0.5),
    *_beside_cold_response("cold_json", "cold_page", "cold_static"),
)
MOST_MILLISECONDS: Final[Mapping[str, float]] = {
    "form_page": 0.1,
    "form_page_rendered": math.inf,
    "form_page_logic": 1.5,
    "form_page_logic_rendered": math.inf,
    "form_page_500": math.inf,
    "form_page_500_rendered": 25,
    "form_page_500_returned": 25,
    "form_page_500_answered": 25,
}
"""Of one page, on the machine of `REFERENCE`. The form with logic took 7.7 when it was rendered at each visit: a fifth of that."""
MOST_CALLS: Final[Mapping[str, float]] = {
    "response": 1.5,
    "registration": 1.5,
    "post": 1.5,
    "event_page": 2,
    "form_page": 0.5,
    "form_page_logic": 0.5,
    "form_page_500": 0.5,
}
"""Requests to DynamoDB of one answer over a minute, the readings of what is ten seconds old included."""
PACE: Final = 3
"""In seconds, from one answer to the next in that minute."""
MINUTE: Final = 60
FIRST_VISIT: Final = 5
"""Requests of a browser that opens a form and was never here."""
FIRST_BYTES: Final = 28_000
"""Of those together, compressed."""
NEXT_PAGE: Final = 2
"""Requests of a browser that goes on to another page."""
LONGEST_REQUEST: Final = 10
"""In seconds; the gateway waits for 29."""
