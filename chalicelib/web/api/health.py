"""Whether this deployment works, for monitors."""

from typing import TYPE_CHECKING

from chalicelib.actions import health
from chalicelib.web.api.operation import Content, Operation, describe
from chalicelib.web.reply import Reply, json_reply
from chalicelib.web.request import Request

if TYPE_CHECKING:
    from chalicelib.actions.services import Services


@describe(
    Operation(
        id="check_health",
        tag="Description",
        summary="Say whether Pikir works",
        description="Reads one item of the database and writes nothing. 503 means that the database does not answer.",
        who="anyone",
        answers={200: ("It works.", (Content(model="chalicelib.actions.health:Health"),))},
        action=health.check_health,
    )
)
def show(request: Request, services: "Services") -> Reply:  # noqa: ARG001 -- every handler's signature
    """GET /healthz."""
    return json_reply(health.check_health(services))
