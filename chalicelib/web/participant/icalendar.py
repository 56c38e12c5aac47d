"""An event as an iCalendar file, see RFC 5545."""

from __future__ import annotations

import re
from datetime import UTC
from typing import TYPE_CHECKING, Final

from chalicelib.domain.events import EventState

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from chalicelib.domain.events import Organiser
    from chalicelib.domain.events.calendar_entries import CalendarEntry
    from chalicelib.locales import Language

MEDIA_TYPE: Final = "text/calendar; charset=utf-8"

_LARGEST_LINE: Final = 75
"""In octets, without the line's end (RFC 5545, 3.1)."""
_ESCAPED: Final = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def write_calendar(
    entry: CalendarEntry, language: Language, *, address: str, note: str = ""
) -> str:
    """Return the file with the event in that language; ``address`` is the public address of its page.

    ``note`` goes before the description. There is no METHOD and no ORGANIZER: both are for invitations, which somebody
    has to answer.
    """
    return "".join(f"{_fold(line)}\r\n" for line in _lines(entry, language, address, note))


def _lines(entry: CalendarEntry, language: Language, address: str, note: str) -> Iterator[str]:
    event = entry.event
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Pikir//Pikir//EN", "BEGIN:VEVENT")
    yield f"UID:{entry.uid}"
    yield f"DTSTAMP:{_utc(entry.written_at)}"
    yield f"SEQUENCE:{event.revision}"
    yield f"STATUS:{'CANCELLED' if event.state is EventState.CANCELLED else 'CONFIRMED'}"
    yield f"DTSTART:{_utc(event.starts_at)}"
    yield f"DTEND:{_utc(event.ends_at)}"
    yield from _text("SUMMARY", event.title, language)
    yield from _text("LOCATION", event.venue, language)
    yield from _description(entry, language, address, note)
    yield f"URL:{address}"
    if event.organiser:
        yield from _contact(event.organiser, language)
    yield from ("END:VEVENT", "END:VCALENDAR")


def _description(
    entry: CalendarEntry, language: Language, address: str, note: str
) -> Iterator[str]:
    """Yield what the event is for, and its address: few calendars show ``URL``."""
    used, aim = _choose(entry.event.aim, language)
    content = "\n\n".join(part for part in (note, aim, address) if part)
    yield f"DESCRIPTION;LANGUAGE={used}:{_escape(content)}"


def _contact(organiser: Organiser, language: Language) -> Iterator[str]:
    used, name = _choose(organiser.name, language)
    content = ", ".join(part for part in (name, organiser.phone, organiser.email) if part)
    yield f"CONTACT;LANGUAGE={used}:{_escape(content)}"


def _text(name: str, text: Mapping[Language, str] | None, language: Language) -> Iterator[str]:
    used, content = _choose(text, language)
    if content:
        yield f"{name};LANGUAGE={used}:{_escape(content)}"


def _choose(text: Mapping[Language, str] | None, language: Language) -> tuple[Language, str]:
    """Return the text in that language, or else in its first one, after the language that it is in."""
    if not text:
        return language, ""
    return (language, text[language]) if language in text else next(iter(text.items()))


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escape(text: str) -> str:
    """Write a value of the type TEXT (RFC 5545, 3.3.11)."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", lines).translate(_ESCAPED)


def _fold(line: str) -> str:
    """Break a line into pieces of at most 75 octets, never inside a character; all but the first begin with a space."""
    pieces, piece, size = [], "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > _LARGEST_LINE:
            pieces.append(piece)
            piece, size = " ", 1
        piece += character
        size += octets
    return "\r\n".join([*pieces, piece])
