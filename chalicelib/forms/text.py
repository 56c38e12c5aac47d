"""Text as Pikir stores it: normalized, without control characters, in up to three languages."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Annotated, Final

from pydantic import (
    BeforeValidator,
    Field,
    StringConstraints,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
)
from pydantic_core import PydanticCustomError

from chalicelib.locales import Language
from chalicelib.spelling import NAME_FIRST, NAME_FURTHER

_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def is_clean(text: str) -> bool:
    """Return whether the text holds no control character (but line feed and tab) and no surrogate."""
    return _FORBIDDEN.search(text) is None


INVISIBLE: Final = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""The characters that show nothing beside white space, as ranges of a pattern's class.

Unicode's property Default_Ignorable_Code_Point (DerivedCoreProperties.txt 15.0), U+2800, whose Braille cell is empty, and
the interlinear annotations U+FFF9 to U+FFFB. A fixed list, so that server, page and JSON Schema agree.
"""
_VISIBLE = re.compile(rf"[^\s{INVISIBLE}]")


def is_visible(text: str) -> bool:
    """Return whether the text shows anything."""
    return _VISIBLE.search(text) is not None


def normalize(text: str) -> str:
    """Return the text in Unicode's NFC, with line feeds as line ends, without white space around it."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.strip()


STORED: Final[Mapping[str, bool]] = {"stored": True}
"""The validation context for a document from storage: its texts are returned as they are."""


def _straighten(text: str) -> str:
    """Normalize text that programs read, as XLSForm's tools do: straight quotes, no hard spaces."""
    return normalize(text if text.isascii() else text.translate(_STRAIGHT))


_STRAIGHT = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "\u00a0": " "})


def _read_prose(
    value: object, measure: ValidatorFunctionWrapHandler, info: ValidationInfo
) -> object:
    return _read(value, normalize, measure, info)


def _read_code(
    value: object, measure: ValidatorFunctionWrapHandler, info: ValidationInfo
) -> object:
    return _read(value, _straighten, measure, info)


def read_code(text: str, limit: int) -> str:
    """Return a text that programs compare, normalized, as ``CODE`` does for a single field.

    Raises:
        ValueError: it is longer than the limit, holds control characters, or shows nothing.
    """
    text = _straighten(text)
    if len(text) > limit:
        raise PydanticCustomError("string_too_long", "too long", {"max_length": limit})
    _refuse_unreadable(text)
    return text


def _refuse_unreadable(text: str) -> None:
    if text.isascii() and text.isprintable() and text.strip():
        return  # nearly every name and value: no pattern is needed
    if not is_clean(text):
        raise ValueError("control characters are not allowed")
    if not is_visible(text):
        raise ValueError("must not be empty")


def _read(
    value: object,
    normalized: Callable[[str], str],
    measure: ValidatorFunctionWrapHandler,
    info: ValidationInfo,
) -> object:
    """Normalize a text, then measure it: NFC can make it longer or shorter."""
    if not isinstance(value, str):
        return measure(value)
    if info.context is STORED:
        return value
    text: str = measure(normalized(value))
    _refuse_unreadable(text)
    return text


PROSE: Final = WrapValidator(_read_prose)
"""Mark a text for people. Constraints that stand before it in ``Annotated`` hold for the normalized text."""
CODE: Final = WrapValidator(_read_code)
"""Mark a text that programs compare, likewise. XLSForm's tools straighten its typographic quotes."""


def _refuse_spaces(name: object) -> object:
    if isinstance(name, str) and name != name.strip():
        raise ValueError("white space is not allowed")
    return name


def for_all_languages(value: object) -> object:
    """Return a bare string as the text of every language, and anything else as it is."""
    return {"kk": value, "ru": value, "en": value} if isinstance(value, str) else value


Line = Annotated[str, StringConstraints(max_length=5000), PROSE]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_.-]{0,63}$")]
"""A name that is part of addresses."""

QuestionName = Annotated[
    str, StringConstraints(pattern=rf"^[{NAME_FIRST}][{NAME_FURTHER}]*$", max_length=255), CODE
]
"""The name of a question, group or repeat: an XML element's name without a colon.

Normalized, because the expressions that refer to it are.
"""
ListName = Annotated[
    str,
    StringConstraints(pattern=r"^[^\s\x00-\x1f\x7f]+$", max_length=255),
    CODE,
    BeforeValidator(_refuse_spaces),
]
"""The name of a list of choices; the name of the file for one that comes as a file."""
Uuid = Annotated[
    str,
    WithJsonSchema(
        {
            "type": "string",
            "pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
        }
    ),
]
"""A UUID in lower case (RFC 9562): documented only, ``domain.submissions.refuse_bad_id`` checks it."""
FileName = Annotated[
    str,
    StringConstraints(pattern=r"^[^\x00-\x1f\x7f/\\]+$", min_length=1, max_length=255),
    PROSE,
]
"""The name of an attached file, without a folder."""
ChoiceName = Annotated[
    str,
    StringConstraints(pattern=r"^[^\x00-\x1f\x7f]+$", max_length=255),
    CODE,
]
Expression = Annotated[str, StringConstraints(max_length=10_000), CODE]
"""An expression of XLSForm's language, as it is written; ``xpath`` parses it."""
_Texts = Annotated[dict[Language, Line], Field(min_length=1, max_length=3)]
Localized = Annotated[
    _Texts, BeforeValidator(for_all_languages, json_schema_input_type=Line | _Texts)
]
"""One text in up to three languages; a bare string stands for all three."""


def in_language(text: Mapping[Language, str] | None, language: Language) -> str:
    """Return the text in that language, else in the first language it has; empty if there is none."""
    if not text:
        return ""
    return text.get(language) or next(iter(text.values()))
