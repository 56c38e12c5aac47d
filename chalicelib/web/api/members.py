"""Members: list, invite, show, change and remove them. For owners."""

from typing import TYPE_CHECKING

from chalicelib.actions import members
from chalicelib.domain.members import Invitation, MemberChange
from chalicelib.forms.intake.envelope import read_model
from chalicelib.web.api import caller
from chalicelib.web.api.operation import Content, Operation, describe
from chalicelib.web.reply import Reply, json_reply, no_content
from chalicelib.web.request import Request

if TYPE_CHECKING:
    from chalicelib.actions.services import Services

_MEMBER = Content(model="chalicelib.domain.members:Member")
_ROLES = [{"role": "answers_reader", "scope": "event:round-table"}]


@describe(
    Operation(
        id="list_members",
        tag="Members",
        summary="List the members",
        answers={
            200: ("The members.", (Content(model="chalicelib.domain.members:MemberList"),)),
        },
    )
)
def list_all(request: Request, services: "Services") -> Reply:
    """GET /members."""
    return json_reply(members.list_members(services, caller.organiser(request, services)))


@describe(
    Operation(
        id="invite_member",
        tag="Members",
        summary="Invite a colleague",
        description="They get a letter, and may sign in at once. The same invitation again within minutes sends none.",
        sends=(
            Content(
                model="chalicelib.domain.members:Invitation",
                example={"email": "aigul@example.kz", "name": "Айгүл", "roles": _ROLES},
            ),
        ),
        answers={201: ("The new member.", (_MEMBER,))},
        action=members.invite_member,
    )
)
def invite(request: Request, services: "Services") -> Reply:
    """POST /members."""
    actor = caller.organiser(request, services)
    invitation = read_model(Invitation, request.body)
    return json_reply(members.invite_member(services, actor, invitation), status=201)


@describe(
    Operation(
        id="get_member",
        tag="Members",
        summary="Show a member",
        answers={200: ("The member.", (_MEMBER,))},
    )
)
def show(request: Request, services: "Services", *, member: str) -> Reply:
    """GET /members/{member}."""
    actor = caller.organiser(request, services)
    return json_reply(members.show_member(services, actor, member))


@describe(
    Operation(
        id="change_member",
        tag="Members",
        summary="Change a member's name or roles",
        description="`roles` take the place of all that the member has; what is left out stays.",
        sends=(Content(model="chalicelib.domain.members:MemberChange", example={"roles": _ROLES}),),
        answers={200: ("The member after the change.", (_MEMBER,))},
        action=members.change_member,
    )
)
def change(request: Request, services: "Services", *, member: str) -> Reply:
    """PATCH /members/{member}."""
    actor = caller.organiser(request, services)
    body = read_model(MemberChange, request.body)
    return json_reply(members.change_member(services, actor, member, body))


@describe(
    Operation(
        id="resend_invitation",
        tag="Members",
        summary="Send an invitation again",
        description="For a member who has never signed in. Within ten minutes of the last letter it sends none.",
        answers={200: ("The member, with the time of the last letter.", (_MEMBER,))},
        action=members.resend_invitation,
    )
)
def resend_invitation(request: Request, services: "Services", *, member: str) -> Reply:
    """POST /members/{member}/invitation."""
    actor = caller.organiser(request, services)
    return json_reply(members.resend_invitation(services, actor, member))


@describe(
    Operation(
        id="remove_member",
        tag="Members",
        summary="Remove a member",
        description="Their sessions and tokens end at once. Removing somebody who is gone is no mistake.",
        answers={204: ("They have no access any more.", ())},
        action=members.remove_member,
    )
)
def remove(request: Request, services: "Services", *, member: str) -> Reply:
    """DELETE /members/{member}."""
    members.remove_member(services, caller.organiser(request, services), member)
    return no_content()
