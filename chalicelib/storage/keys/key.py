"""A primary key of the table."""

from typing import NamedTuple


class Key(NamedTuple):
    """An item's primary key."""

    pk: str
    sk: str
