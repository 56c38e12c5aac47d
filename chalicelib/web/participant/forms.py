"""A form to fill in. Whatever is wrong, the page that comes back holds everything that was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.actions import public_pages, submissions
from chalicelib.domain.offers import offer_forms
from chalicelib.domain.submissions import refuse_bad_id
from chalicelib.web import cookies, i18n, unsent
from chalicelib.web.multipart import Parts
from chalicelib.web.participant import form_page, kiosk, repeats, steps, uploads
from chalicelib.web.participant.offers import note_times
from chalicelib.web.render import in_event_language, page
from chalicelib.web.reply import redirect
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.domain.events import Event
    from chalicelib.forms.intake import Form
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

_RELOADING = frozenset({form_page.REFRESH, repeats.ADD, repeats.REMOVE})
"""Buttons that bring the page again and send nothing."""

LANGUAGE_KEPT = 365 * 24 * 3600


@handler
def show(request: Request, services: Services, *, event: str, form: str) -> Reply:
    """Show the empty form, or why it takes no answers now."""
    fresh = cookies.has_session(request.cookies, services.settings.public_url)
    shown, record = public_pages.show_public_form(services, event, form, fresh=fresh)
    request = request.in_language(in_event_language(request, shown))
    now = services.clock()
    try:
        shown.refuse_unless_open(now)
        record.refuse_unless_open(now)
    except errors.Conflict as refusal:
        (offer,) = offer_forms(shown, [record], now)
        return page(
            "participant/closed.html",
            request,
            languages=shown.languages,
            event=shown,
            form_title=record.title,
            message=i18n.localize(refusal, request.language),
            opens=note_times(shown, offer, request.language) if offer.opens_at else "",
        )
    return form_page.show_filled(
        request, services, shown, form, form_page.Filled(id=services.new_id())
    )


@handler
def send(request: Request, services: Services, *, event: str, form: str) -> Reply:
    """Accept the answers and redirect to the receipt, or show the page again, filled in."""
    parts = request.parts()
    request = unsent.in_form_language(request, parts.pairs)
    control = _control(parts.pairs)
    id, is_complete = _page_id(control, services)  # noqa: A001 -- its name everywhere
    filled = form_page.Filled(id=id, version=_version(control), pairs=parts.pairs)
    try:
        shown, _ = public_pages.show_public_form(services, event, form)
        received = uploads.receive_files(
            services,
            event,
            form,
            filled.id,
            filled.version,
            parts,
            client=_client(request, services),
        )
    except errors.Unavailable as refusal:
        return _give_back(request, services, (event, form), filled, refusal, parts)
    filled = replace(filled, pairs=received.pairs, refusal=received.refusal)
    try:
        return _answer(request, services, shown, form, filled, is_complete=is_complete)
    except errors.Unavailable as refusal:
        remaining = parts if received.refusal else Parts(received.pairs)
        return _give_back(request, services, (event, form), filled, refusal, remaining)


def _answer(
    request: Request,
    services: Services,
    event: Event,
    form: str,
    filled: form_page.Filled,
    *,
    is_complete: bool,
) -> Reply:
    """Do what the pressed button says with the fields, whose files have been received."""
    control = _control(filled.pairs)
    if filled.refusal:
        return form_page.show_filled(request, services, event, form, filled)
    if chosen := i18n.parse_language(control.get("_language")):
        return _switch_language(replace(request, language=chosen), services, event, form, filled)
    if not _RELOADING.isdisjoint(control):
        filled = replace(filled, pairs=repeats.apply_button(filled.pairs))
        return form_page.show_filled(request, services, event, form, filled)
    if not is_complete:
        filled = replace(filled, refusal=errors.PageIncomplete())
        return form_page.show_filled(request, services, event, form, filled)
    turned = _turn(request, services, event, form, filled) if steps.AT in filled.typed else None
    return turned or _submit(request, services, event, form, filled)


def _turn(
    request: Request, services: Services, event: Event, name: str, filled: form_page.Filled
) -> Reply | None:
    """Show the step that the button leads to, or this one with what is wrong; None where it is to be sent."""
    form, control = (
        form_page.find_form(services, event, name, filled.version),
        _control(filled.pairs),
    )
    all_steps = steps.steps_of(form)
    if all_steps is None:
        return None
    at = all_steps.number(filled.at)
    if at == all_steps.last and steps.TURNING.isdisjoint(control):
        return None
    if steps.GO in control:
        target: int | None = all_steps.number(control[steps.GO])
    else:
        state = form_page.settle_filled(request, services, form, filled)
        target = all_steps.follow(control, at, steps.asked_pages(all_steps, state))
    if target is None:
        return None
    if target > at and steps.GO not in control:
        problems = _find_problems(request, services, form, filled)
        held = all_steps.find_held(problems, at, target)
        if held:
            filled = replace(filled, refusal=errors.AnswersRefused(problems=held))
            return form_page.show_filled(request, services, event, name, filled)
    pairs = tuple(
        pair for pair in filled.pairs if pair[0] not in (form_page.FIT, form_page.REFRESH)
    )
    return form_page.show_filled(
        request,
        services,
        event,
        name,
        replace(filled, pairs=pairs, step=target, is_end=target == at),
    )


def _find_problems(
    request: Request, services: Services, form: Form, filled: form_page.Filled
) -> Sequence[errors.Problem]:
    """Return what the form would refuse if the answers were sent now."""
    try:
        form.check(
            form.decode(filled.pairs),
            now=services.clock(),
            new_id=services.new_id,
            language=request.language,
        )
    except errors.AnswersRefused as refusal:
        return refusal.problems
    return ()


def _submit(
    request: Request, services: Services, event: Event, form: str, filled: form_page.Filled
) -> Reply:
    try:
        receipt = submissions.submit_fields(
            services,
            event.id,
            form,
            filled.id,
            filled.version,
            request.language,
            filled.pairs,
            client=_client(request, services),
        )
    except (errors.NotFound, errors.Malformed, errors.Unavailable):
        raise
    except errors.Refusal as refusal:
        return form_page.show_filled(
            request, services, event, form, replace(filled, refusal=refusal)
        )
    if request.is_kiosk:
        return kiosk.finish(request, services, event.id, form, receipt.id)
    thanks = Urls(request.prefix).thanks(event.id, form, receipt.id)
    return redirect(f"{thanks}?lang={request.language}")


def _client(request: Request, services: Services) -> str:
    return request.client_address(services.settings.client_address_header)


def _give_back(
    request: Request,
    services: Services,
    names: tuple[str, str],
    filled: form_page.Filled,
    refusal: errors.Unavailable,
    parts: Parts,
) -> Reply:
    """Show everything that was sent, without asking storage: in the form itself if it is in memory."""
    recalled = public_pages.recall_form(services, *names, filled.version)
    if recalled is None or not _sends(parts.pairs):
        return unsent.unsent_page(request, refusal, parts)
    filled = replace(filled, refusal=refusal)
    visit = form_page.FormVisit(request, services, *recalled, frozenset(), filled)
    return form_page.render_filled(visit)


def _control(pairs: form_page.Pairs) -> Mapping[str, str]:
    return {name: value for name, value in pairs if name.startswith("_")}


def _sends(pairs: form_page.Pairs) -> bool:
    """Return whether the button was that which sends; only a page without the form repeats another."""
    return (_RELOADING | steps.TURNING | {"_language"}).isdisjoint(name for name, _ in pairs)


def _page_id(control: Mapping[str, str], services: Services) -> tuple[str, bool]:
    """Return the page's id and True; a new one and False where the page sent none that can be one."""
    sent = control.get("_id", "")
    try:
        refuse_bad_id(sent)
    except errors.BadSubmissionId:
        return services.new_id(), False
    return sent, True


def _version(control: Mapping[str, str]) -> int | None:
    """Return the version that the page showed, None for the newest; raise ``BrokenForm`` for no number."""
    text = control.get("_version")
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise errors.BrokenForm
    return int(text)


def _switch_language(
    request: Request, services: Services, event: Event, form: str, filled: form_page.Filled
) -> Reply:
    """Show the page in another language with what was typed so far; check nothing."""
    reply = form_page.show_filled(request, services, event, form, filled)
    cookie = cookies.cookie(
        cookies.LANGUAGE,
        request.language,
        secure=services.settings.public_url.startswith("https:"),
        max_age=LANGUAGE_KEPT,
    )
    return replace(reply, cookies=(*reply.cookies, cookie))
