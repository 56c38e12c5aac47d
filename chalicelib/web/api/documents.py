"""Documents that are made while a program waits: ask for one, see how far it is, download it."""

from dataclasses import replace
from typing import TYPE_CHECKING, Final, get_args

from chalicelib.actions import documents
from chalicelib.domain.documents import ReportFormat, ReportLength
from chalicelib.web.api import caller, parameters
from chalicelib.web.api.exports import NAMES
from chalicelib.web.api.operation import Content, Operation, describe
from chalicelib.web.downloads import file_link, reply_of
from chalicelib.web.reply import json_reply
from chalicelib.web.request import Request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chalicelib.actions.services import Services
    from chalicelib.web.reply import Reply

_LENGTHS: "Final[Mapping[str, ReportLength]]" = {each: each for each in get_args(ReportLength)}
LENGTH: Final = parameters.word(
    "length", tuple(_LENGTHS), "How long the report is; `full` by itself."
)
_FORMATS: "Final[Mapping[str, ReportFormat]]" = {each: each for each in get_args(ReportFormat)}
_FORMAT: Final = parameters.word(
    "format", tuple(_FORMATS), "The kind of the report's file; `pdf` by itself."
)
_DOCUMENT: Final = Content(model="chalicelib.domain.documents:DocumentView")


def read_length(request: Request) -> ReportLength:
    """Return the length that was asked for."""
    return _LENGTHS[LENGTH.read(request) or "full"]


_REQUEST: Final = Operation(
    id="request_workbook",
    tag="Documents",
    summary="Ask for a form's figures and rows as an Excel workbook",
    description=(
        "The rows are there for who may read them, by `labels` (for people, in `language`) or by `names` (for programs). "
        "The same request gets the same document while that is made, and for five seconds afterwards. "
        "Ask `show_document` how far it is until it is `ready`, then `download_document`."
    ),
    query=(NAMES, parameters.LANGUAGE),
    answers={202: ("It is being made, or ready.", (_DOCUMENT,))},
    action=documents.request_workbook,
)


@describe(_REQUEST)
def request_workbook(request: Request, services: "Services", *, event: str, form: str) -> "Reply":
    """POST …/forms/{form}/workbook."""
    return _request(request, services, event, form)


@describe(
    replace(
        _REQUEST,
        id="request_event_workbook",
        summary="Ask for all of an event's forms and its proposals as one Excel workbook",
    )
)
def request_event_workbook(request: Request, services: "Services", *, event: str) -> "Reply":
    """POST …/workbook."""
    return _request(request, services, event, None)


def _request(request: Request, services: "Services", event: str, form: str | None) -> "Reply":
    actor = caller.organiser(request, services)
    asked = documents.request_workbook(
        services,
        actor,
        event,
        form,
        language=parameters.LANGUAGE.read(request) or request.language,
        by_label=NAMES.read(request) == "labels",
        file_link=file_link(services, event),
    )
    return json_reply(asked, status=202)


@describe(
    Operation(
        id="request_report",
        tag="Documents",
        summary="Ask for an event's report as PDF or as a Word document",
        description=(
            "In `language`; `full`, on one `page`, or the `facts` as a table; with the annexes that the event's `report_annexes` name. Ask `show_document` how far it is until it is "
            "`ready`, then `download_document`. `no_pdf` among the failures: this installation makes none; ask for `docx`. "
            "The same request gets the same document while that is made, and for five seconds afterwards."
        ),
        query=(_FORMAT, LENGTH, parameters.LANGUAGE),
        answers={202: ("It is being made, or ready.", (_DOCUMENT,))},
        action=documents.request_report,
    )
)
def request_report(request: Request, services: "Services", *, event: str) -> "Reply":
    """POST …/report."""
    actor = caller.organiser(request, services)
    asked = documents.request_report(
        services,
        actor,
        event,
        language=parameters.LANGUAGE.read(request) or request.language,
        length=read_length(request),
        format=_FORMATS[_FORMAT.read(request) or "pdf"],
    )
    return json_reply(asked, status=202)


@describe(
    Operation(
        id="show_document",
        tag="Documents",
        summary="Wait up to eight seconds for a document, and see how far it is",
        description="Only who asked for a document sees it.",
        answers={200: ("The document.", (_DOCUMENT,))},
        action=documents.await_document,
    )
)
def show(request: Request, services: "Services", *, event: str, document: str) -> "Reply":
    """GET …/documents/{document}."""
    actor = caller.organiser(request, services)
    return json_reply(documents.await_document(services, actor, event, document))


@describe(
    Operation(
        id="download_document",
        tag="Documents",
        summary="Download a document that is ready",
        answers={303: ("The file is at `Location` for five minutes.", ())},
        action=documents.download_document,
    )
)
def download(request: Request, services: "Services", *, event: str, document: str) -> "Reply":
    """GET …/documents/{document}/file."""
    actor = caller.organiser(request, services)
    return reply_of(documents.download_document(services, actor, event, document))
