"""HTML from templates: jinja2, autoescaped, every name it uses defined; loaded by pages only.

Words come from the catalogues by ``_``, an event's own texts through ``told`` (which marks the
language of a text that exists in another one only) or ``plain`` (for titles and attributes).
"""

from collections.abc import Callable, Mapping
from functools import cache, partial
from types import MappingProxyType

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from chalicelib import locales
from chalicelib.domain.events import Event
from chalicelib.errors import NotSignedIn, Refusal
from chalicelib.forms.text import in_language
from chalicelib.locales import LANGUAGES, N_, Language
from chalicelib.web import dates, i18n
from chalicelib.web.problem_details import TITLES
from chalicelib.web.reply import Reply, redirect
from chalicelib.web.request import Request
from chalicelib.web.urls import Urls

LANGUAGE_NAMES: Mapping[Language, str] = {"kk": "Қазақша", "ru": "Русский", "en": "English"}

HINTS: Mapping[int, str] = {
    404: N_("Perhaps the address was not copied in full, or the event is not open to see."),
    500: N_("The fault is ours. What was accepted before is kept; please try again later."),
}


@cache
def environment() -> Environment:
    """The templates, compiled once per process."""
    return Environment(
        loader=PackageLoader("chalicelib.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def page(
    template: str,
    request: Request,
    *,
    status: int = 200,
    languages: tuple[Language, ...] = LANGUAGES,
    private: bool = True,
    cookies: tuple[str, ...] = (),
    headers: Mapping[str, str] = MappingProxyType({}),
    **context: object,
) -> Reply:
    """A page in the request's language; ``private`` keeps it out of search engines' lists."""
    html = (
        environment()
        .get_template(template)
        .render(
            **words(request.language),
            urls=Urls(request.prefix),
            languages=[(code, LANGUAGE_NAMES[code]) for code in languages],
            private=private,
            **context,
        )
    )
    return Reply(
        status=status,
        body=html,
        headers={"Content-Language": request.language, **headers},
        cookies=cookies,
    )


def words(language: Language) -> dict[str, object]:
    """What every template may call, bound to a language."""
    return {
        "language": language,
        "_": translator(language),
        "told": partial(told, language=language),
        "plain": partial(in_language, language=language),
        "event_when": partial(dates.when, language=language),
        "event_city": lambda event: dates.city(event.time_zone, language),
    }


def translator(language: Language) -> Callable[..., str]:
    """``_(message, name=value)`` in that language."""

    def say(message: str, **parameters: object) -> str:
        return locales.translate(message, language, parameters or None)

    return say


def told(text: Mapping[Language, str] | None, language: Language) -> str:
    """The text, escaped; where it is in another language than the page, that is marked."""
    if not text:
        return Markup("")
    if language in text:
        return Markup("{}").format(text[language])
    other, words_of_it = next(iter(text.items()))
    return Markup('<span lang="{}">{}</span>').format(other, words_of_it)


def in_event_language(request: Request, event: Event) -> Language:
    """The request's language if the event is held in it, else the event's first."""
    return request.language if request.language in event.languages else event.languages[0]


def refusal_page(request: Request, refusal: Refusal) -> Reply:
    """The page for a refusal that has no better place; who is not signed in is led to the door."""
    if isinstance(refusal, NotSignedIn):
        return redirect(Urls(request.prefix).sign_in())
    say = translator(request.language)
    return page(
        "error.html",
        request,
        status=refusal.status,
        headers=refusal.headers,
        heading=say(TITLES[refusal.status]),
        message=i18n.say(refusal, request.language),
        hint=say(HINTS[refusal.status]) if refusal.status in HINTS else "",
        request_id=request.request_id if refusal.status >= 500 else "",
    )
