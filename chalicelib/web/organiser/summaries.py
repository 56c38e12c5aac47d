"""A form's summary as a page, to read and to print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from chalicelib.actions import answer_marks, digests, events, forms, text_answers
from chalicelib.forms.text import in_language
from chalicelib.locales import N_
from chalicelib.web import dates
from chalicelib.web.organiser import figures, highlights, session
from chalicelib.web.organiser.figures.reader import Reader
from chalicelib.web.organiser.text_answers import Quote, quotes
from chalicelib.web.render import page, translator
from chalicelib.web.routes import handler

if TYPE_CHECKING:
    from chalicelib.actions.answer_marks import QuoteView
    from chalicelib.actions.services import Services
    from chalicelib.domain.events import Event
    from chalicelib.domain.permissions import Actor
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request


_TEMPLATE: Final = "organiser/summary.html"


@handler
def show(request: Request, services: Services, *, event: str, form: str) -> Reply:
    """Show the summary within the console."""
    console = session.enter(request, services)
    shown = events.read_event_as_member(services, console.actor, event)
    return console.event_page(
        _TEMPLATE,
        request,
        shown,
        tab="forms",
        frame="organiser/event_frame.html",
        in_console=True,
        sees_rows=console.actor.may("exports.read", shown),
        texts=_newest_texts(request, services, console.actor, shown, form),
        **_summarise(request, services, console.actor, shown, form),
    )


@handler
def summary_page(
    request: Request, services: Services, actor: Actor, event: str, form: str
) -> Reply:
    """Show the summary by itself, for a program that stores or prints it."""
    shown = events.read_event_as_member(services, actor, event)
    return page(
        _TEMPLATE,
        request,
        frame="organiser/paper.html",
        in_console=False,
        event=shown,
        **_summarise(request, services, actor, shown, form),  # type: ignore[arg-type] # the template's own names
    )


def _newest_texts(
    request: Request, services: Services, actor: Actor, event: Event, form: str
) -> dict[str, list[Quote]]:
    """Return the newest text answers by question; none for who may not read rows."""
    if not actor.may("submissions.list", event):
        return {}
    newest = text_answers.newest_text_answers(services, actor, event.id, form)
    return {key: quotes(request, event, form, answers) for key, answers in newest.items()}


def _quotes(
    request: Request, services: Services, actor: Actor, event: Event, form: str
) -> dict[str, list[tuple[QuoteView, str]]]:
    """Return the quotes by question, each with the label of its author's category."""
    found: dict[str, list[tuple[QuoteView, str]]] = {}
    for quote in answer_marks.list_quotes(services, actor, event.id, form).quotes:
        category = event.category(quote.category) if quote.category else None
        label = in_language(category.label, request.language) if category else ""
        found.setdefault(quote.question, []).append((quote, label))
    return found


def _summarise(
    request: Request, services: Services, actor: Actor, event: Event, form: str
) -> dict[str, object]:
    """Return what the template shows of the form's summary."""
    digest = digests.read_digest(services, actor, event.id, form)
    summary = digest.summary
    record = forms.show_record(services, actor, event.id, form)
    translate = translator(request.language)
    reader = Reader(request.language, event, translate)
    through = dates.moment(summary.through, event.time_zone, request.language)
    counted = translate(N_("Registrations") if record.takes_registrations else N_("Responses"))
    return {
        "form": record,
        "counted": counted,
        "highlights": highlights.highlights(digest, reader, counted),
        "arrivals": highlights.arrival_chart(digest.arrivals, reader),
        "is_empty": summary.responses == 0,
        "through": translate(N_("As of {moment}"), moment=through),
        "any_suppressed": figures.any_suppressed(summary),
        "threshold": event.small_group_threshold,
        "versions": figures.version_rows(summary, reader),
        "questions": figures.question_figures(summary, reader),
        "quoted": _quotes(request, services, actor, event, form),
    }
