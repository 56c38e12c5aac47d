"""Starting points: an event with its forms, categories and the outline of a programme, made of a title and a time."""

from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions import new_events
from chalicelib.domain.events.starting_points import StartingPoint
from chalicelib.forms.intake.envelope import read_model
from chalicelib.web.api import caller, preconditions
from chalicelib.web.api.models import StartedEvent
from chalicelib.web.api.operation import Content, Operation, describe
from chalicelib.web.reply import Reply
from chalicelib.web.request import Request

if TYPE_CHECKING:
    from chalicelib.actions.services import Services

_EVENT: Final = Content(model="chalicelib.domain.events:Event")


@describe(
    Operation(
        id="start_event",
        tag="Events",
        summary="Create an event from a starting point",
        description=(
            "A draft of that kind with its forms published, its categories and the outline of its programme, in each of its "
            "`languages`: those of the title, where none are named. The forms open and close at the usual times. The same "
            "request again makes no second event."
        ),
        sends=(
            Content(
                model="chalicelib.web.api.models:StartedEvent",
                example={
                    "title": {"kk": "Дөңгелек үстел", "ru": "Круглый стол"},
                    "starts_at": "2026-06-13T10:00:00+05:00",
                    "ends_at": "2026-06-13T13:00:00+05:00",
                },
            ),
        ),
        answers={201: ("The event.", (_EVENT,))},
        action=new_events.start_event,
        refusals=(errors.RequestRefused,),
    )
)
def start_event(request: Request, services: "Services", *, start: str) -> Reply:
    """POST /starting-points/{start}/events."""
    actor = caller.organiser(request, services)
    if start not in list(StartingPoint):
        raise errors.PageNotFound
    body = read_model(StartedEvent, request.body)
    document = body.model_dump(mode="json", exclude_none=True, exclude={"languages", "series"})
    new = new_events.NewEvent(
        StartingPoint(start), body.languages or tuple(body.title), document, "", body.series or ""
    )
    event = new_events.start_event(services, actor, new)
    address = f"{request.prefix}/api/v1/events/{event.id}"
    return preconditions.event_reply(event, status=201, headers={"Location": address})
