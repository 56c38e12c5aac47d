"""The text answers to one question, as a list to read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from chalicelib.actions import events, text_answers
from chalicelib.forms.text import in_language
from chalicelib.web import dates
from chalicelib.web.organiser import session
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.actions.text_answers import TextAnswer
    from chalicelib.domain.events import Event
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

PAGE: Final = 50
_LONGEST_SEARCH: Final = 200


@dataclass(frozen=True, slots=True)
class Quote:
    """An answer as pages show it; ``about`` leads to the whole submission."""

    text: str
    about: str
    address: str


@handler
def show(request: Request, services: Services, *, event: str, form: str) -> Reply:
    """List the answers to the question that the address names, the newest first."""
    console = session.enter(request, services)
    shown = events.read_event_as_member(services, console.actor, event)
    question = request.one("question") or ""
    search = (request.one("q") or "").strip()[:_LONGEST_SEARCH]
    cursor = request.one("cursor")
    page = text_answers.list_text_answers(
        services, console.actor, event, form, question, search=search, cursor=cursor, limit=PAGE
    )
    path = Urls(request.prefix).texts(event, form, question)
    narrowed = f"{path}&{urlencode({'q': search})}" if search else path
    return console.event_page(
        "organiser/text_answers.html",
        request,
        shown,
        tab="forms",
        form=page.record,
        question=question,
        label=page.label,
        search=search,
        quotes=quotes(request, shown, form, page.answers),
        all=path,
        next=page.next and f"{narrowed}&{urlencode({'cursor': page.next})}",
        first=narrowed if cursor else None,
        looked_through=page.looked_through and dates.number(page.looked_through, request.language),
    )


def quotes(request: Request, event: Event, form: str, answers: Iterable[TextAnswer]) -> list[Quote]:
    """Return the answers as pages show them."""
    urls = Urls(request.prefix)
    shown = []
    for each in answers:
        parts = [dates.moment(each.received_at, event.time_zone, request.language)]
        category = event.category(each.category) if each.category else None
        if category:
            parts.append(in_language(category.label, request.language))
        address = urls.submission(event.id, form, each.submission)
        shown.append(Quote(each.text, " · ".join(parts), address))
    return shown
