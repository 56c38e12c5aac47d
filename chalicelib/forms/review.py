"""All problems of a definition at once."""

from typing import Any

from pydantic import ValidationError

from chalicelib.errors import Problem
from chalicelib.forms.payload import pointer
from chalicelib.forms.problems import problem


def problems_of(raw: Any) -> list[Problem]:  # noqa: ANN401 -- whatever was sent
    """Every problem, in the document's order."""
    from chalicelib.forms.definition import Definition

    try:
        Definition.model_validate(raw)
    except ValidationError as error:
        return [problem("form.bad_value", pointer(*detail["loc"])) for detail in error.errors()]
    return []
