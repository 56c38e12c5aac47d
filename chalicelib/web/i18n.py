"""The asker's language: by address, then cookie, then what the browser prefers, else Kazakh."""

from collections.abc import Mapping
from functools import lru_cache

from chalicelib import locales
from chalicelib.errors import Problem, Refusal
from chalicelib.forms.text import in_language
from chalicelib.locales import LANGUAGES, Language
from chalicelib.web import cookies

DEFAULT: Language = "kk"


def known(value: str | None) -> Language | None:
    """The value if it is one of Pikir's languages."""
    return value if value in LANGUAGES else None


def choose_language(
    query: Mapping[str, tuple[str, ...]], sent_cookies: Mapping[str, str], accepted: str
) -> Language:
    """The language to answer in; ``accepted`` is the ``Accept-Language`` header."""
    asked = known(query.get("lang", ("",))[-1])
    kept = known(
        sent_cookies.get(cookies.name_of(cookies.LANGUAGE, secure=True))
        or sent_cookies.get(cookies.LANGUAGE)
    )
    return asked or kept or preferred(accepted)


@lru_cache(maxsize=256)
def preferred(accepted: str) -> Language:
    """The best of Pikir's languages for an ``Accept-Language`` header (RFC 9110, 12.5.4)."""
    best: Language = DEFAULT
    weight = 0.0
    for part in accepted[:1000].split(","):
        tag, _, parameters = part.partition(";")
        quality = _quality(parameters)
        primary = tag.strip().lower().partition("-")[0]
        language = DEFAULT if primary == "*" else known(primary)
        if language and quality > weight:
            best, weight = language, quality
    return best


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        quality = float(value)
    except ValueError:
        return 0.0
    return quality if 0.0 <= quality <= 1.0 else 0.0


def say(what: Refusal | Problem, language: Language) -> str:
    """A refusal or a problem in words; parameters in several languages are said in this one."""
    parameters = {
        name: in_language(value, language) if isinstance(value, Mapping) else value
        for name, value in what.parameters.items()
    }
    return locales.translate(what.message, language, parameters)
