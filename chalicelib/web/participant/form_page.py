"""The page of a form as somebody filled it in: its fields, its steps, and what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from functools import partial
from typing import TYPE_CHECKING, cast

from chalicelib import errors
from chalicelib.actions import public_pages
from chalicelib.forms.types import Widget
from chalicelib.frozen import dataclass
from chalicelib.locales import N_
from chalicelib.web import policy
from chalicelib.web.history import history_headers
from chalicelib.web.participant import fields, kept_pages, kiosk, refusals, steps, uploads
from chalicelib.web.participant.client_rules import rules_for_script
from chalicelib.web.render import page, translator
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.actions.services import Services
    from chalicelib.domain.events import Event
    from chalicelib.forms.intake import Form
    from chalicelib.forms.logic.page_state import PageState
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

Pairs = Sequence[tuple[str, str]]

FIT, REFRESH, STARTED = "_fit", "_refresh", "_started"


@dataclass(frozen=True, slots=True)
class Filled:
    """What somebody sent, and what came of it."""

    id: str
    version: int | None = None
    pairs: Pairs = ()
    refusal: errors.Refusal | None = None
    step: int | None = None
    """The step to show; None for the one that was shown."""
    is_end: bool = False
    """Whether the answers bring no step after it."""
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
    def is_fresh(self) -> bool:
        """Whether nobody has done anything on the page."""
        return not self.pairs and self.refusal is None and self.step is None

    @property
    def at(self) -> str:
        """The step that was shown, from its own field."""
        return self.typed.get(steps.AT, [""])[-1]

    @property
    def started(self) -> str:
        """When the page was first opened, from its own field."""
        return self.typed.get(STARTED, [""])[-1]


@dataclass(frozen=True, slots=True)
class FormVisit:
    """A request for the page of a form, with all that the page asks of storage."""

    request: Request
    services: Services
    event: Event
    form: Form
    full_categories: frozenset[str]
    """The categories without a free place."""
    filled: Filled


def show_filled(
    request: Request, services: Services, event: Event, name: str, filled: Filled
) -> Reply:
    """Show the form as filled in, with what storage says about its places."""
    if request.is_kiosk and kiosk.was_sent_here(request, services, event.id, name, filled.id):
        return kiosk.finish(request, services, event.id, name, filled.id)
    form = find_form(services, event, name, filled.version)
    visit = FormVisit(request, services, event, form, _full(services, event, form), filled)
    return show_fresh(visit) if filled.is_fresh else render_filled(visit)


def show_fresh(visit: FormVisit) -> Reply:
    """Show an empty form: from memory, where other visits see the same one."""
    request, form, event = visit.request, visit.form, visit.event
    if request.is_kiosk:
        return render_filled(visit)
    now = visit.services.clock()
    key = kept_pages.key_of(request, form, event, visit.full_categories, now)
    values = {kept_pages.ID: visit.filled.id, kept_pages.STARTED: _moment(now)}
    context: dict[str, object] | None = None
    shown_steps = None
    if form.page_logic.reads_moment:
        parts = _cut_parts(visit)
        context = _keep_context(visit, parts)
        shown_steps = cast("steps.StepsView | None", context["steps"])
        values |= parts.html

    def render(slots: Mapping[str, str]) -> str:
        return str(_render(visit, {**(context or _keep_context(visit)), **slots}).body)

    filled = kept_pages.PAGES.show(key, form, event, values, render, shown_steps)
    return filled.reply(request, _headers(visit))


def _cut_parts(visit: FormVisit) -> kept_pages.PartSlots:
    all_steps = steps.steps_of(visit.form)
    return kept_pages.PartSlots(
        partial(fields.write_part, language=visit.request.language),
        all_steps.list_chapters(visit.form) if all_steps else (),
    )


def render_filled(visit: FormVisit) -> Reply:
    """Render the form as filled in; ask storage for nothing."""
    return _render(visit, _keep_context(visit))


def _keep_context(visit: FormVisit, parts: kept_pages.PartSlots | None = None) -> dict[str, object]:
    """Return what the form's template shows, with fields that are kept."""
    request, form, event = visit.request, visit.form, visit.event
    address = partial(Urls(request.prefix).form_file, event.id, form.name, version=form.version)
    key = fields.FieldsKey(event.id, form.name, request.language, request.prefix, request.is_kiosk)
    kept = fields.KEPT.open(key, form)
    context = form_context(visit, address, kept, parts)
    fields.KEPT.close(key, kept)
    return context


def _render(visit: FormVisit, context: Mapping[str, object]) -> Reply:
    request, form, refusal = visit.request, visit.form, visit.filled.refusal
    translate = translator(request.language)
    return page(
        "participant/form.html",
        request,
        status=refusal.status if refusal else 200,
        headers=_headers(visit),
        uploads=uploads.for_script(request.prefix, visit.event.id, form, translate),
        **context,  # type: ignore[arg-type] # the template's own names
    )


def _headers(visit: FormVisit) -> Mapping[str, str]:
    refusal = visit.filled.refusal
    return {
        **(refusal.headers if refusal else {}),
        **_policy(visit.services, visit.form),
        **history_headers(visit.request),
    }


def form_context(
    visit: FormVisit,
    address: Callable[[str], str],
    kept: fields.KeptFields | None = None,
    slots: kept_pages.PartSlots | None = None,
) -> dict[str, object]:
    """Return what the form's template shows; ask storage for nothing.

    ``address`` gives that of a file of the form; ``slots`` stand in the place of the form's parts.
    """
    request, services, event = visit.request, visit.services, visit.event
    form, filled = visit.form, visit.filled
    translate = translator(request.language)
    refusal = filled.refusal
    messages = refusals.find_messages(form, refusal, request.language)
    now = services.clock()
    started = filled.started or _moment(now)
    state = settle_filled(request, services, form, filled, started)
    all_steps = steps.steps_of(form)
    asked = steps.asked_pages(all_steps, state) if all_steps else []
    shown = _shown_step(all_steps, filled, asked, messages) if all_steps else 1
    fields_page = fields.FormPage(
        form=form,
        texts=filled.typed,
        messages=messages,
        full_categories=visit.full_categories,
        translate=translate,
        language=request.language,
        state=state,
        instance_counts=fields.InstanceCounts(filled.pairs),
        address=address,
        hides_irrelevant=filled.fits,
        is_kiosk=request.is_kiosk,
        decided=steps.decided_before(form, shown),
        seed=filled.id,
        kept=kept,
    )
    parts = fields.build_fields(fields_page)
    shown_parts = tuple(map(slots.cut, parts)) if slots else parts
    rules = rules_for_script(form, request.language, now)
    widgets = {each.kind.widget for each in form.by_node.values()}
    return {
        "languages": event.languages,
        "event": event,
        "form": form.definition,
        "version": form.version,
        "submission": filled.id,
        "started": started,
        "fits": filled.fits,
        "fresh": not filled.pairs,
        "parts": shown_parts,
        "steps": steps.view_steps(
            all_steps, fields_page, shown_parts, asked, shown, is_end=filled.is_end
        )
        if all_steps
        else None,
        "varies": form.page_logic.has_logic and steps.varies(form, shown),
        "rules": rules.html,
        "problems": refusals.list_problems(parts, messages, refusal, all_steps),
        "refusal": refusals.explain(refusal, messages, request.language),
        "organiser": event.organiser if isinstance(refusal, errors.AlreadyRegistered) else None,
        "anew": isinstance(refusal, errors.PayloadDiffers | errors.SubmissionErased),
        "script": rules.name_script(in_steps=all_steps is not None),
        "scans": Widget.BARCODE in widgets,
        "locates": Widget.POSITION in widgets,
        "kiosk": kiosk.describe(request, services, event.id, form.name),
        "form_address": kiosk.form_address(request, event.id, form.name),
        "send": translate(_SEND.get(form.purpose.value, N_("Send"))),
    }


def _moment(now: datetime) -> str:
    """Return when a page was first opened, as its field holds it."""
    return now.isoformat(timespec="seconds")


def _shown_step(
    all_steps: steps.Steps, filled: Filled, asked: Sequence[int], messages: Mapping[str, str]
) -> int:
    """Return the step to show: the first with a message, else the one that was asked for or shown."""
    first = all_steps.first_with(messages)
    wanted = filled.step or all_steps.number(filled.at)
    return all_steps.nearest(first or wanted, asked)


def settle_filled(
    request: Request, services: Services, form: Form, filled: Filled, started: str = ""
) -> PageState:
    """Return what the form's logic makes of the fields; ``started`` is for a new page, which has none."""
    return form.show_page(
        filled.pairs,
        fields.InstanceCounts(filled.pairs),
        now=services.clock(),
        language=request.language,
        started=started,
        new_id=services.new_id,
    )


def _policy(services: Services, form: Form) -> dict[str, str]:
    """Allow a page with a question of files to upload to the bucket."""
    if not form.file_questions:
        return {}
    return {policy.HEADER: policy.policy(also_connect=services.settings.bucket_origin)}


_SEND: Mapping[str, str] = {"registration": N_("Register")}


def find_form(services: Services, event: Event, name: str, version: int | None) -> Form:
    """The version that the page showed, or the newest if there is no such version."""
    return public_pages.find_version(services, event.id, name, version)


def _full(services: Services, event: Event, form: Form) -> frozenset[str]:
    """The categories without a free place, where the form gives places; a courtesy, not the rule."""
    if form.purpose.value != "registration":
        return frozenset()
    return frozenset(
        category.name
        for category in public_pages.show_capacities(services, event)
        if category.is_full
    )
