"""The pages of members."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from chalicelib.actions import members
from chalicelib.domain.events import DEFAULT_TIME_ZONE
from chalicelib.domain.members import ROLE_LABELS
from chalicelib.locales import LANGUAGES, N_
from chalicelib.web import dates
from chalicelib.web.organiser.members.options import (
    FormOption,
    place_name,
    role_options,
    scope_options,
)
from chalicelib.web.render import LANGUAGE_NAMES, translator

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from chalicelib.actions.services import Services
    from chalicelib.domain.members import Member
    from chalicelib.locales import Language
    from chalicelib.web.organiser.members.member_form import MemberForm
    from chalicelib.web.organiser.session import ConsoleSession
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

_SIGNED_IN: Final = N_("Last signed in: {moment}")
_NEVER: Final = N_("Has not signed in yet")
_INVITED: Final = N_("Invitation sent: {moment}")


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A role of a member in words, and its scope as it is sent."""

    label: str
    place: str
    scope: str


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A member as the page shows them; ``details`` say when they were invited and signed in."""

    id: str
    called: str
    email: str
    roles: Sequence[RoleLine]
    details: str
    is_fixed: bool
    can_be_invited_again: bool


def invitation_page(
    request: Request,
    services: Services,
    console: ConsoleSession,
    form: MemberForm,
    *,
    status: int = 200,
) -> Reply:
    """Render the form that invites a colleague."""
    titles = members.list_scopes(services, console.actor, request.language)
    return console.settings_page(
        "organiser/invitation.html",
        request,
        tab="members",
        status=status,
        form=form,
        roles=role_options(form, request.language),
        scopes=scope_options(form, titles, request.language),
        letter_languages=[
            FormOption(code, LANGUAGE_NAMES[code], is_chosen=code == form.language)
            for code in LANGUAGES
        ],
    )


def member_page(
    request: Request,
    services: Services,
    console: ConsoleSession,
    member_id: str,
    form: MemberForm,
    *,
    status: int = 200,
) -> Reply:
    """Render a member's page; ``form`` holds what was typed there, and its messages."""
    found = members.show_member(services, console.actor, member_id)
    titles = members.list_scopes(services, console.actor, request.language)
    return console.settings_page(
        "organiser/member.html",
        request,
        tab="members",
        status=status,
        member=describe_member(found, titles, request.language),
        name=form.name or found.name,
        form=form,
        roles=role_options(form, request.language),
        scopes=scope_options(form, titles, request.language),
    )


def removal_page(
    request: Request,
    services: Services,
    console: ConsoleSession,
    member_id: str,
    message: str = "",
    *,
    status: int = 200,
) -> Reply:
    """Render the question before a member is removed."""
    found = members.show_member(services, console.actor, member_id)
    return console.settings_page(
        "organiser/member_removal.html",
        request,
        tab="members",
        status=status,
        member=describe_member(found, {}, request.language),
        message=message,
    )


def describe_member(member: Member, titles: Mapping[str, str], language: Language) -> MemberLine:
    """Return a member as the pages show them; ``titles`` are those of the scopes."""
    translate = translator(language)
    roles = [
        RoleLine(
            translate(ROLE_LABELS[entry.role]),
            place_name(entry.scope, titles, language),
            entry.scope,
        )
        for entry in member.roles
    ]
    return MemberLine(
        id=member.id,
        called=member.called,
        email=member.email,
        roles=roles,
        details=" · ".join(_details(member, language)),
        is_fixed=member.is_first_owner,
        can_be_invited_again=member.awaits_sign_in,
    )


def _details(member: Member, language: Language) -> Iterator[str]:
    """Yield when the member signed in last, or when they were last invited."""
    translate = translator(language)

    def tell(message: str, at: datetime) -> str:
        return translate(message, moment=dates.moment(at, DEFAULT_TIME_ZONE, language))

    if member.last_sign_in:
        yield tell(_SIGNED_IN, member.last_sign_in)
        return
    yield translate(_NEVER)
    if member.invitation_sent_at:
        yield tell(_INVITED, member.invitation_sent_at)
