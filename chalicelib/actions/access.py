"""Access to the console and the API: sign-in links, sessions and API tokens."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.actions.audit import audit_operation
from chalicelib.actions.members import (
    actor_of,
    find_member,
    first_owner,
    list_members,
    list_scopes,
)
from chalicelib.actions.permissions import admit
from chalicelib.auth import secrets
from chalicelib.domain import access
from chalicelib.domain.access import Session, SignIn
from chalicelib.domain.mail import Mail
from chalicelib.domain.permissions import EVERYTHING, Actor, Grant
from chalicelib.domain.submissions import keyed_hash
from chalicelib.domain.tokens import WHOLE, ApiToken, CreatedToken, TokenList, prepare_token

if TYPE_CHECKING:
    from chalicelib.actions.services import Services


def send_sign_in_link(
    services: "Services", email: str, language: str, *, client: str | None = None
) -> None:
    """Mail a one-time link to the address if it is a member's.

    The answer is the same for every address, and nearly all of the work is: nobody learns from it who
    is a member. A second request within a minute does nothing, unless the first link was used meanwhile.
    ``client`` is the client's address, by which requests are limited; None is not limited.

    Raises:
        errors.TooManyLinks: the client's network, or the address, has asked as often as the limits allow.
    """
    from chalicelib.actions import limits

    address = access.normalize_address(email)
    if address is None:
        return
    limits.count_link_request(services, client)
    owner = address if find_member(services, address) else ""
    asker = _hash_asker(services, address)
    limits.count_link(services, asker)
    if not _store_link(services, owner=owner, asker=asker, language=language):
        limits.discount_link(services, asker)
    services.mail_queue.notify()


def make_sign_in_link(services: "Services", actor: Actor, language: str = "kk") -> str:
    """Make a link for the first organiser, printed where Pikir is started by hand.

    Raises:
        errors.PageNotFound: the actor is not the system, or there is no first organiser.
    """
    owner = first_owner(services)
    if actor.kind != "system" or owner is None:
        raise errors.PageNotFound
    link, now = secrets.new_secret(), services.clock()
    sign_in = SignIn(owner, now + access.LINK_LIFETIME)
    services.sign_ins.add(secrets.digest(link), sign_in, asker=secrets.digest(link), now=now)
    return _address_of(services, link, language)


def sign_in(services: "Services", link: str, nonce: str = "") -> str:
    """Use up a mailed link, begin a session, and return its cookie.

    ``nonce`` is the random value that the browser got with the link's page. Within a minute the same browser gets
    the same session again, so an answer that was lost on its way costs nothing. Without one the link works once.

    Raises:
        errors.LinkSpent: the link was used, is too old, never existed, or its owner is no member any more.
    """
    now = services.clock()
    cookie = secrets.derive_session(link, nonce or secrets.new_secret())
    digest = secrets.digest(cookie)
    link_used = services.sign_ins.use(secrets.digest(link), digest, now)
    member = find_member(services, link_used.owner) if link_used else None
    if member is None:
        raise errors.LinkSpent
    entry = audit_operation(services, actor_of(member), "session.begin")
    services.sessions.add(digest, Session(member.email, now, now), along=[entry])
    with suppress(errors.Unavailable):  # signed in all the same; the pause ends by itself
        services.sign_ins.lift_pause(_hash_asker(services, member.email))
        services.members.note_sign_in(member.email, now, is_first_owner=member.is_first_owner)
    return cookie


def browser_nonce(earlier: str) -> str:
    """Return the nonce that a browser has from an earlier link's page, or a new one if it has none of ours."""
    return earlier if secrets.is_secret(earlier) else secrets.new_secret()


def form_nonce() -> str:
    """Return a new nonce for a form that creates a token."""
    return secrets.new_secret()


def sign_out(services: "Services", cookie: str) -> None:
    """End the session of that cookie, everywhere and at once."""
    digest = secrets.digest(cookie)
    session = services.sessions.find(digest)
    if session is not None:
        entry = audit_operation(services, Actor("member", session.owner), "session.end")
        services.sessions.remove(digest, along=[entry])


def actor_of_session(
    services: "Services", cookie: str, *, is_used: bool = True
) -> tuple[Actor, str]:
    """Return who is signed in with that cookie, and the CSRF token that their forms must carry.

    ``is_used`` False is for what a page asks by itself: a window that is left open does not prolong the session.

    Raises:
        errors.NotSignedIn: there is no such session, it is over, or its owner is no member any more.
    """
    if not cookie:
        raise errors.NotSignedIn
    digest, now = secrets.digest(cookie), services.clock()
    session = services.sessions.find(digest)
    if session is None:
        raise errors.NotSignedIn
    member = find_member(services, session.owner) if session.is_valid(now) else None
    if member is None or not member.began_before(session.created_at):
        services.sessions.remove(digest)
        raise errors.NotSignedIn
    if is_used and session.needs_touch(now):
        services.sessions.touch(digest, now)
    return actor_of(member), secrets.csrf_token(cookie)


def refuse_cross_site(cookie: str, csrf_token: str) -> None:
    """Raise ``CrossSite`` unless the token belongs to the cookie's session."""
    if not secrets.same(secrets.csrf_token(cookie), csrf_token):
        raise errors.CrossSite


def actor_of_token(services: "Services", secret: str) -> Actor:
    """Return the member whose API token this is; raise ``NotSignedIn`` if there is none."""
    if not secret.startswith(secrets.TOKEN_PREFIX):
        raise errors.NotSignedIn
    token = services.tokens.find(secrets.digest(secret))
    member = find_member(services, token.owner) if token else None
    now = services.clock()
    if token is None or member is None or not token.is_valid_for(member, now):
        raise errors.NotSignedIn
    if token.needs_note(now):
        with suppress(errors.Unavailable):  # the note is for people to look at
            services.tokens.note_use(secrets.digest(secret), now)
    return replace(actor_of(member), token=token.id, within=token.limit)


def create_token(
    services: "Services",
    actor: Actor,
    name: str,
    nonce: str = "",
    *,
    grant: Grant = WHOLE,
    expires_at: datetime | None = None,
) -> CreatedToken:
    """Create an API token with a role within a scope. Its secret is in the result and stored nowhere.

    ``nonce`` is a random value of the form or the request. The same one with the same content yields the same token
    again, unless that was revoked meanwhile: then a new one.

    Raises:
        errors.RequestRefused: all that is wrong with the name, the scope and the end.
        errors.Unavailable: the new secret has the digest of a revoked one; another attempt makes another.
    """
    admit(actor, "tokens.manage")
    now = services.clock()
    scopes = (
        set(list_scopes(services, actor, "en")) if grant.scope != EVERYTHING else {str(EVERYTHING)}
    )
    name = prepare_token(name, grant, expires_at, scopes=scopes, now=now)
    planned = ApiToken(
        id="",
        name=name,
        role=grant.role,
        scope=str(grant.scope),
        owner=actor.id,
        last_four="",
        created_at=now,
        expires_at=expires_at,
    )
    if nonce:
        content = f"{nonce} {grant.role} {grant.scope} {expires_at}"
        secret = secrets.derive_api_token(services.installation_key, actor.id, name, content)
        if token := _store_token(services, actor, planned, secret):
            return token
    token = _store_token(services, actor, planned, secrets.new_api_token())
    if token is None:
        raise errors.Unavailable
    return token


def list_tokens(services: "Services", actor: Actor) -> TokenList:
    """List the tokens of those who have access, oldest first; expired ones until they are revoked."""
    admit(actor, "tokens.manage")
    owners = {member.email: member for member in list_members(services, actor).members}
    return TokenList(
        tokens=tuple(
            token
            for token in services.tokens.all()
            if token.owner in owners and owners[token.owner].began_before(token.created_at)
        )
    )


def revoke_token(services: "Services", actor: Actor, token_id: str) -> None:
    """Make a token invalid from the next request on; raise ``TokenNotFound`` if there is none."""
    admit(actor, "tokens.manage")
    entry = audit_operation(services, actor, "token.revoke", subject=token_id)
    if not services.tokens.remove(token_id, along=[entry]):
        raise errors.TokenNotFound


def _hash_asker(services: "Services", address: str) -> str:
    return keyed_hash(services.installation_key, "sign-in", address)


def _store_link(services: "Services", *, owner: str, asker: str, language: str) -> bool:
    """Store a new link, and the mail with it in the same transaction; False if asked again too soon.

    Without an owner no mail is stored: that link opens nothing.
    """
    from chalicelib.storage.outbox import put_mail

    link, now = secrets.new_secret(), services.clock()
    mail = _sign_in_mail(services, link, owner, language, now)
    return services.sign_ins.add(
        secrets.digest(link),
        SignIn(owner, now + access.LINK_LIFETIME),
        asker=asker,
        now=now,
        along=[put_mail(mail)] if owner else (),
    )


def _sign_in_mail(
    services: "Services", link: str, owner: str, language: str, now: datetime
) -> Mail:
    return Mail(
        id=services.new_id(),
        created_at=now,
        to=owner,
        template="sign_in",
        language=language,
        parameters={"link": _address_of(services, link, language)},
    )


def _address_of(services: "Services", link: str, language: str) -> str:
    return f"{services.settings.public_url.rstrip('/')}/console/sign-in/{link}?lang={language}"


def _store_token(
    services: "Services", actor: Actor, planned: ApiToken, secret: str
) -> CreatedToken | None:
    """Store a token under this secret, or find it stored; None if it was revoked."""
    digest = secrets.digest(secret)
    token = planned.model_copy(
        update={"id": services.tokens.id_of(digest), "last_four": secret[-4:]}
    )
    entry = audit_operation(services, actor, "token.create", subject=token.id)
    stored = services.tokens.add(digest, token, along=[entry])
    return None if stored is None else CreatedToken(**stored.model_dump(), token=secret)
