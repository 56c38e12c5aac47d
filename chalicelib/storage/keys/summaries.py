"""Keys of the folds that summaries are made from."""

from chalicelib.storage.keys.key import Key


def checkpoint(event: str, form: str) -> Key:
    """A summary's state; its ``epoch`` rises with every erased submission."""
    return Key(f"SUMMARY#{event}#{form}", "CHECKPOINT")


def state_part(event: str, form: str, number: int) -> Key:
    """A part of a summary's state that is too large for its checkpoint; each in a collection of its own."""
    return Key(f"SUMMARY#{event}#{form}#{number}", "STATE")
