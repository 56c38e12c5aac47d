"""Organisers' API tokens."""

from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.actions import access
from chalicelib.web.api import caller, json_body
from chalicelib.web.api.models import TokenName
from chalicelib.web.api.operation import Content, Operation, described
from chalicelib.web.reply import Reply, json_reply, no_content
from chalicelib.web.request import Request

if TYPE_CHECKING:
    from chalicelib.actions.services import Services


@described(
    Operation(
        summary="List the API tokens",
        answers={200: ("The tokens.", (Content(model="chalicelib.web.api.models:Tokens"),))},
    )
)
def list_all(request: Request, services: "Services") -> Reply:
    """GET /tokens."""
    actor = caller.organiser(request, services)
    return json_reply({"tokens": access.list_tokens(services, actor)})


@described(
    Operation(
        summary="Make an API token",
        description="The answer holds the token itself, this once.",
        sends=(
            Content(model="chalicelib.web.api.models:TokenName", example={"name": "Our own site"}),
        ),
        answers={201: ("The token.", (Content(model="chalicelib.web.api.models:NewToken"),))},
        refusals=(errors.RequestRefused,),
    )
)
def create(request: Request, services: "Services") -> Reply:
    """POST /tokens."""
    actor = caller.organiser(request, services)
    asked = json_body.read(TokenName, request.body)
    made = access.create_token(services, actor, asked.name)
    about = made.about
    return json_reply(
        {
            "id": about.id,
            "name": about.name,
            "owner": about.owner,
            "last_four": about.last_four,
            "created_at": about.created_at,
            "token": made.token,
        },
        status=201,
    )


@described(
    Operation(
        summary="Revoke an API token",
        answers={204: ("It holds no more.", ())},
    )
)
def revoke(request: Request, services: "Services", *, token: str) -> Reply:
    """DELETE /tokens/{token}."""
    access.revoke_token(services, caller.organiser(request, services), token)
    return no_content()
