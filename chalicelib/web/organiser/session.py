"""The console's session: who is signed in, and whether a form was sent from a page of theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from chalicelib import errors
from chalicelib.actions import access
from chalicelib.domain.members import ROLE_LABELS
from chalicelib.web import cookies
from chalicelib.web.multipart import File, Parts
from chalicelib.web.organiser.notices import notice_cookie, read_notice
from chalicelib.web.organiser.states import EVENT_STATES
from chalicelib.web.organiser.tabs import area_links, event_tabs, settings_tabs
from chalicelib.web.render import page
from chalicelib.web.reply import redirect
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.domain.events import Event
    from chalicelib.domain.permissions import Actor
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

_TRUSTED: Final = frozenset({"same-origin", "none"})
_DEFAULT_PORTS: Final[Mapping[str, int]] = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class ConsoleSession:
    """A signed-in organiser; ``csrf`` is the token that each of their forms must carry."""

    actor: Actor
    csrf: str
    is_secure: bool

    def page(self, template: str, request: Request, **context: object) -> Reply:
        """Render a page of the console, with the notice that a redirect brought: it is shown this once."""
        reply = page(template, request, **self.frame(request), **context)  # type: ignore[arg-type] # the template's own names
        if read_notice(request, secure=self.is_secure) is None:
            return reply
        removal = cookies.removal(cookies.NOTICE, secure=self.is_secure)
        return replace(reply, cookies=(*reply.cookies, removal))

    def event_page(
        self, template: str, request: Request, event: Event, *, tab: str, **context: object
    ) -> Reply:
        """Render a page of an event, under one of its tabs; the template extends ``event_frame.html``."""
        return self.page(
            template,
            request,
            event=event,
            tabs=event_tabs(self.actor, Urls(request.prefix), event),
            tab=tab,
            event_state=EVENT_STATES[event.state],
            **context,
        )

    def settings_page(
        self, template: str, request: Request, *, tab: str, **context: object
    ) -> Reply:
        """Render a page of the settings; the template extends ``settings_frame.html``."""
        links = settings_tabs(self.actor, Urls(request.prefix))
        return self.page(template, request, tabs=links, tab=tab, **context)

    def redirect(self, address: str, *, notice: str, count: int | None = None) -> Reply:
        """Redirect (303) to a page that shows the notice of that code; see ``notices``."""
        cookie = notice_cookie(notice, count, secure=self.is_secure)
        return redirect(address, cookies=(cookie,))

    def frame(self, request: Request) -> dict[str, object]:
        """Return what ``frame.html`` shows of the session."""
        return {
            "csrf": self.csrf,
            "person": self.actor.name or self.actor.id,
            "role": ROLE_LABELS[self.actor.role] if self.actor.role else "",
            "areas": area_links(self.actor, Urls(request.prefix)),
            "notice": read_notice(request, secure=self.is_secure),
        }


def is_secure(services: Services) -> bool:
    """Whether Pikir is served over TLS, so that cookies have the ``__Host-`` prefix."""
    return services.settings.public_url.startswith("https:")


def cookie_of(request: Request, services: Services) -> str:
    """Return the session's cookie, empty if there is none."""
    name = cookies.name_of(cookies.SESSION, secure=is_secure(services))
    return request.cookies.get(name, "")


def enter(request: Request, services: Services, *, is_used: bool = True) -> ConsoleSession:
    """Return the session of a request; raise ``NotSignedIn``, which leads to the sign-in page.

    ``is_used`` False is for what a page asks by itself, which does not prolong the session.
    """
    cookie = cookie_of(request, services)
    actor, csrf = access.actor_of_session(services, cookie, is_used=is_used)
    return ConsoleSession(actor, csrf, is_secure(services))


def act(request: Request, services: Services) -> tuple[ConsoleSession, Mapping[str, str]]:
    """Return the session that sent a form, and the form's fields.

    Raises:
        errors.NotSignedIn: nobody is signed in.
        errors.CrossSite: the form did not come from a page of this session.
        errors.BrokenForm: the form cannot be read.
    """
    console, fields, _ = act_with_files(request, services)
    return console, fields


def act_with_files(
    request: Request, services: Services
) -> tuple[ConsoleSession, Mapping[str, str], Sequence[File]]:
    """Return the files of the form as well; raise as ``act`` does."""
    refuse_other_sites(request, services)
    console = enter(request, services)
    parts = request.parts() if request.body else Parts(())
    fields = dict(parts.pairs)
    access.refuse_cross_site(cookie_of(request, services), fields.get("_csrf", ""))
    return console, fields, parts.files


def refuse_other_sites(request: Request, services: Services) -> None:
    """Raise ``CrossSite`` if the browser names another site as the form's origin.

    ``Sec-Fetch-Site`` decides if it is there: Pikir's pages send no referrer, and browsers then
    write ``Origin: null`` even for its own forms. Otherwise the origin must be that of the configured
    public address, because a CDN may rewrite ``Host``; where no address is configured, ``Host`` is compared.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site not in _TRUSTED:
            raise errors.CrossSite
        return
    origin = request.headers.get("origin", "null")
    if origin != "null" and not _is_own_origin(origin, request, services):
        raise errors.CrossSite


def _is_own_origin(origin: str, request: Request, services: Services) -> bool:
    settings = services.settings
    if settings.has_public_url:
        return _parse_origin(origin) == _parse_origin(settings.public_url)
    return urlsplit(origin).netloc.lower() == request.headers.get("host", "").lower()


def _parse_origin(url: str) -> tuple[str, str | None, int | None] | None:
    """Return scheme, host and port (RFC 6454), a default port written out; None for no origin."""
    try:
        parts = urlsplit(url)
        return parts.scheme, parts.hostname, parts.port or _DEFAULT_PORTS.get(parts.scheme)
    except ValueError:
        return None
