"""Short addresses: a code on a poster that leads to an event or to one of its forms.

A code is made once and leads to the same event for ever; a copy of an event gets codes of its own. It is no secret:
whoever guesses one meets a page that is public anyway. What is not public answers as if the code did not exist.
"""

from dataclasses import dataclass
from random import Random
from typing import Final

from chalicelib.domain.submissions import keyed_hash

ALPHABET: Final = "23456789cdfhjknprtvx"
"""Letters and digits that nobody mixes up on a wall (no 0/o, 1/l/i, b/8, g/q/9, s/5, z/2, rn/m, vv/w), and no vowel, so
that no code is a word."""
LENGTH: Final = 6
"""64 million codes: among 10,000 used ones a slip of the finger meets another event once in 6,400 times."""

_MARK: Final = "short address"


@dataclass(frozen=True, slots=True)
class ShortAddress:
    """A code, and where it leads: to the form, or to the event itself if ``form`` is empty.

    ``event_mark`` tells the event from a later one of the same id: a code never leads to that.
    """

    code: str
    event: str
    form: str
    event_mark: str


def new_code(random: Random) -> str:
    """Make a code; another event may have it already."""
    return "".join(random.choices(ALPHABET, k=LENGTH))


def read_code(text: str) -> str | None:
    """Return the code that somebody typed, in capitals perhaps; None if it cannot be one."""
    code = text.lower()
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None


def event_mark(key: bytes) -> str:
    """Return what marks the event that has this key; it tells nothing about the key."""
    return keyed_hash(key, _MARK)
