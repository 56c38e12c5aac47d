"""An event's overview: its next step, its counts now, what arrived in the last days, and what may be done to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib.actions import counts as actions
from chalicelib.actions import events, forms
from chalicelib.charts.columns import ChartColumn, columns
from chalicelib.domain.counts import EventCounts
from chalicelib.domain.events import EventState
from chalicelib.domain.forms import availability, sort_by_purpose
from chalicelib.forms.text import in_language
from chalicelib.locales import N_
from chalicelib.web import dates
from chalicelib.web.organiser import session
from chalicelib.web.organiser.figures.tables import FigureTable
from chalicelib.web.organiser.menus import event_menu
from chalicelib.web.organiser.next_step import asks_letters, find_next_step
from chalicelib.web.organiser.states import FORM_STATES
from chalicelib.web.render import translator
from chalicelib.web.reply import json_reply
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from markupsafe import Markup

    from chalicelib.actions.services import Services
    from chalicelib.domain.events import Event
    from chalicelib.domain.forms import FormRecord
    from chalicelib.domain.permissions import Actor
    from chalicelib.locales import Language
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

_UNKNOWN = "–"


@dataclass(frozen=True, slots=True)
class CountLine:
    """A form with its state and its count, which the script replaces by its ``key``."""

    key: str
    name: str
    title: Mapping[Language, str]
    state: str
    state_name: str
    count_label: str
    count: str


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A category with its places; the script replaces the number of those registered by the ``key``."""

    key: str
    label: Mapping[Language, str]
    registered: str
    capacity: str


@dataclass(frozen=True, slots=True)
class LiveTexts:
    """The texts that change while a page is open, by their keys on the page."""

    texts: Mapping[str, str]


@handler
def show(request: Request, services: Services, *, event: str) -> Reply:
    """Show the event as it is now."""
    console = session.enter(request, services)
    view = events.read_event_as_member(services, console.actor, event)
    records = forms.list_forms(services, console.actor, event)
    counts = _counts(services, console.actor, view)
    language, urls, now = request.language, Urls(request.prefix), services.clock()
    translate = translator(language)
    return console.event_page(
        "organiser/overview.html",
        request,
        view,
        tab="overview",
        step=find_next_step(
            console.actor,
            urls,
            view,
            records,
            now,
            with_letters=asks_letters(services, console.actor, view),
        ),
        menu=event_menu(console.actor, urls, view),
        answer_times=_answer_times(view, language),
        is_public=view.state is not EventState.DRAFT,
        may_count=counts is not None,
        as_of=_as_of(counts, view, language),
        forms=[_count_line(each, counts, view, now, language) for each in sort_by_purpose(records)],
        places=_place_lines(counts, language, translate),
        arrivals=_arrivals(counts, records, language, translate),
        chart=_chart(counts, language, translate),
    )


@handler
def counts(request: Request, services: Services, *, event: str) -> Reply:
    """Return the counts now as the texts of the page, for its script."""
    console = session.enter(request, services, is_used=False)
    view = events.read_event_as_member(services, console.actor, event)
    counted = actions.count_event(services, console.actor, event)
    language = request.language
    texts = {"as_of": _as_of(counted, view, language)}
    for form, number in counted.forms.items():
        texts[_form_key(form)] = _number(number, language)
    for place in _place_lines(counted, language, translator(language)):
        texts[place.key] = place.registered
    return json_reply(LiveTexts(texts))


def _counts(services: Services, actor: Actor, event: Event) -> EventCounts | None:
    """Return the counts, None for a member who reads no summaries."""
    may_read = actor.may("summaries.read", event)
    return actions.count_event(services, actor, event.id) if may_read else None


def _as_of(counts: EventCounts | None, event: Event, language: Language) -> str:
    if counts is None:
        return ""
    at = dates.clock(counts.counted_at, event.time_zone, language)
    return translator(language)(N_("As of {moment}"), moment=at)


def _answer_times(event: Event, language: Language) -> list[tuple[str, str]]:
    limits = (
        (N_("Answers from"), event.opens_at),
        (N_("Answers until"), event.closes_at),
    )
    return [(name, dates.moment(at, event.time_zone, language)) for name, at in limits if at]


def _form_key(form: str) -> str:
    return f"form.{form}"


def _number(number: int | None, language: Language) -> str:
    return _UNKNOWN if number is None else dates.number(number, language)


def _count_line(
    record: FormRecord,
    counts: EventCounts | None,
    event: Event,
    now: datetime,
    language: Language,
) -> CountLine:
    state = availability(event, record, now)
    counted = counts.forms.get(record.name) if counts else None
    return CountLine(
        key=_form_key(record.name),
        name=record.name,
        title=record.title,
        state=state.value,
        state_name=FORM_STATES[state],
        count_label=N_("Registrations:") if record.takes_registrations else N_("Responses:"),
        count=_number(counted, language),
    )


def _place_lines(
    counts: EventCounts | None, language: Language, translate: Callable[..., str]
) -> list[PlaceLine]:
    unlimited = translate(N_("not limited"))
    return [
        PlaceLine(
            key=f"category.{category.name}",
            label=category.label,
            registered=_number(category.registered, language),
            capacity=unlimited
            if category.capacity is None
            else dates.number(category.capacity, language),
        )
        for category in (counts.categories if counts else ())
    ]


def _arrivals(
    counts: EventCounts | None,
    records: Sequence[FormRecord],
    language: Language,
    translate: Callable[..., str],
) -> FigureTable | None:
    """Return the arrivals by day, and by the forms that anything arrived for, as a table."""
    if counts is None:
        return None
    arrived = {form for forms in counts.days.values() for form, number in forms.items() if number}
    shown = [each for each in sort_by_purpose(records) if each.name in arrived]
    rows = [
        (
            dates.short_day(day, language),
            *(dates.number(forms[record.name], language) for record in shown),
        )
        for day, forms in sorted(counts.days.items(), reverse=True)
    ]
    head = (translate(N_("Day")), *(in_language(record.title, language) for record in shown))
    return FigureTable(caption=translate(N_("Arrivals by day")), head=head, rows=tuple(rows))


def _chart(
    counts: EventCounts | None, language: Language, translate: Callable[..., str]
) -> Markup | None:
    if counts is None:
        return None
    steps = [
        ChartColumn(
            label=str(day.day),
            count=(arrived := sum(forms.values())),
            text=dates.number(arrived, language),
        )
        for day, forms in counts.days.items()
    ]
    return columns("arrivals", translate(N_("Arrivals of the last ten days")), steps)
