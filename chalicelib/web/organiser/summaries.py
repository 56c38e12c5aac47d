"""A form's summary as a page, to read and to print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.actions import events, forms, summaries
from chalicelib.locales import N_
from chalicelib.web import dates
from chalicelib.web.organiser import figures, session
from chalicelib.web.render import page, translator
from chalicelib.web.routes import handler

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.domain.permissions import Actor
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request


@handler
def show(request: Request, services: Services, *, event: str, form: str) -> Reply:
    """Show the summary within the console."""
    console = session.enter(request, services)
    return _page(request, services, console.actor, event, form, csrf=console.csrf)


@handler
def summary_page(
    request: Request, services: Services, actor: Actor, event: str, form: str
) -> Reply:
    """Show the summary by itself, for a program that stores or prints it."""
    return _page(request, services, actor, event, form, csrf="")


def _page(
    request: Request, services: Services, actor: Actor, event: str, form: str, *, csrf: str
) -> Reply:
    summary = summaries.read_summary(services, actor, event, form)
    shown = events.show_event(services, actor, event)
    record = forms.show_record(services, actor, event, form)
    translate = translator(request.language)
    reader = figures.Reader(request.language, shown, translate)
    through = dates.moment(summary.through, shown.time_zone, request.language)
    return page(
        "organiser/summary.html",
        request,
        frame="organiser/frame.html" if csrf else "organiser/paper.html",
        in_console=bool(csrf),
        csrf=csrf,
        event=shown,
        form=record,
        counted=translate(N_("Registrations") if record.takes_registrations else N_("Responses")),
        responses=reader.number(summary.responses),
        through=translate(N_("As of {moment}"), moment=through),
        any_suppressed=figures.any_suppressed(summary),
        threshold=shown.small_group_threshold,
        versions=figures.version_rows(summary, reader),
        questions=figures.question_figures(summary, reader),
    )
