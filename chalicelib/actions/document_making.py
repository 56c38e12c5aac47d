"""Make the documents that somebody asked for. Part of the function that makes documents alone, and of no other's zip.

What asking, waiting and downloading are is in ``documents``.
"""

import json
import logging
from collections.abc import Iterable, Iterator
from functools import partial
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Final

from chalicelib import errors, metering
from chalicelib.actions.documents import list_forms, sum_epochs
from chalicelib.actions.permissions import find_event
from chalicelib.actions.proposal_sources import public_words_of, read_answers
from chalicelib.actions.reports import read_report
from chalicelib.actions.summaries import FormVersionMap, summarise_form
from chalicelib.documents import docx, pdf
from chalicelib.documents.docx import styles
from chalicelib.documents.pdf.sheet_charts import add_pictures
from chalicelib.documents.sizes import OFFICE_SIZE
from chalicelib.domain.documents import (
    LEASE,
    Document,
    DocumentFailure,
    ReportSpec,
    WorkbookSpec,
)
from chalicelib.domain.permissions import SYSTEM
from chalicelib.exports.workbook import (
    WordedProposal,
    WorkbookSource,
    write_workbook,
)
from chalicelib.storage.temporary import refuse_where_full

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
_PROGRESS: Final = LEASE / 9
"""How often a maker notes how far it is."""
_ROWS_BETWEEN: Final = 250
"""The rows after which a maker looks at the clock."""

_log = logging.getLogger("pikir.documents")


class Superseded(Exception):
    """Another maker took the document over, or nobody asks for it any more."""


class _NoPdf(Exception):
    """Nothing that writes a PDF is part of this deployment."""


def make_from_message(services: "Services", message: str) -> bool:
    """Make the document that a message of the queue names, as ``make_document`` does."""
    document: dict[str, str] = json.loads(message)
    with metering.for_event(document["event"]):
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
    except _NoPdf:
        services.documents.fail(document, DocumentFailure.NO_PDF)
        return False
    except (errors.SummaryTooLarge, errors.ExportTooLarge):
        services.documents.fail(document, DocumentFailure.TOO_LARGE)
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
        with refuse_where_full():
            epoch = _write(services, document, file)
            file.flush()
        if epoch is None:
            services.documents.fail(document, DocumentFailure.TOO_LARGE)
            return False
        file.seek(0)
        key = services.documents.keep(document, file, document.spec.content_type)
    return services.documents.finish(document, key=key, epoch=epoch, now=services.clock())


def _write(services: "Services", document: Document, file: "IO[bytes]") -> int | None:
    """Write the document; return the epoch of the answers that it is made of, None if there are too many."""
    spec = document.spec
    if isinstance(spec, WorkbookSpec):
        return _write_workbook(services, document, spec, file)
    return _write_report(services, document, spec, file)


def _write_report(
    services: "Services", document: Document, spec: ReportSpec, file: "IO[bytes]"
) -> int:
    if spec.format == "pdf" and not pdf.is_available():
        raise _NoPdf
    epoch = sum_epochs(services, list_forms(services, document.event, spec))
    # typst draws the charts, and finds the size of letters at which one page fits a sheet.
    has_charts = pdf.is_available()
    report = read_report(
        services,
        SYSTEM,
        document.event,
        spec.language,
        spec.length,
        has_charts=has_charts,
        has_photos=True,
        annexes=spec.annexes,
    )
    if spec.format == "pdf":
        content = pdf.write_pdf(report.text, report.manifest, report.author)
    else:
        told = (add_pictures(report.text), report.manifest, report.author)
        size = pdf.fit_size(*told) if has_charts else OFFICE_SIZE
        content = docx.write_docx(*told, size=styles.choose_size(size))
    file.write(content)
    return epoch


def _write_workbook(
    services: "Services", document: Document, spec: WorkbookSpec, file: "IO[bytes]"
) -> int | None:
    event = find_event(services, SYSTEM, document.event, "exports.read")
    records = list_forms(services, document.event, spec)
    if not records and spec.form:
        raise errors.FormNotFound
    epoch = sum_epochs(services, records)
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
