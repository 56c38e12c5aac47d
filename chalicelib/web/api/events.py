"""Events: list, create, show and change them."""

from typing import TYPE_CHECKING, Final

from chalicelib.actions import events
from chalicelib.domain.event_pages import EventFilter
from chalicelib.domain.events import EventKind, EventState
from chalicelib.web.api import caller, parameters, preconditions
from chalicelib.web.api.operation import Content, Operation, describe
from chalicelib.web.reply import Reply, json_reply
from chalicelib.web.request import Request

if TYPE_CHECKING:
    from chalicelib.actions.services import Services

_STATE: Final = parameters.member("state", EventState, "Only events in this state.")
_KIND: Final = parameters.member("kind", EventKind, "Only events of this kind.")
_SERIES: Final = parameters.text("series", "Only events of the series with this id.")
_WITHOUT: Final = parameters.languages(
    "without",
    "Languages in which texts may be missing when the event opens, with commas between them. Those in which some are "
    "missing become `incomplete_languages`.",
)
_EVENT = Content(model="chalicelib.domain.events:Event")
_NEW = Content(
    model="chalicelib.domain.events:Event",
    example={
        "id": "round-table",
        "kind": "round_table",
        "title": {"kk": "Дөңгелек үстел", "ru": "Круглый стол", "en": "Round table"},
        "starts_at": "2026-06-13T10:00:00+05:00",
        "ends_at": "2026-06-13T13:00:00+05:00",
        "categories": [
            {
                "name": "pupil",
                "label": {"kk": "Оқушы", "en": "Pupil"},
                "capacity": 30,
                "minor": True,
            }
        ],
    },
)


@describe(
    Operation(
        id="list_events",
        tag="Events",
        summary="List the events",
        description="Page by page. Organisers see drafts and archived events as well.",
        who="either",
        query=(_STATE, _KIND, _SERIES, parameters.CURSOR, parameters.LIMIT),
        answers={
            200: (
                "One page of the events, the latest first.",
                (Content(model="chalicelib.domain.event_pages:EventPage"),),
            )
        },
        action=events.page_events,
    )
)
def list_all(request: Request, services: "Services") -> Reply:
    """GET /events."""
    actor = caller.actor(request, services)
    shown = EventFilter(
        state=_STATE.read(request), kind=_KIND.read(request), series=_SERIES.read(request)
    )
    cursor, limit = parameters.CURSOR.read(request), parameters.page_size(request)
    return json_reply(events.page_events(services, actor, shown, cursor=cursor, limit=limit))


@describe(
    Operation(
        id="create_event",
        tag="Events",
        summary="Create an event",
        description=(
            "As a draft or, with `state`, open at once. It opens only with its texts in all its languages but those of "
            "`incomplete_languages` or `without`: `errors` name what is missing."
        ),
        sends=(_NEW,),
        query=(_WITHOUT,),
        answers={201: ("The event.", (_EVENT,))},
        action=events.create_event,
    )
)
def create(request: Request, services: "Services") -> Reply:
    """POST /events."""
    actor = caller.organiser(request, services)
    without = _WITHOUT.read(request) or ()
    event = events.create_event(services, actor, request.body, without=without)
    address = f"{request.prefix}/api/v1/events/{event.id}"
    return preconditions.event_reply(event, status=201, headers={"Location": address})


@describe(
    Operation(
        id="show_event",
        tag="Events",
        summary="Show an event as anyone may see it",
        who="either",
        answers={200: ("The event.", (_EVENT,))},
    )
)
def show(request: Request, services: "Services", *, event: str) -> Reply:
    """GET /events/{event}."""
    return preconditions.event_reply(
        events.show_event(services, caller.actor(request, services), event)
    )


@describe(
    Operation(
        id="change_event",
        tag="Events",
        summary="Change an event",
        description=(
            "A JSON merge patch (RFC 7386); `state` moves the event through its life. It opens for the first time only with "
            "its texts, and those of its forms, in all its languages but those of `incomplete_languages` or `without`."
        ),
        query=(_WITHOUT,),
        sends=(
            Content("application/merge-patch+json", "chalicelib.web.api.models:EventPatch"),
            Content("application/json", "chalicelib.web.api.models:EventPatch", {"state": "open"}),
        ),
        headers={"If-Match": preconditions.IF_MATCH},
        answers={200: ("The event after the change.", (_EVENT,))},
        action=events.change_event,
    )
)
def change(request: Request, services: "Services", *, event: str) -> Reply:
    """PATCH /events/{event}."""
    actor = caller.organiser(request, services)
    changed = events.change_event(
        services,
        actor,
        event,
        request.body,
        revisions=preconditions.revisions(request),
        without=_WITHOUT.read(request) or (),
    )
    return preconditions.event_reply(changed)
