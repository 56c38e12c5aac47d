"""A draft before it is published: as participants will see it, with its problems and its changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.actions import drafts, forms, wording
from chalicelib.domain.versions import Effect
from chalicelib.web import dates, i18n
from chalicelib.web.organiser import session
from chalicelib.web.organiser.differences import differences
from chalicelib.web.organiser.problem_table import find_findings
from chalicelib.web.render import LANGUAGE_NAMES, translator
from chalicelib.web.reply import redirect
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from chalicelib.actions.drafts import DraftPreview
    from chalicelib.actions.services import Services
    from chalicelib.domain.events import Event
    from chalicelib.locales import Language
    from chalicelib.web.organiser.session import ConsoleSession
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

PUBLISH = "publish"
CORRECT = "correct"
DISCARD = "discard"


@handler
def show(request: Request, services: Services, *, event: str, form: str) -> Reply:
    """Show the draft; redirect to the form's own page where there is none."""
    console = session.enter(request, services)
    try:
        preview = drafts.preview_draft(services, console.actor, event, form)
    except errors.FormNotFound:
        forms.show_record(services, console.actor, event, form)
        return redirect(Urls(request.prefix).console_form(event, form))
    return _page(request, services, console, preview)


@handler
def decide(request: Request, services: Services, *, event: str, form: str) -> Reply:
    """Publish the draft as it was shown if its warnings are accepted, correct the version by it, or discard it."""
    console, fields = session.act(request, services)
    urls = Urls(request.prefix)
    revision = read_revision(fields)
    decision = fields.get("decision")
    if decision not in (PUBLISH, CORRECT, DISCARD):
        raise errors.BrokenForm
    try:
        if decision == DISCARD:
            left = drafts.discard_draft(services, console.actor, event, form, revision=revision)
            address = urls.console_form(event, form) if left else urls.console_event(event)
            return console.redirect(address, notice="draft.discarded")
        if decision == CORRECT:
            wording.correct_by_draft(services, console.actor, event, form, revision=revision)
            return console.redirect(urls.console_form(event, form), notice="wording.corrected")
        accepted = fields.get("accepted", "")
        forms.publish_form(
            services, console.actor, event, form, revision=revision, accepted=accepted
        )
    except (
        errors.ChangedMeanwhile,
        errors.FormRefused,
        errors.WarningsNotAccepted,
    ) as refusal:
        preview = drafts.preview_draft(services, console.actor, event, form)
        return _page(request, services, console, preview, refusal)
    return console.redirect(urls.console_form(event, form), notice="form.published")


def read_revision(fields: Mapping[str, str]) -> int:
    """Return the form's revision that a page was made of; raise ``BrokenForm`` where it names none."""
    text = fields.get("revision", "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise errors.BrokenForm
    return int(text)


@dataclass(frozen=True, slots=True)
class UnfinishedNote:
    """Who made the last of a form's unfinished changes, and when."""

    name: str
    moment: str


def find_unfinished_note(
    request: Request, services: Services, console: ConsoleSession, event: Event, form: str
) -> UnfinishedNote | None:
    """Return what the pages of a form say of changes in its editor that are in no draft; None without any."""
    copy = drafts.find_unfinished(services, console.actor, event.id, form)
    if copy is None or copy.last is None:
        return None
    moment = dates.moment(copy.last.made_at, event.time_zone, request.language)
    return UnfinishedNote(copy.last.name, moment)


def _page(
    request: Request,
    services: Services,
    console: ConsoleSession,
    preview: DraftPreview,
    refusal: errors.Refusal | None = None,
) -> Reply:
    from chalicelib.web.organiser.preview import as_participants_see

    event, form, now = preview.event, preview.form, services.clock()
    language = _shown_in(request, preview)
    translate = translator(request.language)
    since = preview.changes
    problems = (refusal.problems if refusal else ()) or preview.problems
    unfinished = find_unfinished_note(request, services, console, event, preview.record.name)
    links = {} if unfinished else _links(request, preview, problems)
    return console.event_page(
        "organiser/draft.html",
        request,
        event,
        tab="forms",
        status=refusal.status if refusal else 200,
        form=preview.record,
        message=i18n.localize(refusal, request.language) if refusal else "",
        findings=find_findings(problems, request.language, preview.definition, links),
        can_be_published=form is not None,
        is_correction=preview.is_correction,
        is_rewritten=any(Effect.REWORDED in change.effects for change in since or ()),
        unfinished=unfinished,
        differences=None if since is None else differences(since, request.language, translate),
        preview_languages=[(code, LANGUAGE_NAMES[code]) for code in event.languages],
        shown_in=language,
        shown=as_participants_see(form, event.id, request, language, now) if form else "",
    )


def _links(
    request: Request, preview: DraftPreview, problems: Sequence[errors.Problem]
) -> dict[str, str]:
    """Return the pages of the editor for what is at each problem's JSON pointer."""
    from chalicelib.web.organiser.form_editor.row_problems import place

    event, form, urls = preview.event, preview.record.name, Urls(request.prefix)
    places = place(problems, preview.definition, event.languages, request.language)
    return {
        each.name: f"{urls.question(event.id, form, each.at)}#{each.field}".rstrip("#")
        if each.at
        else urls.form_texts(event.id, form)
        for each in places
        if each.at or each.part
    }


def _shown_in(request: Request, preview: DraftPreview) -> Language:
    """Return the language asked for, else the page's, else the event's first."""
    asked = i18n.parse_language(request.one("in"))
    for language in (asked, request.language):
        if language in preview.event.languages:
            return language
    return preview.event.languages[0]
