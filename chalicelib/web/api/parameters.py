"""Query parameters, each declared once: its name, its JSON Schema in the OpenAPI document, and how its text is read.

An operation lists those that it takes. Any other parameter is refused, and so is a value that breaks its parameter's
rule: nothing is guessed at.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Generic, Literal, TypeVar

from chalicelib.domain.timestamps import parse_moment
from chalicelib.errors import BadParameter
from chalicelib.forms.accepting_warnings import DIGEST_LENGTH
from chalicelib.locales import LANGUAGES, Language
from chalicelib.web import i18n
from chalicelib.web.request import Request

_Value = TypeVar("_Value")
_Member = TypeVar("_Member", bound=StrEnum)
PAGE: Final = 100
_DIGEST: Final = f"[0-9a-f]{{{DIGEST_LENGTH}}}"
LARGEST_PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class Parameter(Generic[_Value]):
    """A query parameter. ``parse`` reads its text, and raises ``ValueError`` for one that is not allowed."""

    name: str
    description: str
    schema: Mapping[str, object]
    parse: Callable[[str], _Value]
    required: bool = False

    def read(self, request: Request) -> _Value | None:
        """Return the parameter's value, None if it is missing; raise ``BadParameter``."""
        text = request.one(self.name)
        if text is None:
            return None
        try:
            return self.parse(text)
        except ValueError:
            raise BadParameter(name=self.name) from None

    def read_required(self, request: Request) -> _Value:
        """Return the value; raise ``BadParameter`` if it is missing, too."""
        value = self.read(request)
        if value is None:
            raise BadParameter(name=self.name)
        return value


def _refer_to(schema: str) -> Mapping[str, object]:
    """Name a schema that the OpenAPI document has, so that generated clients have one type for it."""
    return {"$ref": f"#/components/schemas/{schema}"}


def word(name: str, allowed: Sequence[str], description: str) -> Parameter[str]:
    """Declare a parameter that is one of some words."""

    def parse(text: str) -> str:
        if text not in allowed:
            raise ValueError
        return text

    return Parameter(name, description, {"type": "string", "enum": list(allowed)}, parse)


def languages(name: str, description: str) -> Parameter[tuple[Language, ...]]:
    """Declare a parameter that is some of Pikir's languages, with commas between them."""
    one = "|".join(LANGUAGES)

    def parse(text: str) -> tuple[Language, ...]:
        found = text.split(",")
        if not set(found) <= set(LANGUAGES):
            raise ValueError
        return tuple(language for language in LANGUAGES if language in found)

    return Parameter(
        name, description, {"type": "string", "pattern": f"^({one})(,({one}))*$"}, parse
    )


def member(name: str, allowed: type[_Member], description: str) -> Parameter[_Member]:
    """Declare a parameter that is one of an enumeration's values."""
    return Parameter(name, description, _refer_to(allowed.__name__), allowed)


def text(name: str, description: str, *, longest: int = 200) -> Parameter[str]:
    """Declare a parameter that is a text of so many characters at most, and not empty."""

    def parse(value: str) -> str:
        if not 0 < len(value) <= longest:
            raise ValueError
        return value

    return Parameter(
        name, description, {"type": "string", "minLength": 1, "maxLength": longest}, parse
    )


def integer(
    name: str, description: str, *, smallest: int, largest: int, required: bool = False
) -> Parameter[int]:
    """Declare a parameter that is a whole number in decimal digits."""

    def parse(value: str) -> int:
        if not (value.isascii() and value.isdigit() and len(value) <= len(str(largest))):
            raise ValueError
        number = int(value)
        if not smallest <= number <= largest:
            raise ValueError
        return number

    schema = {"type": "integer", "minimum": smallest, "maximum": largest}
    return Parameter(name, description, schema, parse, required)


def moment(name: str, description: str) -> Parameter[datetime]:
    """Declare a parameter that is a point in time, as RFC 3339 writes it."""
    return Parameter(name, description, {"type": "string", "format": "date-time"}, parse_moment)


def version(name: str, description: str, *, required: bool = False) -> Parameter[int]:
    """Declare a parameter that is the number of a form's published version."""
    return integer(name, description, smallest=1, largest=99_999, required=required)


def version_or_draft(name: str, description: str) -> Parameter[int | Literal["draft"]]:
    """Declare a parameter that is a published version's number, or the word ``draft``."""
    number = version(name, description)

    def parse(text: str) -> int | Literal["draft"]:
        return "draft" if text == "draft" else number.parse(text)

    return Parameter(name, description, {"anyOf": [number.schema, {"const": "draft"}]}, parse)


def accepted_warnings(name: str, description: str) -> Parameter[str | None]:
    """Declare a parameter that is a digest of warnings, empty for ``none`` of them, None for ``all``."""
    words = {"all": None, "none": ""}
    digest = re.compile(_DIGEST, re.ASCII)

    def parse(text: str) -> str | None:
        if text in words:
            return words[text]
        if not digest.fullmatch(text):
            raise ValueError
        return text

    schema = {"anyOf": [{"enum": list(words)}, {"type": "string", "pattern": f"^{_DIGEST}$"}]}
    return Parameter(name, description, schema, parse)


def _parse_language(text: str) -> Language:
    language = i18n.parse_language(text)
    if language is None:
        raise ValueError
    return language


LANGUAGE: Final = Parameter(
    "language",
    "The language of a file's labels; that of the messages by itself.",
    _refer_to("Language"),
    _parse_language,
)
CURSOR: Final = text("cursor", "The place to go on from: `next` of the page before.", longest=1000)
LIMIT: Final = integer(
    "limit",
    f"The largest number of rows of a page; {PAGE} by itself. Large rows make shorter pages.",
    smallest=1,
    largest=LARGEST_PAGE,
)


def page_size(request: Request) -> int:
    """Return the largest number of rows of the page that is asked for."""
    return LIMIT.read(request) or PAGE
