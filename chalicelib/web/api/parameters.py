"""Query parameters: a value that breaks its parameter's rule is refused, never guessed at."""

from typing import Final

from chalicelib.errors import BadParameter
from chalicelib.locales import LANGUAGES, Language
from chalicelib.web import i18n
from chalicelib.web.request import Request

PAGE: Final = 100
LARGEST_PAGE: Final = 500


def one_of(request: Request, name: str, allowed: tuple[str, ...]) -> str | None:
    """Return one of the allowed words, None if the parameter is missing."""
    value = request.one(name)
    if value is not None and value not in allowed:
        raise BadParameter(name=name)
    return value


def read_integer(request: Request, name: str, *, smallest: int, largest: int) -> int | None:
    """Return a whole number in decimal digits, None if the parameter is missing."""
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
    """Return the largest number of rows of a page."""
    return read_integer(request, "limit", smallest=1, largest=LARGEST_PAGE) or PAGE


def version(request: Request, name: str = "version") -> int | None:
    """Return the number of a form's version, None if the parameter is missing."""
    return read_integer(request, name, smallest=1, largest=99_999)


def language(request: Request) -> Language | None:
    """Return the language of a file's labels, None if the parameter is missing."""
    return i18n.parse_language(one_of(request, "language", LANGUAGES))
