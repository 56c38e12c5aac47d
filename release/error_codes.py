"""`docs/errors.md`: every stable code that a program may meet, with its English message."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from chalicelib import errors
from chalicelib.domain import event_documents, form_files, members, tokens
from chalicelib.domain.proposals import steps
from chalicelib.forms import problems
from chalicelib.xlsform import problems as spreadsheets

PAGE = Path(__file__).parent.parent / "docs" / "errors.md"

_HEAD = """\
# Errors

A refusal is answered as `application/problem+json` (RFC 9457) by the API and as a page elsewhere.
`code` is stable and for programs; sentences are for people, in their language, and may change.
This page is generated (`make generate`); edit the code instead.

```json
{"type": "urn:pikir:problem:answers.refused", "title": "Please check", "status": 422,
 "detail": "Some answers need another look.", "code": "answers.refused", "request_id": "…",
 "errors": [{"name": "overall", "code": "answer.required", "message": "Please answer this question."}]}
```

Nothing is stored by a request that is refused. After 503, 500, or no answer at all, the same request
with the same `id` may be sent again: it is counted once.

API Gateway refuses some requests before they reach Pikir: too many at once (429), too large ones (413), and what no function answered
in time (503, sometimes 500). Such an answer is `{"message": "…"}` without a code and without `Retry-After`: after 429 and 5xx send the same
request again, after a second first, then after longer and longer.
"""

_PARTS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "Problems with answers": (
        "These are in `errors` of `answers.refused`; `name` is the question's key.",
        problems.ANSWERS,
    ),
    "Problems with a request": (
        "These are in `errors` of `request.refused`; `name` is a JSON pointer into the body.",
        {
            **problems.REQUESTS,
            **tokens.PROBLEMS,
            **members.PROBLEMS,
            **form_files.PROBLEMS,
            **steps.PROBLEMS,
        },
    ),
    "Problems with an event": (
        "These are in `errors` of `event.refused`; `name` is a JSON pointer into the document.",
        event_documents.PROBLEMS,
    ),
    "Problems with a form's definition": (
        "These are in `errors` of `form.refused`; `name` is a JSON pointer. A form's times have an event's codes.",
        problems.DEFINITIONS,
    ),
    "Problems with the wording of a version": (
        "These are in `errors` of `form.refused` where texts of a published version are corrected; `name` is a JSON pointer.",
        problems.CORRECTIONS,
    ),
    "Problems with an expression of a form": (
        "As above; the parameter `at` counts characters of the expression.",
        problems.EXPRESSIONS,
    ),
    "Problems with a spreadsheet": (
        "In `errors` of `form.refused`, with `sheet`, `row` and `column`; beside a definition's.",
        spreadsheets.ERRORS,
    ),
    "Warnings about a form's definition": (
        "In `warnings` of a saved or published form, and beside the errors of `form.refused`.",
        {**problems.WARNINGS, **spreadsheets.WARNINGS},
    ),
}


def files() -> dict[Path, bytes]:
    """Return the page's content."""
    return {PAGE: page().encode()}


def refusals(above: type[errors.Refusal] = errors.Refusal) -> Iterator[type[errors.Refusal]]:
    """Yield every refusal that has a code of its own, in the order of the tree."""
    for refusal in above.__subclasses__():
        if "code" in vars(refusal):
            yield refusal
        yield from refusals(refusal)


def draw_tree(above: type[errors.Refusal] = errors.Refusal, indent: str = "") -> Iterator[str]:
    """Yield the lines of the tree of classes, each with its status and its code."""
    below = above.__subclasses__()
    for refusal in below:
        branch, further = ("└─ ", "   ") if refusal is below[-1] else ("├─ ", "│  ")
        status = str(refusal.status) if "status" in vars(refusal) else ""
        name = f"{indent}{branch}{refusal.__name__}"
        yield f"{name:<28}{status:<5}{vars(refusal).get('code', '')}".rstrip()
        yield from draw_tree(refusal, indent + further)


def page() -> str:
    """Return the page's text."""
    return "\n".join((_HEAD, *_refusal_lines(), *_problem_lines()))


def _refusal_lines() -> Iterator[str]:
    yield from ("## Refusals", "", "```", errors.Refusal.__name__, *draw_tree(), "```", "")
    yield from ("| status | `code` | when | in English |", "|---|---|---|---|")
    for refusal in sorted(refusals(), key=lambda each: (each.status, each.code)):
        when = (refusal.__doc__ or "").partition("\n")[0].rstrip(".")
        yield f"| {refusal.status} | `{refusal.code}` | {_cell(when)} | {_cell(refusal.message)} |"
    yield ""


def _problem_lines() -> Iterator[str]:
    for title, (sentence, codes) in _PARTS.items():
        yield from (f"## {title}", "", sentence, "", "| `code` | in English |", "|---|---|")
        for code, message in sorted(codes.items()):
            yield f"| `{code}` | {_cell(message)} |"
        yield ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
