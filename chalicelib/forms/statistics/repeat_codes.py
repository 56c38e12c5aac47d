"""A token of a question in a repeat: the tokens of all instances, counted.

``;`` and then ``<token>*<times>`` for each different one, in their order, with ``;`` between: so a
line says nothing about which instance gave which answer, and stays as short as there are few kinds.
No instance at all is ``;`` alone.
"""

from collections.abc import Iterator, Mapping

LISTED = ";"
_TIMES = "*"


def listed_token(counted: Mapping[str, int]) -> str:
    """The token that says how often each instance's token occurs."""
    return LISTED + LISTED.join(f"{token}{_TIMES}{counted[token]}" for token in sorted(counted))


def counted_in(token: str) -> Iterator[tuple[str, int]]:
    """Each different instance's token, and how often; raises ``ValueError`` for another's token."""
    if token == LISTED:
        return
    for part in token[1:].split(LISTED):
        each, times, count = part.rpartition(_TIMES)
        if not times or not count.isdecimal():
            raise ValueError(token)
        yield each, int(count)
