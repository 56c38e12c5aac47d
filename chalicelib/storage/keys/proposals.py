"""The keys of an event's proposals, and of the quotes among the answers to its forms."""

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


def quotes(event: str, form: str) -> str:
    """The pointers to a form's answers that are quoted."""
    return f"QUOTE#{event}#{form}"


def quote(event: str, form: str, submission: str, question: str) -> Key:
    """The pointer to an answer that is quoted; it holds no words."""
    return Key(quotes(event, form), f"{submission}#{question}")
