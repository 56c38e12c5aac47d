"""Word a paragraph of a report: a page of its own, with the facts in braces by their values; without a script, too."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions import paragraph_edits
from chalicelib.documents.text.edits import show_pieces, write_template
from chalicelib.domain.paragraph_edits import ReportEdition, clean_text
from chalicelib.locales import N_
from chalicelib.web.i18n import localize
from chalicelib.web.organiser import session
from chalicelib.web.organiser.controls import Control, FieldProblem
from chalicelib.web.organiser.placed_facts import (
    PlacedName,
    dump_names,
    load_names,
    name_facts,
    read_names,
    show_names,
    values_of,
)
from chalicelib.web.organiser.report_marks import MarkMaker, anchor_of
from chalicelib.web.organiser.reports import read_edition
from chalicelib.web.render import translator
from chalicelib.web.reply import redirect
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from chalicelib.actions.reports import EventReport
    from chalicelib.actions.services import Services
    from chalicelib.documents.text.report import Paragraph
    from chalicelib.web.organiser.session import ConsoleSession
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

_NO_TEXT: Final = N_("Write the text, or leave the paragraph out.")
_STALE: Final = (errors.PreconditionFailed, errors.ChangedMeanwhile)
WORDING: Final = "wording"
"""The id of the part of the report's page with what stands nowhere in it."""


@handler
def ask(request: Request, services: Services, *, event: str, paragraph: str) -> Reply:
    """Show how a paragraph is worded, to be worded otherwise."""
    console = session.enter(request, services)
    return _open(request, services, console, event, paragraph).render()


@handler
def save(request: Request, services: Services, *, event: str, paragraph: str) -> Reply:
    """Put what was typed in the place of a paragraph, leave it out, or take that back; show it again with what is wrong."""
    console, fields = session.act(request, services)
    deed = _DEEDS.get(fields.get("_do", "save"))
    if deed is None:
        raise errors.BadParameter(name="_do")
    return deed(_Sending(request, services, console, event, paragraph, fields))


@dataclass(frozen=True, slots=True)
class _Sending:
    """A form of a paragraph as it was sent."""

    request: Request
    services: Services
    console: ConsoleSession
    event: str
    paragraph: str
    fields: Mapping[str, str]

    @property
    def edition(self) -> ReportEdition:
        """The report that is worded."""
        return ReportEdition(self.event, *read_edition(self.request))

    @property
    def names(self) -> Sequence[PlacedName]:
        """What stood in braces on the page that sent the form."""
        return load_names(self.fields.get("_seen", ""))

    @property
    def typed(self) -> str:
        """What was typed, as it was typed."""
        return self.fields.get("text", "").replace("\r\n", "\n")

    def save(self) -> Reply:
        """Store what was typed; words that are Pikir's own are none of anybody's."""
        page = _open(self.request, self.services, self.console, self.event, self.paragraph)
        if not self.typed.strip():
            return page.refuse(self, [page.translate(_NO_TEXT)])
        try:
            text = clean_text(read_names(self.typed, self.names))
        except errors.WordingRefused as refusal:
            return page.refuse(self, page.messages(refusal, self.names))
        if text != write_template(page.own).strip():
            return self._store(page, text)
        if self.paragraph in page.report.reviewed:
            return self.take_back()
        return self._return(anchor_of(self.paragraph))

    def leave_out(self) -> Reply:
        """Leave the paragraph out."""
        page = _open(self.request, self.services, self.console, self.event, self.paragraph)
        return self._store(page, "")

    def accept(self) -> Reply:
        """Keep the edit as it is, with the facts as they were seen."""
        page = _open(self.request, self.services, self.console, self.event, self.paragraph)
        reviewed = page.report.reviewed.get(self.paragraph)
        if reviewed is None:
            raise errors.ParagraphNotFound
        return self._store(page, reviewed.edit.text)

    def take_back(self) -> Reply:
        """Let Pikir word the paragraph again."""
        try:
            paragraph_edits.take_back_edit(
                self.services,
                self.console.actor,
                self.edition,
                self.paragraph,
                revisions={_revision(self.fields)},
            )
        except _STALE:
            return self._tell_other_words()
        return self._return(anchor_of(self.paragraph))

    def put_back(self) -> Reply:
        """Put back what was taken back."""
        paragraph_edits.put_back_edit(
            self.services, self.console.actor, self.edition, self.paragraph
        )
        return self._return(anchor_of(self.paragraph))

    def _store(self, page: _ParagraphPage, text: str) -> Reply:
        try:
            paragraph_edits.save_edit(
                self.services,
                self.console.actor,
                self.edition,
                self.paragraph,
                text,
                revisions={_revision(self.fields)},
                seen=values_of(self.names) if self.names else None,
            )
        except errors.WordingRefused as refusal:
            return page.refuse(self, page.messages(refusal, self.names))
        except _STALE:
            return self._tell_other_words()
        return self._return(anchor_of(self.paragraph) if text else WORDING)

    def _tell_other_words(self) -> Reply:
        """Show what somebody else wrote beside what was typed; saved again, that takes its place."""
        page = _open(self.request, self.services, self.console, self.event, self.paragraph)
        return page.render(
            typed=self.typed or None, is_stale=True, status=errors.ChangedMeanwhile.status
        )

    def _return(self, anchor: str) -> Reply:
        language, length = self.edition.language, self.edition.length
        report = Urls(self.request.prefix).report(self.event, language, length)
        return redirect(f"{report}#{anchor}")


_DEEDS: Final[Mapping[str, Callable[[_Sending], Reply]]] = {
    "save": _Sending.save,
    "leave_out": _Sending.leave_out,
    "accept": _Sending.accept,
    "take_back": _Sending.take_back,
    "put_back": _Sending.put_back,
}


@dataclass(frozen=True, slots=True)
class _ParagraphPage:
    """The page on which a paragraph is worded; ``own`` is how Pikir words it."""

    request: Request
    console: ConsoleSession
    report: EventReport
    own: Paragraph

    @property
    def translate(self) -> Callable[..., str]:
        """Return the translator of the page's language."""
        return translator(self.request.language)

    @property
    def _names(self) -> tuple[PlacedName, ...]:
        """The facts that can be placed, and those that the edit places although they are gone."""
        reviewed = self.report.reviewed.get(self.own.key)
        basis = reviewed.edit.basis if reviewed else ()
        return name_facts(show_pieces(self.own), {each.placeholder: each.value for each in basis})

    def messages(
        self, refusal: errors.WordingRefused, names: Sequence[PlacedName]
    ) -> Sequence[str]:
        """Return what is wrong, with the names of facts as they were typed."""
        told = [localize(each, self.request.language) for each in refusal.problems]
        return [show_names(each, names) for each in told]

    def refuse(self, sending: _Sending, messages: Sequence[str]) -> Reply:
        """Show what was typed again with what is wrong."""
        typed = show_names(read_names(sending.typed, sending.names), self._names)
        return self.render(typed=typed, messages=messages, status=errors.WordingRefused.status)

    def render(
        self,
        *,
        typed: str | None = None,
        messages: Sequence[str] = (),
        is_stale: bool = False,
        status: int = 200,
    ) -> Reply:
        """Return the page."""
        report, own = self.report, self.own
        maker = MarkMaker(report, self.request.language, self.request.prefix)
        mark = maker.mark(own.key, own)
        reviewed = report.reviewed.get(own.key)
        text = maker.show_text(reviewed.edit, own) if reviewed else ""
        own_text = show_names(write_template(own), self._names)
        shown = typed if typed is not None else text or own_text
        message = " ".join(messages)
        hint = N_(
            "What stands in braces is filled in by Pikir and stays up to date. Move it or delete it, but do not change it. "
            "A new line begins a new paragraph."
        )
        return self.console.event_page(
            "organiser/paragraph.html",
            self.request,
            report.event,
            tab="report",
            status=status,
            mark=mark,
            own=own,
            language_of_report=report.text.language,
            back=Urls(self.request.prefix).report(
                report.event.id, report.text.language, report.text.length
            )
            + f"#{mark.anchor}",
            field=Control(
                "text",
                self.translate(N_("Your wording")),
                "area",
                shown,
                hint=self.translate(hint),
                message=message,
                language=report.text.language,
            ),
            problems=[FieldProblem("text", each) for each in messages],
            names=[each for each in self._names if each.value is not None],
            seen=dump_names(self._names),
            edit=reviewed.edit if reviewed else None,
            is_used=reviewed is None or reviewed.is_used,
            by=reviewed.edit.changed_by_name if reviewed else "",
            theirs=text,
            is_stale=is_stale,
        )


def _open(
    request: Request, services: Services, console: ConsoleSession, event: str, paragraph: str
) -> _ParagraphPage:
    edition = ReportEdition(event, *read_edition(request))
    report, own = paragraph_edits.find_paragraph(services, console.actor, edition, paragraph)
    return _ParagraphPage(request, console, report, own)


def _revision(fields: Mapping[str, str]) -> int:
    """Return the revision that the form showed; one that is no number matches nothing."""
    text = fields.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else -1
