"""The forms of an event as its page offers them: what each is for, when it opens or closes, and the places left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from chalicelib.domain.forms import Availability
from chalicelib.forms.definition import Purpose
from chalicelib.frozen import dataclass
from chalicelib.locales import N_
from chalicelib.web import dates
from chalicelib.web.render import translator

if TYPE_CHECKING:
    from chalicelib.domain.events import CategoryCapacity, Event
    from chalicelib.domain.offers import FormOffer
    from chalicelib.locales import Language

ACTIONS: Mapping[str, str] = {
    Purpose.REGISTRATION: N_("Register"),
    Purpose.IMPRESSIONS: N_("Leave your impression"),
    Purpose.PROPOSALS: N_("Make a proposal"),
    Purpose.QUESTIONS: N_("Ask a question"),
    Purpose.OTHER: N_("Fill in"),
}


@dataclass(frozen=True, slots=True)
class FormLink:
    """A link to a form on the event's page; ``note`` says when it opens or closes, ``capacities`` what is left."""

    name: str
    title: Mapping[Language, str]
    action: str
    is_open: bool
    note: str
    capacities: Sequence[CategoryCapacity] = ()


def link_forms(
    event: Event,
    offers: Sequence[FormOffer],
    language: Language,
    capacities: Sequence[CategoryCapacity],
) -> list[FormLink]:
    """Make the links to the forms; the first one that registers people says how many places are left."""
    registering = next((offer for offer in offers if takes_people(offer)), None)
    translate = translator(language)
    return [
        FormLink(
            name=offer.record.name,
            title=offer.record.title,
            action=translate(ACTIONS[offer.record.purpose]),
            is_open=offer.availability is Availability.OPEN,
            note=note_times(event, offer, language),
            capacities=capacities if offer is registering else (),
        )
        for offer in offers
    ]


def takes_people(offer: FormOffer) -> bool:
    """Return whether the form gives places now."""
    return offer.record.takes_registrations and offer.availability is Availability.OPEN


def note_times(event: Event, offer: FormOffer, language: Language) -> str:
    """Say that the form is closed, or when it opens or closes, in the event's time zone; empty if it always takes answers."""
    translate = translator(language)
    if offer.availability is Availability.CLOSED:
        return translate(N_("Closed"))
    if offer.opens_at:
        moment = dates.moment(offer.opens_at, event.time_zone, language)
        return translate(N_("Opens: {moment}"), moment=moment)
    if offer.closes_at:
        moment = dates.moment(offer.closes_at, event.time_zone, language)
        return translate(N_("Closes: {moment}"), moment=moment)
    return ""
