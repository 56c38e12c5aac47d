"""Ask for documents, make them, and download them.

Who asks leaves an item and wakes the function that makes it (``make_document``). The messages that wake it may be
lost, late or repeated: whoever waits for the document wakes it again, and the item's lease lets one make it at a time.
Whoever downloads it is asked for their right once more; they hold no link for longer than five minutes.
"""

import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions import reports
from chalicelib.actions.audit import log_reading
from chalicelib.actions.downloads import Download
from chalicelib.actions.listings import published_forms
from chalicelib.actions.permissions import admit, find_event, find_published
from chalicelib.actions.proposal_sources import public_words_of, read_answers
from chalicelib.actions.summaries import FormVersionMap, summarise_form
from chalicelib.domain.documents import (
    LEASE,
    Document,
    DocumentFailure,
    DocumentSpec,
    DocumentState,
    DocumentView,
    ReportLength,
    ReportSpec,
    WorkbookSpec,
    document_id,
)
from chalicelib.domain.forms import sort_by_purpose
from chalicelib.domain.permissions import SYSTEM, Actor
from chalicelib.exports.workbook import (
    WordedProposal,
    WorkbookSource,
    write_workbook,
)
from chalicelib.locales import Language

if TYPE_CHECKING:
    from datetime import datetime
    from typing import IO

    from chalicelib.actions.services import Services
    from chalicelib.domain.events import Event
    from chalicelib.domain.forms import FormRecord
    from chalicelib.domain.submissions import Submission
    from chalicelib.domain.summaries import Summary

MOST_ROWS: Final = 100_000
"""Of one workbook; more would not be finished within the function's time."""
PAUSES: Final = (0.25,) * 8 + (0.5,) * 12
"""In seconds, between looks at a document that somebody waits for: eight seconds together."""
_PROGRESS: Final = LEASE / 9
"""How often a maker notes how far it is."""
_ROWS_BETWEEN: Final = 250
"""The rows after which a maker looks at the clock."""

_log = logging.getLogger("pikir.documents")


class Superseded(Exception):
    """Another maker took the document over, or nobody asks for it any more."""


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

    The same request is answered with the same document while that is made, and for a minute afterwards.
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
    services: "Services", actor: Actor, event_id: str, *, language: Language, length: ReportLength
) -> DocumentView:
    """Ask for an event's report as PDF.

    The same request is answered with the same document while that is made, and for a minute afterwards.

    Raises:
        errors.EventNotFound: there is none.
    """
    find_event(services, actor, event_id, "summaries.export")
    return _ask(services, actor, event_id, ReportSpec(language=language, length=length))


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
    if _sum_epochs(services, _list_forms(services, event_id, spec)) != document.epoch:
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


def make_from_message(services: "Services", message: str) -> bool:
    """Make the document that a message of the queue names, as ``make_document`` does."""
    document: dict[str, str] = json.loads(message)
    return make_document(services, document["event"], document["id"])


def make_document(services: "Services", event_id: str, id: str) -> bool:  # noqa: A002 -- its name everywhere
    """Make a document that somebody asked for; return whether this call finished it.

    It may be called any number of times, at once or one after the other: one makes the document at a time. After a
    crash the next call does, and after three attempts none.

    Raises:
        errors.Unavailable: storage did not answer; the document is left to another attempt.
    """
    now = services.clock()
    document = services.documents.claim(
        event_id, id, holder=services.new_id(), now=now, until=now + LEASE
    )
    if document is None:
        return False
    try:
        return _make(services, document)
    except Superseded:
        return False
    except errors.Unavailable:
        services.documents.release(document)
        raise
    except reports.NoPdf:
        services.documents.fail(document, DocumentFailure.NO_PDF)
        return False
    except errors.Refusal as refusal:
        _log.warning('{"document": "%s", "why": "%s"}', document.id, refusal.code)
        services.documents.fail(document, DocumentFailure.NOT_FOUND)
        return False
    except Exception:
        services.documents.fail(document, DocumentFailure.INTERRUPTED)
        raise


def _make(services: "Services", document: Document) -> bool:
    with TemporaryFile() as file:
        epoch = _write(services, document, file)
        if epoch is None:
            services.documents.fail(document, DocumentFailure.TOO_LARGE)
            return False
        file.seek(0)
        key = services.documents.keep(document, file, document.spec.content_type)
    return services.documents.finish(document, key=key, epoch=epoch, now=services.clock())


def _list_forms(services: "Services", event_id: str, spec: DocumentSpec) -> "Sequence[FormRecord]":
    records = sort_by_purpose(published_forms(services, event_id))
    return [each for each in records if spec.form in (None, each.name)]


def _sum_epochs(services: "Services", records: "Sequence[FormRecord]") -> int:
    """Return a number that rises with every erased answer of the forms."""
    return sum(services.checkpoints.read(each.event, each.name).epoch for each in records)


def _write(services: "Services", document: Document, file: "IO[bytes]") -> int | None:
    """Write the document; return the epoch of the answers that it is made of, None if there are too many."""
    spec = document.spec
    if isinstance(spec, WorkbookSpec):
        return _write_workbook(services, document, spec, file)
    epoch = _sum_epochs(services, _list_forms(services, document.event, spec))
    file.write(reports.make_pdf(services, SYSTEM, document.event, spec.language, spec.length))
    return epoch


def _write_workbook(
    services: "Services", document: Document, spec: WorkbookSpec, file: "IO[bytes]"
) -> int | None:
    event = find_event(services, SYSTEM, document.event, "exports.read")
    records = _list_forms(services, document.event, spec)
    if not records and spec.form:
        raise errors.FormNotFound
    epoch = _sum_epochs(services, records)
    summaries = [summarise_form(services, event, record)[0] for record in records]
    progress = _RowCount(services, document, sum(each.responses for each in summaries))
    if spec.has_rows and progress.total > MOST_ROWS:
        return None
    sources = [
        _source(services, event, record, summary, progress, spec)
        for record, summary in zip(records, summaries, strict=True)
    ]
    proposals = None if spec.form else _read_proposals(services, document.event, spec)
    write_workbook(file, event, spec.language, sources, proposals)
    return epoch


def _source(
    services: "Services",
    event: "Event",
    record: "FormRecord",
    summary: "Summary",
    progress: "_RowCount",
    spec: WorkbookSpec,
) -> WorkbookSource:
    submissions = services.submissions.read_all(event.id, record.name, shards=record.shards)
    return WorkbookSource(
        event=event,
        forms=FormVersionMap(services, event, record),
        summary=summary,
        language=spec.language,
        submissions=progress.follow(submissions) if spec.has_rows else None,
        by_label=spec.by_label,
        link=partial(spec.link_file, record.name) if spec.file_link else None,
    )


def _read_proposals(
    services: "Services", event_id: str, spec: WorkbookSpec
) -> list[WordedProposal]:
    """Return the event's proposals with their texts; without rows accepted ones alone."""
    every = services.proposals.all(event_id)
    seen = [each for each in every if spec.has_rows or each.is_accepted]
    answers = read_answers(services, event_id, seen)
    return [WordedProposal(each, each.text(public_words_of(each, answers))) for each in seen]


class _RowCount:
    """How far a maker is, noted now and then for whoever waits."""

    def __init__(self, services: "Services", document: Document, total: int) -> None:
        self._services = services
        self._noted: datetime = services.clock()
        self._done = 0
        self.document = document
        self.total = total

    def follow(self, submissions: "Iterable[Submission]") -> "Iterator[Submission]":
        """Yield the submissions; raise `Superseded` if another maker is at it by now."""
        for submission in submissions:
            if self._done % _ROWS_BETWEEN == 0:
                self._note()
            self._done += 1
            yield submission

    def _note(self) -> None:
        now = self._services.clock()
        if now - self._noted < _PROGRESS:
            return
        self._noted = now
        if not self._services.documents.note_progress(
            self.document, done=self._done, total=max(self.total, self._done), until=now + LEASE
        ):
            raise Superseded
