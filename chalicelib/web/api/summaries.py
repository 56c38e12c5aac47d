"""A form's summary: as JSON, and as the page that people read."""

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.actions import answer_marks, summaries
from chalicelib.web import routes
from chalicelib.web.api import caller
from chalicelib.web.api.operation import Content, Operation, describe
from chalicelib.web.reply import Reply, json_reply
from chalicelib.web.request import Request

if TYPE_CHECKING:
    from chalicelib.actions.services import Services


_READ = Operation(
    id="read_summary",
    tag="Summaries",
    summary="Read a form's summary",
    description="Groups smaller than the event's threshold are suppressed.",
    answers={200: ("The figures.", (Content(model="chalicelib.domain.summaries:Summary"),))},
    action=summaries.read_summary,
)


@describe(_READ)
def show(request: Request, services: "Services", *, event: str, form: str) -> Reply:
    """GET …/summary."""
    actor = caller.organiser(request, services)
    return json_reply(summaries.read_summary(services, actor, event, form))


@describe(
    replace(
        _READ, id="read_summary_json", summary="Read a form's summary, at the address of a file"
    )
)
def show_json(request: Request, services: "Services", *, event: str, form: str) -> Reply:
    """GET …/summary.json."""
    return show(request, services, event=event, form=form)


@describe(
    Operation(
        id="read_summary_page",
        tag="Summaries",
        summary="Read a form's summary as a page with charts",
        answers={200: ("The page.", (Content("text/html"),))},
        action=summaries.read_summary,
    )
)
def page(request: Request, services: "Services", *, event: str, form: str) -> Reply:
    """GET …/summary.html."""
    actor = caller.organiser(request, services)
    show_page = routes.load("chalicelib.web.organiser.summaries:summary_page")
    return show_page(request, services, actor, event, form)


@describe(
    Operation(
        id="list_quotes",
        tag="Summaries",
        summary="List the answers in words that organisers chose to quote",
        description=(
            "As far as their authors' consent and the small-group rule allow it now. Each stands in its own language, with "
            "a translation where somebody typed one."
        ),
        answers={
            200: ("The quotes.", (Content(model="chalicelib.actions.answer_marks:QuoteList"),))
        },
        action=answer_marks.list_quotes,
    )
)
def list_quotes(request: Request, services: "Services", *, event: str, form: str) -> Reply:
    """GET …/quotes."""
    actor = caller.organiser(request, services)
    return json_reply(answer_marks.list_quotes(services, actor, event, form))
