"""Documents that a function of their own makes: what is asked for, and how far it is.

The same request by the same person is the same document, under the same id. Whoever makes it holds a lease, and notes now
and then that it is still at work; so a maker that died is told from a slow one.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, ClassVar, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from chalicelib.domain.events.parts import ReportAnnex
from chalicelib.domain.moments import Timestamp
from chalicelib.domain.permissions import Permission
from chalicelib.locales import N_, Language

FRESH: Final = timedelta(seconds=5)
"""So long a finished document answers the same request again: a form sent twice, or whose reply was lost."""
DOWNLOADABLE: Final = timedelta(hours=1)
"""From its making on."""
KEPT: Final = timedelta(days=1)
"""When the table and the bucket forget a document, at the earliest."""
LEASE: Final = timedelta(seconds=90)
"""How long a maker that gives no sign is believed to be at work."""
UNHEARD: Final = timedelta(seconds=10)
"""How long a message to the function is believed to be under way."""
MOST_ATTEMPTS: Final = 3
GIVEN_UP: Final = timedelta(minutes=15)
"""After so long without a result, nobody waits for it any more."""

FILE_WORDS: Final = ("~form~", "~submission~", "~file~")
"""What stands in ``WorkbookSpec.file_link`` for a form and for the ids of a submission and of a file."""


class DocumentState(StrEnum):
    """How far a document is."""

    WAITING = "waiting"
    MAKING = "making"
    READY = "ready"
    FAILED = "failed"


class DocumentFailure(StrEnum):
    """Why a document could not be made."""

    TOO_LARGE = "too_large"
    INTERRUPTED = "interrupted"
    NOT_FOUND = "not_found"
    NO_PDF = "no_pdf"


FAILURE_MESSAGES: Final = {
    DocumentFailure.TOO_LARGE: N_(
        "There are too many answers for one Excel workbook. Please download them as CSV."
    ),
    DocumentFailure.INTERRUPTED: N_("The file could not be made. Please try again."),
    DocumentFailure.NOT_FOUND: N_("The form or the event is not there any more."),
    DocumentFailure.NO_PDF: N_(
        "This installation of Pikir makes no PDF files. Please download the report as a Word document."
    ),
}


ReportLength = Literal["page", "full", "facts"]
"""One page, everything, or the facts alone as a table."""
ReportFormat = Literal["pdf", "docx"]
_REPORT_TYPES: Final[Mapping[ReportFormat, str]] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


class ReportSpec(BaseModel):
    """An event's report as PDF or as a Word document.

    ``wording`` tells how its paragraphs were worded when it was asked for: worded otherwise, it is another document.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["report"] = "report"
    language: Language
    length: ReportLength
    format: ReportFormat = "pdf"
    annexes: tuple[ReportAnnex, ...] = ()
    wording: str = ""

    form: ClassVar[None] = None
    permission: ClassVar[Permission] = "summaries.export"

    @property
    def content_type(self) -> str:
        """The media type of its format."""
        return _REPORT_TYPES[self.format]

    def file_name(self, event: str) -> str:
        """Return the name under which it is saved."""
        return f"{event}-report-{self.language}.{self.format}"


class WorkbookSpec(BaseModel):
    """A workbook of a form, or of all forms of an event and its proposals: figures, and rows for who may read them.

    Rows are by label or by name. ``file_link`` is the address of a file among the answers, with ``FILE_WORDS`` in place
    of its ids; empty for none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["workbook"] = "workbook"
    form: str | None
    language: Language
    by_label: bool = True
    has_rows: bool = False
    file_link: str = ""

    format: ClassVar[Literal["xlsx"]] = "xlsx"
    content_type: ClassVar[str] = (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )

    @property
    def permission(self) -> Permission:
        """What its reader must be permitted."""
        return "exports.read" if self.has_rows else "summaries.export"

    def file_name(self, event: str) -> str:
        """Return the name under which it is saved."""
        return f"{event}-{self.form}.xlsx" if self.form else f"{event}.xlsx"

    def link_file(self, form: str, submission: str, file: str) -> str:
        """Return the address of a file among the answers; empty where there is none."""
        link = self.file_link
        for word, part in zip(FILE_WORDS, (form, submission, file), strict=True):
            link = link.replace(word, part)
        return link


DocumentSpec = Annotated[WorkbookSpec | ReportSpec, Field(discriminator="kind")]
DOCUMENT_SPEC: Final[TypeAdapter[DocumentSpec]] = TypeAdapter(DocumentSpec)


class Document(BaseModel):
    """A document that somebody asked for.

    ``rung_at`` is when the function was told last; ``holder`` who makes it, and ``leased_until`` until when they are
    believed to. ``done`` of ``total`` rows are written. ``object_key`` is where the file lies, ``epoch`` the sum
    of those of the forms whose answers it holds: erasing one raises it.
    """

    model_config = ConfigDict(frozen=True)

    event: str
    spec: DocumentSpec
    asked_by: str
    requested_at: datetime
    rung_at: datetime
    state: DocumentState = DocumentState.WAITING
    attempts: int = 0
    holder: str = ""
    leased_until: datetime | None = None
    done: int = 0
    total: int = 0
    made_at: datetime | None = None
    object_key: str = ""
    epoch: int = 0
    failure: DocumentFailure | None = None

    @property
    def id(self) -> str:
        """The id: the same for the same request of the same person."""
        return document_id(self.asked_by, self.spec)

    @property
    def expires_at(self) -> datetime | None:
        """Until when it can be downloaded."""
        return self.made_at and self.made_at + DOWNLOADABLE

    def settle(self, now: datetime) -> "Document":
        """Return the document as it is at that moment: failed, if nobody will make it any more."""
        if self.state in (DocumentState.READY, DocumentState.FAILED):
            return self
        is_lost = self.attempts >= MOST_ATTEMPTS and self.is_free(now)
        if is_lost or now - self.requested_at > GIVEN_UP:
            change = {"state": DocumentState.FAILED, "failure": DocumentFailure.INTERRUPTED}
            return self.model_copy(update=change)
        return self

    def is_free(self, now: datetime) -> bool:
        """Whether somebody may begin to make it."""
        if self.state is DocumentState.MAKING:
            return self.leased_until is None or self.leased_until <= now
        return self.state is DocumentState.WAITING

    def is_unheard(self, now: datetime) -> bool:
        """Whether the function should be told again: the message was lost, or a maker died."""
        return (
            self.settle(now).state is not DocumentState.FAILED
            and self.is_free(now)
            and now - self.rung_at > UNHEARD
        )

    def answers_again(self, now: datetime) -> bool:
        """Whether the same request is answered with this document."""
        now_is = self.settle(now)
        if now_is.state is DocumentState.READY and self.made_at:
            return now - self.made_at <= FRESH
        return now_is.state is not DocumentState.FAILED

    def is_downloadable(self, now: datetime) -> bool:
        """Whether there is a file, and its time is not over."""
        return self.state is DocumentState.READY and (self.expires_at or now) > now


def document_id(asked_by: str, spec: DocumentSpec) -> str:
    """Return the id of a person's request."""
    parts = json.dumps([asked_by, spec.model_dump(mode="json")], sort_keys=True)
    return hashlib.sha256(parts.encode()).hexdigest()[:32]


class DocumentView(BaseModel):
    """A document as who asked for it sees it.

    `form` is null for a workbook of the whole event and for a `report`; `language`, and `names` of a workbook or `length`
    of a report, are those that were asked for, `name` that of the file. `state` is `waiting`, `making` (then `done` of `total` rows are written), `ready` (then it can be downloaded until
    `expires_at`) or `failed` (then `failure` says why, and it can be asked for again).
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    id: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    event: str
    form: str | None
    kind: Literal["workbook", "report"]
    format: Literal["xlsx"] | ReportFormat
    language: Language
    names: Literal["names", "labels"] | None
    length: ReportLength | None
    name: str
    state: DocumentState
    requested_at: Timestamp
    done: int
    total: int
    expires_at: Timestamp | None
    failure: DocumentFailure | None

    @classmethod
    def of(cls, document: Document, now: datetime) -> "DocumentView":
        """Return the document at that moment; one whose time is over is none any more, see ``is_downloadable``."""
        settled = document.settle(now)
        spec = document.spec
        workbook = spec if isinstance(spec, WorkbookSpec) else None
        return cls(
            id=document.id,
            event=document.event,
            form=spec.form,
            kind=spec.kind,
            format=spec.format,
            language=spec.language,
            names=workbook and ("labels" if workbook.by_label else "names"),
            length=spec.length if isinstance(spec, ReportSpec) else None,
            name=spec.file_name(document.event),
            state=settled.state,
            requested_at=document.requested_at,
            done=document.done,
            total=document.total,
            expires_at=document.expires_at,
            failure=settled.failure,
        )
