"""What a list needs of a submission: one short line, written with it and projected by the index of arrivals.

A list reads the lines, a thousand a millisecond or so, and the whole items only of the page that it shows::

    language ⇥ receipt ⇥ name ⇥ organisation ⇥ contacts

Beside it stands the statistics line, whose head has the version and the category.
"""

from collections.abc import Mapping
from typing import Final

from chalicelib.frozen import dataclass
from chalicelib.locales import Language
from chalicelib.override import override

_SEPARATOR: Final = "\t"
_LONGEST: Final = 100
"""Characters of each text: who is looked for is found by the beginning of a long one."""
_CONTACTS: Final = ("email", "phone")


@dataclass(frozen=True, slots=True)
class ListLine:
    """One submission's line; texts that the form does not ask for are empty."""

    language: str
    receipt: str
    name: str = ""
    organisation: str = ""
    contacts: str = ""

    @classmethod
    def of(cls, language: Language, receipt: str, texts: Mapping[str, str]) -> "ListLine":
        """Return the line; ``texts`` are the person's answers by role."""
        if not texts:
            return cls(language, receipt)
        contacts = " ".join(_shorten(texts.get(role, "")) for role in _CONTACTS).strip()
        name, organisation = (_shorten(texts.get(role, "")) for role in ("name", "organisation"))
        return cls(language, receipt, name, organisation, contacts)

    @classmethod
    def parse(cls, text: str) -> "ListLine":
        """Read what ``str`` wrote; an empty text is an empty line."""
        return cls(*text.split(_SEPARATOR)) if text else cls("", "")

    @override
    def __str__(self) -> str:
        """Write the line."""
        parts = (self.language, self.receipt, self.name, self.organisation, self.contacts)
        return _SEPARATOR.join(parts).rstrip(_SEPARATOR)


def name_and_receipt(line: str) -> str:
    """Return the part of a written line that holds the receipt and the name, and no contact."""
    return _SEPARATOR.join(line.split(_SEPARATOR, 3)[1:3])


ROLES: Final = ("name", "organisation", *_CONTACTS)
"""The roles whose answers are in the line."""


def _shorten(text: str) -> str:
    """Return the text's beginning on one line, with single blanks."""
    return " ".join(text[: 2 * _LONGEST].split())[:_LONGEST]
