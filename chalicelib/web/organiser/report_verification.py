"""A page that takes a report's document and says, fact by fact, what is not as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions import events, report_verification
from chalicelib.documents.verification import PROBLEM_MESSAGES
from chalicelib.locales import N_
from chalicelib.web import dates, i18n
from chalicelib.web.organiser import session
from chalicelib.web.render import translator
from chalicelib.web.routes import handler

if TYPE_CHECKING:
    from chalicelib.actions.report_verification import ReportVerification
    from chalicelib.actions.services import Services
    from chalicelib.web.organiser.session import ConsoleSession
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

_NO_FILE: Final = N_("Please choose the file of a report: .docx, .pdf or .html.")
_OTHER_EVENT: Final = N_("This is a report on another event.")


@handler
def ask(request: Request, services: Services, *, event: str) -> Reply:
    """Show the page that takes the file."""
    console = session.enter(request, services)
    return _page(request, services, console, event)


@handler
def verify(request: Request, services: Services, *, event: str) -> Reply:
    """Show what the check of the file found."""
    console, _, files = session.act_with_files(request, services)
    content = next((file.content for file in files if file.field == "report"), b"")
    translate = translator(request.language)
    if not content:
        return _page(request, services, console, event, message=translate(_NO_FILE))
    try:
        found = report_verification.verify_report(services, console.actor, content)
    except errors.NotAReport as refusal:
        message = i18n.localize(refusal, request.language)
        return _page(request, services, console, event, message=message)
    except errors.EventNotFound:
        return _page(request, services, console, event, message=translate(_OTHER_EVENT))
    if found.event != event:
        return _page(request, services, console, event, message=translate(_OTHER_EVENT))
    return _page(request, services, console, event, found=found)


def _page(
    request: Request,
    services: Services,
    console: ConsoleSession,
    event: str,
    *,
    message: str = "",
    found: ReportVerification | None = None,
) -> Reply:
    shown = events.read_event_as_member(services, console.actor, event, "summaries.read")
    return console.event_page(
        "organiser/report_verification.html",
        request,
        shown,
        tab="report",
        status=422 if message else 200,
        message=message,
        found=found,
        problems=PROBLEM_MESSAGES,
        read_at=found and dates.moment(found.read_at, shown.time_zone, request.language),
    )
