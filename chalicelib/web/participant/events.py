"""The list of open events, and an event's own page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.actions import events, forms
from chalicelib.domain.events import Event, EventState
from chalicelib.domain.events.privacy_notices import privacy_notice
from chalicelib.domain.forms import Availability, availability, sort_by_purpose
from chalicelib.domain.permissions import ANYONE
from chalicelib.forms.definition import Purpose
from chalicelib.locales import N_
from chalicelib.web import dates, i18n
from chalicelib.web.event_kinds import ITEM_KINDS, KINDS
from chalicelib.web.participant.json_ld import event_data
from chalicelib.web.render import in_event_language, page, translator
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls, absolute

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from chalicelib.actions.services import Services
    from chalicelib.domain.events.programme import MaterialFile
    from chalicelib.domain.forms import FormRecord
    from chalicelib.locales import Language
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

ACTIONS: Mapping[str, str] = {
    Purpose.REGISTRATION: N_("Register"),
    Purpose.IMPRESSIONS: N_("Leave your impression"),
    Purpose.PROPOSALS: N_("Make a proposal"),
    Purpose.QUESTIONS: N_("Ask a question"),
    Purpose.OTHER: N_("Fill in"),
}


@dataclass(frozen=True, slots=True)
class FormLink:
    """A link to a form on the event's page; ``note`` says when it opens or closes."""

    name: str
    title: Mapping[Language, str]
    action: str
    is_open: bool
    note: str


@handler
def index(request: Request, services: Services) -> Reply:
    """List the open events, the next one first."""
    every = events.list_events(services, ANYONE).events
    lines = [line for line in every if line.state is EventState.OPEN]
    lines.sort(key=lambda line: (line.starts_at, line.id))
    return page("participant/home.html", request, private=False, events=lines)


@handler
def show(request: Request, services: Services, *, event: str) -> Reply:
    """Show everything about one event, and the links to its forms."""
    view = events.show_event(services, ANYONE, event)
    request = replace(request, language=in_event_language(request, view))
    records = forms.list_forms(services, ANYONE, event)
    context = event_context(view, records, request, services)
    return page("participant/event.html", request, private=False, **context)  # type: ignore[arg-type] # the template's own names


def event_context(
    view: Event,
    records: Sequence[FormRecord],
    request: Request,
    services: Services,
) -> dict[str, object]:
    """Return what the event's page shows, in the request's language."""
    translate = translator(request.language)
    now = services.clock()
    refusal = _refusal(view, now)
    is_open = refusal is None
    public = absolute(services.settings.public_url, Urls().event(view.id))
    return dict(  # noqa: C408 -- a template's names
        languages=view.languages,
        event=view,
        kind=translate(KINDS[view.kind.value]),
        item_kinds={kind: translate(name) for kind, name in ITEM_KINDS.items()},
        notice=i18n.localize(refusal, request.language) if refusal else "",
        cancellation_reason=view.cancellation_reason
        if isinstance(refusal, errors.EventCancelled)
        else None,
        closes=_moment(view, view.closes_at, request.language) if is_open else "",
        form_links=link_forms(view, records, now, request.language, translate),
        capacities=events.category_capacities(services, view) if is_open else (),
        privacy=privacy_notice(view, request.language),
        file_note=partial(_file_note, language=request.language),
        json_ld=event_data(view, request.language, public),
    )


def _file_note(file: MaterialFile, *, language: Language) -> str:
    """Return the kind and the size of a file: “PDF, 1.2 MB”."""
    kind = file.name.rpartition(".")[2].upper()
    size = dates.number(max(file.size / 1024 / 1024, 0.1), language, digits=1)
    return translator(language)(N_("{kind}, {size} MB"), kind=kind, size=size)


def link_forms(
    event: Event,
    records: Sequence[FormRecord],
    now: datetime,
    language: Language,
    translate: Callable[..., str],
) -> list[FormLink]:
    """Make the links to the published forms, in the order in which people need them."""
    return [
        FormLink(
            name=record.name,
            title=record.title,
            action=translate(ACTIONS[record.purpose]),
            is_open=availability(event, record, now) is Availability.OPEN,
            note=_note(event, record, now, language, translate),
        )
        for record in sort_by_purpose(records)
    ]


def _note(
    event: Event,
    record: FormRecord,
    now: datetime,
    language: Language,
    translate: Callable[..., str],
) -> str:
    if _refusal(event, now) is not None:
        return ""
    refusal = _refusal(record, now)
    if isinstance(refusal, errors.FormNotYetOpen):
        return translate(N_("Opens: {moment}"), moment=_moment(event, record.opens_at, language))
    if refusal is not None:
        return translate(N_("Closed"))
    if record.closes_at:
        return translate(N_("Closes: {moment}"), moment=_moment(event, record.closes_at, language))
    return ""


def _refusal(target: Event | FormRecord, now: datetime) -> errors.Refusal | None:
    try:
        target.refuse_unless_open(now)
    except errors.Conflict as refusal:
        return refusal
    return None


def _moment(event: Event, at: datetime | None, language: Language) -> str:
    return dates.moment(at, event.time_zone, language) if at else ""
