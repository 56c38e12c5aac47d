"""Refusals as ``application/problem+json`` (RFC 9457), in the asker's language."""

from collections.abc import Mapping
from typing import Annotated, Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from chalicelib import locales
from chalicelib.errors import Problem, Refusal
from chalicelib.locales import N_, Language
from chalicelib.web.i18n import localize
from chalicelib.web.reply import Reply, json_reply
from chalicelib.web.request import Request

CONTENT_TYPE: Final = "application/problem+json"

TITLES: Final[Mapping[int, str]] = {
    400: N_("The request cannot be read"),
    401: N_("Not signed in"),
    403: N_("Not allowed"),
    404: N_("Not found"),
    405: N_("Not possible here"),
    409: N_("Not possible now"),
    410: N_("Erased"),
    412: N_("Changed in the meantime"),
    413: N_("Too large"),
    415: N_("Unsupported content type"),
    422: N_("Please check"),
    429: N_("Too many requests"),
    500: N_("Something went wrong"),
    503: N_("Busy"),
}
"""The title of each status; also the heading of a refusal's page."""


Value = TypeVar("Value")
Optional = Annotated[Value | None, Field(exclude_if=lambda value: value is None)]
"""A member that the JSON leaves out where it is None."""


class ProblemEntry(BaseModel):
    """One mistake: `name` is a question's key, or a JSON pointer into the document that was sent.

    A `warning` prevents nothing. Where a spreadsheet was sent, `sheet`, `row` (from 1) and `column`
    (its header) locate the mistake there; `mending` says how to correct it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    name: str
    code: str
    message: str
    severity: Optional[Literal["error", "warning"]] = None
    pointer: Optional[str] = None
    sheet: Optional[str] = None
    row: Optional[int] = None
    column: Optional[str] = None
    mending: Optional[str] = None


class ProblemDetails(BaseModel):
    """A refusal (RFC 9457). `code` is stable; `title`, `detail` and messages are for people."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str
    errors: Optional[tuple[ProblemEntry, ...]] = None


def problem_type(code: str) -> str:
    """Return the URI of a problem type: a name, not an address."""
    return f"urn:pikir:problem:{code}"


def problem_reply(refusal: Refusal, request: Request) -> Reply:
    """Answer a refusal with all of its problems."""
    language = request.language
    details = ProblemDetails(
        type=problem_type(refusal.code),
        title=locales.translate(TITLES[refusal.status], language),
        status=refusal.status,
        detail=localize(refusal, language),
        code=refusal.code,
        request_id=request.request_id,
        errors=tuple(problem_entry(each, language) for each in refusal.problems) or None,
    )
    return json_reply(
        details,
        status=refusal.status,
        content_type=CONTENT_TYPE,
        headers=refusal.headers,
    )


def problem_entry(problem: Problem, language: Language) -> ProblemEntry:
    """Describe a problem in that language, with its location as far as it is known."""
    is_pointer = problem.name.startswith("/")
    is_of_form = problem.code.startswith("form.")
    location = problem.location
    return ProblemEntry(
        name=problem.name,
        code=problem.code,
        message=localize(problem, language),
        severity=problem.severity if is_pointer or is_of_form else None,
        pointer=problem.name if is_pointer else None,
        sheet=location and location.sheet,
        row=location and location.row,
        column=location and location.column,
        mending=_mending(problem, language) if is_of_form else None,
    )


def _mending(problem: Problem, language: Language) -> str | None:
    from chalicelib.forms.remedies import find_remedy

    remedy = find_remedy(problem)
    return localize(remedy, language) if remedy else None
