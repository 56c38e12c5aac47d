"""Reports' documents: check one against what is stored."""

from typing import TYPE_CHECKING

from chalicelib.actions import report_verification
from chalicelib.web.api import caller
from chalicelib.web.api.operation import Content, Operation, describe
from chalicelib.web.reply import Reply, json_reply
from chalicelib.web.request import Request
from chalicelib.web.routes import REPORTS

if TYPE_CHECKING:
    from chalicelib.actions.services import Services

_VERIFICATION = Content(model="chalicelib.actions.report_verification:ReportVerification")


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
