"""What the page of a report shows beside its paragraphs to those who word them: links, who worded what, what has changed since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from chalicelib.documents.text.edits import show_pieces
from chalicelib.locales import N_, Language
from chalicelib.web import dates
from chalicelib.web.organiser.placed_facts import dump_names, name_facts, show_names
from chalicelib.web.render import translator
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from chalicelib.actions.reports import EventReport
    from chalicelib.documents.text.edits import ReviewedEdit
    from chalicelib.documents.text.report import Paragraph
    from chalicelib.domain.paragraph_edits import FactChange, ParagraphEdit

_BEGINNING: Final = 60


@dataclass(frozen=True, slots=True)
class ChangedFact:
    """A fact that has changed, in words; ``was`` is empty for a new one, ``now`` for one that is gone."""

    was: str
    now: str


@dataclass(frozen=True, slots=True)
class ParagraphMark:
    """What stands beside a paragraph. ``about`` says who worded it and when, empty where Pikir does.

    ``seen`` are its facts as the page shows them; ``is_outdated`` says that they have ``changes`` since it was worded.
    ``returnable`` is the text that was taken back and can be put back.
    """

    key: str
    anchor: str
    address: str
    beginning: str
    revision: int = 0
    about: str = ""
    seen: str = ""
    is_outdated: bool = False
    changes: Sequence[ChangedFact] = ()
    returnable: str = ""


@dataclass(frozen=True, slots=True)
class DetachedEdit:
    """An edit that stands nowhere in the report as it is shown; ``reason`` is why, a message id."""

    reason: str
    mark: ParagraphMark
    text: str
    can_be_worded: bool


@dataclass(frozen=True, slots=True)
class ReportMarks:
    """The marks of a report by paragraph, and the edits that stand nowhere."""

    marks: Mapping[str, ParagraphMark]
    detached: Sequence[DetachedEdit]

    @property
    def outdated(self) -> Sequence[ParagraphMark]:
        """Marks of paragraphs to look at again."""
        return [each for each in self.marks.values() if each.is_outdated]


@dataclass(frozen=True, slots=True)
class MarkMaker:
    """Makes the marks of a report for its page, in the page's language."""

    report: EventReport
    language: Language
    prefix: str

    def make(self) -> ReportMarks:
        """Return all marks."""
        shown = {each.key for section in self.report.text.sections for each in section.paragraphs}
        own = {
            each.key: each for section in self.report.own.sections for each in section.paragraphs
        }
        reviewed = self.report.reviewed
        return ReportMarks(
            {key: self.mark(key, own[key]) for key in own if key in shown},
            [
                self._detach(each)
                for key, each in reviewed.items()
                if not each.is_used or key not in shown
            ],
        )

    def mark(self, key: str, paragraph: Paragraph | None) -> ParagraphMark:
        """Return the mark of a paragraph, None as Pikir words it for one that is not there."""
        stored = self.report.edits.get(key)
        reviewed = self.report.reviewed.get(key)
        is_used = reviewed is not None and reviewed.is_used
        text = self.report.text
        return ParagraphMark(
            key=key,
            anchor=anchor_of(key),
            address=Urls(self.prefix).report_paragraph(
                self.report.event.id, key, text.language, text.length
            ),
            beginning=self._beginning(key, paragraph),
            revision=stored.revision if stored else 0,
            about=self.about(stored) if stored and is_used else "",
            seen=dump_names(name_facts(show_pieces(paragraph), {})) if paragraph else "",
            is_outdated=is_used and reviewed is not None and reviewed.is_outdated,
            changes=self.changes(reviewed.changes) if reviewed else (),
            returnable=self.returnable(stored, paragraph),
        )

    def _beginning(self, key: str, paragraph: Paragraph | None) -> str:
        """Return how a paragraph begins as the report shows it, else as Pikir words it."""
        shown = (
            each.text
            for section in self.report.text.sections
            for each in section.paragraphs
            if each.key == key
        )
        text = next(shown, paragraph.text if paragraph else "")
        return text if len(text) <= _BEGINNING else text[:_BEGINNING].rsplit(" ", 1)[0] + "…"

    def about(self, edit: ParagraphEdit) -> str:
        """Return who worded a paragraph and when."""
        at = dates.short_moment(edit.changed_at, self.report.event.time_zone, self.language)
        return f"{edit.changed_by_name}, {at}"

    def changes(self, changes: Sequence[FactChange]) -> Sequence[ChangedFact]:
        """Return what has changed, in words."""
        words = translator(self.language)(N_("words of participants"))
        return [
            ChangedFact(
                was="" if each.kind == "new" else each.was or words,
                now="" if each.kind == "gone" else each.now or words,
            )
            for each in changes
        ]

    def returnable(self, stored: ParagraphEdit | None, paragraph: Paragraph | None) -> str:
        """Return the text that can be put back, empty for none."""
        read_at = self.report.manifest.read_at
        if stored is None or not stored.can_return(read_at):
            return ""
        return self.show_text(stored, paragraph)

    def show_text(self, edit: ParagraphEdit, paragraph: Paragraph | None) -> str:
        """Return an edit's text with the values of its facts in braces."""
        former = {each.placeholder: each.value for each in edit.basis}
        values = show_pieces(paragraph) if paragraph else {}
        return show_names(edit.text, name_facts(values, former))

    def _detach(self, reviewed: ReviewedEdit) -> DetachedEdit:
        edit, paragraph = reviewed.edit, reviewed.paragraph
        if paragraph is None:
            reason = N_("This paragraph is no longer in the report.")
        elif reviewed.is_used:
            reason = N_("This paragraph is left out.")
        else:
            reason = N_("Not used: it names data that is no longer there.")
        text = self.show_text(edit, paragraph) or (paragraph.text if paragraph else "")
        return DetachedEdit(
            reason, self.mark(edit.paragraph, paragraph), text, paragraph is not None
        )


def anchor_of(key: str) -> str:
    """Return the id of a paragraph's mark on the page."""
    return f"p-{key}"
