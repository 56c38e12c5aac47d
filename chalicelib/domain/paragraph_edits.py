"""Edits of a report's wording: an organiser's words in the place of those with which Pikir words a paragraph.

In the text of an edit a fact stands as ``{placeholder}``, so its value is always the current one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final, Literal

from chalicelib import errors
from chalicelib.domain.documents import ReportLength
from chalicelib.domain.event_documents import problem
from chalicelib.domain.events.event_types import EventPart
from chalicelib.domain.moments import Timestamp
from chalicelib.forms.text import is_clean, is_visible, normalize
from chalicelib.locales import Language

LONGEST_TEXT: Final = 10_000
"""Characters of an edit."""
MOST_EDITS: Final = 1_000
"""Of one report, those counted whose paragraphs are no longer in it."""
RETURN_LIFETIME: Final = timedelta(days=1)
"""For so long an edit that was taken back can be put back."""


@dataclass(frozen=True, slots=True)
class ReportEdition:
    """The report of an event in one language and at one length; each is worded by itself."""

    event: str
    language: Language
    length: ReportLength


class FactSnapshot(EventPart):
    """A fact of a paragraph as it was when the paragraph was worded.

    ``value`` is None for what participants wrote: their words are erased with their answers, and nothing of them stays here.
    """

    placeholder: str
    digest: str
    value: str | None = None


class ParagraphEdit(EventPart):
    """An edit of the paragraph with the key ``paragraph``; ``style`` and ``basis`` are what the paragraph was then.

    ``text`` has a line for each paragraph, and facts as ``{placeholder}``; it is empty where the paragraph is left out.
    ``revision`` is what a change names. An edit that ``is_taken_back`` stays for a day, and can be put back.
    """

    paragraph: str
    text: str
    style: str
    basis: tuple[FactSnapshot, ...]
    revision: int
    changed_by: str
    changed_by_name: str
    changed_at: Timestamp
    is_taken_back: bool = False

    def can_return(self, now: datetime) -> bool:
        """Whether it was taken back and can still be put back."""
        return self.is_taken_back and now - self.changed_at < RETURN_LIFETIME


class FactChange(EventPart):
    """A fact that is not as it was when its paragraph was worded; ``was`` and ``now`` are None for what participants wrote."""

    kind: Literal["changed", "new", "gone"]
    placeholder: str
    was: str | None = None
    now: str | None = None


def clean_text(typed: str) -> str:
    """Return what was typed as an edit's text; raise ``WordingRefused`` if it is too long or cannot be shown."""
    text = normalize(typed)
    if len(text) > LONGEST_TEXT:
        raise errors.WordingRefused(problems=[problem("event.too_long", "/text")])
    if not is_clean(text):
        raise errors.WordingRefused(problems=[problem("report.control_characters", "/text")])
    return text if is_visible(text) else ""


def digest_wording(edits: Mapping[str, ParagraphEdit]) -> str:
    """Return what differs as soon as a paragraph is worded otherwise, empty where nobody worded any."""
    revisions = sorted(f"{each.paragraph} {each.revision}" for each in edits.values())
    return sha256("\n".join(revisions).encode()).hexdigest()[:16] if revisions else ""


def compare_snapshots(
    basis: tuple[FactSnapshot, ...], now: tuple[FactSnapshot, ...]
) -> tuple[FactChange, ...]:
    """Return what differs, in the order of what is told now; what is told no longer comes last."""
    before = {each.placeholder: each for each in basis}
    after = {each.placeholder: each for each in now}
    new = [_change(before.get(name), each) for name, each in after.items()]
    gone = [
        FactChange(kind="gone", placeholder=name, was=each.value)
        for name, each in before.items()
        if name not in after
    ]
    return (*(each for each in new if each), *gone)


def _change(was: FactSnapshot | None, now: FactSnapshot) -> FactChange | None:
    if was is None:
        return FactChange(kind="new", placeholder=now.placeholder, now=now.value)
    if was.digest == now.digest:
        return None
    return FactChange(kind="changed", placeholder=now.placeholder, was=was.value, now=now.value)
