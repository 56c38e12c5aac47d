"""Passing on an event's links: QR codes, a poster, a slide, and texts for messengers and mail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode

from markupsafe import Markup

from chalicelib import errors
from chalicelib.actions import short_addresses
from chalicelib.forms.text import in_language
from chalicelib.locales import N_
from chalicelib.web import dates, i18n, qr_codes
from chalicelib.web.downloads import attachment
from chalicelib.web.organiser import session
from chalicelib.web.render import LANGUAGE_NAMES, translator
from chalicelib.web.reply import Reply
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls, absolute

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from chalicelib.actions.services import Services
    from chalicelib.actions.short_addresses import SharedPage
    from chalicelib.domain.events import Event
    from chalicelib.locales import Language
    from chalicelib.web.request import Request

LONGEST_TITLE: Final = 300
LONGEST_LINE: Final = 140
"""In characters, of a form's title and of a venue. Longer texts have no room on a sheet in three languages, and are cut
between words."""
_STEPS: Final = (90, 200, 400, 700)
"""The titles' characters, all languages together, above which the letters become smaller by one step."""


@dataclass(frozen=True, slots=True)
class Message:
    """A ready text in one language, and the addresses that open it in a messenger or a mail program."""

    language: Language
    language_name: str
    text: str
    whatsapp: str
    telegram: str
    mail: str


@dataclass(frozen=True, slots=True)
class SharedLink:
    """One page to pass on: its address, the short one, and all that is made of it."""

    form: str
    title: Mapping[Language, str]
    link: str
    short: str
    kiosk: str
    """Its short address for a device that people pass on."""
    qr_code: str
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class SheetText:
    """What a poster or a slide says in one language; ``form`` is the form's title, empty for the event's own."""

    language: Language
    form: str
    title: str
    when: str
    venue: str
    scan: str


@handler
def show(request: Request, services: Services, *, event: str) -> Reply:
    """Show the links of the event and of each published form."""
    console = session.enter(request, services)
    shared = short_addresses.share_event(services, console.actor, event)
    return console.event_page(
        "organiser/sharing.html",
        request,
        shared.event,
        tab="sharing",
        links=[_link(services, shared.event, page) for page in shared.pages],
    )


@handler
def qr_svg(request: Request, services: Services, *, event: str) -> Reply:
    """Download a QR code as a drawing."""
    page, name = _shared_page(request, services, event)
    return _file(qr_codes.svg(_short(services, page)), "image/svg+xml", f"{name}.svg")


@handler
def qr_png(request: Request, services: Services, *, event: str) -> Reply:
    """Download a QR code as a picture."""
    page, name = _shared_page(request, services, event)
    return _file(qr_codes.png(_short(services, page)), "image/png", f"{name}.png")


@handler
def poster(request: Request, services: Services, *, event: str) -> Reply:
    """Show a sheet to print, in one of the event's languages or in all."""
    return _sheet("poster", request, services, event)


@handler
def slide(request: Request, services: Services, *, event: str) -> Reply:
    """Show a page for the hall's screen, in one of the event's languages or in all."""
    return _sheet("slide", request, services, event)


def _sheet(kind: str, request: Request, services: Services, event_id: str) -> Reply:
    console = session.enter(request, services)
    shared = short_addresses.share_event(services, console.actor, event_id)
    page = shared.page(request.one("form") or "")
    chosen = _chosen_languages(request, shared.event)
    texts = [_sheet_text(shared.event, page, language) for language in chosen]
    urls = Urls(request.prefix)
    address = urls.poster if kind == "poster" else urls.slide
    short = _short(services, page)
    return console.page(
        f"organiser/{kind}.html",
        request,
        event=shared.event,
        kind=kind,
        texts=texts,
        is_in_all=len(chosen) > 1,
        choices=[
            (code, LANGUAGE_NAMES[code], address(event_id, page.name, code))
            for code in _titled_languages(shared.event)
        ],
        address_of_all=address(event_id, page.name),
        size=_size(texts),
        qr_code=Markup(qr_codes.inline_svg(short)),  # noqa: S704 -- segno's drawing of an address of ours
        short=_without_scheme(short),
    )


def _shared_page(request: Request, services: Services, event: str) -> tuple[SharedPage, str]:
    """Return the page that a request names, and a file's name for it."""
    actor = session.enter(request, services).actor
    page = short_addresses.share_event(services, actor, event).page(request.one("form") or "")
    return page, "-".join(part for part in (event, page.name, "qr") if part)


def _file(content: bytes, content_type: str, name: str) -> Reply:
    headers = {"Content-Disposition": attachment(name)}
    return Reply(body=content, content_type=content_type, headers=headers)


def _titled_languages(event: Event) -> tuple[Language, ...]:
    """Return those of the event's languages in which it has a title, its first one if that is none."""
    titled = tuple(language for language in event.languages if language in event.title)
    return titled or event.languages[:1]


def _chosen_languages(request: Request, event: Event) -> tuple[Language, ...]:
    """Return the languages that a sheet can be in, or the one that the address asks for."""
    asked = request.one("in")
    if not asked:
        return _titled_languages(event)
    language = i18n.parse_language(asked)
    if language not in event.languages:
        raise errors.BadParameter(name="in")
    return (language,)


def _short(services: Services, page: SharedPage) -> str:
    return absolute(services.settings.public_url, Urls().short_address(page.code))


def _without_scheme(address: str) -> str:
    return address.partition("://")[2]


def _link(services: Services, event: Event, page: SharedPage) -> SharedLink:
    urls, public, short = Urls(), services.settings.public_url, _short(services, page)
    own = urls.form(event.id, page.name) if page.form else urls.event(event.id)
    return SharedLink(
        form=page.name,
        title=page.form.title if page.form else {},
        link=absolute(public, own),
        short=short,
        kiosk=absolute(public, urls.short_address(page.code, kiosk=True)),
        qr_code=Markup(qr_codes.inline_svg(short)),  # noqa: S704 -- as above
        messages=tuple(
            _message(event, page, language, short) for language in _titled_languages(event)
        ),
    )


def _message(event: Event, page: SharedPage, language: Language, short: str) -> Message:
    """Write what somebody passes on; the address in it opens in the text's language."""
    text = _sheet_text(event, page, language)
    address = f"{short}?lang={language}"
    about = "\n".join(line for line in (text.title, text.when, text.venue) if line)
    call = text.form or translator(language)(N_("More about it"))
    before_address = f"{about}\n\n{call}"
    whole = f"{before_address}: {address}"
    crlf = whole.replace("\n", "\r\n")  # RFC 6068, 5
    return Message(
        language=language,
        language_name=LANGUAGE_NAMES[language],
        text=whole,
        whatsapp=f"https://wa.me/?{_encode(text=whole)}",
        telegram=f"https://t.me/share/url?{_encode(url=address, text=before_address)}",
        mail=f"mailto:?{_encode(subject=text.title, body=crlf)}",
    )


def _encode(**parameters: str) -> str:
    return urlencode(parameters, quote_via=quote, safe="")


def _sheet_text(event: Event, page: SharedPage, language: Language) -> SheetText:
    translate = translator(language)
    return SheetText(
        language=language,
        form=_shorten(in_language(page.form.title, language), LONGEST_LINE) if page.form else "",
        title=_shorten(in_language(event.title, language), LONGEST_TITLE),
        when=f"{dates.when(event, language)} ({dates.zone_name(event, language)})",
        venue=_shorten(in_language(event.venue, language), LONGEST_LINE),
        scan=translate(N_("Point your phone's camera at the code, or type the address:")),
    )


def _shorten(text: str, most: int) -> str:
    """Return the text on one line, cut after a word if it is longer than that."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    return line[:most].rsplit(" ", 1)[0] + "…"


def _size(texts: Sequence[SheetText]) -> int:
    """Return the step by which the letters are smaller, 0 for the largest."""
    letters = sum(len(text.title) + len(text.form) for text in texts)
    return sum(letters > step for step in _STEPS)
