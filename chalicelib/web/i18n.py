"""The language of an answer: as the address says, then a cookie, then the browser, else Kazakh."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from chalicelib import locales
from chalicelib.errors import Problem, Refusal
from chalicelib.forms.text import in_language
from chalicelib.locales import LANGUAGES, Language
from chalicelib.web import cookies

DEFAULT: Final[Language] = "kk"


def parse_language(value: str | None) -> Language | None:
    """Return the value if it is one of Pikir's languages."""
    return value if value in LANGUAGES else None


def choose_language(
    query: Mapping[str, tuple[str, ...]], sent_cookies: Mapping[str, str], accept_language: str
) -> Language:
    """Choose the language of an answer; ``accept_language`` is the header of that name."""
    from_query = parse_language(query.get("lang", ("",))[-1])
    from_cookie = parse_language(
        sent_cookies.get(cookies.name_of(cookies.LANGUAGE, secure=True))
        or sent_cookies.get(cookies.LANGUAGE)
    )
    return from_query or from_cookie or negotiate_language(accept_language)


@lru_cache(maxsize=256)
def negotiate_language(accept_language: str) -> Language:
    """Choose the best of Pikir's languages for ``Accept-Language`` (RFC 9110, 12.5.4)."""
    best: Language = DEFAULT
    weight = 0.0
    for part in accept_language[:1000].split(","):
        tag, _, parameters = part.partition(";")
        quality = _parse_quality(parameters)
        primary = tag.strip().lower().partition("-")[0]
        language = DEFAULT if primary == "*" else parse_language(primary)
        if language and quality > weight:
            best, weight = language, quality
    return best


def _parse_quality(parameters: str) -> float:
    """Return a language range's weight from 0 to 1; 1 if it has none, 0 if it is malformed."""
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        quality = float(value)
    except ValueError:
        return 0.0
    return quality if 0.0 <= quality <= 1.0 else 0.0


def localize(message: Refusal | Problem, language: Language) -> str:
    """Return the message of a refusal or a problem in that language.

    Parameters that are texts in several languages are inserted in that language too.
    """
    parameters = {
        name: in_language(value, language) if isinstance(value, Mapping) else value
        for name, value in message.parameters.items()
    }
    return locales.translate(message.message, language, parameters)
