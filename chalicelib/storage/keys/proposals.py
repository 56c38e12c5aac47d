"""The keys of an event's proposals."""

from chalicelib.storage.keys.key import Key


def proposals(event: str) -> str:
    """An event's proposals."""
    return f"PROPOSAL#{event}"


def proposal(event: str, number: int) -> Key:
    """A proposal."""
    return Key(proposals(event), f"{number:05d}")


def proposal_counter(event: str) -> Key:
    """The highest number of an event's proposals; it sorts behind all of them."""
    return Key(proposals(event), "COUNTER")
