"""Ask for documents, see how far they are, and download them.

Who asks leaves an item and wakes the function that makes it (``document_making``). The messages that wake it may be
lost, late or repeated: whoever waits for the document wakes it again, and the item's lease lets one make it at a time.
Whoever downloads it is asked for their right once more; they hold no link for longer than five minutes.
"""

import json
from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions.audit import log_reading
from chalicelib.actions.downloads import Download
from chalicelib.actions.listings import published_forms
from chalicelib.actions.permissions import admit, find_event, find_published
from chalicelib.domain.documents import (
    Document,
    DocumentSpec,
    DocumentState,
    DocumentView,
    ReportFormat,
    ReportLength,
    ReportSpec,
    WorkbookSpec,
    document_id,
)
from chalicelib.domain.forms import sort_by_purpose
from chalicelib.domain.paragraph_edits import ReportEdition, digest_wording
from chalicelib.domain.permissions import Actor
from chalicelib.locales import Language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chalicelib.actions.services import Services
    from chalicelib.domain.events import Event, ReportAnnex
    from chalicelib.domain.forms import FormRecord

PAUSES: Final = (0.25,) * 8 + (0.5,) * 12
"""In seconds, between looks at a document that somebody waits for: eight seconds together."""


def request_workbook(
    services: "Services",
    actor: Actor,
    event_id: str,
    form_name: str | None,
    *,
    language: Language,
    by_label: bool = True,
    file_link: str = "",
) -> DocumentView:
    """Ask for a form's workbook: its figures, and its rows if the actor may read them.

    Without a form it is that of the whole event: all published forms, and the proposals.

    The same request is answered with the same document while that is made, and for five seconds afterwards.
    ``file_link`` is that of ``WorkbookSpec``.

    Raises:
        errors.EventNotFound, errors.FormNotFound, errors.NotPublished: there are none.
    """
    event = _find_placed(services, actor, event_id, form_name)
    spec = WorkbookSpec(
        form=form_name,
        language=language,
        by_label=by_label,
        has_rows=actor.may("exports.read", event),
        file_link=file_link,
    )
    return _ask(services, actor, event_id, spec)


def request_report(
    services: "Services",
    actor: Actor,
    event_id: str,
    *,
    language: Language,
    length: ReportLength,
    format: ReportFormat = "pdf",  # noqa: A002 -- its name everywhere
    annexes: "Sequence[ReportAnnex] | None" = None,
) -> DocumentView:
    """Ask for an event's report as PDF or as a Word document; without ``annexes`` with those chosen for the event.

    The same request is answered with the same document while that is made, and for five seconds afterwards, unless a paragraph
    was worded otherwise meanwhile.

    Raises:
        errors.EventNotFound: there is none.
    """
    event = find_event(services, actor, event_id, "summaries.export")
    edits = services.paragraph_edits.read(ReportEdition(event_id, language, length))
    spec = ReportSpec(
        language=language,
        length=length,
        format=format,
        annexes=tuple(event.report_annexes if annexes is None else annexes),
        wording=digest_wording(edits),
    )
    return _ask(services, actor, event_id, spec)


def _ask(services: "Services", actor: Actor, event_id: str, spec: DocumentSpec) -> DocumentView:
    now = services.clock()
    earlier = services.documents.find(event_id, document_id(actor.id, spec))
    if earlier is not None and earlier.answers_again(now):
        return DocumentView.of(_ring_if_unheard(services, earlier), now)
    new = Document(event=event_id, spec=spec, asked_by=actor.id, requested_at=now, rung_at=now)
    asked = services.documents.ask(new, instead_of=earlier)
    _ring(services, asked)
    return DocumentView.of(asked, now)


def _find_placed(
    services: "Services", actor: Actor, event_id: str, form_name: str | None
) -> "Event":
    if form_name is None:
        return find_event(services, actor, event_id, "summaries.export")
    return find_published(services, actor, event_id, form_name, "summaries.export")[0]


def await_document(services: "Services", actor: Actor, event_id: str, id: str) -> DocumentView:  # noqa: A002 -- its name everywhere
    """Return a document that the actor asked for as soon as it is ready or has failed; after eight seconds as it is.

    Raises:
        errors.EventNotFound: there is none.
        errors.DocumentNotFound: the actor did not ask for it, or its time is over.
    """
    view = show_document(services, actor, event_id, id)
    for pause in PAUSES:
        if view.state in (DocumentState.READY, DocumentState.FAILED):
            break
        services.pause(pause)
        view = show_document(services, actor, event_id, id)
    return view


def show_document(services: "Services", actor: Actor, event_id: str, id: str) -> DocumentView:  # noqa: A002 -- its name everywhere
    """Return a document that the actor asked for, and wake the function if it seems to sleep.

    Raises:
        errors.EventNotFound: there is none.
        errors.DocumentNotFound: the actor did not ask for it, or its time is over.
    """
    document = _find(services, actor, event_id, id)
    return DocumentView.of(_ring_if_unheard(services, document), services.clock())


def download_document(services: "Services", actor: Actor, event_id: str, id: str) -> Download:  # noqa: A002 -- its name everywhere
    """Return the link to a finished document that the actor asked for.

    Raises:
        errors.EventNotFound: there is none.
        errors.DocumentNotFound: the actor did not ask for it, it is not finished, its time is over, or an answer that
            it holds was erased.
    """
    document = _find(services, actor, event_id, id)
    spec = document.spec
    if not document.is_downloadable(services.clock()):
        raise errors.DocumentNotFound
    if sum_epochs(services, list_forms(services, event_id, spec)) != document.epoch:
        raise errors.DocumentNotFound
    name = spec.file_name(event_id)
    link = services.documents.link(document, spec.content_type)
    log_reading(services, actor, "download.make", event=event_id, form=spec.form, subject=name)
    return Download(name, spec.content_type, link=link)


def _find(services: "Services", actor: Actor, event_id: str, id: str) -> Document:  # noqa: A002 -- its name everywhere
    event = find_event(services, actor, event_id, "summaries.export")
    document = services.documents.find(event_id, id)
    if document is None or document.asked_by != actor.id:
        raise errors.DocumentNotFound
    admit(actor, document.spec.permission, event)
    now = services.clock()
    if document.state is DocumentState.READY and not document.is_downloadable(now):
        raise errors.DocumentNotFound
    return document


def _ring_if_unheard(services: "Services", document: Document) -> Document:
    now = services.clock()
    if document.is_unheard(now) and services.documents.note_ring(document, now):
        _ring(services, document)
    return document


def _ring(services: "Services", document: Document) -> None:
    services.document_queue.notify(json.dumps({"event": document.event, "id": document.id}))


def list_forms(services: "Services", event_id: str, spec: DocumentSpec) -> "Sequence[FormRecord]":
    """Return the published forms whose answers a document holds."""
    records = sort_by_purpose(published_forms(services, event_id))
    return [each for each in records if spec.form in (None, each.name)]


def sum_epochs(services: "Services", records: "Sequence[FormRecord]") -> int:
    """Return a number that rises with every erased answer of the forms."""
    return sum(services.checkpoints.read_epoch(each.event, each.name) for each in records)
