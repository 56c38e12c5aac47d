"""The page that makes a new event: a starting point, a title, when and where."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions import access, events, new_events
from chalicelib.domain.events import DEFAULT_TIME_ZONE
from chalicelib.domain.events.starting_points import OUTLINES, StartingPoint
from chalicelib.forms.text import in_language
from chalicelib.locales import LANGUAGES, N_
from chalicelib.web.i18n import localize, parse_language
from chalicelib.web.organiser import session
from chalicelib.web.organiser.controls import Control, MenuOption, summarise
from chalicelib.web.organiser.local_times import parse_clock, parse_day, to_moment
from chalicelib.web.render import LANGUAGE_NAMES, translator
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from chalicelib.actions.new_events import SeriesChoices
    from chalicelib.actions.services import Services
    from chalicelib.locales import Language
    from chalicelib.web.organiser.session import ConsoleSession
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

_STARTS: Final[Mapping[StartingPoint, tuple[str, str]]] = {
    StartingPoint.ROUND_TABLE: (
        N_("Round table"),
        N_("Registration, questions, proposals and impressions; reports and a discussion."),
    ),
    StartingPoint.TRAINING: (
        N_("Training"),
        N_("Registration, questions and impressions; theory and practice."),
    ),
    StartingPoint.MEETING: (
        N_("Meeting"),
        N_("Registration, questions, proposals and impressions; for parents and teachers."),
    ),
    StartingPoint.ACTION: (
        N_("School action"),
        N_("Registration, proposals and impressions; for pupils, parents and teachers."),
    ),
    StartingPoint.EMPTY: (N_("Empty"), N_("No forms, categories or programme.")),
}
_COPIES: Final = 10
"""How many earlier events the page offers to copy, the latest first."""
_ALWAYS: Final[tuple[Language, ...]] = ("kk", "ru")
"""The languages of a new event, beside that in which its title is typed."""

_MESSAGES: Final[Mapping[str, str]] = {
    "title": N_("Write the title of the event."),
    "day": N_("Write the day, for example 11.06.2027."),
    "begins": N_("Write when the event begins, for example 10:00."),
    "ends": N_("Write when the event ends, for example 13:00."),
    "series": N_("Choose the series of the event."),
    "start": N_("Choose what to begin from."),
}
_POINTERS: Final[Mapping[str, str]] = {"starts_at": "begins", "ends_at": "ends"}
"""The field of each key of the event's document that is called otherwise."""


@dataclass(frozen=True, slots=True)
class _Typed:
    """What was typed, and the messages by field."""

    values: Mapping[str, str]
    messages: dict[str, str] = field(default_factory=dict)


@handler
def ask(request: Request, services: Services) -> Reply:
    """Show the empty page."""
    console = session.enter(request, services)
    blank = _Typed({"start": StartingPoint.ROUND_TABLE, "begins": "10:00", "ends": "13:00"})
    return _page(request, services, console, blank)


@handler
def create(request: Request, services: Services) -> Reply:
    """Make the event and show it, or show the page again with all that was typed."""
    console, values = session.act(request, services)
    typed = _Typed(values)
    new = _read(request, typed)
    if new is not None and not typed.messages:
        try:
            event = new_events.start_event(services, console.actor, new)
        except errors.EventRefused as refusal:
            for each in refusal.problems:
                name = _field_of(each.name)
                typed.messages[name] = (
                    translator(request.language)(_MESSAGES[name])
                    if each.code == "event.missing" and name in _MESSAGES
                    else localize(each, request.language)
                )
        else:
            address = Urls(request.prefix).console_event(event.id)
            return console.redirect(address, notice="event.created")
    return _page(request, services, console, typed, status=422)


def _read(request: Request, typed: _Typed) -> new_events.NewEvent | None:
    """Read the fields; None and messages if they make no event."""
    translate = translator(request.language)
    language = parse_language(typed.values.get("language")) or request.language
    start = typed.values.get("start", "")
    day = parse_day(typed.values.get("day", ""))
    clocks = {name: parse_clock(typed.values.get(name, "")) for name in ("begins", "ends")}
    title, venue = (typed.values.get(name, "").strip() for name in ("title", "venue"))
    read = {"start": start in OUTLINES, "title": title, "day": day, **clocks}
    typed.messages.update(
        (name, translate(_MESSAGES[name]))
        for name, value in read.items()
        if value in ("", None, False)
    )
    begins, ends = clocks["begins"], clocks["ends"]
    if typed.messages or day is None or begins is None or ends is None:
        return None
    document: dict[str, object] = {
        "title": {language: title},
        "starts_at": to_moment(day, begins, DEFAULT_TIME_ZONE),
        "ends_at": to_moment(day, ends, DEFAULT_TIME_ZONE),
        **({"venue": {language: venue}} if venue else {}),
    }
    languages = tuple(dict.fromkeys((language, *_ALWAYS)))
    nonce = typed.values.get("_id", "")[:100]
    series = typed.values.get("series", "")
    return new_events.NewEvent(StartingPoint(start), languages, document, nonce, series)


def _field_of(pointer: str) -> str:
    key = pointer.split("/")[1] if "/" in pointer else ""
    return _POINTERS.get(key, key)


def _page(
    request: Request,
    services: Services,
    console: ConsoleSession,
    typed: _Typed,
    *,
    status: int = 200,
) -> Reply:
    translate = translator(request.language)
    choices = new_events.list_series(services, console.actor)
    controls = _controls(request.language, typed, choices, translate)
    starts = [
        MenuOption(value, translate(label), translate(hint))
        for value, (label, hint) in _STARTS.items()
    ]
    start = Control(
        "start",
        translate(N_("Begin from")),
        value=typed.values.get("start", ""),
        message=typed.messages.get("start", ""),
        options=starts,
    )
    return console.page(
        "organiser/new_event.html",
        request,
        status=status,
        start=start,
        controls_of_event=controls,
        problems=summarise(typed.messages, [start, *controls]),
        copies=events.list_events(services, console.actor).events[:_COPIES],
        nonce=typed.values.get("_id") or access.form_nonce(),
    )


def _controls(
    language: Language, typed: _Typed, choices: SeriesChoices, translate: Callable[..., str]
) -> list[Control]:
    optional = translate(N_("optional"))
    languages = [MenuOption(code, LANGUAGE_NAMES[code]) for code in LANGUAGES]
    chosen = typed.values.get("language", language)

    def control(name: str, label: str, **about: object) -> Control:
        value, message = typed.values.get(name, ""), typed.messages.get(name, "")
        return Control(name, translate(label), value=value, message=message, **about)  # type: ignore[arg-type] # Control's own names

    series = [MenuOption(each.id, in_language(each.title, language)) for each in choices.series]
    none = MenuOption("", translate(N_("Choose a series") if choices.is_needed else N_("None")))
    of_series = control("series", N_("Series"), kind="menu", options=[none, *series])
    return [
        control("title", N_("Title"), language=chosen),
        Control(
            "language", translate(N_("Language of the title")), "menu", chosen, options=languages
        ),
        control("day", N_("Day"), kind="date"),
        control("begins", N_("Begins at"), kind="time", hint=translate(N_("Kazakhstan time"))),
        control("ends", N_("Ends at"), kind="time"),
        control("venue", N_("Place"), mark=optional, language=chosen),
        *([of_series] if series or choices.is_needed else []),
    ]
