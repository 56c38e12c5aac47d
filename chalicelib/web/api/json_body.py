"""A small JSON body as a model."""

from typing import TypeVar

from pydantic import BaseModel, ValidationError

from chalicelib import errors
from chalicelib.forms.intake.envelope import pointer
from chalicelib.forms.problems import problem
from chalicelib.forms.strict_json import read_json

_Model = TypeVar("_Model", bound=BaseModel)
_CODES = {"missing": "request.missing", "extra_forbidden": "request.unknown_key"}


def read(model: type[_Model], body: bytes) -> _Model:
    """The model in the body.

    Raises:
        errors.Malformed: it is not strict JSON.
        errors.RequestRefused: it does not fit, by JSON pointers.
    """
    try:
        return model.model_validate(read_json(body))
    except ValidationError as error:
        problems = [
            problem(_CODES.get(found["type"], "request.wrong_type"), pointer(*found["loc"]))
            for found in error.errors(include_url=False, include_context=False)
        ]
        raise errors.RequestRefused(problems=problems) from None
