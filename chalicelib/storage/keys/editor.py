"""The keys of what the editor of forms keeps."""

from typing import Final

from chalicelib.storage.keys.key import Key

PRESENCES: Final = "PRESENCE#"


def editor(event: str, form: str) -> str:
    """What a form's editor keeps."""
    return f"EDITOR#{event}#{form}"


def working_copy(event: str, form: str) -> Key:
    """What the editor works on, and which states undo and redo lead to."""
    return Key(editor(event, form), "COPY")


def edit_state(event: str, form: str, number: int) -> Key:
    """The definition of a state of the editor."""
    return Key(editor(event, form), f"STATE#{number:09d}")


def presence(event: str, form: str, account: str) -> Key:
    """Who has a form's editor open."""
    return Key(editor(event, form), f"{PRESENCES}{account}")
