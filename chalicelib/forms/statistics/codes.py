"""The codes of answers, as a response's line holds them and tallies count them.

A question's type encodes its own answers; three codes mean the same for every question: ``SKIPPED``,
``ANSWERED``, and the code of a question in a repeat, which counts the codes of all instances. That is
``;<code>*<times>`` for each different code, in order, and ``;`` alone without any instance. A line
therefore never tells which instance gave which answer, and stays short while answers are alike.
"""

from collections.abc import Iterator, Mapping

SKIPPED = ""
"""No answer."""
ANSWERED = "+"
"""An answer that must not enter the line: free text, or personal data."""
INSTANCES = ";"
"""What the code of a question in a repeat starts with."""
_TIMES = "*"


def encode_instances(times: Mapping[str, int]) -> str:
    """Encode how often each code occurs among the instances."""
    return INSTANCES + INSTANCES.join(f"{code}{_TIMES}{times[code]}" for code in sorted(times))


def decode_instances(code: str) -> Iterator[tuple[str, int]]:
    """Yield each different code of the instances and how often it occurs.

    Raises:
        ValueError: it is not the code of a question in a repeat.
    """
    if code == INSTANCES:
        return
    for part in code[1:].split(INSTANCES):
        each, times, count = part.rpartition(_TIMES)
        if not times or not count.isdecimal():
            raise ValueError(code)
        yield each, int(count)
