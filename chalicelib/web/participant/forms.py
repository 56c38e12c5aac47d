"""A form to fill in. Whatever is wrong, the page that comes back holds everything that was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.actions import events, forms, submissions
from chalicelib.domain.offers import offer_forms
from chalicelib.domain.permissions import ANYONE
from chalicelib.domain.submissions import refuse_bad_id
from chalicelib.locales import N_
from chalicelib.web import cookies, i18n, policy, unsent
from chalicelib.web.multipart import Parts
from chalicelib.web.participant import fields, kiosk, refusals, repeats, uploads
from chalicelib.web.participant.client_rules import rules_for_script
from chalicelib.web.participant.offers import note_times
from chalicelib.web.render import in_event_language, page, translator
from chalicelib.web.reply import redirect
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.domain.events import Event
    from chalicelib.forms.intake import Form
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

Pairs = Sequence[tuple[str, str]]

FIT, REFRESH, STARTED = "_fit", "_refresh", "_started"
_RELOADING = frozenset({REFRESH, repeats.ADD, repeats.REMOVE})
"""Buttons that bring the page again and send nothing."""

LANGUAGE_KEPT = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Filled:
    """What somebody sent, and what came of it."""

    id: str
    version: int | None = None
    pairs: Pairs = ()
    refusal: errors.Refusal | None = None
    typed: fields.FieldTexts = field(init=False)

    def __post_init__(self) -> None:
        typed: dict[str, list[str]] = {}
        for name, value in self.pairs:
            typed.setdefault(name, []).append(value)
        object.__setattr__(self, "typed", typed)

    @property
    def fits(self) -> bool:
        """Whether the page hides what is not relevant: it does so from the first time that it was asked to."""
        return not self.typed.keys().isdisjoint((FIT, REFRESH))

    @property
    def started(self) -> str:
        """When the page was first opened, from its own field."""
        return self.typed.get(STARTED, [""])[-1]


@handler
def show(request: Request, services: Services, *, event: str, form: str) -> Reply:
    """Show the empty form, or why it takes no answers now."""
    shown = events.show_event(services, ANYONE, event)
    record = forms.show_record(services, ANYONE, event, form)
    request = replace(request, language=in_event_language(request, shown))
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
    return _page(request, services, shown, form, Filled(id=services.new_id()))


@handler
def send(request: Request, services: Services, *, event: str, form: str) -> Reply:
    """Accept the answers and redirect to the receipt, or show the page again, filled in."""
    parts = request.parts()
    request = unsent.in_form_language(request, parts.pairs)
    control = _control(parts.pairs)
    id, is_complete = _page_id(control, services)  # noqa: A001 -- its name everywhere
    filled = Filled(id=id, version=_version(control), pairs=parts.pairs)
    try:
        shown = events.show_event(services, ANYONE, event)
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
    filled: Filled,
    *,
    is_complete: bool,
) -> Reply:
    """Do what the pressed button says with the fields, whose files have been received."""
    control = _control(filled.pairs)
    if filled.refusal:
        return _page(request, services, event, form, filled)
    if chosen := i18n.parse_language(control.get("_language")):
        return _switch_language(replace(request, language=chosen), services, event, form, filled)
    if not _RELOADING.isdisjoint(control):
        filled = replace(filled, pairs=repeats.apply_button(filled.pairs))
        return _page(request, services, event, form, filled)
    if not is_complete:
        filled = replace(filled, refusal=errors.PageIncomplete())
        return _page(request, services, event, form, filled)
    return _submit(request, services, event, form, filled)


def _submit(request: Request, services: Services, event: Event, form: str, filled: Filled) -> Reply:
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
        return _page(request, services, event, form, replace(filled, refusal=refusal))
    if kiosk.is_kiosk(request):
        return kiosk.finish(request, services, event.id, form, receipt.id)
    thanks = Urls(request.prefix).thanks(event.id, form, receipt.id)
    return redirect(f"{thanks}?lang={request.language}")


def _client(request: Request, services: Services) -> str:
    return request.client_address(services.settings.client_address_header)


def _give_back(
    request: Request,
    services: Services,
    names: tuple[str, str],
    filled: Filled,
    refusal: errors.Unavailable,
    parts: Parts,
) -> Reply:
    """Show everything that was sent, without asking storage: in the form itself if it is in memory."""
    recalled = forms.recall_form(services, *names, filled.version)
    if recalled is None or not _sends(parts.pairs):
        return unsent.unsent_page(request, refusal, parts)
    filled = replace(filled, refusal=refusal)
    return _render(request, services, *recalled, frozenset(), filled)


def _control(pairs: Pairs) -> Mapping[str, str]:
    return {name: value for name, value in pairs if name.startswith("_")}


def _sends(pairs: Pairs) -> bool:
    """Return whether the button was that which sends; only a page without the form repeats another."""
    return (_RELOADING | {"_language"}).isdisjoint(name for name, _ in pairs)


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
    request: Request, services: Services, event: Event, form: str, filled: Filled
) -> Reply:
    """Show the page in another language with what was typed so far; check nothing."""
    reply = _page(request, services, event, form, filled)
    cookie = cookies.cookie(
        cookies.LANGUAGE,
        request.language,
        secure=services.settings.public_url.startswith("https:"),
        max_age=LANGUAGE_KEPT,
    )
    return replace(reply, cookies=(*reply.cookies, cookie))


def _page(request: Request, services: Services, event: Event, name: str, filled: Filled) -> Reply:
    if kiosk.is_kiosk(request) and kiosk.was_sent_here(
        request, services, event.id, name, filled.id
    ):
        return kiosk.finish(request, services, event.id, name, filled.id)
    form = _form(services, event, name, filled.version)
    return _render(request, services, event, form, _full(services, event, form), filled)


def _render(
    request: Request,
    services: Services,
    event: Event,
    form: Form,
    full_categories: frozenset[str],
    filled: Filled,
) -> Reply:
    """Render the form as filled in; ask storage for nothing."""
    refusal = filled.refusal
    translate = translator(request.language)
    address = partial(Urls(request.prefix).form_file, event.id, form.name, version=form.version)
    return page(
        "participant/form.html",
        request,
        status=refusal.status if refusal else 200,
        headers={**(refusal.headers if refusal else {}), **_policy(services, form)},
        uploads=uploads.for_script(request.prefix, event.id, form, translate),
        **form_context(request, services, event, form, full_categories, filled, address),  # type: ignore[arg-type] # the template's own names
    )


def form_context(
    request: Request,
    services: Services,
    event: Event,
    form: Form,
    full_categories: frozenset[str],
    filled: Filled,
    address: Callable[[str], str],
) -> dict[str, object]:
    """Return what the form's template shows; ``address`` gives that of a file of the form. Ask storage for nothing."""
    translate = translator(request.language)
    refusal = filled.refusal
    messages = refusals.find_messages(form, refusal, request.language)
    instance_counts = fields.InstanceCounts(filled.pairs)
    now = services.clock()
    started = filled.started or now.isoformat(timespec="seconds")
    state = form.show_page(
        filled.pairs,
        instance_counts,
        now=now,
        language=request.language,
        started=started,
        new_id=services.new_id,
    )
    parts = fields.build_fields(
        fields.FormPage(
            form=form,
            texts=filled.typed,
            messages=messages,
            full_categories=full_categories,
            translate=translate,
            language=request.language,
            state=state,
            instance_counts=instance_counts,
            address=address,
            hides_irrelevant=filled.fits,
            is_kiosk=kiosk.is_kiosk(request),
            seed=filled.id,
        )
    )
    return {
        "languages": event.languages,
        "event": event,
        "form": form.definition,
        "version": form.version,
        "submission": filled.id,
        "started": started,
        "fits": filled.fits,
        "fresh": not filled.pairs,
        "parts": parts,
        "has_logic": form.page_logic.has_logic,
        "rules": rules_for_script(form, request.language, translate, now),
        "problems": refusals.list_problems(parts, messages, refusal),
        "refusal": refusals.explain(refusal, messages, request.language),
        "organiser": event.organiser if isinstance(refusal, errors.AlreadyRegistered) else None,
        "anew": isinstance(refusal, errors.PayloadDiffers | errors.SubmissionErased),
        "kiosk": kiosk.describe(request, services, event.id, form.name),
        "form_address": kiosk.form_address(request, event.id, form.name),
        "send": translate(_SEND.get(form.purpose.value, N_("Send"))),
    }


def _policy(services: Services, form: Form) -> dict[str, str]:
    """Allow a page with a question of files to upload to the bucket."""
    if not form.file_questions:
        return {}
    return {policy.HEADER: policy.policy(also_connect=services.settings.bucket_origin)}


_SEND: Mapping[str, str] = {"registration": N_("Register")}


def _form(services: Services, event: Event, name: str, version: int | None) -> Form:
    """The version that the page showed, or the newest if there is no such version."""
    if version is not None:
        try:
            return forms.show_form(services, ANYONE, event.id, name, version)
        except errors.VersionUnknown:
            pass
    return forms.show_form(services, ANYONE, event.id, name)


def _full(services: Services, event: Event, form: Form) -> frozenset[str]:
    """The categories without a free place, where the form gives places; a courtesy, not the rule."""
    if form.purpose.value != "registration":
        return frozenset()
    return frozenset(
        category.name
        for category in events.category_capacities(services, event)
        if category.is_full
    )
