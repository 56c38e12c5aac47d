"""An event as JSON-LD for search engines and calendars, see https://schema.org/Event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from chalicelib.domain.events import EventState
from chalicelib.forms.text import in_language

if TYPE_CHECKING:
    from chalicelib.domain.events import Event, Organiser, Speaker
    from chalicelib.locales import Language


_STATUSES: Final = {EventState.CANCELLED: "https://schema.org/EventCancelled"}


def event_data(event: Event, language: Language, address: str) -> dict[str, object]:
    """Describe the event; ``address`` is the public address of its page. Leave out what is unknown."""
    zone = ZoneInfo(event.time_zone)
    venue = in_language(event.venue, language)
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": in_language(event.title, language),
        "description": in_language(event.aim, language),
        "url": address,
        "startDate": event.starts_at.astimezone(zone).isoformat(),
        "endDate": event.ends_at.astimezone(zone).isoformat(),
        "eventStatus": _STATUSES.get(event.state, "https://schema.org/EventScheduled"),
        "inLanguage": list(event.languages),
        "location": {"@type": "Place", "name": venue, "address": venue} if venue else None,
        "superEvent": _series(event, language),
        "organizer": _organisation(event.organiser, language) if event.organiser else None,
        "performer": [
            _person(speaker, language) for item in event.programme for speaker in item.speakers
        ],
    }
    return {name: value for name, value in data.items() if value}


def _series(event: Event, language: Language) -> Mapping[str, str] | None:
    if event.series is None:
        return None
    return {"@type": "EventSeries", "name": in_language(event.series.title, language)}


def _organisation(organiser: Organiser, language: Language) -> Mapping[str, str]:
    about = {
        "@type": "Organization",
        "name": in_language(organiser.name, language),
        "email": organiser.email,
        "telephone": organiser.phone,
        "url": organiser.web,
    }
    return {name: value for name, value in about.items() if value}


def _person(speaker: Speaker, language: Language) -> dict[str, object]:
    organisation = in_language(speaker.organisation, language)
    person: dict[str, object] = {
        "@type": "Person",
        "name": in_language(speaker.name, language),
        "jobTitle": in_language(speaker.position, language),
        "affiliation": {"@type": "Organization", "name": organisation} if organisation else None,
    }
    return {name: value for name, value in person.items() if value}
