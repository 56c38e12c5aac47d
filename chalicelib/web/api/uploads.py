"""Files as answers: sent by anyone before the form, read by organisers."""

from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.actions import uploads
from chalicelib.domain.uploads import AnnouncedFile
from chalicelib.forms.intake.envelope import read_model
from chalicelib.web.api import caller
from chalicelib.web.api.operation import Content, Operation, describe
from chalicelib.web.downloads import reply_of
from chalicelib.web.reply import Reply, json_reply
from chalicelib.web.request import Request

if TYPE_CHECKING:
    from chalicelib.actions.services import Services

_ID = "6b1c9a52-7d0e-4c1e-9f5a-0d7f6a1e2b3c"


@describe(
    Operation(
        id="announce_upload",
        tag="Submissions",
        summary="Announce a file that is an answer",
        description=(
            "Then send `fields` and, last, the file as `file` to `url` as `multipart/form-data`; "
            "after a 204 (or 201), `id` is the answer to the question. The file waits for its "
            "answer for a week. `question` is the answer's path, `photo` or `members[0]/photo`; "
            "`size` is in bytes, 10 MB at most."
        ),
        who="anyone",
        sends=(
            Content(
                model="chalicelib.domain.uploads:AnnouncedFile",
                example={
                    "question": "photo",
                    "name": "Сурет.jpg",
                    "type": "image/jpeg",
                    "size": 183_204,
                },
            ),
        ),
        answers={
            201: (
                "Where and how to send it.",
                (
                    Content(
                        model="chalicelib.domain.uploads:UploadGrant",
                        example={
                            "id": _ID,
                            "url": "https://bucket.s3.eu-central-1.amazonaws.com/",
                            "fields": {"key": f"incoming/round-table/photos/{_ID}"},
                            "expires_at": "2026-06-13T05:30:00.000000Z",
                        },
                    ),
                ),
            ),
        },
        action=uploads.grant_upload,
        refusals=(errors.RequestRefused,),
    )
)
def invite(request: Request, services: "Services", *, event: str, form: str) -> Reply:
    """POST …/uploads."""
    announced = read_model(AnnouncedFile, request.body)
    client = request.client_address(services.settings.client_address_header)
    grant = uploads.grant_upload(services, event, form, announced, client=client)
    return json_reply(grant, status=201)


@describe(
    Operation(
        id="download_upload",
        tag="Submissions",
        summary="Download a file of a registration or a response",
        description="Always as an attachment; larger ones by a link that is valid for five minutes.",
        answers={
            200: ("The file, of the type that it was sent as.", (Content("*/*"),)),
            303: ("Too large for a response: the file is at `Location` for a while.", ()),
        },
    )
)
def read(
    request: Request,
    services: "Services",
    *,
    event: str,
    form: str,
    id: str,  # noqa: A002 -- the name of the path parameter
    upload: str,
) -> Reply:
    """GET …/responses/{id}/files/{upload}."""
    actor = caller.organiser(request, services)
    return reply_of(uploads.read(services, actor, event, form, id, upload))
