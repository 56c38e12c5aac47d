"""Download the rows and the figures of a form as CSV."""

from typing import TYPE_CHECKING, Final

from chalicelib.actions import exports
from chalicelib.web.api import caller, parameters
from chalicelib.web.api.operation import Content, Operation, describe
from chalicelib.web.downloads import links, reply_of
from chalicelib.web.request import Request

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.web.reply import Reply

NAMES: Final = parameters.word(
    "names", ("names", "labels"), "What the columns are called; `names` by itself."
)
_ANSWERS: Final = {
    200: ("UTF-8 with a byte order mark.", (Content("text/csv"),)),
    303: ("Too large for a response: the file is at `Location` for a while.", ()),
}


@describe(
    Operation(
        id="export_submissions",
        tag="Submissions",
        summary="Download a form's responses or registrations as CSV",
        description="Columns by `names` (for programs) or `labels` (for people, in `language`).",
        query=(NAMES, parameters.LANGUAGE),
        answers=_ANSWERS,
        action=exports.export_answers,
    )
)
def responses(request: Request, services: "Services", *, event: str, form: str) -> "Reply":
    """GET …/responses.csv."""
    actor = caller.organiser(request, services)
    labels = NAMES.read(request) == "labels"
    language = parameters.LANGUAGE.read(request) or request.language
    by = language if labels else None
    return reply_of(
        exports.export_answers(
            services, actor, event, form, language=by, link=links(services, event, form)
        )
    )


@describe(
    Operation(
        id="export_summary",
        tag="Summaries",
        summary="Download a form's figures as CSV",
        query=(parameters.LANGUAGE,),
        answers=_ANSWERS,
        action=exports.export_figures,
    )
)
def figures(request: Request, services: "Services", *, event: str, form: str) -> "Reply":
    """GET …/summary.csv."""
    actor = caller.organiser(request, services)
    language = parameters.LANGUAGE.read(request) or request.language
    return reply_of(exports.export_figures(services, actor, event, form, language=language))
