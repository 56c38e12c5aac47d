"""The keys of the documents that somebody asked for."""

from typing import Final

from chalicelib.storage.keys.key import Key

_PREFIX: Final = "DOCUMENT#"


def documents(event: str) -> str:
    """The documents of an event that somebody asked for."""
    return f"{_PREFIX}{event}"


def event_of_documents(collection: str) -> str:
    """Return the event whose documents a collection holds."""
    return collection.removeprefix(_PREFIX)


def document(event: str, id: str) -> Key:  # noqa: A002 -- its name everywhere
    """A document that somebody asked for."""
    return Key(documents(event), id)
