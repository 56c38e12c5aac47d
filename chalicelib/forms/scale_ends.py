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


def write_ends(ends: ScaleEnds, first: str, last: str) -> str | None:
    """Return the hint that names these ends, which ``read_ends`` reads again; None where no hint can.

    Commas and semicolons part the ends, and a full stop ends the last one.
    """
    before = ends.hint
    if before and not before.endswith("."):
        before += ":"
    named = f"{first} – {ends.lowest}, {last} – {ends.highest}"
    hint = f"{before} {named}" if before else named
    return hint if read_ends(hint, first, last) == ends else None
