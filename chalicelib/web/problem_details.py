"""Refusals as ``application/problem+json`` (RFC 9457), in the asker's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from chalicelib import locales
from chalicelib.errors import Problem, Refusal, WarningsNotAccepted
from chalicelib.late_model import LateModel
from chalicelib.locales import N_
from chalicelib.web.i18n import localize
from chalicelib.web.reply import Reply, json_reply

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Literal

    from chalicelib.locales import Language
    from chalicelib.web.problem_types import Optional
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


class _ProblemPart(LateModel):
    _types = ("chalicelib.web.problem_types",)


class ProblemEntry(_ProblemPart):
    """One mistake: `name` is a question's key, or a JSON pointer into the document that was sent.

    A `warning` prevents nothing. Where a spreadsheet was sent, `sheet`, `row` (from 1) and `column`
    (its header) locate the mistake there; `mending` says how to correct it.
    """

    name: str
    code: str
    message: str
    severity: Optional[Literal["error", "warning"]] = None
    pointer: Optional[str] = None
    sheet: Optional[str] = None
    row: Optional[int] = None
    column: Optional[str] = None
    mending: Optional[str] = None


class WarningGroup(_ProblemPart):
    """The warnings of one kind: how many, what happens, and what can be done about all of them."""

    code: str
    count: int
    message: str
    mending: Optional[str] = None


class ProblemDetails(_ProblemPart):
    """A refusal (RFC 9457). `code` is stable; `title`, `detail` and messages are for people.

    Where warnings have to be accepted, `errors` are these, `warning_groups` the same by kind, and `warnings_digest` accepts them.
    """

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str
    errors: Optional[tuple[ProblemEntry, ...]] = None
    warning_groups: Optional[tuple[WarningGroup, ...]] = None
    warnings_digest: Optional[str] = None


def problem_type(code: str) -> str:
    """Return the URI of a problem type: a name, not an address."""
    return f"urn:pikir:problem:{code}"


def problem_reply(refusal: Refusal, request: Request) -> Reply:
    """Answer a refusal with all of its problems."""
    language = request.language
    to_accept = refusal.problems if isinstance(refusal, WarningsNotAccepted) else ()
    details = ProblemDetails.model_construct(
        type=problem_type(refusal.code),
        title=locales.translate(TITLES[refusal.status], language),
        status=refusal.status,
        detail=localize(refusal, language),
        code=refusal.code,
        request_id=request.request_id,
        errors=tuple(problem_entry(each, language) for each in refusal.problems) or None,
        warning_groups=group_warnings(to_accept, language) or None,
        warnings_digest=_digest(to_accept),
    )
    return json_reply(
        _write(details),
        status=refusal.status,
        content_type=CONTENT_TYPE,
        headers=refusal.headers,
    )


def _write(part: _ProblemPart) -> Mapping[str, object]:
    """Return what the model writes as JSON; a first refusal does not wait for pydantic."""
    return {
        name: [_write(each) for each in value] if isinstance(value, tuple) else value
        for name, value in vars(part).items()
        if value is not None
    }


def group_warnings(warnings: Sequence[Problem], language: Language) -> tuple[WarningGroup, ...]:
    """Return the warnings by kind, in that language."""
    if not warnings:
        return ()
    from chalicelib.forms.group_sentences import describe_group
    from chalicelib.forms.problem_groups import group_problems

    return tuple(
        WarningGroup.model_construct(
            code=group.code,
            count=group.count,
            message=localize(describe_group(group), language),
            mending=_mending(group.statements[0].problems[0], language),
        )
        for group in group_problems(warnings)
    )


def _digest(warnings: Sequence[Problem]) -> str | None:
    if not warnings:
        return None
    from chalicelib.forms.accepting_warnings import digest_warnings

    return digest_warnings(warnings)


def problem_entry(problem: Problem, language: Language) -> ProblemEntry:
    """Describe a problem in that language, with its location as far as it is known."""
    is_pointer = problem.name.startswith("/")
    is_of_form = problem.code.startswith("form.")
    location = problem.location
    return ProblemEntry.model_construct(
        name=problem.name,
        code=problem.code,
        message=localize(problem, language),
        severity=problem.severity if is_pointer or is_of_form else None,
        pointer=problem.name if is_pointer else None,
        sheet=location.sheet if location else None,
        row=location.row if location else None,
        column=location.column if location else None,
        mending=_mending(problem, language) if is_of_form else None,
    )


def _mending(problem: Problem, language: Language) -> str | None:
    from chalicelib.forms.remedies import find_remedy

    remedy = find_remedy(problem)
    return localize(remedy, language) if remedy else None
