"""Organisers' API tokens."""

from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.actions import access
from chalicelib.web.api import caller, document
from chalicelib.web.api.models import TokenName
from chalicelib.web.api.operation import Content, Operation, described
from chalicelib.web.reply import Reply, json_reply, no_content
from chalicelib.web.request import Request

if TYPE_CHECKING:
    from chalicelib.actions.world import World


@described(
    Operation(
        summary="List the API tokens",
        answers={200: ("The tokens.", (Content(model="chalicelib.web.api.models:Tokens"),))},
    )
)
def list_all(request: Request, world: "World") -> Reply:
    """GET /tokens."""
    actor = caller.organiser(request, world)
    return json_reply({"tokens": access.list_tokens(world, actor)})


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
def create(request: Request, world: "World") -> Reply:
    """POST /tokens."""
    actor = caller.organiser(request, world)
    asked = document.read(TokenName, request.body)
    made = access.create_token(world, actor, asked.name)
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
def revoke(request: Request, world: "World", *, token: str) -> Reply:
    """DELETE /tokens/{token}."""
    access.revoke_token(world, caller.organiser(request, world), token)
    return no_content()
