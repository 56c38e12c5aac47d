"""What may be done to an event or a form beside the next step, as tables: one row for each entry of a menu.

An entry leads to a page that says what will happen and asks; only that page's button does it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from chalicelib.domain.events import EventState
from chalicelib.domain.forms import FormState
from chalicelib.locales import N_
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from chalicelib.domain.events import Event
    from chalicelib.domain.forms import FormRecord
    from chalicelib.domain.permissions import Actor, Permission


@dataclass(frozen=True, slots=True)
class EventEntry:
    """An entry of an event's menu, which is there in these states."""

    label: str
    address: Callable[[Urls, str], str]
    permission: Permission
    states: Collection[EventState]


@dataclass(frozen=True, slots=True)
class StateQuestion:
    """What a page asks before an event or a form goes to another state."""

    heading: str
    words: str
    button: str


@dataclass(frozen=True, slots=True)
class MenuLink:
    """An entry as a page shows it; ``label`` is a message id."""

    label: str
    address: str


def _to(state: str) -> Callable[[Urls, str], str]:
    return lambda urls, event: urls.event_state(event, state)


EVENT_MENU: Final[Sequence[EventEntry]] = (
    EventEntry(N_("Close the event"), _to("closed"), "events.change", {EventState.OPEN}),
    EventEntry(N_("Open the event again"), _to("open"), "events.change", {EventState.CLOSED}),
    EventEntry(
        N_("Cancel the event"),
        Urls.cancellation,
        "events.change",
        {EventState.OPEN, EventState.CLOSED},
    ),
    EventEntry(
        N_("See it as participants will"), Urls.event_preview, "events.read", {EventState.DRAFT}
    ),
    EventEntry(N_("What the event costs"), Urls.costs, "costs.read", frozenset(EventState)),
    EventEntry(N_("Copy the event"), Urls.copy_event, "events.create", frozenset(EventState)),
    EventEntry(N_("Undo the cancellation"), _to("open"), "events.change", {EventState.CANCELLED}),
    EventEntry(
        N_("Archive the event"),
        _to("archived"),
        "events.change",
        {EventState.DRAFT, EventState.CLOSED, EventState.CANCELLED},
    ),
    EventEntry(
        N_("Bring back from the archive"), _to("closed"), "events.change", {EventState.ARCHIVED}
    ),
    EventEntry(
        N_("Delete the event"),
        Urls.deletion,
        "events.delete",
        frozenset(EventState) - {EventState.OPEN},
    ),
)

_ARCHIVING: Final = StateQuestion(
    N_("Archive the event?"),
    N_("It leaves the list of events. Its answers stay, and you can bring it back."),
    N_("Archive the event"),
)
EVENT_QUESTIONS: Final[Mapping[tuple[EventState, EventState], StateQuestion]] = {
    (EventState.OPEN, EventState.CLOSED): StateQuestion(
        N_("Close the event?"),
        N_(
            "Its forms take no more answers, from now on. What was sent stays. You can open it again."
        ),
        N_("Close the event"),
    ),
    (EventState.CLOSED, EventState.OPEN): StateQuestion(
        N_("Open the event again?"),
        N_("Its open forms take answers again."),
        N_("Open the event again"),
    ),
    (EventState.CANCELLED, EventState.OPEN): StateQuestion(
        N_("Undo the cancellation?"),
        N_("The event will take place after all, and its open forms take answers again."),
        N_("Undo the cancellation"),
    ),
    (EventState.DRAFT, EventState.ARCHIVED): StateQuestion(
        N_("Archive the event?"),
        N_("It leaves the list of events. It cannot be a draft again."),
        N_("Archive the event"),
    ),
    (EventState.CLOSED, EventState.ARCHIVED): _ARCHIVING,
    (EventState.CANCELLED, EventState.ARCHIVED): _ARCHIVING,
    (EventState.ARCHIVED, EventState.CLOSED): StateQuestion(
        N_("Bring the event back?"),
        N_("It stands in the list of events again, closed."),
        N_("Bring back from the archive"),
    ),
}
"""The question before each step of the lifecycle."""

FORM_QUESTIONS: Final[Mapping[FormState, StateQuestion]] = {
    FormState.CLOSED: StateQuestion(
        N_("Close the form?"),
        N_("It takes no more answers, from now on. What was sent stays. You can open it again."),
        N_("Close the form"),
    ),
    FormState.OPEN: StateQuestion(
        N_("Open the form again?"),
        N_("It takes answers again while its event is open."),
        N_("Open the form again"),
    ),
}


def event_menu(actor: Actor, urls: Urls, event: Event) -> list[MenuLink]:
    """Return what this actor may do to the event in its state."""
    return [
        MenuLink(entry.label, entry.address(urls, event.id))
        for entry in EVENT_MENU
        if event.state in entry.states and actor.may(entry.permission, event)
    ]


def form_menu(actor: Actor, urls: Urls, event: Event, record: FormRecord) -> list[MenuLink]:
    """Return what this actor may do to a form of the event in its state."""
    moves = {FormState.OPEN: FormState.CLOSED, FormState.CLOSED: FormState.OPEN}
    to = moves.get(record.state)
    if to is None or not actor.may("forms.change", event):
        return []
    address = urls.form_state(record.event, record.name, to)
    return [MenuLink(FORM_QUESTIONS[to].button, address)]
