"""The words at the ends of a scale, as its hint says them: “1 – hard, 5 – easy”."""

import re
from typing import Final, NamedTuple

LONGEST: Final = 300
"""A longer hint says more than the ends."""

_IS: Final = r"\s*(?:[–—=:-]|is\b)\s*"


class ScaleEnds(NamedTuple):
    """What the lowest and the highest value mean; ``hint`` is what else the hint said, or empty."""

    lowest: str
    highest: str
    hint: str = ""


def read_ends(hint: str, first: str, last: str) -> ScaleEnds | None:
    """Return the ends that a hint names, for a scale from ``first`` to ``last``; None where it names no two."""
    if len(hint) > LONGEST:
        return None
    end = r"([^,;]+?)"
    named = f"{re.escape(first)}{_IS}{end}[,;]\\s+{re.escape(last)}{_IS}{end}"
    found = re.fullmatch(rf"(?:(.+?[.:])\s+)?{named}\.?", hint.strip())
    if found is None:
        return None
    before, lowest, highest = found.groups()
    return ScaleEnds(lowest, highest, (before or "").removesuffix(":"))
