"""The kiosk: a form on one device that people pass on, at ``?kiosk=1`` of the form's page.

Nothing of a person stays: no receipt is shown, no draft outlives the answers, and a page that is brought back has an empty
form. What was sent is counted in a cookie that ends with the browser; it names no person.
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING, Final, NamedTuple

from chalicelib.actions import public_pages
from chalicelib.web import cookies
from chalicelib.web.render import in_event_language, page
from chalicelib.web.reply import redirect
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

SECONDS: Final = 10
"""After which the empty form opens by itself."""
SECONDS_TO_ANSWER: Final = 30
"""In which somebody must say that they are still there; WCAG 2.2.1 asks for 20."""
_REMEMBERED: Final = 50
"""Of so many submissions a page that is brought back is recognised."""
_COUNT: Final = re.compile(r"([0-9a-f]{8})~([0-9]{1,6})((?:~[0-9a-f]{8})*)")


class SentCount(NamedTuple):
    """How many were sent from this device, and digests of the last ones' ids, newest first."""

    number: int
    sent: tuple[str, ...]


class KioskNotice(NamedTuple):
    """What the form's page says on a device that is passed on."""

    number: int
    is_signed_in: bool
    """Whether an organiser may be signed in there."""
    seconds: int = SECONDS_TO_ANSWER


def describe(request: Request, services: Services, event: str, form: str) -> KioskNotice | None:
    """Return what the form's page shows in a kiosk, None elsewhere."""
    if not request.is_kiosk:
        return None
    return KioskNotice(
        number=_read_count(request, services, event, form).number,
        is_signed_in=cookies.has_session(request.cookies, services.settings.public_url),
    )


def form_address(request: Request, event: str, form: str) -> str:
    """Return where the form's page sends the answers, and where it begins again."""
    urls = Urls(request.prefix)
    return urls.kiosk(event, form, request.language) if request.is_kiosk else urls.form(event, form)


def was_sent_here(
    request: Request, services: Services, event: str, form: str, submission: str
) -> bool:
    """Return whether this device had the submission's answer: then its page was brought back, by whoever came next."""
    return _digest(submission) in _read_count(request, services, event, form).sent


def finish(request: Request, services: Services, event: str, form: str, submission: str) -> Reply:
    """Count the submission, once, and redirect to the page that asks the next person."""
    number, sent = _read_count(request, services, event, form)
    if (digest := _digest(submission)) not in sent:
        number, sent = number + 1, (digest, *sent[: _REMEMBERED - 1])
    value = "~".join((_digest(event, form), str(number), *sent))
    cookie = cookies.cookie(cookies.KIOSK, value, secure=_is_secure(services))
    address = Urls(request.prefix).next_person(event, form, language=request.language)
    return redirect(address, cookies=(cookie,))


@handler
def show_next(request: Request, services: Services, *, event: str, form: str) -> Reply:
    """Show that the answers arrived, without whose they are, and lead to the empty form."""
    shown, _ = public_pages.show_public_form(services, event, form)
    asked = public_pages.find_version(services, event, form).definition
    request = request.in_language(in_event_language(request, shown))
    return page(
        "participant/next_person.html",
        request,
        languages=shown.languages,
        event=shown,
        form=asked,
        is_registration=asked.purpose.value == "registration",
        number=_read_count(request, services, event, form).number,
        seconds=SECONDS,
    )


def _read_count(request: Request, services: Services, event: str, form: str) -> SentCount:
    """Return the form's count; that of another form ends with the first answer to this one."""
    name = cookies.name_of(cookies.KIOSK, secure=_is_secure(services))
    match = _COUNT.fullmatch(request.cookies.get(name, ""))
    if match is None or match[1] != _digest(event, form):
        return SentCount(0, ())
    return SentCount(int(match[2]), tuple(match[3].split("~")[1:]))


def _digest(*names: str) -> str:
    return sha256("\n".join(names).encode()).hexdigest()[:8]


def _is_secure(services: Services) -> bool:
    return services.settings.public_url.startswith("https:")
