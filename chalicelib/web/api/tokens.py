"""API tokens: list, create and revoke them."""

from typing import TYPE_CHECKING

from chalicelib.actions import access
from chalicelib.forms.intake.envelope import read_model
from chalicelib.web.api import caller
from chalicelib.web.api.models import NewToken
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
        answers={200: ("The tokens.", (Content(model="chalicelib.domain.tokens:TokenList"),))},
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
        description=(
            "The answer holds the token itself, this once. It permits what its `role` permits within its `scope`, and "
            "never more than its owner may do; left out, they are `owner` of `everything`. After `expires_at` it ends."
        ),
        sends=(
            Content(
                model="chalicelib.web.api.models:NewToken",
                example={"name": "Our own site", "role": "summaries_reader"},
            ),
        ),
        answers={201: ("The token.", (Content(model="chalicelib.domain.tokens:CreatedToken"),))},
        action=access.create_token,
    )
)
def create(request: Request, services: "Services") -> Reply:
    """POST /tokens."""
    actor = caller.organiser(request, services)
    body = read_model(NewToken, request.body)
    nonce = str(body.idempotency_key or "")
    token = access.create_token(
        services, actor, body.name, nonce, grant=body.grant, expires_at=body.expires_at
    )
    return json_reply(token, status=201)


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
