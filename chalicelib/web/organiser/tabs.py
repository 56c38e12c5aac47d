"""The console's navigation as tables: its areas, an event's tabs, and the pages of the settings.

A new page is one row. A row names the permission that its page asks for, so nobody is shown a tab that
would answer 404.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from chalicelib.locales import N_
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from chalicelib.domain.events import Event
    from chalicelib.domain.permissions import Actor, Permission


@dataclass(frozen=True, slots=True)
class Tab:
    """A page that the navigation leads to; ``address`` takes an event's id if it is an event's tab.

    Whoever has the permission ``instead`` is led to a page that shows all of this one, and more.
    """

    name: str
    label: str
    address: Callable[..., str]
    permission: Permission
    instead: Permission | None = None


@dataclass(frozen=True, slots=True)
class TabLink:
    """A tab as a page shows it; ``label`` is a message id."""

    name: str
    label: str
    address: str


EVENT_TABS: Final[Sequence[Tab]] = (
    Tab("overview", N_("Overview"), Urls.console_event, "events.read"),
    Tab("forms", N_("Forms"), Urls.event_forms, "events.read"),
    Tab("people", N_("People"), Urls.people, "submissions.list"),
    Tab(
        "names",
        N_("Names and places"),
        Urls.names,
        "registrations.names",
        instead="submissions.list",
    ),
    Tab("answers", N_("Answers"), Urls.event_answers, "submissions.list"),
    Tab("record", N_("Record"), Urls.record, "records.read"),
    Tab("proposals", N_("Proposals"), Urls.proposals, "proposals.read"),
    Tab("report", N_("Event report"), Urls.report, "summaries.read"),
    Tab("settings", N_("Settings"), Urls.event_settings, "events.change"),
    Tab("sharing", N_("Sharing"), Urls.sharing, "events.share"),
)
"""An event's pages, in the order of the work. Their heading is the label, the overview's the event's title."""

SETTINGS_TABS: Final[Sequence[Tab]] = (
    Tab("members", N_("Colleagues"), Urls.members, "members.manage"),
    Tab("tokens", N_("API tokens"), Urls.tokens, "tokens.manage"),
    Tab("audit", N_("Audit log"), Urls.audit, "audit.read"),
    Tab("operations", N_("Operations"), Urls.operations, "operations.manage"),
)
"""What belongs to no event."""


def event_tabs(actor: Actor, urls: Urls, event: Event) -> list[TabLink]:
    """Return the tabs of that event which the actor may open."""
    return [
        TabLink(tab.name, tab.label, tab.address(urls, event.id))
        for tab in EVENT_TABS
        if actor.may(tab.permission, event) and not (tab.instead and actor.may(tab.instead, event))
    ]


def settings_tabs(actor: Actor, urls: Urls) -> list[TabLink]:
    """Return the pages of the settings that the actor may open."""
    return [
        TabLink(tab.name, tab.label, tab.address(urls))
        for tab in SETTINGS_TABS
        if actor.may(tab.permission)
    ]


def area_links(actor: Actor, urls: Urls) -> list[TabLink]:
    """Return the console's areas: the events, and the settings if the actor may open any of their pages."""
    settings = settings_tabs(actor, urls)[:1]
    return [
        TabLink("events", N_("Events"), urls.console()),
        *(TabLink("settings", N_("Settings"), first.address) for first in settings),
    ]
