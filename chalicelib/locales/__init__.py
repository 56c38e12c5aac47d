"""Message ids in the three languages: gettext's catalogues, read once and only when asked for.

Catalogues lie beside this file as ``<language>/LC_MESSAGES/pikir.mo``; a message id is the English
sentence, so English needs no catalogue and a sentence nobody has translated yet is still readable.
Pages, mail and exports all translate here, so this module is imported by anyone and imports nothing
of Pikir's.
"""

from collections.abc import Mapping
from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path
from typing import Literal, get_args

Language = Literal["kk", "ru", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

DOMAIN = "pikir"
_FOLDER = Path(__file__).parent


def N_(message: str) -> str:  # noqa: N802 -- gettext's own name for "mark, do not translate yet"
    """Mark a message id for extraction; it is translated where it is shown."""
    return message


@cache
def translations(language: str) -> NullTranslations:
    """The catalogue of a language; one that translates nothing where there is none."""
    return translation(DOMAIN, localedir=str(_FOLDER), languages=[language], fallback=True)


def translate(
    message_id: str, language: str, parameters: Mapping[str, object] | None = None
) -> str:
    """The message in that language, its ``{parameters}`` filled in when any are given.

    Without ``parameters`` the text is returned as it is, braces included. Values are only ever
    inserted, never read as a format.
    """
    if not message_id:
        return ""
    text = translations(language).gettext(message_id)
    return text if parameters is None else text.format_map(parameters)
