"""What whoever runs Pikir must see: letters that could not be sent, scheduled work, the version."""

from typing import TYPE_CHECKING

from chalicelib.actions import operations
from chalicelib.web.api import caller
from chalicelib.web.api.operation import Content, Operation, describe
from chalicelib.web.reply import Reply, json_reply, no_content
from chalicelib.web.request import Request

if TYPE_CHECKING:
    from chalicelib.actions.services import Services


@describe(
    Operation(
        id="show_operations",
        tag="Operations",
        summary="Show scheduled work, letters that could not be sent, and the version",
        answers={
            200: ("The state.", (Content(model="chalicelib.actions.operations:OperationsView"),))
        },
        action=operations.show_operations,
    )
)
def show(request: Request, services: "Services") -> Reply:
    """GET /operations."""
    actor = caller.organiser(request, services)
    return json_reply(operations.show_operations(services, actor))


@describe(
    Operation(
        id="resend_mail",
        tag="Operations",
        summary="Send a letter again that could not be sent",
        answers={204: ("It waits to be sent.", ())},
        action=operations.resend_mail,
    )
)
def resend(request: Request, services: "Services", *, mail: str) -> Reply:
    """POST /operations/mails/{mail}/resend."""
    operations.resend_mail(services, caller.organiser(request, services), mail)
    return no_content()


@describe(
    Operation(
        id="drop_mail",
        tag="Operations",
        summary="Delete a letter that could not be sent",
        answers={204: ("It is deleted.", ())},
        action=operations.drop_mail,
    )
)
def drop(request: Request, services: "Services", *, mail: str) -> Reply:
    """DELETE /operations/mails/{mail}."""
    operations.drop_mail(services, caller.organiser(request, services), mail)
    return no_content()
