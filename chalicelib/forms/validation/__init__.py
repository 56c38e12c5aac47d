"""All problems of a definition at once: its structure, each row, and the whole."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from chalicelib.errors import FormRefused, Problem
from chalicelib.forms.definition import Definition
from chalicelib.forms.problems import warnings_only, worst_first
from chalicelib.forms.strict_json import read_json
from chalicelib.forms.validation.cycle_checks import cycle_problems
from chalicelib.forms.validation.exchange_checks import exchange_problems
from chalicelib.forms.validation.expression_checks import logic_problems
from chalicelib.forms.validation.form_checks import has_too_many, whole_problems
from chalicelib.forms.validation.language_checks import language_problems
from chalicelib.forms.validation.name_checks import name_problems
from chalicelib.forms.validation.review_input import ReviewInput
from chalicelib.forms.validation.row_checks import row_problems
from chalicelib.forms.validation.structure import MAX_PROBLEMS, outline_definition
from chalicelib.forms.validation.usage_checks import usage_problems
from chalicelib.locales import Language

CHECKS: tuple[Callable[[ReviewInput], Iterator[Problem]], ...] = (
    name_problems,
    cycle_problems,
    logic_problems,
    exchange_problems,
    usage_problems,
    language_problems,
)
"""What looks at the whole form, each at one concern."""


def read_definition(document: bytes | Mapping[str, Any]) -> Definition:
    """Read a definition and review it; warnings do not refuse it.

    Raises:
        errors.Malformed: the bytes are not strict JSON.
        errors.FormRefused: all problems, each at its JSON pointer, the errors first.
    """
    definition, problems = reviewed(document)
    warnings_only(problems)
    if definition is None:  # pragma: no cover -- the review names whatever the model refuses
        raise FormRefused
    return definition


def reviewed(
    document: bytes | Mapping[str, Any], *, languages: Sequence[Language] = ()
) -> tuple[Definition | None, list[Problem]]:
    """The definition, None where it cannot be read at all, and every problem, the errors first.

    ``languages`` are those of the event that it is for, if there is one.

    Raises:
        errors.Malformed: the bytes are not strict JSON.
    """
    raw = read_json(document) if isinstance(document, bytes) else document
    problems = problems_of(raw, languages=languages)
    try:
        return Definition.model_validate(raw), problems
    except ValidationError:
        return None, problems


def problems_of(
    raw: Any,  # noqa: ANN401 -- whatever was sent
    *,
    languages: Sequence[Language] = (),
) -> list[Problem]:
    """Every problem, each at its JSON pointer; rows that cannot be read do not hide the others'.

    Where there are too many questions, that is said, and no row is looked at further.
    """
    outline, problems = outline_definition(raw)
    if has_too_many(outline):
        return worst_first([*problems, *whole_problems(outline)])[:MAX_PROBLEMS]
    for placed in outline.rows:
        problems += row_problems(placed, outline)
    problems += whole_problems(outline)
    draft = ReviewInput.of(raw, outline, languages)
    for check in CHECKS:
        problems += check(draft)
    return worst_first(problems)[:MAX_PROBLEMS]
