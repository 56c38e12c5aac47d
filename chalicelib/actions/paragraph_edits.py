"""Word a report's paragraphs: see how they read, put words of one's own in their place, take these back."""

from collections.abc import Mapping, Set
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from chalicelib import errors
from chalicelib.actions.audit import audit_operation
from chalicelib.actions.permissions import find_event
from chalicelib.actions.records import refuse_other_revisions
from chalicelib.actions.reports import EventReport, read_report
from chalicelib.documents.text.edits import (
    ReviewedEdit,
    find_unknown,
    show_pieces,
    take_snapshots,
    write_template,
)
from chalicelib.documents.text.report import Paragraph
from chalicelib.domain.documents import ReportLength
from chalicelib.domain.event_documents import problem
from chalicelib.domain.paragraph_edits import (
    MOST_EDITS,
    FactChange,
    ParagraphEdit,
    ReportEdition,
    clean_text,
)
from chalicelib.domain.permissions import Actor
from chalicelib.locales import Language

if TYPE_CHECKING:
    from chalicelib.actions.services import Services


class PlacedFact(BaseModel):
    """A fact of a paragraph with the words that agree with it, as it is shown; `placeholder` stands for it in a text."""

    model_config = ConfigDict(frozen=True)

    placeholder: str
    value: str


class ParagraphWording(BaseModel):
    """A paragraph of a report. `text` is how Pikir words it, with `{placeholder}` for each of its `facts`.

    `edit` is how somebody words it. It `is_used` unless it places a fact that is not there any more; the report then has
    Pikir's wording. `changes` are the facts that have changed since it was worded.
    """

    model_config = ConfigDict(frozen=True)

    paragraph: str
    section: str
    text: str
    facts: tuple[PlacedFact, ...]
    edit: ParagraphEdit | None
    is_used: bool
    changes: tuple[FactChange, ...]


class ReportWording(BaseModel):
    """How a report is worded, in one language and at one length.

    `gone` are edits of paragraphs that are not in the report any more; `taken_back` those that can be put back.
    """

    model_config = ConfigDict(frozen=True, defer_build=True)

    event: str
    language: Language
    length: ReportLength
    paragraphs: tuple[ParagraphWording, ...]
    gone: tuple[ParagraphEdit, ...]
    taken_back: tuple[ParagraphEdit, ...]


def show_wording(services: "Services", actor: Actor, edition: ReportEdition) -> ReportWording:
    """Return every paragraph of a report as Pikir and as somebody words it; the facts as a table have none.

    Raises:
        errors.EventNotFound: there is no such event, or the actor may not read summaries.
        errors.Unavailable: more answers to fold than fits the time; what was done is kept.
    """
    report = read_report(services, actor, edition.event, edition.language, edition.length)
    now = services.clock()
    return ReportWording(
        event=edition.event,
        language=edition.language,
        length=edition.length,
        paragraphs=tuple(
            _show(section.name, paragraph, report.reviewed.get(paragraph.key))
            for section in report.own.sections
            for paragraph in section.paragraphs
            if edition.length != "facts"
        ),
        gone=tuple(each.edit for each in report.reviewed.values() if each.paragraph is None),
        taken_back=tuple(each for each in report.edits.values() if each.can_return(now)),
    )


def _show(section: str, paragraph: Paragraph, reviewed: ReviewedEdit | None) -> ParagraphWording:
    return ParagraphWording(
        paragraph=paragraph.key,
        section=section,
        text=write_template(paragraph),
        facts=tuple(
            PlacedFact(placeholder=name, value=value)
            for name, value in show_pieces(paragraph).items()
        ),
        edit=reviewed.edit if reviewed else None,
        is_used=bool(reviewed and reviewed.is_used),
        changes=reviewed.changes if reviewed else (),
    )


def find_paragraph(
    services: "Services", actor: Actor, edition: ReportEdition, paragraph: str
) -> tuple[EventReport, Paragraph]:
    """Return the report, and the paragraph as Pikir words it, for somebody who words it.

    Raises:
        errors.EventNotFound: there is no such event, or the actor may not change its record.
        errors.ParagraphNotFound: the report has no such paragraph; the facts as a table have none.
        errors.Unavailable: more answers to fold than fits the time; what was done is kept.
    """
    event, language, length = edition.event, edition.language, edition.length
    report = read_report(services, actor, event, language, length, permission="records.change")
    if edition.length != "facts":
        for section in report.own.sections:
            for each in section.paragraphs:
                if each.key == paragraph:
                    return report, each
    raise errors.ParagraphNotFound


def save_edit(
    services: "Services",
    actor: Actor,
    edition: ReportEdition,
    paragraph: str,
    typed: str,
    *,
    revisions: Set[int] | None = None,
    seen: Mapping[str, str] | None = None,
) -> ParagraphEdit:
    """Put words in the place of a paragraph's, and return the edit; no words leave the paragraph out.

    ``revisions`` are those of an edit that may be replaced, 0 for none; without them it replaces what is there. ``seen`` are
    the values of its facts as whoever words it saw them; without them, as they are now. What is stored already is not written again, so
    a request whose answer was lost can be repeated.

    Raises:
        errors.EventNotFound: there is no such event, or the actor may not change its record.
        errors.ParagraphNotFound: the report has no such paragraph.
        errors.WordingRefused: it places a fact that the paragraph does not have, leaves out the title, or is one too many.
        errors.PreconditionFailed: the edit has another revision than those.
        errors.ChangedMeanwhile: somebody else worded it at the same moment.
        errors.Unavailable: more answers to fold than fits the time; what was done is kept.
    """
    report, own = find_paragraph(services, actor, edition, paragraph)
    text = clean_text(typed)
    _refuse_mistakes(text, own)
    basis = take_snapshots(show_pieces(own) if seen is None else seen)
    stored = report.edits.get(paragraph)
    if stored is None or stored.is_taken_back:
        if len(report.reviewed) >= MOST_EDITS:
            raise errors.WordingRefused(problems=[problem("report.too_many_edits", "/text")])
    elif (stored.text, stored.style, stored.basis) == (text, own.style, basis):
        return stored
    refuse_other_revisions(stored, revisions)
    content = {"text": text, "style": own.style, "basis": basis, "is_taken_back": False}
    return _save(services, actor, edition, paragraph, stored, content)


def _refuse_mistakes(text: str, own: Paragraph) -> None:
    if not text and own.style == "title":
        raise errors.WordingRefused(problems=[problem("report.title_left_out", "/text")])
    if unknown := find_unknown(text, own):
        raise errors.WordingRefused(
            problems=[
                problem("report.unknown_fact", "/text", placeholder=f"{{{name}}}")
                for name in dict.fromkeys(unknown)
            ]
        )


def take_back_edit(
    services: "Services",
    actor: Actor,
    edition: ReportEdition,
    paragraph: str,
    *,
    revisions: Set[int] | None = None,
) -> None:
    """Let Pikir word a paragraph again; for a day the edit can be put back. Its paragraph need not be there any more.

    Raises:
        errors.EventNotFound: there is no such event, or the actor may not change its record.
        errors.ParagraphNotFound: nobody words such a paragraph.
        errors.PreconditionFailed: the edit has another revision than those.
        errors.ChangedMeanwhile: somebody else worded it at the same moment.
    """
    stored = _find_stored(services, actor, edition, paragraph)
    if stored.is_taken_back:
        return
    refuse_other_revisions(stored, revisions)
    _save(services, actor, edition, paragraph, stored, {"is_taken_back": True})


def put_back_edit(
    services: "Services", actor: Actor, edition: ReportEdition, paragraph: str
) -> ParagraphEdit:
    """Put back an edit that was taken back; one that is there is returned as it is.

    Raises:
        errors.EventNotFound: there is no such event, or the actor may not change its record.
        errors.ParagraphNotFound: nobody worded such a paragraph, or it was taken back more than a day ago.
        errors.ChangedMeanwhile: somebody else worded it at the same moment.
    """
    stored = _find_stored(services, actor, edition, paragraph)
    if not stored.is_taken_back:
        return stored
    if not stored.can_return(services.clock()):
        raise errors.ParagraphNotFound
    return _save(services, actor, edition, paragraph, stored, {"is_taken_back": False})


def _find_stored(
    services: "Services", actor: Actor, edition: ReportEdition, paragraph: str
) -> ParagraphEdit:
    find_event(services, actor, edition.event, "records.change")
    stored = services.paragraph_edits.read(edition).get(paragraph)
    if stored is None:
        raise errors.ParagraphNotFound
    return stored


def _save(
    services: "Services",
    actor: Actor,
    edition: ReportEdition,
    paragraph: str,
    stored: ParagraphEdit | None,
    content: Mapping[str, object],
) -> ParagraphEdit:
    """Store an edit at the next revision, with a line in the audit log."""
    written = {
        **(stored.model_dump() if stored else {"paragraph": paragraph}),
        **content,
        "revision": (stored.revision if stored else 0) + 1,
        "changed_by": actor.id,
        "changed_by_name": actor.name or actor.id,
        "changed_at": services.clock(),
    }
    edit = ParagraphEdit.model_validate(written)
    line = audit_operation(
        services,
        actor,
        "report.reword",
        event=edition.event,
        subject=paragraph,
        fields=(edition.language, edition.length),
    )
    services.paragraph_edits.save(edition, edit, along=line)
    return edit
