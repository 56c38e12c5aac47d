"""The keys of records: their entries, the orders of their sections, and who was noted in the audit log."""

from typing import Final

from chalicelib.storage.keys.key import Key

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
