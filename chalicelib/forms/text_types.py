"""The types of texts in documents that are checked by pydantic: of people's words, of names, of expressions."""

from collections.abc import Callable
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

from chalicelib.forms.text import (
    STORED,
    for_all_languages,
    is_clean,
    is_visible,
    normalize,
    straighten,
)
from chalicelib.locales import Language
from chalicelib.spelling import NAME_FIRST, NAME_FURTHER


def _read_prose(
    value: object, measure: ValidatorFunctionWrapHandler, info: ValidationInfo
) -> object:
    return _read(value, normalize, measure, info)


def _read_code(
    value: object, measure: ValidatorFunctionWrapHandler, info: ValidationInfo
) -> object:
    return _read(value, straighten, measure, info)


def read_code(text: str, limit: int) -> str:
    """Return a text that programs compare, normalized, as ``CODE`` does for a single field.

    Raises:
        ValueError: it is longer than the limit, holds control characters, or shows nothing.
    """
    text = straighten(text)
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
ReceiptCode = Annotated[
    str, WithJsonSchema({"type": "string", "pattern": r"^[0-9A-Z]{5}-[0-9A-Z]{5}$"})
]
"""The code of a receipt: documented only, ``domain.submissions.receipt_code`` makes it."""
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
