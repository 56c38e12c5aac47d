"""Files attached to a form: lists of choices, pictures, recordings, films."""

from typing import TYPE_CHECKING

from chalicelib.actions import form_files
from chalicelib.domain.form_files import FormFileList, FormFileView
from chalicelib.web.api import caller
from chalicelib.web.api.models import AttachedFile
from chalicelib.web.api.operation import Content, Operation, describe
from chalicelib.web.downloads import reply_of
from chalicelib.web.reply import Reply, json_reply, no_content
from chalicelib.web.request import Request
from chalicelib.web.routes import ATTACHED

if TYPE_CHECKING:
    from chalicelib.actions.services import Services


@describe(
    Operation(
        id="attach_file",
        tag="Files of a form",
        summary="Attach a file to a form",
        description=(
            "Takes the place of one of the same name; 4 MB at most. A list (CSV in UTF-8 with commas, "
            "semicolons or tabs; XML; GeoJSON) becomes the choices of `select_one_from_file` and "
            "`select_multiple_from_file` in the draft: columns `name` and `label`, in GeoJSON `id` and "
            "`title`, or those that the question's `parameters` name. What it is, its name and content say. "
            "Published versions keep what they were published with."
        ),
        sends=tuple(Content(media_type) for media_type in ATTACHED),
        answers={
            200: (
                "The file, and what is worth a warning.",
                (Content(model="chalicelib.web.api.models:AttachedFile"),),
            )
        },
        action=form_files.attach_file,
    )
)
def attach(request: Request, services: "Services", *, event: str, form: str, name: str) -> Reply:
    """PUT …/files/{name}."""
    actor = caller.organiser(request, services)
    attached = form_files.attach_file(services, actor, event, form, name, request.body)
    return json_reply(AttachedFile.of_attached(attached, request.language))


@describe(
    Operation(
        id="list_files",
        tag="Files of a form",
        summary="List the files attached to a form",
        answers={
            200: ("Its files.", (Content(model="chalicelib.domain.form_files:FormFileList"),))
        },
    )
)
def list_all(request: Request, services: "Services", *, event: str, form: str) -> Reply:
    """GET …/files."""
    found = form_files.list_files(services, caller.organiser(request, services), event, form)
    return json_reply(FormFileList(files=tuple(FormFileView.of(file) for file in found)))


@describe(
    Operation(
        id="download_file",
        tag="Files of a form",
        summary="Download a file attached to a form",
        answers={200: ("The file as it was sent.", (Content("*/*"),))},
    )
)
def read(request: Request, services: "Services", *, event: str, form: str, name: str) -> Reply:
    """GET …/files/{name}."""
    actor = caller.organiser(request, services)
    return reply_of(form_files.read_file(services, actor, event, form, name))


@describe(
    Operation(
        id="detach_file",
        tag="Files of a form",
        summary="Detach a file from a form",
        description="The draft loses its choices; published versions keep what they have.",
        answers={204: ("It is attached no more.", ())},
        action=form_files.remove_file,
    )
)
def remove(request: Request, services: "Services", *, event: str, form: str, name: str) -> Reply:
    """DELETE …/files/{name}."""
    form_files.remove_file(services, caller.organiser(request, services), event, form, name)
    return no_content()
