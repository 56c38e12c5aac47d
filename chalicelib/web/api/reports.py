"""An event's report as data and as a page; and checks of its documents against what is stored."""

from typing import TYPE_CHECKING

from chalicelib.actions import report_verification, report_views
from chalicelib.web import routes
from chalicelib.web.api import caller, parameters
from chalicelib.web.api.documents import LENGTH, read_length
from chalicelib.web.api.operation import Content, Operation, describe
from chalicelib.web.reply import Reply, json_reply
from chalicelib.web.request import Request
from chalicelib.web.routes import REPORTS

if TYPE_CHECKING:
    from chalicelib.actions.services import Services

_VERIFICATION = Content(model="chalicelib.actions.report_verification:ReportVerification")


@describe(
    Operation(
        id="read_report",
        tag="Documents",
        summary="Read an event's report as data",
        description=(
            "Its sentences in `language`, and of each number, name, date and title where it comes from. The small-group rule "
            "holds in it. `request_report` makes a file of it."
        ),
        query=(LENGTH, parameters.LANGUAGE),
        answers={
            200: ("The report.", (Content(model="chalicelib.actions.report_views:ReportView"),))
        },
        action=report_views.view_report,
    )
)
def show(request: Request, services: "Services", *, event: str) -> Reply:
    """GET …/report."""
    actor = caller.organiser(request, services)
    language = parameters.LANGUAGE.read(request) or request.language
    return json_reply(
        report_views.view_report(services, actor, event, language, read_length(request))
    )


@describe(
    Operation(
        id="read_report_page",
        tag="Documents",
        summary="Read an event's report as a page to print",
        description="The page holds the list of its facts, so that `verify_report` takes it back.",
        query=(LENGTH, parameters.LANGUAGE),
        answers={200: ("The page.", (Content("text/html"),))},
        action=report_views.view_report,
    )
)
def page(request: Request, services: "Services", *, event: str) -> Reply:
    """GET …/report.html."""
    actor = caller.organiser(request, services)
    show_page = routes.load("chalicelib.web.organiser.reports:report_page")
    language = parameters.LANGUAGE.read(request) or request.language
    return show_page(
        request, services, actor, event, language=language, length=read_length(request)
    )


@describe(
    Operation(
        id="verify_report",
        tag="Documents",
        summary="Check a report's document, fact by fact",
        description=(
            "A DOCX or PDF that Pikir made, or a report's page as a browser saved it. Every number, name, date and title "
            "is compared with the document's own list and derived again of what is stored; each that was typed over, "
            "is missing or differs by now is named."
        ),
        sends=tuple(Content(media_type) for media_type in REPORTS),
        answers={200: ("What differs; nothing, if `findings` is empty.", (_VERIFICATION,))},
        action=report_verification.verify_report,
    )
)
def verify(request: Request, services: "Services") -> Reply:
    """POST /report-verifications."""
    actor = caller.organiser(request, services)
    return json_reply(report_verification.verify_report(services, actor, request.body))
