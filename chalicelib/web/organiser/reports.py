"""An event's report as a page to read and to print, in a language and at a length of one's choice."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from chalicelib import errors
from chalicelib.actions import reports
from chalicelib.documents.html import MANIFEST_ID, embed, render_report
from chalicelib.domain.documents import ReportLength
from chalicelib.domain.events import EventState, ReportAnnex
from chalicelib.locales import LANGUAGES, N_
from chalicelib.web import i18n
from chalicelib.web.organiser import session
from chalicelib.web.organiser.report_marks import MarkMaker
from chalicelib.web.render import LANGUAGE_NAMES, page
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from chalicelib.actions.reports import EventReport
    from chalicelib.actions.services import Services
    from chalicelib.documents.text.report import Picture
    from chalicelib.domain.events import Event
    from chalicelib.domain.permissions import Actor
    from chalicelib.locales import Language
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

_LENGTHS: Final[Mapping[ReportLength, str]] = {
    "full": N_("Full report"),
    "page": N_("One page"),
    "facts": N_("Facts as a table"),
}
_ANNEXES: Final[Mapping[ReportAnnex, str]] = {
    "figures": N_("Tables of the figures"),
    "programme": N_("Programme, as planned and as it took place"),
    "organisations": N_("List of organisations"),
}
ANNEXES_ASKED: Final = "annexes"
"""The field that says that the form has a box for each annex."""


_PHOTOS: Final = "record.photos."
"""The beginning of the source of a photo."""


@dataclass(frozen=True, slots=True)
class ReportChoice:
    """Another report to choose; ``name`` is a language's own name, or else a message id."""

    name: str
    address: str
    is_shown: bool
    language: Language | None = None


@handler
def show(request: Request, services: Services, *, event: str) -> Reply:
    """Show the report."""
    console = session.enter(request, services)
    language, length = read_edition(request)
    report = reports.read_report(services, console.actor, event, language, length)
    urls = Urls(request.prefix)
    return console.event_page(
        "organiser/report.html",
        request,
        report.event,
        tab="report",
        languages_of_report=[
            ReportChoice(
                LANGUAGE_NAMES[each], urls.report(event, each, length), each == language, each
            )
            for each in LANGUAGES
        ],
        lengths=[
            ReportChoice(name, urls.report(event, language, each), each == length)
            for each, name in _LENGTHS.items()
        ],
        warning=_find_warning(report.event, services.clock()),
        language_of_report=language,
        length=length,
        annexes=[
            (name, label, name in report.event.report_annexes) for name, label in _ANNEXES.items()
        ],
        annexes_asked=ANNEXES_ASKED,
        may_change=console.actor.may("events.change", report.event),
        may_download=console.actor.may("summaries.export", report.event),
        wording=MarkMaker(report, request.language, request.prefix).make()
        if length != "facts" and console.actor.may("records.change", report.event)
        else None,
        **_embed(report, urls),
    )


@handler
def report_page(
    request: Request,
    services: Services,
    actor: Actor,
    event: str,
    *,
    language: Language,
    length: ReportLength,
) -> Reply:
    """Show the report by itself, for a program that stores or prints it."""
    report = reports.read_report(services, actor, event, language, length)
    return page(
        "organiser/report_file.html",
        request,
        event=report.event,
        **_embed(report, Urls(request.prefix)),
    )


def _embed(report: EventReport, urls: Urls) -> dict[str, Any]:
    """Return what a page shows of the report itself, with the list of its facts."""
    return {
        "manifest": report.manifest.model_dump(mode="json"),
        "manifest_id": MANIFEST_ID,
        "render": partial(
            render_report,
            report.text,
            report.manifest,
            locate=partial(_locate, urls, report.event.id),
        ),
    }


def _locate(urls: Urls, event: str, picture: Picture) -> str:
    """Return the address of a photo of the record; the page holds any other picture itself."""
    _, is_photo, photo = picture.source.partition(_PHOTOS)
    return urls.record_photo(event, photo) if is_photo else embed(picture)


def _find_warning(event: Event, now: datetime) -> str:
    """Return what is to be known of a report on what has not taken place, a message id; empty for one that has."""
    if event.state is EventState.CANCELLED:
        return N_(
            "The event is cancelled: the report tells of it as if it had taken place as planned."
        )
    if now < event.ends_at:
        return N_(
            "The event is not over yet: the report tells of it as if everything had taken place as planned."
        )
    return ""


def read_edition(request: Request) -> tuple[Language, ReportLength]:
    """Return the language and the length that the address names; raise ``BadParameter``."""
    return _chosen_language(request), read_length(request.one("length") or None)


def _chosen_language(request: Request) -> Language:
    asked = request.one("in")
    language = i18n.parse_language(asked) if asked else request.language
    if language is None:
        raise errors.BadParameter(name="in")
    return language


def read_length(asked: str | None) -> ReportLength:
    """Return the length of that name, the full one without a name; raise ``BadParameter`` for any other name."""
    wanted = "full" if asked is None else asked
    length = next((length for length in _LENGTHS if length == wanted), None)
    if length is None:
        raise errors.BadParameter(name="length")
    return length
