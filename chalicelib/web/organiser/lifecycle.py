"""Steps of an event that ask for more than a yes: open, cancel, tell those registered, copy, delete."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from chalicelib import errors
from chalicelib.actions import access, copies, deletions, events, notifications, openings
from chalicelib.domain.events import announce
from chalicelib.domain.events.event_ids import make_event_id
from chalicelib.domain.events.opening import lacking_languages
from chalicelib.domain.notifications import pending_announcement
from chalicelib.forms.text import in_language, normalize
from chalicelib.locales import LANGUAGES, N_, in_languages
from chalicelib.web import dates
from chalicelib.web.i18n import localize
from chalicelib.web.organiser import session
from chalicelib.web.organiser.controls import Control, summarise
from chalicelib.web.organiser.local_times import parse_clock, parse_day, to_moment
from chalicelib.web.organiser.next_step import asks_letters
from chalicelib.web.organiser.tabs import event_tabs
from chalicelib.web.render import LANGUAGE_NAMES, translator
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chalicelib.actions.services import Services
    from chalicelib.domain.events import Event
    from chalicelib.domain.events.announcements import Announcement
    from chalicelib.errors import Problem
    from chalicelib.locales import Language
    from chalicelib.web.organiser.session import ConsoleSession
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

_PARTS: Final[Mapping[str, str]] = {
    "title": N_("Title"),
    "aim": N_("Aim"),
    "venue": N_("Place"),
    "series": N_("Series"),
    "organiser": N_("Organiser"),
    "privacy_notice": N_("Privacy notice"),
    "categories": N_("Categories"),
    "programme": N_("Programme"),
    "materials": N_("Materials"),
    "ends_at": N_("Time"),
    "forms": N_("Forms"),
}
"""The names of the parts of an event in which something is missing."""


@handler
def ask_opening(request: Request, services: Services, *, event: str) -> Reply:
    """List what is missing to open the event, and ask."""
    console = session.enter(request, services)
    return _opening_page(request, services, console, event)


@handler
def open_event(request: Request, services: Services, *, event: str) -> Reply:
    """Open the event, without the languages that the button named; show the page again where more is missing."""
    console, fields = session.act(request, services)
    without = [one for one in LANGUAGES if one in fields.get("without", "").split()]
    patch = json.dumps({"state": "open"}).encode()
    try:
        events.change_event(services, console.actor, event, patch, without=without)
    except errors.EventRefused:
        return _opening_page(request, services, console, event, status=422)
    return console.redirect(Urls(request.prefix).console_event(event), notice="event.open")


def _opening_page(
    request: Request, services: Services, console: ConsoleSession, event_id: str, status: int = 200
) -> Reply:
    event, problems = openings.review_opening(services, console.actor, event_id)
    lacking = lacking_languages(problems)
    can_do_without = bool(set(event.languages) - set(event.incomplete_languages) - set(lacking))
    urls = Urls(request.prefix)
    return console.event_page(
        "organiser/opening.html",
        request,
        event,
        tab="overview",
        status=status,
        missing=_gaps(request, console, event, problems, "error"),
        advice=_gaps(request, console, event, problems, "warning"),
        lacking=" ".join(lacking),
        lacking_names=in_languages(lacking)[request.language],
        can_do_without=can_do_without,
        preview_address=urls.event_preview(event_id),
    )


def _gaps(
    request: Request, console: ConsoleSession, event: Event, problems: tuple[Problem, ...], of: str
) -> list[tuple[str, str, str]]:
    """Return the part, the words and the address of each thing that is missing."""
    urls = Urls(request.prefix)
    addresses = {tab.name: tab.address for tab in event_tabs(console.actor, urls, event)}
    translate = translator(request.language)
    gaps = []
    for each in problems:
        if each.severity != of:
            continue
        part, _, form = each.name.strip("/").partition("/")
        address = urls.console_form(event.id, form) if form else addresses.get("settings", "")
        if part == "forms" and not form:
            address = addresses.get("forms", "")
        gaps.append((translate(_PARTS.get(part, part)), localize(each, request.language), address))
    return gaps


@handler
def ask_cancellation(request: Request, services: Services, *, event: str) -> Reply:
    """Ask for the reason, in each language of the event."""
    console = session.enter(request, services)
    view = events.read_event_as_member(services, console.actor, event, "events.change")
    reason = view.cancellation_reason or {}
    translate = translator(request.language)
    optional = translate(N_("optional"))
    controls = [
        Control(
            f"reason-{language}",
            f"{translate(N_('Reason'))}: {LANGUAGE_NAMES[language]}",
            kind="area",
            value=reason.get(language, ""),
            mark=optional,
            language=language,
        )
        for language in view.languages
    ]
    return console.event_page(
        "organiser/cancellation.html",
        request,
        view,
        tab="overview",
        reason_controls=controls,
    )


@handler
def cancel(request: Request, services: Services, *, event: str) -> Reply:
    """Cancel the event, and lead to the question whether to write to those registered."""
    console, fields = session.act(request, services)
    view = events.read_event_as_member(services, console.actor, event, "events.change")
    reason = {
        language: text
        for language in view.languages
        if (text := normalize(fields.get(f"reason-{language}", ""))[:2000])
    }
    patch = {"state": "cancelled", "cancellation_reason": reason or None}
    changed = events.change_event(services, console.actor, event, json.dumps(patch).encode())
    urls = Urls(request.prefix)
    asks = asks_letters(services, console.actor, changed)
    address = urls.letters(event) if asks else urls.console_event(event)
    return console.redirect(address, notice="event.cancelled")


@handler
def ask_letters(request: Request, services: Services, *, event: str) -> Reply:
    """Show what those registered were told and what is so now, and ask whether to write to them."""
    console = session.enter(request, services)
    view = events.read_event_as_member(services, console.actor, event, "events.change")
    before = pending_announcement(view)
    registered = notifications.count_addressees(services, console.actor, event)
    return console.event_page(
        "organiser/letters.html",
        request,
        view,
        tab="overview",
        differences=_differences(before, view, request.language) if before else [],
        is_pending=before is not None,
        is_cancelled=view.state == "cancelled",
        registered=dates.number(registered, request.language) if registered else "",
    )


def _differences(
    before: Announcement, event: Event, language: Language
) -> list[tuple[str, str, str]]:
    """Return the label, the old value and the new value of what those registered do not know."""
    now = announce(event)
    rows = (
        (N_("When"), dates.when(before, language), dates.when(now, language)),
        (N_("Where"), in_language(before.venue, language), in_language(now.venue, language)),
    )
    return [row for row in rows if row[1] != row[2]]


@handler
def decide_letters(request: Request, services: Services, *, event: str) -> Reply:
    """Write to those registered, or let it be."""
    console, fields = session.act(request, services)
    write = fields.get("letters") == "write"
    revision = fields.get("revision", "")
    seen = int(revision) if revision.isascii() and revision.isdigit() else None
    notifications.decide_letters(services, console.actor, event, write=write, revision=seen)
    notice = "letters.written" if write else "letters.let_be"
    return console.redirect(Urls(request.prefix).console_event(event), notice=notice)


@handler
def ask_copy(request: Request, services: Services, *, event: str) -> Reply:
    """Ask when the copy takes place."""
    console = session.enter(request, services)
    view = events.read_event_as_member(services, console.actor, event, "events.change")
    zone = ZoneInfo(view.time_zone)
    begins, ends = (f"{at.astimezone(zone):%H:%M}" for at in (view.starts_at, view.ends_at))
    typed = {"begins": begins, "ends": ends, "_id": access.form_nonce()}
    return _copy_page(request, console, view, typed, {})


_MESSAGES: Final[Mapping[str, str]] = {
    "day": N_("Write the day, for example 11.06.2027."),
    "begins": N_("Write when the event begins, for example 10:00."),
    "ends": N_("Write when the event ends, for example 13:00."),
}


@handler
def copy(request: Request, services: Services, *, event: str) -> Reply:
    """Make the copy and show it, or show the page again with all that was typed."""
    console, fields = session.act(request, services)
    view = events.read_event_as_member(services, console.actor, event, "events.change")
    day = parse_day(fields.get("day", ""))
    begins, ends = (parse_clock(fields.get(name, "")) for name in ("begins", "ends"))
    translate = translator(request.language)
    read = {"day": day, "begins": begins, "ends": ends}
    messages = {name: translate(_MESSAGES[name]) for name, value in read.items() if value is None}
    if day is None or begins is None or ends is None:
        return _copy_page(request, console, view, fields, messages)
    times = [to_moment(day, clock, view.time_zone) for clock in (begins, ends)]
    copy_id = make_event_id(
        in_language(view.title, view.languages[0]), event, *times, fields.get("_id", "")[:100]
    )
    wanted = copies.EventCopy.at(copy_id, *times)
    try:
        made = copies.copy_event(services, console.actor, event, wanted)
    except errors.EventRefused as refusal:
        messages["ends"] = localize(refusal.problems[0], request.language)
        return _copy_page(request, console, view, fields, messages)
    return console.redirect(Urls(request.prefix).console_event(made.id), notice="event.copied")


def _copy_page(
    request: Request,
    console: ConsoleSession,
    event: Event,
    typed: Mapping[str, str],
    messages: dict[str, str],
) -> Reply:
    translate = translator(request.language)

    def control(name: str, label: str, kind: str, hint: str = "") -> Control:
        value, message = typed.get(name, ""), messages.get(name, "")
        return Control(name, label, kind, value, hint, message)  # type: ignore[arg-type] # one of its kinds

    zone = dates.zone_name(event, request.language)
    controls = [
        control("day", translate(N_("Day")), "date"),
        control("begins", translate(N_("Begins at")), "time", zone),
        control("ends", translate(N_("Ends at")), "time"),
    ]
    return console.event_page(
        "organiser/copy.html",
        request,
        event,
        tab="overview",
        status=422 if messages else 200,
        time_controls=controls,
        problems=summarise(messages, controls),
        nonce=typed.get("_id", ""),
    )


@handler
def ask_deletion(request: Request, services: Services, *, event: str) -> Reply:
    """Say what a deletion removes, and ask for the event's title."""
    console = session.enter(request, services)
    view = events.read_event_as_member(services, console.actor, event, "events.delete")
    return _deletion_page(request, services, console, view)


@handler
def delete(request: Request, services: Services, *, event: str) -> Reply:
    """Delete the event if its title was typed."""
    console, fields = session.act(request, services)
    view = events.read_event_as_member(services, console.actor, event, "events.delete")
    typed = fields.get("title", "")
    titles = {_plain(title) for title in view.title.values()}
    if _plain(typed) not in titles:
        message = translator(request.language)(N_("Type the title of the event as it stands here."))
        return _deletion_page(request, services, console, view, typed, message)
    deletions.delete_event(services, console.actor, event)
    return console.redirect(Urls(request.prefix).console(), notice="event.deleted")


def _plain(title: str) -> str:
    """Return a title as it is compared: people may type other hyphens, quotes and blanks than it has."""
    plain = normalize(title).casefold().translate(_ALIKE)
    return " ".join(plain.split())


_ALIKE: Final = str.maketrans(
    {"\u2011": "-", "\u2010": "-", "–": "-", "—": "-", **dict.fromkeys("«»“”„", '"'), "’": "'"}
)


def _deletion_page(
    request: Request,
    services: Services,
    console: ConsoleSession,
    event: Event,
    typed: str = "",
    message: str = "",
) -> Reply:
    translate = translator(request.language)
    field = Control("title", translate(N_("Title of the event")), value=typed, message=message)
    return console.event_page(
        "organiser/deletion.html",
        request,
        event,
        tab="overview",
        status=422 if message else 200,
        obstacle=_obstacle(services, event, request.language),
        promises=deletions.count_promises(services, event.id),
        title_control=field,
        problems=summarise({"title": message} if message else {}, [field]),
    )


def _obstacle(services: Services, event: Event, language: Language) -> str:
    try:
        deletions.refuse_with_answers(services, event)
    except errors.Conflict as refusal:
        return localize(refusal, language)
    return ""
