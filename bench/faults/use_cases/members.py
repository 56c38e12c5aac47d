"""Who may sign in, tokens, and what operators do."""

import re
from collections.abc import Iterator
from datetime import timedelta

from bench.faults.use_cases.case import FIRST, NONCE, UseCase
from bench.faults.world import World
from chalicelib import errors
from chalicelib.actions import (
    access,
    members,
    operations,
)
from chalicelib.actions.services import Services
from chalicelib.domain.mail import FailedMail, Mail
from chalicelib.domain.members import Invitation, MemberChange, MemberGrant
from chalicelib.domain.permissions import MemberRole
from tests.actions.photos import EVENT
from tests.actions.setting import (
    ORGANISER,
)

DOOR = MemberGrant(role=MemberRole.DOOR, scope=f"event:{EVENT}")
READER = MemberGrant(role=MemberRole.ANSWERS_READER)


def access_cases() -> Iterator[UseCase]:
    """Yield how people and programs get in."""
    yield UseCase("ask for a sign-in link", lambda s, _: access.send_sign_in_link(s, FIRST, "kk"))
    yield UseCase("sign in", lambda s, w: access.sign_in(s, w.notes["link"], NONCE), _ask_for_link)
    yield UseCase(
        "enter with a session",
        lambda s, w: access.actor_of_session(s, w.notes["cookie"]),
        _sign_in_earlier,
    )
    yield UseCase("sign out", lambda s, w: access.sign_out(s, w.notes["cookie"]), _sign_in_earlier)
    yield UseCase("create a token", lambda s, _: access.create_token(s, ORGANISER, "Site", NONCE))
    yield UseCase("list tokens", lambda s, _: access.list_tokens(s, ORGANISER), _create_token)
    yield UseCase(
        "enter with a token",
        lambda s, w: access.actor_of_token(s, w.notes["secret"]),
        _create_token,
    )
    yield UseCase(
        "revoke a token",
        lambda s, w: access.revoke_token(s, ORGANISER, w.notes["token"]),
        _create_token,
        errors.TokenNotFound,
    )


def on_members() -> Iterator[UseCase]:
    """Yield what owners do with members."""
    yield UseCase("list members", lambda s, _: members.list_members(s, ORGANISER), _invite)
    yield UseCase("invite a member", _invite)
    yield UseCase("change a member", _change_member, _invite)
    yield UseCase(
        "give a role",
        lambda s, w: members.give_roles(s, ORGANISER, w.notes["member"], [READER]),
        _invite,
    )
    yield UseCase(
        "remove a member",
        lambda s, w: members.remove_member(s, ORGANISER, w.notes["member"]),
        _invite,
    )
    yield UseCase("create a token for an event", _create_door_token)


def on_operations() -> Iterator[UseCase]:
    """Yield what operators do."""
    yield UseCase(
        "show operations", lambda s, _: operations.show_operations(s, ORGANISER), _with_failed_mail
    )
    yield UseCase(
        "send a letter again",
        lambda s, w: operations.resend_mail(s, ORGANISER, w.notes["mail"]),
        _with_failed_mail,
        errors.MailNotFound,
    )
    yield UseCase(
        "drop a letter",
        lambda s, w: operations.drop_mail(s, ORGANISER, w.notes["mail"]),
        _with_failed_mail,
        errors.MailNotFound,
    )


def _ask_for_link(services: Services, world: World) -> None:
    access.send_sign_in_link(services, FIRST, "kk")
    before = world.clock() + timedelta(seconds=1)
    link = next(m for m in services.outbox.waiting(before=before) if m.template == "sign_in")
    found = re.search(r"/console/sign-in/([^?]+)", link.parameters["link"])
    if found is None:
        raise ValueError("the mail holds no link")
    world.notes["link"] = found[1]


def _sign_in_earlier(services: Services, world: World) -> None:
    _ask_for_link(services, world)
    world.notes["cookie"] = access.sign_in(services, world.notes["link"], NONCE)
    world.clock.forward(minutes=10)  # the session is touched when it is next used


def _create_token(services: Services, world: World) -> None:
    created = access.create_token(services, ORGANISER, "Laptop")
    world.notes.update(token=created.id, secret=created.token)


def _create_door_token(services: Services, _: World) -> object:
    return access.create_token(services, ORGANISER, "Door", NONCE, grant=DOOR.grant)


def _invite(services: Services, world: World) -> None:
    invitation = Invitation(email="aigul@pikir.example", roles=(DOOR,))
    world.notes["member"] = members.invite_member(services, ORGANISER, invitation).id


def _change_member(services: Services, world: World) -> object:
    change_of_both = MemberChange(name="Айгүл", roles=(DOOR, READER))
    return members.change_member(services, ORGANISER, world.notes["member"], change_of_both)


def _with_failed_mail(services: Services, world: World) -> None:
    """The oldest letter was tried six times."""
    mail: Mail = next(services.outbox.waiting(before=world.clock() + timedelta(seconds=1)))
    services.outbox.give_up(FailedMail(mail, "MessageRejected", world.clock()))
    world.notes["mail"] = mail.id
