"""What the editor's script is given: the addresses that it asks, and the words that it shows by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from chalicelib.locales import N_

if TYPE_CHECKING:
    from collections.abc import Callable

    from chalicelib.web.urls import Urls

_WORDS: Final[Mapping[str, str]] = {
    "saving": N_("Saving…"),
    "saved": N_("Saved at {time}"),
    "retrying": N_(
        "Not saved: no connection. It will be tried again by itself; what you typed is kept on this device."
    ),
    "offline": N_("There is no connection just now. Please try again."),
    "refused": N_("The step was not made."),
    "stopped": N_(
        "Nothing more can be saved from this page. What you typed is kept on this device: open the page again."
    ),
    "reload": N_("Open the page again"),
    "removed": N_("The question was removed."),
    "undo": N_("Undo"),
    "undone": N_("The last step was taken back."),
    "redone": N_("The step was made again."),
    "done": N_("Done"),
    "drag": N_("Move (drag, or Alt and an arrow key)"),
    "addBelow": N_("Add a question below"),
    "place": N_("“{question}” is number {number} of {count}."),
    "placeInGroup": N_("“{question}” is number {number} of {count} in the group “{group}”."),
    "noFurther": N_("It cannot be moved further this way."),
    "colleague": N_("{name} is in this form."),
    "someone": N_("Somebody else"),
    "conflict": N_("This question was changed meanwhile ({name}). What you typed is still here."),
    "saveMine": N_("Save what I typed"),
    "takeTheirs": N_("Take the other text"),
    "gone": N_(
        "This question was removed meanwhile by somebody else. What you typed is still here."
    ),
    "kept": N_("What you typed on {moment} was not saved: {question}. It is kept on this device."),
    "newQuestion": N_("a new question"),
    "openKept": N_("Show and save it"),
    "discard": N_("Discard it"),
}


def for_script(
    urls: Urls, event: str, form: str, translate: Callable[..., str]
) -> dict[str, Mapping[str, str]]:
    """Return the addresses and the words as the page's data; ``{name}`` stands for what the script fills in."""
    return {
        "addresses": {
            "edit": urls.edit_form(event, form),
            "question": urls.question(event, form),
            "add": urls.edit_form(event, form) + "/add",
        },
        "words": {name: translate(text) for name, text in _WORDS.items()},
    }
