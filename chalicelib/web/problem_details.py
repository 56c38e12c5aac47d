"""Refusals as ``application/problem+json`` (RFC 9457), in the asker's language."""

from collections.abc import Mapping

from chalicelib import locales
from chalicelib.errors import Problem, Refusal
from chalicelib.locales import N_, Language
from chalicelib.web.i18n import say
from chalicelib.web.reply import Reply, json_reply
from chalicelib.web.request import Request

CONTENT_TYPE = "application/problem+json"

TITLES: Mapping[int, str] = {
    400: N_("The request cannot be read"),
    401: N_("Not signed in"),
    403: N_("Not allowed"),
    404: N_("Not found"),
    405: N_("Not possible here"),
    409: N_("Not possible now"),
    413: N_("Too large"),
    415: N_("Unsupported content type"),
    422: N_("Please look again"),
    500: N_("Something went wrong"),
    503: N_("Busy"),
}


def type_of(code: str) -> str:
    """The problem type's URI: a name, not an address."""
    return f"urn:pikir:problem:{code}"


def problem_reply(refusal: Refusal, request: Request) -> Reply:
    """The refusal, with a word about each place that is wrong."""
    language = request.language
    document: dict[str, object] = {
        "type": type_of(refusal.code),
        "title": locales.translate(TITLES[refusal.status], language),
        "status": refusal.status,
        "detail": say(refusal, language),
        "code": refusal.code,
        "request_id": request.request_id,
    }
    if refusal.problems:
        document["errors"] = [told(problem, language) for problem in refusal.problems]
    return json_reply(
        document,
        status=refusal.status,
        content_type=CONTENT_TYPE,
        headers=refusal.headers,
    )


def told(problem: Problem, language: Language) -> dict[str, object]:
    """A problem as the API says it; where it stands in a document or a spreadsheet, if it does."""
    words: dict[str, object] = {
        "name": problem.name,
        "code": problem.code,
        "message": say(problem, language),
    }
    if problem.name.startswith("/"):
        words |= {"severity": problem.severity, "pointer": problem.name}
    if problem.code.startswith("form."):
        from chalicelib.forms.remedies import how_to_mend

        words["severity"] = problem.severity
        if mending := how_to_mend(problem):
            words["mending"] = say(mending, language)
    if cell := problem.location:
        where = {"sheet": cell.sheet, "row": cell.row, "column": cell.column}
        words |= {key: value for key, value in where.items() if value is not None}
    return words
