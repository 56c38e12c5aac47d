"""The page that the letter about a new place leads to: it shows the place, and its button confirms it.

Opening the page changes nothing, because mail scanners open links too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.actions import confirmations, public_pages
from chalicelib.web.render import in_event_language, page
from chalicelib.web.reply import redirect
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.domain.submissions import Receipt
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request


@handler
def show(
    request: Request, services: Services, *, event: str, form: str, submission: str, token: str
) -> Reply:
    """Show the place and the button, the receipt if it is confirmed, or that the place was released."""
    try:
        receipt = confirmations.show_confirmation(services, event, form, submission, token)
    except errors.SubmissionErased as refusal:
        return _page(request, services, event, form, "", None, refusal)
    if receipt.status == "confirmed":
        return _show_receipt(request, event, form, submission)
    action = Urls(request.prefix).confirmation(event, form, submission, token)
    return _page(request, services, event, form, action, receipt, None)


@handler
def confirm(
    request: Request, services: Services, *, event: str, form: str, submission: str, token: str
) -> Reply:
    """Confirm the place and redirect to its receipt, or say that it was released."""
    try:
        confirmations.confirm(services, event, form, submission, token)
    except errors.SubmissionErased as refusal:
        return _page(request, services, event, form, "", None, refusal)
    return _show_receipt(request, event, form, submission)


def _show_receipt(request: Request, event: str, form: str, submission: str) -> Reply:
    address = Urls(request.prefix).thanks(event, form, submission)
    return redirect(f"{address}?lang={request.language}")


def _page(
    request: Request,
    services: Services,
    event: str,
    form: str,
    action: str,
    receipt: Receipt | None,
    refusal: errors.SubmissionErased | None,
) -> Reply:
    shown, record = public_pages.show_public_form(services, event, form)
    request = request.in_language(in_event_language(request, shown))
    category = shown.category(receipt.category) if receipt and receipt.category else None
    return page(
        "participant/confirmation.html",
        request,
        status=refusal.status if refusal else 200,
        languages=shown.languages,
        event=shown,
        form=record.name,
        action=action,
        category=category.label if category else None,
    )
