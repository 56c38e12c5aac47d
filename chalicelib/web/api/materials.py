"""Materials of an event that are files: uploaded, removed."""

from typing import TYPE_CHECKING

from chalicelib.actions import materials
from chalicelib.web.api import caller, preconditions
from chalicelib.web.api.operation import Content, Operation, describe
from chalicelib.web.reply import Reply
from chalicelib.web.request import Request
from chalicelib.web.routes import MATERIALS

if TYPE_CHECKING:
    from chalicelib.actions.services import Services

_EVENT = Content(model="chalicelib.domain.events:Event")


@describe(
    Operation(
        id="upload_material",
        tag="Events",
        summary="Upload a material of an event",
        description=(
            "A PDF, DOCX or PPTX document or a picture, 4 MB at most; the name and the content decide what it is. It "
            "takes the place of a file of the same name, whose title it keeps. Titles and the order are changed with "
            "the event. Participants download it from `/materials/{event}/{name}`."
        ),
        sends=tuple(Content(media_type) for media_type in MATERIALS),
        answers={200: ("The event with the file among its materials.", (_EVENT,))},
        action=materials.upload_material,
    )
)
def upload(request: Request, services: "Services", *, event: str, name: str) -> Reply:
    """PUT /events/{event}/materials/{name}."""
    actor = caller.organiser(request, services)
    changed = materials.upload_material(services, actor, event, name, request.body)
    return preconditions.event_reply(changed)


@describe(
    Operation(
        id="remove_material",
        tag="Events",
        summary="Remove an uploaded material of an event",
        answers={200: ("The event without the file.", (_EVENT,))},
        action=materials.remove_material,
    )
)
def remove(request: Request, services: "Services", *, event: str, name: str) -> Reply:
    """DELETE /events/{event}/materials/{name}."""
    actor = caller.organiser(request, services)
    return preconditions.event_reply(materials.remove_material(services, actor, event, name))
