"""The receipt: that the answers arrived, and the code that shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.actions import public_pages, submissions
from chalicelib.locales import N_
from chalicelib.web import dates
from chalicelib.web.render import in_event_language, page, translator
from chalicelib.web.routes import handler

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request


@handler
def show(request: Request, services: Services, *, event: str, form: str, submission: str) -> Reply:
    """Show the receipt to whoever knows the submission's id, which is hard to guess and published nowhere."""
    shown, _ = public_pages.show_public_form(services, event, form)
    receipt = submissions.show_receipt(services, event, form, submission)
    asked = public_pages.find_version(services, event, form).definition
    request = request.in_language(in_event_language(request, shown))
    translate = translator(request.language)
    is_registration = asked.purpose.value == "registration"
    is_awaited = receipt.status == "awaiting_confirmation"
    category = shown.category(receipt.category) if receipt.category else None
    return page(
        "participant/thanks.html",
        request,
        languages=shown.languages,
        event=shown,
        form=asked,
        receipt=receipt,
        is_registration=is_registration,
        is_awaited=is_awaited,
        category=category.label if category else None,
        received=dates.moment(receipt.received_at, shown.time_zone, request.language),
        heading=translate(_heading(is_registration=is_registration, is_awaited=is_awaited)),
    )


def _heading(*, is_registration: bool, is_awaited: bool) -> str:
    if is_awaited:
        return N_("One step is left: confirm by email")
    if is_registration:
        return N_("You are registered")
    return N_("Thank you! Your answers have been received.")
