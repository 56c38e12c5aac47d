"""A submission as it was sent, before any rule of the form applies: the envelope, and the answers' fingerprint."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeVar

from pydantic_core import SchemaValidator, ValidationError, core_schema

from chalicelib import errors
from chalicelib.forms.problems import problem
from chalicelib.forms.strict_json import read_json
from chalicelib.late_model import LateModel
from chalicelib.locales import LANGUAGES, Language

if TYPE_CHECKING:
    from typing import Annotated

    from pydantic import BaseModel, Field

    from chalicelib.forms.text_types import Uuid

_Model = TypeVar("_Model", bound="BaseModel")
_Read = TypeVar("_Read")

_CANONICAL: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_CODES: Final = {"missing": "request.missing", "extra_forbidden": "request.unknown_key"}
_MAX_PROBLEMS: Final = 100


class Envelope(LateModel):
    """A filled form: `answers` by the questions' names, as the form's JSON Schema describes them.

    Without an `id` the server makes one; without a `version` the newest one is meant.
    """

    _types = ("chalicelib.forms.text_types",)
    model_config = {"strict": True}

    id: Uuid | None = None
    language: Language | None = None
    version: Annotated[int, Field(ge=1)] | None = None
    answers: Mapping[str, Any]


def read_envelope(body: bytes) -> Envelope:
    """Return the envelope in a body; its answers are not checked yet. Raises as ``read_model`` does."""
    return Envelope.model_construct(**_read(_envelope_validator().validate_python, body))


@cache
def _envelope_validator() -> SchemaValidator:
    """Return what checks an envelope as its model does, without pydantic, which a first submission does not import."""
    language = core_schema.literal_schema(list(LANGUAGES))
    values = core_schema.dict_schema(core_schema.str_schema(), core_schema.any_schema())
    fields = {
        "id": core_schema.nullable_schema(core_schema.str_schema()),
        "language": core_schema.nullable_schema(language),
        "version": core_schema.nullable_schema(core_schema.int_schema(ge=1)),
    }
    optional = {
        name: core_schema.typed_dict_field(schema, required=False)
        for name, schema in fields.items()
    }
    return SchemaValidator(
        core_schema.typed_dict_schema(
            {**optional, "answers": core_schema.typed_dict_field(values, required=True)},
            extra_behavior="forbid",
            config=core_schema.CoreConfig(strict=True),
        )
    )


def read_model(model: type[_Model], body: bytes) -> _Model:
    """Return the model in a body of JSON.

    Raises:
        errors.Malformed: see ``read_json``.
        errors.RequestRefused: every key that is missing, unknown or of another type, by JSON pointers.
    """
    return _read(model.model_validate, body)


def _read(check: Callable[[Any], _Read], body: bytes) -> _Read:
    try:
        return check(read_json(body))
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=False, include_input=False)
        problems = [
            problem(_CODES.get(each["type"], "request.wrong_type"), pointer(*each["loc"]))
            for each in details[:_MAX_PROBLEMS]
        ]
        raise errors.RequestRefused(problems=problems) from None


def fingerprint(answers: Mapping[str, Any]) -> str:
    """Return the SHA-256, in hexadecimal, of the answers as sent: keys sorted, text in NFC.

    It is taken before any check, so that a repeated submission is recognised by what its sender sent.
    """
    canonical = unicodedata.normalize("NFC", _CANONICAL.encode(answers))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def pointer(*path: str | int) -> str:
    """Return a JSON pointer (RFC 6901); a step longer than any name of ours is cut."""
    steps = (str(step)[:100].replace("~", "~0").replace("/", "~1") for step in path)
    return "".join(f"/{step}" for step in steps)
