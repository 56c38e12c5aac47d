"""Who is at the console: the session behind a page, and the proof that a form came from a page of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from chalicelib import errors
from chalicelib.actions import access
from chalicelib.web import cookies
from chalicelib.web.multipart import File, Parts
from chalicelib.web.render import page

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.domain.permissions import Actor
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

_OURS = ("same-origin", "none")


@dataclass(frozen=True, slots=True)
class Visitor:
    """An organiser who is signed in; ``csrf`` is what each form of theirs must carry."""

    actor: Actor
    csrf: str

    def page(self, template: str, request: Request, **context: object) -> Reply:
        """A page of the console."""
        return page(template, request, csrf=self.csrf, **context)  # type: ignore[arg-type] # the template's own names


def is_secure(services: Services) -> bool:
    """Whether Pikir is served over TLS, so that cookies carry the ``__Host-`` prefix."""
    return services.settings.public_url.startswith("https:")


def cookie_of(request: Request, services: Services) -> str:
    """The session's cookie, empty without one."""
    name = cookies.name_of(cookies.SESSION, secure=is_secure(services))
    return request.cookies.get(name, "")


def enter(request: Request, services: Services) -> Visitor:
    """Who looks at a page; raises ``NotSignedIn``, which leads to the door."""
    actor, csrf = access.actor_of_session(services, cookie_of(request, services))
    return Visitor(actor, csrf)


def act(request: Request, services: Services) -> tuple[Visitor, Mapping[str, str]]:
    """Who sent a form, and its fields.

    Raises:
        errors.NotSignedIn: nobody who is signed in.
        errors.CrossSite: the form did not come from a page of this session.
        errors.BrokenForm: it cannot be read.
    """
    visitor, fields, _ = act_with_files(request, services)
    return visitor, fields


def act_with_files(
    request: Request, services: Services
) -> tuple[Visitor, Mapping[str, str], Sequence[File]]:
    """The same with the files that came along; raises as ``act`` does."""
    visitor = enter(request, services)
    parts = request.parts() if request.body else Parts(())
    fields = dict(parts.pairs)
    access.refuse_cross_site(cookie_of(request, services), fields.get("_csrf", ""))
    refuse_other_sites(request)
    return visitor, fields, parts.files


def refuse_other_sites(request: Request) -> None:
    """Raise ``CrossSite`` where the browser says that another site sent the form.

    ``Sec-Fetch-Site`` decides where there is one: our pages send no referrer, and browsers then
    write ``Origin: null`` also for our own.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site not in _OURS:
            raise errors.CrossSite
        return
    origin = request.headers.get("origin", "null")
    if origin != "null" and urlsplit(origin).netloc != request.headers.get("host"):
        raise errors.CrossSite
