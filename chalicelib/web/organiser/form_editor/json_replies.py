"""What the editor's script gets instead of a page: the state of the form after a step, or why it was refused."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.web import i18n
from chalicelib.web.organiser.form_editor.row_problems import place_problems
from chalicelib.web.reply import JSON, json_reply

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from chalicelib.actions.form_edits import EditableForm
    from chalicelib.web.organiser.form_editor.row_problems import RowProblem
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request


def wants_json(request: Request) -> bool:
    """Whether the editor's script asks, which reads no page."""
    return request.headers.get("accept", "").partition(";")[0].strip() == JSON


def in_json(handle: Callable[..., Reply]) -> Callable[..., Reply]:
    """Answer each refusal of a handler in JSON where the script asks: status and words are the same."""

    @wraps(handle)
    def answer(request: Request, *args: object, **parameters: object) -> Reply:
        try:
            return handle(request, *args, **parameters)
        except errors.Refusal as refusal:
            if not wants_json(request):
                raise
            words = {"message": i18n.localize(refusal, request.language), "code": refusal.code}
            return json_reply(words, status=refusal.status, headers=refusal.headers)

    return answer


def state_reply(
    request: Request,
    shown: EditableForm,
    *,
    at: str = "",
    line: str = "",
    messages: Mapping[str, str] | None = None,
    message: str = "",
    status: int = 200,
) -> Reply:
    """Answer with the state of a reviewed form; ``messages`` are those at fields of the posted question."""
    problems = place_problems(shown, request.language)
    return json_reply(
        {
            "revision": shown.revision,
            "is_complete": not shown.is_unfinished,
            "at": at,
            "can_undo": shown.can_undo,
            "can_redo": shown.can_redo,
            "line": line,
            "problems": [
                {
                    "at": each.at,
                    "field": each.field,
                    "severity": each.severity,
                    "message": each.message,
                    "fix": _fix(each),
                }
                for each in problems
            ],
            "messages": dict(messages or {}),
            "colleagues": [each.name for each in shown.colleagues],
            "message": message,
        },
        status=status,
    )


def _fix(problem: RowProblem) -> object:
    """Return the words of a button that fixes the problem, and the fields of the step that it sends."""
    if not problem.fix:
        return None
    return {"words": problem.fix, "fields": {"do": "fix", "at": problem.name}}
