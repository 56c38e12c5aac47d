"""An event's own page, on which the action of the moment comes first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions import public_pages
from chalicelib.domain.events import Event, EventState
from chalicelib.domain.events.privacy_notices import privacy_notice
from chalicelib.domain.offers import offer_forms
from chalicelib.locales import N_
from chalicelib.web import cookies, dates, i18n
from chalicelib.web.event_kinds import ITEM_KINDS, KINDS
from chalicelib.web.participant import offers
from chalicelib.web.participant.json_ld import event_data
from chalicelib.web.participant.kept_event_pages import (
    PAGES,
    EventContents,
    EventPageKey,
    count_passed,
)
from chalicelib.web.render import (
    in_event_language,
    other_parameters,
    page,
    translator,
)
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls, absolute

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.actions.catalogue import ShownEvent
    from chalicelib.actions.promises import PublicProposals
    from chalicelib.actions.services import Services
    from chalicelib.domain.events.programme import MaterialFile
    from chalicelib.domain.offers import FormOffer
    from chalicelib.locales import Language
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

_TAKING_PLACE: Final = frozenset({EventState.OPEN, EventState.CLOSED})


@handler
def show(request: Request, services: Services, *, event: str) -> Reply:
    """Show everything about one event, and the links to its forms."""
    fresh = cookies.has_session(request.cookies, services.settings.public_url)
    shown = public_pages.show_public_event(services, event, fresh=fresh)
    request = request.in_language(in_event_language(request, shown.event))
    now = services.clock()
    contents = find_contents(services, shown, now, fresh=fresh)
    return show_contents(request, contents, services.settings.public_url, now)


def show_contents(
    request: Request, contents: EventContents, public_url: str, now: datetime
) -> Reply:
    """Show an event's page: from memory, where an earlier visit saw the same one."""
    key = EventPageKey(
        contents.shown.event.id,
        request.language,
        request.prefix,
        public_url,
        count_passed(contents.shown, now),
    )

    def render(slots: Mapping[str, object]) -> str:
        return str(render_contents(request, contents, public_url, now, slots).body)

    return PAGES.show(key, contents, other_parameters(request), render).reply(request)


def render_contents(
    request: Request,
    contents: EventContents,
    public_url: str,
    now: datetime,
    slots: Mapping[str, object] = MappingProxyType({}),
) -> Reply:
    """Render an event's page; ``slots`` replace what the template is given."""
    context = event_context(contents, request, public_url, now)
    return page("participant/event.html", request, private=False, **{**context, **slots})  # type: ignore[arg-type] # the template's own names


def find_contents(
    services: Services, shown: ShownEvent, now: datetime, *, fresh: bool
) -> EventContents:
    """Return what the event's page is rendered of at that moment."""
    takes_people = any(map(offers.takes_people, _offers(shown, now)))
    return EventContents(
        shown=shown,
        capacities=public_pages.show_capacities(services, shown.event) if takes_people else (),
        proposals=public_pages.show_public_proposals(services, shown.event, fresh=fresh),
    )


def _offers(shown: ShownEvent, now: datetime) -> Sequence[FormOffer]:
    refusal = _refusal(shown.event, now)
    return () if _is_over(refusal) else offer_forms(shown.event, shown.records, now)


def event_context(
    contents: EventContents, request: Request, public_url: str, now: datetime
) -> dict[str, object]:
    """Return what the event's page shows, in the request's language."""
    translate = translator(request.language)
    view = contents.shown.event
    refusal = _refusal(view, now)
    offered = _offers(contents.shown, now)
    public = absolute(public_url, Urls().event(view.id))
    return dict(
        languages=view.languages,
        event=view,
        kind=translate(KINDS[view.kind.value]),
        item_kinds={kind: translate(name) for kind, name in ITEM_KINDS.items()},
        notice=i18n.localize(refusal, request.language) if refusal else "",
        cancellation_reason=view.cancellation_reason
        if isinstance(refusal, errors.EventCancelled)
        else None,
        in_calendars=view.state in _TAKING_PLACE and now < view.ends_at,
        form_links=offers.link_forms(view, offered, request.language, contents.capacities),
        privacy=privacy_notice(view, request.language),
        file_note=partial(_file_note, language=request.language),
        json_ld=event_data(view, request.language, public),
        **_proposals(contents.proposals, request.language),
    )


def _proposals(proposals: PublicProposals | None, language: Language) -> dict[str, object]:
    """Return the proposals that the page shows; what only they need is loaded with them."""
    if proposals is None:
        return {"accepted_proposals": (), "earlier_promises": ()}
    from chalicelib.web.proposals import public_context

    return public_context(proposals, language)


def _is_over(refusal: errors.Refusal | None) -> bool:
    """Whether no form of the event will open again by itself: the page then says so once, not at each of them."""
    return refusal is not None and not isinstance(refusal, errors.EventNotYetOpen)


def _file_note(file: MaterialFile, *, language: Language) -> str:
    """Return the kind and the size of a file: “PDF, 1.2 MB”."""
    kind = file.name.rpartition(".")[2].upper()
    size = dates.number(max(file.size / 1024 / 1024, 0.1), language, digits=1)
    return translator(language)(N_("{kind}, {size} MB"), kind=kind, size=size)


def _refusal(event: Event, now: datetime) -> errors.Refusal | None:
    try:
        event.refuse_unless_open(now)
    except errors.Conflict as refusal:
        return refusal
    return None
