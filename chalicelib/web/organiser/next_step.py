"""The next step of an event's work: the one thing that its overview puts first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib.actions import notifications
from chalicelib.domain.events import EventState
from chalicelib.domain.forms import sort_by_purpose
from chalicelib.domain.notifications import pending_announcement
from chalicelib.locales import N_
from chalicelib.web.organiser.tabs import event_tabs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from chalicelib.actions.services import Services
    from chalicelib.domain.events import Event
    from chalicelib.domain.forms import FormRecord
    from chalicelib.domain.permissions import Actor
    from chalicelib.web.urls import Urls


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do next, why, and where; the words are message ids."""

    words: str
    label: str
    address: str


def asks_letters(services: Services, actor: Actor, event: Event) -> bool:
    """Return whether this actor is to decide about letters: somebody is registered who does not know of a change."""
    if pending_announcement(event) is None or not actor.may("events.change", event):
        return False
    return notifications.count_addressees(services, actor, event.id) > 0


def find_next_step(
    actor: Actor,
    urls: Urls,
    event: Event,
    records: Sequence[FormRecord],
    now: datetime,
    *,
    with_letters: bool = False,
) -> NextStep | None:
    """Return the next step that this actor may do: publish → open → share → read; None if nothing is left to do.

    ``with_letters`` says that somebody registered does not know of a change.
    """
    if with_letters:
        words = N_("Those registered do not know of the change yet.")
        return NextStep(words, N_("Decide about letters"), urls.letters(event.id))
    if event.state is EventState.CANCELLED:
        return None
    is_coming = event.state is EventState.OPEN and now < event.ends_at
    if event.state is EventState.DRAFT or (is_coming and not _is_published(records)):
        return _prepare(actor, urls, event, records)
    if is_coming:
        return _share(actor, urls, event)
    return _read(actor, urls, event, records)


def _is_published(records: Sequence[FormRecord]) -> bool:
    return any(record.version for record in records)


def _prepare(
    actor: Actor, urls: Urls, event: Event, records: Sequence[FormRecord]
) -> NextStep | None:
    if not actor.may("events.change", event):
        return None
    if not records:
        words = N_("The event has no form yet: participants could send nothing.")
        return NextStep(words, N_("Add a form"), urls.new_form(event.id))
    unpublished = [record for record in sort_by_purpose(records) if record.version == 0]
    if unpublished:
        words = N_("Look at the forms as participants will see them, and publish them.")
        first = urls.draft(event.id, unpublished[0].name)
        address = first if len(unpublished) == 1 else urls.event_forms(event.id)
        return NextStep(words, N_("Publish the forms"), address)
    words = N_("The forms are published. Nobody sees the event before you open it.")
    return NextStep(words, N_("Open the event"), urls.event_opening(event.id))


def _share(actor: Actor, urls: Urls, event: Event) -> NextStep:
    words = N_("The event is open. Give people the address of its page.")
    addresses = {tab.name: tab.address for tab in event_tabs(actor, urls, event)}
    if "sharing" in addresses:
        return NextStep(words, N_("Share the event"), addresses["sharing"])
    return NextStep(words, N_("The event's public page"), urls.event(event.id))


def _read(actor: Actor, urls: Urls, event: Event, records: Sequence[FormRecord]) -> NextStep | None:
    """Lead to the summary of the impressions, else of another published form."""
    published = [record for record in sort_by_purpose(records) if record.version]
    if not published or not actor.may("summaries.read", event):
        return None
    impressions = [record for record in published if record.purpose == "impressions"]
    form = (impressions or published)[0]
    words = N_("The event is over. Read what people answered.")
    return NextStep(words, N_("Read the summary"), urls.summary(event.id, form.name))
