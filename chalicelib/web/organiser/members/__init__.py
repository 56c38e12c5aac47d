"""The colleagues: who has access in which role, inviting, changing and removing them. For owners."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.actions import members
from chalicelib.domain.members import Invitation, MemberChange
from chalicelib.web import i18n
from chalicelib.web.organiser import session
from chalicelib.web.organiser.members.member_form import (
    MemberForm,
    read_member_form,
    refuse_unchosen,
    with_messages,
)
from chalicelib.web.organiser.members.pages import (
    describe_member,
    invitation_page,
    member_page,
    removal_page,
)
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from collections.abc import Callable

    from chalicelib.actions.services import Services
    from chalicelib.web.organiser.session import ConsoleSession
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request


@handler
def index(request: Request, services: Services) -> Reply:
    """List the members."""
    console = session.enter(request, services)
    found = members.list_members(services, console.actor).members
    titles = members.list_scopes(services, console.actor, request.language)
    lines = [describe_member(member, titles, request.language) for member in found]
    return console.settings_page("organiser/members.html", request, tab="members", members=lines)


@handler
def ask(request: Request, services: Services) -> Reply:
    """Show the form that invites a colleague."""
    console = session.enter(request, services)
    return invitation_page(request, services, console, MemberForm(language=request.language))


@handler
def invite(request: Request, services: Services) -> Reply:
    """Invite a colleague, or show the form again with all that is wrong."""
    console, _ = session.act(request, services)
    form = read_member_form(request)
    try:
        refuse_unchosen(form)
        invitation = Invitation(
            email=form.email,
            name=form.name,
            language=i18n.parse_language(form.language) or request.language,
            roles=form.given_roles(),
        )
        members.invite_member(services, console.actor, invitation)
    except (errors.RequestRefused, errors.MemberExists) as refusal:
        wrong = with_messages(form, refusal, request.language)
        return invitation_page(request, services, console, wrong, status=refusal.status)
    return console.redirect(Urls(request.prefix).members(), notice="member.invited")


@handler
def show(request: Request, services: Services, *, member: str) -> Reply:
    """Show a member with their roles."""
    return member_page(request, services, session.enter(request, services), member, MemberForm())


@handler
def give_role(request: Request, services: Services, *, member: str) -> Reply:
    """Give a member a role, or show the form again with what is wrong."""
    console, _ = session.act(request, services)
    form = read_member_form(request)

    def act() -> None:
        refuse_unchosen(form)
        members.give_roles(services, console.actor, member, form.given_roles())

    return _change(request, services, console, member, form, act)


@handler
def take_role(request: Request, services: Services, *, member: str) -> Reply:
    """Take a role from a member; the last one stays."""
    console, fields = session.act(request, services)

    def act() -> None:
        members.take_role(services, console.actor, member, fields.get("scope", ""))

    return _change(request, services, console, member, MemberForm(), act)


@handler
def rename(request: Request, services: Services, *, member: str) -> Reply:
    """Change a member's name."""
    console, fields = session.act(request, services)
    form = MemberForm(name=fields.get("name", ""))

    def act() -> None:
        members.change_member(services, console.actor, member, MemberChange(name=form.name))

    return _change(request, services, console, member, form, act)


@handler
def resend_invitation(request: Request, services: Services, *, member: str) -> Reply:
    """Send a member the invitation again."""
    console, _ = session.act(request, services)

    def act() -> None:
        members.resend_invitation(services, console.actor, member)

    form, notice = MemberForm(), "member.invited_again"
    return _change(request, services, console, member, form, act, notice=notice)


@handler
def ask_to_remove(request: Request, services: Services, *, member: str) -> Reply:
    """Ask before a member is removed."""
    console = session.enter(request, services)
    return removal_page(request, services, console, member)


@handler
def remove(request: Request, services: Services, *, member: str) -> Reply:
    """Remove a member; their sessions and tokens end at once."""
    console, _ = session.act(request, services)
    try:
        members.remove_member(services, console.actor, member)
    except errors.Conflict as refusal:
        message = i18n.localize(refusal, request.language)
        return removal_page(request, services, console, member, message, status=refusal.status)
    return console.redirect(Urls(request.prefix).members(), notice="member.removed")


def _change(
    request: Request,
    services: Services,
    console: ConsoleSession,
    member: str,
    form: MemberForm,
    act: Callable[[], None],
    *,
    notice: str = "member.changed",
) -> Reply:
    """Do ``act`` and lead back to the member, or show the page again with what was typed and what is wrong."""
    try:
        act()
    except (errors.RequestRefused, errors.Conflict) as refusal:
        wrong = with_messages(form, refusal, request.language)
        return member_page(request, services, console, member, wrong, status=refusal.status)
    return console.redirect(Urls(request.prefix).member(member), notice=notice)
