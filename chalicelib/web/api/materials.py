"""Materials of an event that are files: uploaded, removed."""

from typing import TYPE_CHECKING

from chalicelib.actions import materials
from chalicelib.domain.events.materials import AnnouncedMaterial, MaterialTitle
from chalicelib.forms.intake.envelope import read_model
from chalicelib.web.api import caller, preconditions
from chalicelib.web.api.operation import Content, Operation, describe
from chalicelib.web.reply import Reply, json_reply
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
        id="announce_material",
        tag="Events",
        summary="Announce a large material of an event",
        description=(
            "For files of up to 50 MB. Then send `fields` and, last, the file as `file` to `url` as `multipart/form-data`; "
            "after a 204 (or 201), `finish_material` makes it a material. Nobody sees the file before. It waits for a week. "
            "`size` is in bytes, exactly that of the file."
        ),
        sends=(
            Content(
                model="chalicelib.domain.events.materials:AnnouncedMaterial",
                example={"name": "Баяндама.pptx", "size": 18_320_411},
            ),
        ),
        answers={
            201: (
                "Where and how to send it.",
                (Content(model="chalicelib.domain.uploads:UploadGrant"),),
            ),
        },
        action=materials.announce_material,
    )
)
def announce(request: Request, services: "Services", *, event: str) -> Reply:
    """POST /events/{event}/material-uploads."""
    actor = caller.organiser(request, services)
    announced = read_model(AnnouncedMaterial, request.body)
    grant = materials.announce_material(services, actor, event, announced)
    return json_reply(grant, status=201)


@describe(
    Operation(
        id="finish_material",
        tag="Events",
        summary="Make an uploaded file a material of an event",
        description=(
            "The content must be what the name says. The file takes the place of one of the same name, whose title it "
            "keeps. The same again changes nothing more."
        ),
        sends=(
            Content(
                model="chalicelib.domain.events.materials:MaterialTitle",
                example={"title": {"kk": "Баяндама", "ru": "Доклад"}},
            ),
        ),
        answers={200: ("The event with the file among its materials.", (_EVENT,))},
        action=materials.finish_material,
    )
)
def finish(request: Request, services: "Services", *, event: str, upload: str) -> Reply:
    """POST /events/{event}/material-uploads/{upload}."""
    actor = caller.organiser(request, services)
    title = read_model(MaterialTitle, request.body).title
    changed = materials.finish_material(services, actor, event, upload, title=title)
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
