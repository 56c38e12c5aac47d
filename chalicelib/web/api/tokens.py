"""API tokens: list, create and revoke them."""

from typing import TYPE_CHECKING

from chalicelib.actions import access
from chalicelib.forms.intake.envelope import read_model
from chalicelib.web.api import caller
from chalicelib.web.api.models import TokenName
from chalicelib.web.api.operation import Content, Operation, describe
from chalicelib.web.reply import Reply, json_reply, no_content
from chalicelib.web.request import Request

if TYPE_CHECKING:
    from chalicelib.actions.services import Services


@describe(
    Operation(
        id="list_tokens",
        tag="API tokens",
        summary="List the API tokens",
        answers={200: ("The tokens.", (Content(model="chalicelib.domain.access:TokenList"),))},
    )
)
def list_all(request: Request, services: "Services") -> Reply:
    """GET /tokens."""
    actor = caller.organiser(request, services)
    return json_reply(access.list_tokens(services, actor))


@describe(
    Operation(
        id="create_token",
        tag="API tokens",
        summary="Make an API token",
        description="The answer holds the token itself, this once.",
        sends=(
            Content(model="chalicelib.web.api.models:TokenName", example={"name": "Our own site"}),
        ),
        answers={201: ("The token.", (Content(model="chalicelib.domain.access:CreatedToken"),))},
        action=access.create_token,
    )
)
def create(request: Request, services: "Services") -> Reply:
    """POST /tokens."""
    actor = caller.organiser(request, services)
    body = read_model(TokenName, request.body)
    nonce = str(body.idempotency_key or "")
    return json_reply(access.create_token(services, actor, body.name, nonce), status=201)


@describe(
    Operation(
        id="revoke_token",
        tag="API tokens",
        summary="Revoke an API token",
        answers={204: ("It holds no more.", ())},
    )
)
def revoke(request: Request, services: "Services", *, token: str) -> Reply:
    """DELETE /tokens/{token}."""
    access.revoke_token(services, caller.organiser(request, services), token)
    return no_content()
