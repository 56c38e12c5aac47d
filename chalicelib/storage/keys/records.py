"""The keys of records and of the places that they name: their entries, the orders of their sections, and who was noted in the audit log."""

from typing import Final

from chalicelib.storage.keys.key import Key

PLACES: Final = "PLACES"
RECORD_ORDERS: Final = "ORDER#"
RECORD_SITTINGS: Final = "LOGGED#"


def record(event: str) -> str:
    """All that is stored of an event's record."""
    return f"RECORD#{event}"


def record_entry(event: str, section: str, entry: str) -> Key:
    """An entry of an event's record."""
    return Key(record(event), f"{section}#{entry}")


def record_order(event: str, section: str) -> Key:
    """The order of the entries of a section."""
    return Key(record(event), f"{RECORD_ORDERS}{section}")


def record_sitting(event: str, section: str, account: str) -> Key:
    """When the audit log last noted that somebody wrote in a section."""
    return Key(record(event), f"{RECORD_SITTINGS}{section}#{account}")


def place(id: str) -> Key:  # noqa: A002 -- its name everywhere
    """A place that papers name."""
    return Key(PLACES, id)
