"""Query parameters with their rules; a value that breaks one is refused, never guessed at."""

from typing import Final

from chalicelib.errors import BadParameter
from chalicelib.locales import LANGUAGES, Language
from chalicelib.web import i18n
from chalicelib.web.request import Request

PAGE: Final = 100
LARGEST_PAGE: Final = 500


def one_of(request: Request, name: str, allowed: tuple[str, ...]) -> str | None:
    """One of a few words, or None when it is not given."""
    value = request.one(name)
    if value is not None and value not in allowed:
        raise BadParameter(name=name)
    return value


def read_integer(request: Request, name: str, *, smallest: int, largest: int) -> int | None:
    """A whole number in decimal digits, or None when it is not given."""
    value = request.one(name)
    if value is None:
        return None
    if not (value.isascii() and value.isdigit() and len(value) <= len(str(largest))):
        raise BadParameter(name=name)
    number = int(value)
    if not smallest <= number <= largest:
        raise BadParameter(name=name)
    return number


def limit(request: Request) -> int:
    """How many rows a page shall have."""
    return read_integer(request, "limit", smallest=1, largest=LARGEST_PAGE) or PAGE


def version(request: Request, name: str = "version") -> int | None:
    """Which published version of a form."""
    return read_integer(request, name, smallest=1, largest=99_999)


def language(request: Request) -> Language | None:
    """The language of labels in a file, or None."""
    return i18n.parse_language(one_of(request, "language", LANGUAGES))
