"""The colleagues: who has access in which role, inviting, changing and removing them. For owners."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions import members
from chalicelib.domain.events import DEFAULT_TIME_ZONE
from chalicelib.domain.members import (
    ROLE_LABELS,
    Invitation,
    Member,
    MemberChange,
    MemberGrant,
    problem,
)
from chalicelib.domain.permissions import EVERYTHING, MemberRole
from chalicelib.locales import LANGUAGES, N_
from chalicelib.web import dates, i18n
from chalicelib.web.organiser import session
from chalicelib.web.render import LANGUAGE_NAMES, translator
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.locales import Language
    from chalicelib.web.organiser.session import ConsoleSession
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

ROLE_HINTS: Final[Mapping[MemberRole, str]] = {
    MemberRole.OWNER: N_("May do everything, and manages colleagues, settings and API tokens."),
    MemberRole.ORGANISER: N_(
        "Creates and changes events and forms, reads, corrects and erases answers."
    ),
    MemberRole.ANSWERS_READER: N_("Reads and downloads all answers, changes nothing."),
    MemberRole.SUMMARIES_READER: N_(
        "Sees figures only, never a single answer. Small groups stay hidden."
    ),
    MemberRole.DOOR: N_("Sees the names and places of those registered, nothing else."),
}
_ALL_EVENTS: Final = N_("All events")
_SERIES: Final = N_("Series: {title}")
_SIGNED_IN: Final = N_("Last signed in: {moment}")
_NEVER: Final = N_("Has not signed in yet")
_SCOPE: Final = re.compile(r"everything|(series|event):[a-z0-9][a-z0-9-]{1,62}[a-z0-9]")


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


@dataclass(frozen=True, slots=True)
class FormOption:
    """An option of the form."""

    value: str
    label: str
    hint: str = ""
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class MemberForm:
    """What was typed, and the message beside each field."""

    email: str = ""
    name: str = ""
    language: str = ""
    role: str = ""
    scopes: frozenset[str] = frozenset()
    messages: Mapping[str, str] = field(default_factory=dict)

    @property
    def problems(self) -> Sequence[tuple[str, str]]:
        """Each message with the field that the summary's link leads to."""
        return [(_FIELD_IDS[name], text) for name, text in self.messages.items()]

    def given_roles(self) -> tuple[MemberGrant, ...]:
        """Return the chosen role within each chosen scope; everything includes all others."""
        if not self.role:
            return ()
        everything = str(EVERYTHING)
        scopes = [everything] if everything in self.scopes else sorted(self.scopes)
        return tuple(MemberGrant(role=MemberRole(self.role), scope=scope) for scope in scopes)


_FIELD_IDS: Final[Mapping[str, str]] = {
    "email": "email",
    "name": "name",
    "role": f"role-{MemberRole.OWNER}",
    "scope": f"scope-{EVERYTHING}",
}


@handler
def index(request: Request, services: Services) -> Reply:
    """List the members."""
    console = session.enter(request, services)
    found = members.list_members(services, console.actor).members
    titles = members.list_scopes(services, console.actor, request.language)
    lines = [_line(member, titles, request.language) for member in found]
    return console.settings_page("organiser/members.html", request, tab="members", members=lines)


@handler
def ask(request: Request, services: Services) -> Reply:
    """Show the form that invites a colleague."""
    console = session.enter(request, services)
    return _invitation_page(request, services, console, MemberForm(language=request.language))


@handler
def invite(request: Request, services: Services) -> Reply:
    """Invite a colleague, or show the form again with all that is wrong."""
    console, _ = session.act(request, services)
    form = read_member_form(request)
    try:
        _refuse_unchosen(form)
        invitation = Invitation(
            email=form.email,
            name=form.name,
            language=_letter_language(form, request),
            roles=form.given_roles(),
        )
        members.invite_member(services, console.actor, invitation)
    except (errors.RequestRefused, errors.MemberExists) as refusal:
        wrong = _with_messages(form, refusal, request.language)
        return _invitation_page(request, services, console, wrong, status=refusal.status)
    return console.redirect(Urls(request.prefix).members(), notice="member.invited")


@handler
def show(request: Request, services: Services, *, member: str) -> Reply:
    """Show a member with their roles."""
    return _member_page(request, services, session.enter(request, services), member, MemberForm())


@handler
def give_role(request: Request, services: Services, *, member: str) -> Reply:
    """Give a member a role, or show the form again with what is wrong."""
    console, _ = session.act(request, services)
    form = read_member_form(request)
    try:
        _refuse_unchosen(form)
        members.give_roles(services, console.actor, member, form.given_roles())
    except (errors.RequestRefused, errors.Conflict) as refusal:
        wrong = _with_messages(form, refusal, request.language)
        return _member_page(request, services, console, member, wrong, status=refusal.status)
    return console.redirect(Urls(request.prefix).member(member), notice="member.changed")


@handler
def take_role(request: Request, services: Services, *, member: str) -> Reply:
    """Take a role from a member; the last one stays."""
    console, fields = session.act(request, services)
    try:
        members.take_role(services, console.actor, member, fields.get("scope", ""))
    except (errors.RequestRefused, errors.Conflict) as refusal:
        wrong = _with_messages(MemberForm(), refusal, request.language)
        return _member_page(request, services, console, member, wrong, status=refusal.status)
    return console.redirect(Urls(request.prefix).member(member), notice="member.changed")


@handler
def rename(request: Request, services: Services, *, member: str) -> Reply:
    """Change a member's name."""
    console, fields = session.act(request, services)
    form = MemberForm(name=fields.get("name", ""))
    try:
        change = MemberChange(name=form.name)
        members.change_member(services, console.actor, member, change)
    except (errors.RequestRefused, errors.Conflict) as refusal:
        wrong = _with_messages(form, refusal, request.language)
        return _member_page(request, services, console, member, wrong, status=refusal.status)
    return console.redirect(Urls(request.prefix).member(member), notice="member.changed")


@handler
def ask_to_remove(request: Request, services: Services, *, member: str) -> Reply:
    """Ask before a member is removed."""
    console = session.enter(request, services)
    return _removal_page(request, services, console, member)


@handler
def remove(request: Request, services: Services, *, member: str) -> Reply:
    """Remove a member; their sessions and tokens end at once."""
    console, _ = session.act(request, services)
    try:
        members.remove_member(services, console.actor, member)
    except errors.Conflict as refusal:
        message = i18n.localize(refusal, request.language)
        return _removal_page(request, services, console, member, message, status=refusal.status)
    return console.redirect(Urls(request.prefix).members(), notice="member.removed")


def read_member_form(request: Request) -> MemberForm:
    """Return what was typed; a role or a scope that the page does not offer counts as none."""
    pairs = request.parts().pairs
    fields = dict(pairs)
    role = fields.get("role", "")
    return MemberForm(
        email=fields.get("email", ""),
        name=fields.get("name", ""),
        language=fields.get("language", ""),
        role=role if role in set(MemberRole) else "",
        scopes=frozenset(
            text for name, text in pairs if name == "scope" and _SCOPE.fullmatch(text)
        ),
    )


def _refuse_unchosen(form: MemberForm) -> None:
    """Raise ``RequestRefused`` if a role or a scope was not chosen; the other fields are the action's."""
    problems = []
    if form.role and not form.scopes:
        problems.append(problem("member.no_scope", "/scope"))
    if problems:
        raise errors.RequestRefused(problems=problems)


def _letter_language(form: MemberForm, request: Request) -> Language:
    return i18n.parse_language(form.language) or request.language


def _with_messages(form: MemberForm, refusal: errors.Refusal, language: Language) -> MemberForm:
    """Return the form with each problem of the refusal as the message of its field."""
    messages = {
        _field_of(each): i18n.localize(each, language) for each in reversed(refusal.problems)
    }
    if not messages:
        at = "email" if isinstance(refusal, errors.MemberExists) else "role"
        messages = {at: i18n.localize(refusal, language)}
    return replace(form, messages=dict(reversed(messages.items())))


def _field_of(found: errors.Problem) -> str:
    """Return the field of the page that a problem's JSON pointer leads to."""
    first = found.name.split("/")[1]
    if first == "roles":
        return "scope" if found.name.endswith("/scope") else "role"
    return first


def _invitation_page(
    request: Request,
    services: Services,
    console: ConsoleSession,
    form: MemberForm,
    *,
    status: int = 200,
) -> Reply:
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


def _member_page(
    request: Request,
    services: Services,
    console: ConsoleSession,
    member_id: str,
    form: MemberForm,
    *,
    status: int = 200,
) -> Reply:
    found = members.show_member(services, console.actor, member_id)
    titles = members.list_scopes(services, console.actor, request.language)
    return console.settings_page(
        "organiser/member.html",
        request,
        tab="members",
        status=status,
        member=_line(found, titles, request.language),
        name=form.name or found.name,
        form=form,
        roles=role_options(form, request.language),
        scopes=scope_options(form, titles, request.language),
    )


def _removal_page(
    request: Request,
    services: Services,
    console: ConsoleSession,
    member_id: str,
    message: str = "",
    *,
    status: int = 200,
) -> Reply:
    found = members.show_member(services, console.actor, member_id)
    return console.settings_page(
        "organiser/member_removal.html",
        request,
        tab="members",
        status=status,
        member=_line(found, {}, request.language),
        message=message,
    )


def role_options(form: MemberForm, language: Language) -> Sequence[FormOption]:
    """Return every role with what it permits."""
    translate = translator(language)
    return [
        FormOption(
            role, translate(ROLE_LABELS[role]), translate(ROLE_HINTS[role]), role == form.role
        )
        for role in MemberRole
    ]


def scope_options(
    form: MemberForm, titles: Mapping[str, str], language: Language
) -> Sequence[FormOption]:
    """Return everything, each series and each event."""
    return [
        FormOption(scope, place_name(scope, titles, language), is_chosen=scope in form.scopes)
        for scope in titles
    ]


def place_name(scope: str, titles: Mapping[str, str], language: Language) -> str:
    """Return a scope in words; an event or a series that is gone by its id."""
    translate = translator(language)
    kind, _, place = scope.partition(":")
    if scope == str(EVERYTHING):
        return translate(_ALL_EVENTS)
    title = titles.get(scope, place)
    return translate(_SERIES, title=title) if kind == "series" else title


def _line(member: Member, titles: Mapping[str, str], language: Language) -> MemberLine:
    translate = translator(language)
    roles = [
        RoleLine(
            translate(ROLE_LABELS[entry.role]),
            place_name(entry.scope, titles, language),
            entry.scope,
        )
        for entry in member.roles
    ]
    seen = member.last_sign_in
    details = (
        translate(_SIGNED_IN, moment=dates.moment(seen, DEFAULT_TIME_ZONE, language))
        if seen
        else translate(_NEVER)
    )
    return MemberLine(
        id=member.id,
        called=member.called,
        email=member.email,
        roles=roles,
        details=details,
        is_fixed=member.is_first_owner,
    )
