"""Documents that are made while somebody waits: asked for, waited for, downloaded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, get_args

from chalicelib import errors
from chalicelib.actions import documents, events
from chalicelib.domain.documents import FAILURE_MESSAGES, DocumentState, ReportFormat
from chalicelib.domain.events import ReportAnnex
from chalicelib.locales import N_
from chalicelib.web import dates, i18n
from chalicelib.web.downloads import file_link, reply_of
from chalicelib.web.organiser import session
from chalicelib.web.organiser.reports import ANNEXES_ASKED, read_length
from chalicelib.web.reply import redirect
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chalicelib.actions.services import Services
    from chalicelib.domain.permissions import Actor
    from chalicelib.locales import Language
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

_HEADINGS: Final = {
    "workbook": {
        DocumentState.WAITING: N_("The Excel workbook is being made"),
        DocumentState.MAKING: N_("The Excel workbook is being made"),
        DocumentState.READY: N_("The Excel workbook is ready"),
        DocumentState.FAILED: N_("The Excel workbook could not be made"),
    },
    "report": {
        DocumentState.WAITING: N_("The report is being made"),
        DocumentState.MAKING: N_("The report is being made"),
        DocumentState.READY: N_("The report is ready"),
        DocumentState.FAILED: N_("The report could not be made"),
    },
}


@handler
def request_workbook(request: Request, services: Services, *, event: str, form: str) -> Reply:
    """Ask for the workbook of a form, and go to the page that waits for it."""
    return _request_workbook(request, services, event, form)


@handler
def request_event_workbook(request: Request, services: Services, *, event: str) -> Reply:
    """Ask for the workbook of a whole event, and go to the page that waits for it."""
    return _request_workbook(request, services, event, None)


def _request_workbook(request: Request, services: Services, event: str, form: str | None) -> Reply:
    console, fields = session.act(request, services)
    names = fields.get("names", "labels")
    if names not in ("names", "labels"):
        raise errors.BadParameter(name="names")
    language = _posted_language(request, fields)
    asked = documents.request_workbook(
        services,
        console.actor,
        event,
        form,
        language=language,
        by_label=names == "labels",
        file_link=file_link(services, event),
    )
    return redirect(Urls(request.prefix).document(event, asked.id))


@handler
def request_report(request: Request, services: Services, *, event: str) -> Reply:
    """Keep which annexes are chosen; ask for an event's report as a file, and go to the page that waits for it.

    The format ``page`` is the page itself.
    """
    console, fields = session.act(request, services)
    annexes = _chosen_annexes(services, console.actor, event, fields)
    language, length = _posted_language(request, fields), read_length(fields.get("length"))
    if fields.get("format") == "page":
        return redirect(Urls(request.prefix).report(event, language, length))
    wanted = next((each for each in get_args(ReportFormat) if each == fields.get("format")), None)
    if wanted is None:
        raise errors.BadParameter(name="format")
    asked = documents.request_report(
        services,
        console.actor,
        event,
        language=language,
        length=length,
        format=wanted,
        annexes=annexes,
    )
    return redirect(Urls(request.prefix).document(event, asked.id))


def _chosen_annexes(
    services: Services, actor: Actor, event_id: str, fields: Mapping[str, str]
) -> tuple[ReportAnnex, ...] | None:
    """Return the annexes that are ticked, None where the form did not ask; who may change the event chooses for it."""
    if ANNEXES_ASKED not in fields:
        return None
    annexes = tuple(each for each in get_args(ReportAnnex) if f"annex_{each}" in fields)
    event = events.read_event_as_member(services, actor, event_id)
    if annexes != event.report_annexes and actor.may("events.change", event):
        patch = json.dumps({"report_annexes": annexes})
        events.change_event(services, actor, event_id, patch.encode())
    return annexes


def _posted_language(request: Request, fields: Mapping[str, str]) -> Language:
    language = i18n.parse_language(fields.get("language", request.language))
    if language is None:
        raise errors.BadParameter(name="language")
    return language


@handler
def show(request: Request, services: Services, *, event: str, document: str) -> Reply:
    """Wait for a document, at most eight seconds, and show how far it is.

    A page that still waits loads itself again, which waits again; one that is ready loads the file. A redirect would
    not do: browsers apply ``form-action`` to what a form's redirects lead to, and the file lies elsewhere.
    """
    console = session.enter(request, services)
    shown = events.read_event_as_member(services, console.actor, event)
    view = documents.await_document(services, console.actor, event, document)
    expires_at = view.expires_at
    return console.event_page(
        "organiser/document.html",
        request,
        shown,
        tab="report" if view.kind == "report" else "forms",
        document=view,
        heading_text=_HEADINGS[view.kind][view.state],
        failure=FAILURE_MESSAGES[view.failure] if view.failure else "",
        done=dates.number(view.done, request.language),
        total=dates.number(view.total, request.language),
        until=expires_at and dates.moment(expires_at, shown.time_zone, request.language),
    )


@handler
def download(request: Request, services: Services, *, event: str, document: str) -> Reply:
    """Download a document that is ready."""
    actor = session.enter(request, services).actor
    return reply_of(documents.download_document(services, actor, event, document))
