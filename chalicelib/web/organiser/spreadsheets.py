"""Forms from spreadsheets: an upload becomes a draft, or its problems are shown.

For a form that is there its page first shows what the file changes; the file is taken, or the form is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.actions import events, forms, spreadsheets
from chalicelib.forms.definition import Purpose
from chalicelib.locales import N_
from chalicelib.web import i18n
from chalicelib.web.organiser import session
from chalicelib.web.organiser.differences import differences
from chalicelib.web.organiser.drafts import read_revision
from chalicelib.web.organiser.problem_table import find_findings
from chalicelib.web.render import translator
from chalicelib.web.reply import redirect
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.actions.spreadsheets import UploadComparison
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
    "Someone else has changed this form in the meantime; nothing is lost. Below is what your file changes of their version."
)
_GONE = N_("The uploaded file is not there any more. Please choose it again.")
_UPLOAD_ID = re.compile(r"[0-9a-f-]{36}", re.ASCII)


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
    console, fields, files = session.act_with_files(request, services)
    upload = _read_upload(fields, files)
    if upload is None:
        return _ask_for_file(request, services, console, event, None)
    try:
        saved = spreadsheets.save_upload(services, console.actor, event, None, upload, revision=0)
    except (errors.FormRefused, errors.Malformed, errors.ChangedMeanwhile) as refusal:
        return _show_refusal(request, services, console, event, None, refusal, upload.purpose)
    return redirect(Urls(request.prefix).draft(event, saved.record.name))


@handler
def replace_with(request: Request, services: Services, *, event: str, form: str) -> Reply:
    """Show what the file changes, or every problem of it; with ``upload`` take the one that was shown."""
    console, fields, files = session.act_with_files(request, services)
    shown = fields.get("upload")
    if shown is not None:
        return _take(request, services, console, event, form, shown, read_revision(fields))
    upload = _read_upload(fields, files)
    if upload is None:
        return _ask_for_file(request, services, console, event, form)
    try:
        compared = spreadsheets.compare_upload(services, console.actor, event, form, upload)
    except (errors.FormRefused, errors.Malformed) as refusal:
        return _show_refusal(request, services, console, event, form, refusal, upload.purpose)
    return _comparison_page(request, console, compared)


def _take(
    request: Request,
    services: Services,
    console: ConsoleSession,
    event: str,
    form: str,
    upload: str,
    revision: int,
) -> Reply:
    """Save the upload that was shown; where the form is another one by now, show what it changes of that one."""
    if not _UPLOAD_ID.fullmatch(upload):
        raise errors.BrokenForm
    actor = console.actor
    try:
        spreadsheets.take_upload(services, actor, event, form, upload, revision=revision)
    except errors.ChangedMeanwhile:
        compared = spreadsheets.compare_parked(services, actor, event, form, upload)
        return _comparison_page(request, console, compared, is_changed=True)
    except errors.FileNotFound:
        message = translator(request.language)(_GONE)
        return _page(request, services, console, event, form, status=404, message=message)
    except errors.FormRefused as refusal:
        return _show_refusal(request, services, console, event, form, refusal, None)
    return redirect(Urls(request.prefix).draft(event, form))


def _comparison_page(
    request: Request,
    console: ConsoleSession,
    compared: UploadComparison,
    *,
    is_changed: bool = False,
) -> Reply:
    translate = translator(request.language)
    record = compared.record
    changes = differences(compared.changes, request.language, translate)
    if record.has_draft:  # nobody has answered a draft: nothing is counted
        changes = [replace(each, effects=()) for each in changes]
    return console.event_page(
        "organiser/upload_comparison.html",
        request,
        compared.event,
        tab="forms",
        status=409 if is_changed else 200,
        form=record,
        message=translate(_MEANWHILE) if is_changed else "",
        differences=changes,
        findings=find_findings(compared.warnings, request.language, compared.definition),
        files=compared.files,
        upload=compared.id,
    )


def _read_upload(
    fields: Mapping[str, str], files: Sequence[File]
) -> spreadsheets.FormUpload | None:
    """Return what was sent; None without a file."""
    chosen = next((file for file in files if file.field == "spreadsheet"), None)
    if chosen is None or not chosen.content:
        return None
    return spreadsheets.FormUpload(
        content=chosen.content, files=_files_beside(files), purpose=_purpose(fields.get("purpose"))
    )


def _ask_for_file(
    request: Request, services: Services, console: ConsoleSession, event: str, form: str | None
) -> Reply:
    message = translator(request.language)(_NO_FILE)
    return _page(request, services, console, event, form, status=422, message=message)


def _show_refusal(
    request: Request,
    services: Services,
    console: ConsoleSession,
    event: str,
    form: str | None,
    refusal: errors.Refusal,
    purpose: str | None,
) -> Reply:
    return _page(
        request,
        services,
        console,
        event,
        form,
        status=refusal.status,
        message=i18n.localize(refusal, request.language),
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
        message=message,
        findings=find_findings(problems, request.language),
        purposes=[(value, translate(words)) for value, words in PURPOSES.items()],
        purpose=purpose,
    )
