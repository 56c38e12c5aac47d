"""Forms from spreadsheets: an upload becomes a draft, or its problems are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.actions import events, forms, spreadsheets
from chalicelib.forms.definition import Purpose
from chalicelib.locales import N_
from chalicelib.web import i18n
from chalicelib.web.organiser import session
from chalicelib.web.organiser.problem_table import findings
from chalicelib.web.render import translator
from chalicelib.web.reply import redirect
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.domain.forms import FormRecord
    from chalicelib.web.multipart import File
    from chalicelib.web.organiser.session import ConsoleSession
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

PURPOSES: Mapping[str, str] = {
    Purpose.REGISTRATION: N_("Registration"),
    Purpose.IMPRESSIONS: N_("Impressions"),
    Purpose.PROPOSALS: N_("Proposals"),
    Purpose.QUESTIONS: N_("Questions to the speakers"),
    Purpose.OTHER: N_("Something else"),
}
_NO_FILE = N_("Please choose a file: a spreadsheet (.xlsx or .xls) or a definition (.json).")
_MEANWHILE = N_(
    "Someone else has changed this form in the meantime; nothing is lost. Look at their version first: if you"
    " then send your file again, it replaces theirs."
)


@handler
def ask_for_new(request: Request, services: Services, *, event: str) -> Reply:
    """Show the page that accepts a file for a new form."""
    console = session.enter(request, services)
    return _page(request, services, console, event, None)


@handler
def ask_for_another(request: Request, services: Services, *, event: str, form: str) -> Reply:
    """Show the page that accepts a file to replace a form's definition."""
    console = session.enter(request, services)
    return _page(request, services, console, event, form)


@handler
def add(request: Request, services: Services, *, event: str) -> Reply:
    """Save the file as a new form's draft and redirect to it, or show every problem of the file."""
    return _save_upload(request, services, event, None)


@handler
def replace_with(request: Request, services: Services, *, event: str, form: str) -> Reply:
    """Save the file as the form's new draft and redirect to it, or show every problem of the file."""
    return _save_upload(request, services, event, form)


def _save_upload(request: Request, services: Services, event: str, form: str | None) -> Reply:
    console, fields, files = session.act_with_files(request, services)
    chosen = next((file for file in files if file.field == "spreadsheet"), None)
    if chosen is None or not chosen.content:
        message = translator(request.language)(_NO_FILE)
        return _page(request, services, console, event, form, status=422, message=message)
    upload = spreadsheets.FormUpload(
        content=chosen.content, files=_files_beside(files), purpose=_purpose(fields.get("purpose"))
    )
    try:
        saved = spreadsheets.save_upload(
            services, console.actor, event, form, upload, revision=_revision(fields)
        )
    except (errors.FormRefused, errors.Malformed, errors.ChangedMeanwhile) as refusal:
        return _show_refusal(request, services, console, event, form, refusal, upload.purpose)
    return redirect(Urls(request.prefix).draft(event, saved.record.name))


def _show_refusal(
    request: Request,
    services: Services,
    console: ConsoleSession,
    event: str,
    form: str | None,
    refusal: errors.Refusal,
    purpose: str | None,
) -> Reply:
    meanwhile = isinstance(refusal, errors.ChangedMeanwhile)
    message = i18n.localize(refusal, request.language)
    if meanwhile:
        message = translator(request.language)(_MEANWHILE)
    return _page(
        request,
        services,
        console,
        event,
        form,
        status=refusal.status,
        message=message,
        problems=refusal.problems,
        purpose=purpose,
    )


def _files_beside(files: Sequence[File]) -> dict[str, bytes]:
    """Return the files beside the spreadsheet by their own names; some browsers send a whole path."""
    return {
        file.name.replace("\\", "/").rpartition("/")[2]: file.content
        for file in files
        if file.field == "attached"
    }


def _purpose(chosen: str | None) -> str | None:
    return chosen if chosen in PURPOSES else None


def _revision(fields: Mapping[str, str]) -> int:
    text = fields.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _page(
    request: Request,
    services: Services,
    console: ConsoleSession,
    event: str,
    form: str | None,
    *,
    status: int = 200,
    message: str = "",
    problems: Sequence[errors.Problem] = (),
    purpose: str | None = None,
) -> Reply:
    shown = events.read_event_as_member(services, console.actor, event, "forms.change")
    record: FormRecord | None = None
    if form is not None:
        record = forms.show_record(services, console.actor, event, form)
    translate = translator(request.language)
    return console.event_page(
        "organiser/spreadsheet.html",
        request,
        shown,
        tab="forms",
        status=status,
        form=record,
        revision=record.revision if record else 0,
        message=message,
        findings=findings(problems, request.language),
        purposes=[(value, translate(words)) for value, words in PURPOSES.items()],
        purpose=purpose,
    )
