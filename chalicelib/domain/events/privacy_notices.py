"""What participants are told about their personal data: the event's own text, or else a ready one."""

from typing import Final

from chalicelib import locales
from chalicelib.domain.events import Event
from chalicelib.forms.text import in_language
from chalicelib.locales import N_, Language

READY: Final = N_(
    "{organiser} collects and processes your personal data for this event only: to register you, to "
    "give out the places and to sum up what participants answered. Nothing is passed on to third "
    "parties unless the law requires it. You can ask the organiser to show, correct or erase your data."
)
"""The ready text. It names the organiser, who is answerable (Law of the Republic of Kazakhstan 94-V, articles 7 and 24)."""


def privacy_notice(event: Event, language: Language) -> str:
    """Return the notice in that language; empty if the event has none and names no organiser."""
    if event.privacy_notice:
        return in_language(event.privacy_notice, language)
    if event.organiser is None:
        return ""
    return ready_notice(in_language(event.organiser.name, language), language)


def ready_notice(organiser: str, language: Language) -> str:
    """Return the ready text in that language, with the organiser's name in it."""
    return locales.translate(READY, language, {"organiser": organiser})
