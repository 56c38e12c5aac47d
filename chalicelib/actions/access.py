"""Who may come in: sign-in links, sessions and API tokens."""

from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from chalicelib import errors
from chalicelib.auth import secrets
from chalicelib.domain import access
from chalicelib.domain.access import ApiToken, Session, SignIn
from chalicelib.domain.mail import Mail
from chalicelib.domain.permissions import Actor, require
from chalicelib.domain.submissions import keyed
from chalicelib.errors import Problem
from chalicelib.forms.text import is_clean, normalize
from chalicelib.locales import N_

if TYPE_CHECKING:
    from chalicelib.actions.services import Services

PROBLEMS: Final = {
    "token.bad_name": N_("Give the token a name of at most {limit} characters on one line."),
}
"""What can be wrong with a request here: code and message."""

_LONGEST_NAME: Final = 100


class NewToken(NamedTuple):
    """An API token and its secret, which is shown this once and kept nowhere."""

    about: ApiToken
    token: str


def ask_sign_in(services: "Services", email: str, language: str) -> None:
    """Mail a one-time link, if the address is an organiser's.

    The answer is the same for every address, and so is nearly all of the work: nobody learns from it
    who is an organiser. Asked again within a minute, nothing happens.
    """
    asked = access.address(email)
    if asked is None:
        return
    link, now = secrets.new_secret(), services.clock()
    owner = asked if _is_organiser(services, asked) else ""
    _keep_link(services, link, owner=owner, asker=asked, now=now, language=language)
    services.mail_queue.ring()


def sign_in_link(services: "Services", actor: Actor, language: str = "kk") -> str:
    """A link for the first organiser to print where Pikir is started by hand; system only."""
    first = access.address(services.settings.first_organiser or "")
    if actor.kind != "system" or first is None:
        raise errors.PageNotFound
    link, now = secrets.new_secret(), services.clock()
    sign_in = SignIn(first, now + access.LINK_LIFETIME)
    services.sign_ins.add(secrets.digest(link), sign_in, asker=secrets.digest(link), now=now)
    return _address_of(services, link, language)


def sign_in(services: "Services", link: str) -> str:
    """Use up a mailed link; returns the new session's cookie.

    Raises:
        errors.LinkSpent: it was used, is too old or never was, or is no organiser's any more.
    """
    now = services.clock()
    used = services.sign_ins.use(secrets.digest(link), now)
    if used is None or not _is_organiser(services, used.owner):
        raise errors.LinkSpent
    cookie = secrets.new_secret()
    services.sessions.add(secrets.digest(cookie), Session(used.owner, now, now))
    return cookie


def sign_out(services: "Services", cookie: str) -> None:
    """End the session of that cookie, everywhere and at once."""
    services.sessions.remove(secrets.digest(cookie))


def actor_of_session(services: "Services", cookie: str) -> tuple[Actor, str]:
    """Whoever is signed in with that cookie, and the token that their forms must carry.

    Raises:
        errors.NotSignedIn: no such session, or it is over, or no organiser's any more.
    """
    if not cookie:
        raise errors.NotSignedIn
    digest, now = secrets.digest(cookie), services.clock()
    session = services.sessions.find(digest)
    if session is None:
        raise errors.NotSignedIn
    if not session.holds_at(now) or not _is_organiser(services, session.owner):
        services.sessions.remove(digest)
        raise errors.NotSignedIn
    if session.wants_touch_at(now):
        services.sessions.touch(digest, now)
    return Actor("organiser", session.owner, "session"), secrets.csrf_token(cookie)


def refuse_cross_site(cookie: str, sent: str) -> None:
    """Raise ``CrossSite`` unless the form carries its own session's token."""
    if not secrets.same(secrets.csrf_token(cookie), sent):
        raise errors.CrossSite


def actor_of_token(services: "Services", token: str) -> Actor:
    """The organiser whose API token this is; raises ``NotSignedIn``."""
    if not token.startswith(secrets.TOKEN_PREFIX):
        raise errors.NotSignedIn
    found = services.tokens.find(secrets.digest(token))
    if found is None:
        raise errors.NotSignedIn
    return Actor("organiser", found.owner, "token")


def create_token(services: "Services", actor: Actor, name: str) -> NewToken:
    """A new API token.

    Raises:
        errors.RequestRefused: the name is empty, too long, or not one line of text.
    """
    require(actor, "tokens.manage")
    secret = secrets.new_api_token()
    digest = secrets.digest(secret)
    token = ApiToken(
        id=services.tokens.id_of(digest),
        name=_token_name(name),
        owner=actor.id,
        last_four=secret[-4:],
        created_at=services.clock(),
    )
    services.tokens.add(digest, token)
    return NewToken(token, secret)


def list_tokens(services: "Services", actor: Actor) -> list[ApiToken]:
    """Every token that holds, the oldest first."""
    require(actor, "tokens.manage")
    return services.tokens.all()


def revoke_token(services: "Services", actor: Actor, token_id: str) -> None:
    """Let a token hold no more, from the next request on; raises ``TokenNotFound``."""
    require(actor, "tokens.manage")
    if not services.tokens.remove(token_id):
        raise errors.TokenNotFound


def _is_organiser(services: "Services", asked: str) -> bool:
    first = access.address(services.settings.first_organiser or "")
    return first is not None and secrets.same(first, asked)


def _keep_link(
    services: "Services", link: str, *, owner: str, asker: str, now: datetime, language: str
) -> None:
    """The link, and the mail with it in the same transaction; a stranger's link opens nothing."""
    from chalicelib.storage.outbox import mailing

    mail = Mail(
        id=services.new_id(),
        created_at=now,
        to=owner,
        template="sign_in",
        language=language,
        parameters={"link": _address_of(services, link, language)},
    )
    services.sign_ins.add(
        secrets.digest(link),
        SignIn(owner, now + access.LINK_LIFETIME),
        asker=keyed(services.settings.secret_key, "sign-in", asker),
        now=now,
        along=[mailing(mail)] if owner else (),
    )


def _address_of(services: "Services", link: str, language: str) -> str:
    return f"{services.settings.public_url.rstrip('/')}/console/sign-in/{link}?lang={language}"


def _token_name(name: str) -> str:
    name = normalize(name)
    if not name or len(name) > _LONGEST_NAME or not is_clean(name) or "\n" in name:
        code = "token.bad_name"
        problem = Problem("/name", code, PROBLEMS[code], {"limit": _LONGEST_NAME})
        raise errors.RequestRefused(problems=[problem])
    return name
