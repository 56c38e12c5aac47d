"""Downloads of the console: rows, figures, files and forms."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions import drafts, events, exports
from chalicelib.locales import LANGUAGES
from chalicelib.web import i18n
from chalicelib.web.downloads import attachment, links, media_reply, reply_of
from chalicelib.web.organiser import session
from chalicelib.web.reply import Reply
from chalicelib.web.routes import XLSX, handler

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chalicelib.actions.services import Services
    from chalicelib.locales import Language
    from chalicelib.web.request import Request

EXAMPLES: Final[Mapping[Language, Path]] = {
    language: Path(__file__).parent / f"example-form-{language}.xlsx" for language in LANGUAGES
}
"""A form to start from, explained in each language; ``release.example_workbook`` writes them."""


UNFINISHED: Final = "unfinished"
"""What the address of a form's definition names for the changes in its editor that are in no draft."""


@handler
def answers(request: Request, services: Services, *, event: str, form: str) -> Reply:
    """Download the rows as CSV, for spreadsheets by label in a language, for programs by name."""
    actor = session.enter(request, services).actor
    names = request.one("names") or "labels"
    if names not in ("names", "labels"):
        raise errors.BadParameter(name="names")
    language = _language(request) if names == "labels" else None
    return reply_of(
        exports.export_answers(
            services,
            actor,
            event,
            form,
            language=language,
            link=links(services, event, form),
            for_spreadsheets=True,
        )
    )


@handler
def figures(request: Request, services: Services, *, event: str, form: str) -> Reply:
    """Download the figures as CSV for spreadsheets."""
    actor = session.enter(request, services).actor
    language = _language(request)
    return reply_of(
        exports.export_figures(
            services, actor, event, form, language=language, for_spreadsheets=True
        )
    )


@handler
def upload(
    request: Request,
    services: Services,
    *,
    event: str,
    form: str,
    id: str,  # noqa: A002 -- the name of the path parameter
    upload: str,
) -> Reply:
    """Download a file that is an answer."""
    from chalicelib.actions import uploads

    actor = session.enter(request, services).actor
    return reply_of(uploads.read(services, actor, event, form, id, upload))


@handler
def form_file(request: Request, services: Services, *, event: str, form: str, name: str) -> Reply:
    """Show or download a file attached to a form: a picture of the preview, or a list."""
    from chalicelib.actions import form_files

    actor = session.enter(request, services).actor
    file = form_files.read_file(services, actor, event, form, name)
    is_media = file.content_type.startswith(("image/", "audio/", "video/"))
    return media_reply(file, request, cache="no-store") if is_media else reply_of(file)


@handler
def definition(request: Request, services: Services, *, event: str, form: str) -> Reply:
    """Download a version of the form, its draft or what is unfinished in its editor as an XLSForm, to be changed and sent again."""
    from chalicelib.actions import forms
    from chalicelib.xlsform import write_xlsform

    actor = session.enter(request, services).actor
    events.read_event_as_member(services, actor, event)
    version = request.one("version") or ""
    if version == "draft":
        shown = drafts.show_draft(services, actor, event, form).definition
    elif version == UNFINISHED:
        copy = drafts.find_unfinished(services, actor, event, form)
        if copy is None or copy.unfinished is None:
            raise errors.FormNotFound
        shown = copy.unfinished
    else:
        if not (version.isascii() and version.isdigit() and len(version) < 6):
            raise errors.BadParameter(name="version")
        shown = forms.show_form(services, actor, event, form, int(version)).definition
    return _workbook(write_xlsform(shown), f"{event}-{form}-{version}.xlsx")


@handler
def example(request: Request, services: Services) -> Reply:
    """Download a form to start from, explained in the language of the page."""
    session.enter(request, services)
    file = EXAMPLES[request.language]
    return _workbook(file.read_bytes(), file.name)


def _workbook(content: bytes, name: str) -> Reply:
    return Reply(body=content, content_type=XLSX, headers={"Content-Disposition": attachment(name)})


def _language(request: Request) -> Language:
    text = request.one("language")
    language = i18n.parse_language(text) if text else request.language
    if language is None:
        raise errors.BadParameter(name="language")
    return language
