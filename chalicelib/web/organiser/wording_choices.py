"""The choices of one list whose wording is corrected: searched, and so many on a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.domain.listings import contains, fold_text
from chalicelib.forms.intake.envelope import pointer
from chalicelib.forms.wording import DisplayText, display_texts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from chalicelib.forms.definition import Definition, Row
    from chalicelib.web.request import Request

MOST_CHOICES: Final = 60
"""Choices whose labels a page has fields for."""
_LISTS: Final = "/choices/"
_LONGEST_SEARCH: Final = 200


@dataclass(frozen=True, slots=True)
class ChoicePage:
    """Choices of a list on a page: from ``first`` to ``last`` (from 1 on) of the ``found``, which the search admits.

    ``at`` is the list's pointer, ``total`` the number of its choices. ``next`` is where the next page starts, None on
    the last one.
    """

    at: str
    total: int
    search: str = ""
    texts: tuple[DisplayText, ...] = ()
    start: int = 0
    found: int = 0

    @property
    def first(self) -> int:
        """The place of the first one among those found."""
        return self.start + 1

    @property
    def last(self) -> int:
        """The place of the last one among those found."""
        return self.start + len(self.texts)

    @property
    def next(self) -> int | None:
        """Where the next page starts, None on the last one."""
        return self.last if self.last < self.found else None


def is_list(at: str) -> bool:
    """Whether the place is that of a list of choices."""
    return at.startswith(_LISTS)


def list_pointer(row: Row) -> str:
    """Return the place of a question's choices."""
    return pointer("choices", row.list_name or "")


def texts_of_list(definition: Definition, at: str) -> list[DisplayText]:
    """Return the labels of a list's choices; raise ``BrokenForm`` where there is no such list."""
    found = [
        each
        for each in display_texts(definition)
        if is_list(each.pointer) and each.pointer.rsplit("/", 2)[0] == at
    ]
    if not found:
        raise errors.BrokenForm
    return found


def find_choices(request: Request, at: str, texts: Sequence[DisplayText]) -> ChoicePage:
    """Return the choices that the address asks for; raise ``BadParameter`` where it starts at no number."""
    search = (request.one("q") or "").strip()[:_LONGEST_SEARCH]
    words = tuple(fold_text(search).split())
    found = [each for each in texts if contains(_searched_text(each), words)]
    start = read_start(request.one("from") or "0")
    if start >= len(found):
        start = 0
    shown = tuple(found[start : start + MOST_CHOICES])
    return ChoicePage(at, len(texts), search, shown, start, len(found))


def typed_choices(at: str, texts: Sequence[DisplayText], typed: Mapping[str, str]) -> ChoicePage:
    """Return the choices whose fields were sent, to be shown again."""
    sent = {name.rpartition("/")[0] for name in typed}
    shown = tuple(each for each in texts if each.pointer in sent)
    return ChoicePage(at, len(texts), texts=shown, found=len(shown))


def _searched_text(text: DisplayText) -> str:
    name = text.name.rpartition("::")[2].removesuffix(" label")
    return " ".join([name, *text.text.values()])


def read_start(text: str) -> int:
    """Read where a page of choices starts; raise ``BadParameter`` for what is no number."""
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise errors.BadParameter(name="from")
    return int(text)
