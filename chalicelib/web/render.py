"""HTML from templates: jinja2, autoescaped, with every name defined; loaded by pages only.

Texts come from the catalogues by ``_``, an event's own texts through ``localized`` (which marks the
language of a text that exists only in another one) or ``plain`` (for titles and attributes).
"""

import re
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    ModuleLoader,
    StrictUndefined,
)
from jinja2.runtime import Context, Macro
from markupsafe import Markup

from chalicelib import locales
from chalicelib.domain.events import Event
from chalicelib.errors import CrossSite, LinkSpent, NotSignedIn, Refusal, SummaryUnfinished
from chalicelib.forms.text import in_language
from chalicelib.locales import LANGUAGES, N_, Language
from chalicelib.override import override
from chalicelib.web import dates, i18n
from chalicelib.web.problem_details import TITLES
from chalicelib.web.reply import Reply, redirect
from chalicelib.web.request import Request
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from chalicelib.web.page_style import PageStyle

LANGUAGE_NAMES: Final[Mapping[Language, str]] = {
    "kk": "Қазақша",
    "ru": "Русский",
    "en": "English",
}

TEMPLATES: Final = Path(__file__).with_name("templates")
COMPILED: Final = Path(__file__).with_name("compiled_templates")
"""What a package holds beside the templates: the modules that jinja2 makes of participants' pages, half of a cold page's time."""
_SERVER_ERRORS: Final = 500

_HEADING: Final = re.compile(r"<h([1-3])\b.*?</h\1>", re.DOTALL)
_EVENT_WORD: Final = re.compile(r"\b(іс)-(?=шара)", re.IGNORECASE)

_HEADINGS: Final[Mapping[type[Refusal], str]] = {
    CrossSite: N_("Nothing was changed"),
    LinkSpent: N_("This link no longer works"),
    SummaryUnfinished: N_("Answers are being counted"),
}
"""The headings of refusals whose status says too little to a person."""


class PageContext(Context):
    """A template's names. It calls macros at once: jinja2 first looks at each for marks of how it is to be called."""

    @override
    def call(self, obj: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        if type(obj) is not Macro:
            return super().call(obj, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return obj(self.eval_ctx, *args, **kwargs)


@cache
def environment() -> Environment:
    """Return the templates, compiled once per process."""
    made = Environment(
        loader=_loader(),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.context_class = PageContext
    return made


def _loader() -> BaseLoader:
    """Return what finds templates: compiled ones first, where a package has them."""
    sources = FileSystemLoader(TEMPLATES)
    return ChoiceLoader([ModuleLoader(COMPILED), sources]) if COMPILED.is_dir() else sources


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
    """Render a page in the request's language; ``private`` keeps it out of search engines."""
    html = (
        environment()
        .get_template(template)
        .render(
            **template_functions(request.language),
            urls=Urls(request.prefix),
            languages=[(code, LANGUAGE_NAMES[code]) for code in languages],
            private=private,
            **{"address_in": partial(_address_in, request), **context},
        )
    )
    return html_reply(keep_hyphens(html), request, status=status, headers=headers, cookies=cookies)


def html_reply(
    html: str | bytes,
    request: Request,
    *,
    status: int = 200,
    headers: Mapping[str, str] = MappingProxyType({}),
    cookies: tuple[str, ...] = (),
    gzip: "Callable[[PageStyle | None], bytes | None] | None" = None,
) -> Reply:
    """Answer with a page in the request's language; ``gzip`` returns it compressed."""
    return Reply(
        status=status,
        body=html,
        headers={"Content-Language": request.language, **headers},
        cookies=cookies,
        gzip=gzip,
    )


def keep_hyphens(html: str) -> str:
    """Put a hyphen that lines do not break at (U+2011) into «іс-шара» in a page's headings.

    Other texts keep the plain one, by which people search a page.
    """
    return _HEADING.sub(lambda found: _EVENT_WORD.sub("\\1\u2011", found[0]), html)


def _address_in(request: Request, language: Language) -> str:
    """Return the query of this page in another language; what else it holds stays."""
    return f"{other_parameters(request)}lang={language}"


def other_parameters(request: Request) -> str:
    """Return the beginning of this page's query with all but its language: ``?`` or ``?a=b&``."""
    pairs = [(name, each) for name, values in request.query.items() for each in values]
    kept = [(name, value) for name, value in pairs if name != "lang"]
    return f"?{urlencode(kept)}&" if kept else "?"


def template_functions(language: Language) -> dict[str, object]:
    """Return what every template may use, bound to a language."""
    return {
        "language": language,
        "_": translator(language),
        "localized": partial(localize_html, language=language),
        "plain": partial(in_language, language=language),
        "event_when": partial(dates.when, language=language),
        "item_time": partial(dates.item_time, language=language),
        "event_zone": partial(dates.zone_name, language=language),
    }


def translator(language: Language) -> Callable[..., str]:
    """Return ``_(message, name=value)`` for that language."""

    def translate(message: str, **parameters: object) -> str:
        return locales.translate(message, language, parameters or None)

    return translate


def localize_html(text: Mapping[Language, str] | None, language: Language) -> str:
    """Return the text, escaped; a text in another language than the page's is marked with it."""
    if not text:
        return Markup("")
    if language in text:
        return Markup("{}").format(text[language])
    other, content = next(iter(text.items()))
    return Markup('<span lang="{}">{}</span>').format(other, content)


def in_event_language(request: Request, event: Event) -> Language:
    """Return the request's language if the event is held in it, else the event's first."""
    return request.language if request.language in event.languages else event.languages[0]


BARE: Final[Mapping[str, object]] = MappingProxyType({"frame": "base.html"})
"""The frame of a page outside the console."""


def _read_progress(request: Request, refusal: Refusal) -> int | None:
    """Return how many answers are counted where the page may load itself again until all are; else None."""
    if isinstance(refusal, SummaryUnfinished) and request.method == "GET":
        return refusal.counted
    return None


def _is_fault(refusal: Refusal) -> bool:
    """Return whether somebody may want to write to us about the refusal."""
    return refusal.status >= _SERVER_ERRORS and not isinstance(refusal, SummaryUnfinished)


def refusal_page(request: Request, refusal: Refusal, frame: Mapping[str, object] = BARE) -> Reply:
    """Render a refusal as a page of its own; somebody not signed in is sent to the sign-in page.

    ``frame`` names the template of the frame and holds what that one needs.
    """
    if isinstance(refusal, NotSignedIn):
        return redirect(Urls(request.prefix).sign_in())
    translate = translator(request.language)
    urls = Urls(request.prefix)
    return page(
        "error.html",
        request,
        status=refusal.status,
        headers=refusal.headers,
        heading=translate(_HEADINGS.get(type(refusal), TITLES[refusal.status])),
        message=i18n.localize(refusal, request.language),
        hint=translate(refusal.hint) if refusal.hint else "",
        counted=_read_progress(request, refusal),
        is_link_spent=isinstance(refusal, LinkSpent),
        events_address=urls.console() if request.path.startswith("/console") else urls.home(),
        request_id=request.request_id if _is_fault(refusal) else "",
        **frame,  # type: ignore[arg-type] # the template's own names
    )
