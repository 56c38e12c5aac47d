"""The text answers to one question, as a list to read and to mark."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    from collections.abc import Mapping

    from chalicelib.actions.services import Services
    from chalicelib.actions.text_answers import TextAnswer
    from chalicelib.domain.events import Event
    from chalicelib.locales import Language
    from chalicelib.web.organiser.controls import FieldProblem
    from chalicelib.web.organiser.session import ConsoleSession
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

PAGE: Final = 50
_LONGEST_SEARCH: Final = 200


@dataclass(frozen=True, slots=True)
class Quote:
    """An answer as pages show it; ``about`` leads to the whole submission. ``translation`` is that of one that is quoted."""

    text: str
    about: str
    address: str
    id: str = ""
    is_quoted: bool = False
    is_hidden: bool = False
    translation: Mapping[Language, str] | None = None


@dataclass(frozen=True, slots=True)
class AskedAnswers:
    """Which of the answers a page shows: the question, what they are searched for, and the place in the list."""

    question: str
    search: str = ""
    cursor: str | None = None

    @classmethod
    def of(cls, question: str | None, search: str | None, cursor: str | None) -> AskedAnswers:
        """Return what an address or a form asks for."""
        return cls(question or "", (search or "").strip()[:_LONGEST_SEARCH], cursor or None)

    def address(self, urls: Urls, event: str, form: str) -> str:
        """Return the address of that page."""
        pairs = {"q": self.search, "cursor": self.cursor or ""}
        query = urlencode({name: value for name, value in pairs.items() if value})
        path = urls.texts(event, form, self.question)
        return f"{path}&{query}" if query else path


@handler
def show(request: Request, services: Services, *, event: str, form: str) -> Reply:
    """List the answers to the question that the address names, the newest first."""
    console = session.enter(request, services)
    asked = AskedAnswers.of(request.one("question"), request.one("q"), request.one("cursor"))
    return list_page(request, services, console, event, form, asked)


def list_page(
    request: Request,
    services: Services,
    console: ConsoleSession,
    event: str,
    form: str,
    asked: AskedAnswers,
    problems: Sequence[FieldProblem] = (),
) -> Reply:
    """Return the page of a list, with the problems of the step that was asked for."""
    shown = events.read_event_as_member(services, console.actor, event)
    search, cursor = asked.search, asked.cursor
    page = text_answers.list_text_answers(
        services,
        console.actor,
        event,
        form,
        asked.question,
        search=search,
        cursor=cursor,
        limit=PAGE,
    )
    path = Urls(request.prefix).texts(event, form, asked.question)
    narrowed = f"{path}&{urlencode({'q': search})}" if search else path
    return console.event_page(
        "organiser/text_answers.html",
        request,
        shown,
        tab="forms",
        status=409 if problems else 200,
        form=page.record,
        question=asked.question,
        label=page.label,
        search=search,
        cursor=cursor or "",
        quotes=quotes(request, shown, form, page.answers),
        all=path,
        next=page.next and f"{narrowed}&{urlencode({'cursor': page.next})}",
        first=narrowed if cursor else None,
        looked_through=page.looked_through and dates.number(page.looked_through, request.language),
        may_mark=console.actor.may("submissions.mark", shown),
        problems=problems,
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
        shown.append(
            Quote(
                each.text,
                " · ".join(parts),
                address,
                each.submission,
                is_quoted=each.mark.is_quoted,
                is_hidden=each.mark.is_hidden,
                translation=each.mark.translation,
            )
        )
    return shown
