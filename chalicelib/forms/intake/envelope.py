"""A submission as it was sent, before any rule of the form applies: the envelope, and the answers' fingerprint."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from typing import Annotated, Any, Final, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chalicelib import errors
from chalicelib.forms.problems import problem
from chalicelib.forms.strict_json import read_json
from chalicelib.forms.text_types import Uuid
from chalicelib.locales import Language

_Model = TypeVar("_Model", bound=BaseModel)

_CANONICAL: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_CODES: Final = {"missing": "request.missing", "extra_forbidden": "request.unknown_key"}
_MAX_PROBLEMS: Final = 100


class Envelope(BaseModel):
    """A filled form: `answers` by the questions' names, as the form's JSON Schema describes them.

    Without an `id` the server makes one; without a `version` the newest one is meant.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    id: Uuid | None = None
    language: Language | None = None
    version: Annotated[int, Field(ge=1)] | None = None
    answers: Mapping[str, Any]


def read_envelope(body: bytes) -> Envelope:
    """Return the envelope in a body; its answers are not checked yet. Raises as ``read_model`` does."""
    return read_model(Envelope, body)


def read_model(model: type[_Model], body: bytes) -> _Model:
    """Return the model in a body of JSON.

    Raises:
        errors.Malformed: see ``read_json``.
        errors.RequestRefused: every key that is missing, unknown or of another type, by JSON pointers.
    """
    try:
        return model.model_validate(read_json(body))
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
