"""Ids as random as real ones, and the same in every run of a test.

An id decides in which shard an item lies and in what order items are listed, so a test that draws real
random ids may fail once in many runs.
"""

from random import Random
from uuid import UUID

_random = Random()  # noqa: S311 -- ids of tests


def new_id() -> str:
    """Return a UUID of version 4."""
    return str(UUID(int=_random.getrandbits(128), version=4))


def restart(test: str) -> None:
    """Give the test of that name the same ids, whatever ran before it in this process."""
    _random.seed(test)
