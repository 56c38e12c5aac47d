"""Message ids in three languages: gettext's catalogues, each read once, on first use.

The catalogues are beside this file as ``<language>/LC_MESSAGES/pikir.mo``. A message id is the
English sentence, so English needs no catalogue, and a sentence without a translation can still be
read. Pages, mail and exports all translate here; this module imports nothing of Pikir's.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from gettext import NullTranslations

Language = Literal["kk", "ru", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

DOMAIN = "pikir"
_FOLDER = Path(__file__).parent


def N_(message: str) -> str:  # noqa: N802 -- gettext's own name for "mark, do not translate yet"
    """Mark a message id, so that it is collected; it is translated where it is shown."""
    return message


@cache
def translations(language: str) -> "NullTranslations":
    """Return the catalogue of a language; one that translates nothing if there is none."""
    from gettext import translation  # an accepted answer has no words

    return translation(DOMAIN, localedir=str(_FOLDER), languages=[language], fallback=True)


def translate(
    message_id: str, language: str, parameters: Mapping[str, object] | None = None
) -> str:
    """Translate a message into that language and insert its ``{parameters}``.

    Without ``parameters`` the text keeps its braces. Values are inserted as they are, never read as
    a format themselves.
    """
    if not message_id:
        return ""
    text = translations(language).gettext(message_id)
    return text if parameters is None else text.format_map(parameters)


_IN_LANGUAGE: Mapping[Language, str] = {
    "kk": N_("in Kazakh"),
    "ru": N_("in Russian"),
    "en": N_("in English"),
}


def in_languages(languages: Iterable[Language]) -> dict[Language, str]:
    """Return “in Kazakh, in Russian” for these languages, in each language: a parameter of a message."""
    listed = list(languages)
    return {
        shown: ", ".join(translate(_IN_LANGUAGE[one], shown) for one in listed)
        for shown in LANGUAGES
    }
