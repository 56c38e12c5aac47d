"""The API tokens: create, list and revoke them. For owners."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions import access, members
from chalicelib.domain.events import DEFAULT_TIME_ZONE
from chalicelib.domain.members import ROLE_LABELS
from chalicelib.domain.permissions import EVERYTHING, Grant, GrantScope, MemberRole
from chalicelib.domain.tokens import PROBLEMS, WHOLE, prepare_token
from chalicelib.locales import N_
from chalicelib.web import dates, i18n
from chalicelib.web.organiser import session
from chalicelib.web.organiser.members.member_form import MemberForm, read_member_form
from chalicelib.web.organiser.members.options import (
    FormOption,
    place_name,
    role_options,
    scope_options,
)
from chalicelib.web.organiser.session import ConsoleSession
from chalicelib.web.render import translator
from chalicelib.web.reply import redirect
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from chalicelib.actions.services import Services
    from chalicelib.domain.tokens import ApiToken
    from chalicelib.locales import Language
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

_LIFETIMES: Final[Mapping[str, str]] = {
    "": N_("Until it is revoked"),
    "30": N_("30 days"),
    "90": N_("90 days"),
    "365": N_("One year"),
}
"""How long a token lasts, in days, as the page offers it."""


@dataclass(frozen=True, slots=True)
class TokenLine:
    """A token as the page lists it; ``grant`` says what it may do, ``details`` whose it is and when it was used."""

    id: str
    name: str
    grant: str
    details: str
    is_over: bool


@handler
def former_address(request: Request, services: Services) -> Reply:
    """Lead from the former address to the settings."""
    session.enter(request, services)
    return redirect(Urls(request.prefix).tokens())


@handler
def index(request: Request, services: Services) -> Reply:
    """List the tokens."""
    return _page(request, services, session.enter(request, services), MemberForm())


@handler
def create(request: Request, services: Services) -> Reply:
    """Create a token and show its secret this once; what is wrong is reported beside its field.

    A form that is sent again, because its answer was lost, shows the same token again.
    """
    console, fields = session.act(request, services)
    form, lifetime = read_member_form(request), fields.get("lifetime", "")
    language = request.language
    if wrong := _wrong_choices(form, services.clock(), language):
        form = replace(form, messages=wrong)
        return _page(request, services, console, form, lifetime=lifetime, status=422)
    days = int(lifetime) if lifetime in _LIFETIMES and lifetime else None
    (scope,) = form.scopes
    try:
        token = access.create_token(
            services,
            console.actor,
            form.name,
            fields.get("_id", ""),
            grant=Grant(MemberRole(form.role), GrantScope.parse(scope)),
            expires_at=_end_of_day(services.clock(), days) if days else None,
        )
    except errors.RequestRefused as refusal:
        form = replace(form, messages=_messages(refusal, language))
        return _page(request, services, console, form, lifetime=lifetime, status=422)
    return _page(request, services, console, MemberForm(), secret=token.token)


@handler
def revoke(request: Request, services: Services, *, token: str) -> Reply:
    """Revoke a token."""
    console, _ = session.act(request, services)
    access.revoke_token(services, console.actor, token)
    return console.redirect(Urls(request.prefix).tokens(), notice="token.revoked")


def _end_of_day(now: datetime, days: int) -> datetime:
    """Return the midnight (UTC) after so many days: the same for a form that is sent again that day."""
    last = now + timedelta(days=days + 1)
    return last.replace(hour=0, minute=0, second=0, microsecond=0)


def _messages(refusal: errors.RequestRefused, language: Language) -> dict[str, str]:
    return {each.name[1:]: i18n.localize(each, language) for each in refusal.problems}


def _wrong_choices(form: MemberForm, now: datetime, language: Language) -> Mapping[str, str]:
    """Return the messages of what was not chosen, with that of the name; empty if everything was chosen."""
    if form.role and len(form.scopes) == 1:
        return {}
    translate, messages = translator(language), {}
    try:
        prepare_token(form.name, WHOLE, None, scopes={str(EVERYTHING)}, now=now)
    except errors.RequestRefused as refusal:
        messages = _messages(refusal, language)
    if not form.role:
        messages["role"] = translate(PROBLEMS["token.no_role"])
    if len(form.scopes) != 1:
        messages["scope"] = translate(PROBLEMS["token.no_scope"])
    return messages


def _page(
    request: Request,
    services: Services,
    console: ConsoleSession,
    form: MemberForm,
    *,
    status: int = 200,
    lifetime: str = "",
    secret: str = "",
) -> Reply:
    tokens = access.list_tokens(services, console.actor).tokens
    titles = members.list_scopes(services, console.actor, request.language)
    translate, now = translator(request.language), services.clock()
    lifetimes: Sequence[FormOption] = [
        FormOption(days, translate(words), is_chosen=days == lifetime)
        for days, words in _LIFETIMES.items()
    ]
    return console.settings_page(
        "organiser/tokens.html",
        request,
        tab="tokens",
        status=status,
        form=form,
        roles=role_options(form, request.language),
        scopes=scope_options(form, titles, request.language),
        lifetimes=lifetimes,
        secret=secret,
        nonce=access.form_nonce(),
        tokens=[
            _line(token, titles, request.language, is_over=token.is_over(now)) for token in tokens
        ],
    )


def _line(
    token: ApiToken, titles: Mapping[str, str], language: Language, *, is_over: bool
) -> TokenLine:
    translate = translator(language)

    def moment(message: str, at: datetime | None) -> list[str]:
        shown = dates.moment(at, DEFAULT_TIME_ZONE, language) if at else ""
        return [translate(message, moment=shown)] if shown else []

    details = [
        translate(
            N_("Ends in {last_four} · made by {owner} · {moment}"),
            last_four=token.last_four,
            owner=token.owner,
            moment=dates.moment(token.created_at, DEFAULT_TIME_ZONE, language),
        ),
        *moment(N_("Last used: {moment}"), token.last_used_at),
        *moment(N_("Valid until: {moment}"), token.expires_at),
    ]
    place = place_name(token.scope, titles, language)
    return TokenLine(
        id=token.id,
        name=token.name,
        grant=f"{translate(ROLE_LABELS[token.role])} · {place}",
        details=" · ".join(details),
        is_over=is_over,
    )
