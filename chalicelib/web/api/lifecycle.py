"""The life of an event beyond its states: what is missing to open it, copies, letters about changes, deletion."""

from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions import copies, deletions, notifications
from chalicelib.forms.intake.envelope import read_model
from chalicelib.web.api import caller, preconditions
from chalicelib.web.api.models import CopyRequest, LetterDecision
from chalicelib.web.api.operation import Content, Operation, describe
from chalicelib.web.reply import Reply, no_content
from chalicelib.web.request import Request

if TYPE_CHECKING:
    from chalicelib.actions.services import Services

_EVENT: Final = Content(model="chalicelib.domain.events:Event")


@describe(
    Operation(
        id="copy_event",
        tag="Events",
        summary="Copy an event",
        description="The copy is a draft with the newest published version of each form, and with all files. "
        "The times of programme, forms and answers move as the start does.",
        sends=(
            Content(
                model="chalicelib.web.api.models:CopyRequest",
                example={
                    "id": "round-table-2027",
                    "starts_at": "2027-06-13T10:00:00+05:00",
                    "ends_at": "2027-06-13T13:00:00+05:00",
                },
            ),
        ),
        answers={201: ("The copy.", (_EVENT,))},
        action=copies.copy_event,
        refusals=(errors.RequestRefused,),
    )
)
def copy(request: Request, services: "Services", *, event: str) -> Reply:
    """POST /events/{event}/copies."""
    actor = caller.organiser(request, services)
    body = read_model(CopyRequest, request.body)
    wanted = copies.EventCopy(body.id, body.starts_at, body.ends_at)
    made = copies.copy_event(services, actor, event, wanted)
    address = f"{request.prefix}/api/v1/events/{made.id}"
    return preconditions.event_reply(made, status=201, headers={"Location": address})


@describe(
    Operation(
        id="decide_letters",
        tag="Events",
        summary="Write to those registered about a change, or not",
        description="While `announced` differs from the event, those registered do not know its time or place, or that "
        "it is cancelled. This writes a letter to each of them, or notes that none is needed.",
        sends=(Content(model="chalicelib.web.api.models:LetterDecision", example={"write": True}),),
        answers={200: ("The event, with nothing left to tell.", (_EVENT,))},
        action=notifications.decide_letters,
        refusals=(errors.RequestRefused,),
    )
)
def decide_letters(request: Request, services: "Services", *, event: str) -> Reply:
    """POST /events/{event}/letters."""
    actor = caller.organiser(request, services)
    body = read_model(LetterDecision, request.body)
    told = notifications.decide_letters(services, actor, event, write=body.write)
    return preconditions.event_reply(told)


@describe(
    Operation(
        id="delete_event",
        tag="Events",
        summary="Delete an event with everything of it",
        description="Only a draft, or an event that is not open and whose answers were all erased.",
        headers={"If-Match": preconditions.IF_MATCH},
        answers={204: ("There is no such event any more.", ())},
        action=deletions.delete_event,
    )
)
def delete(request: Request, services: "Services", *, event: str) -> Reply:
    """DELETE /events/{event}."""
    actor = caller.organiser(request, services)
    deletions.delete_event(services, actor, event, revisions=preconditions.revisions(request))
    return no_content()
