"""Mark the answers that were ticked in a list, make proposals of them, and translate one that is quoted."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions import answer_marks, events, listings, proposal_collection
from chalicelib.domain.event_documents import validate
from chalicelib.domain.marks import MarkStep, QuoteTranslation
from chalicelib.domain.quotes import OBSTACLES, mark_of
from chalicelib.forms.text import normalize
from chalicelib.locales import LANGUAGES, N_, translate
from chalicelib.web.i18n import localize
from chalicelib.web.organiser import session
from chalicelib.web.organiser.controls import Control, FieldProblem, summarise
from chalicelib.web.organiser.text_answers import AskedAnswers, list_page
from chalicelib.web.render import LANGUAGE_NAMES
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from chalicelib.actions.listings import StoredSubmission
    from chalicelib.actions.services import Services
    from chalicelib.web.organiser.session import ConsoleSession
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

_NOTICES: Final[Mapping[str, str]] = {
    "quote": "answers.quoted",
    "hide": "answers.hidden",
    "clear": "answers.cleared",
}


@handler
def mark(request: Request, services: Services, *, event: str, form: str) -> Reply:
    """Take the step of the button that was pressed, and show the same page of the list again."""
    console, fields = session.act(request, services)
    asked = AskedAnswers.of(fields.get("question"), fields.get("q"), fields.get("cursor"))
    ids = list(dict.fromkeys(value for name, value in request.form_pairs() if name == "id"))
    back = asked.address(Urls(request.prefix), event, form)
    do = fields.get("do", "")
    if not ids:
        return console.redirect(back, notice="selection.empty")
    back = f"{back}#a-{ids[0]}"
    if do == "propose":
        found = proposal_collection.propose_answers(
            services, console.actor, event, form, asked.question, ids
        )
        if not found.added:
            return console.redirect(back, notice="proposals.none")
        return console.redirect(back, notice="proposals.collected", count=found.added)
    if do not in _NOTICES:
        raise errors.BrokenForm
    outcomes = answer_marks.mark_answers(
        services, console.actor, event, form, asked.question, ids, MarkStep(do)
    )
    refused = {each: obstacle for each, obstacle in outcomes.items() if obstacle}
    if not refused:
        return console.redirect(back, notice=_NOTICES[do], count=len(outcomes))
    reasons = Counter(OBSTACLES[obstacle] for obstacle in refused.values())
    problems = [
        FieldProblem("", f"{translate(reason, request.language)} ({count})")
        for reason, count in reasons.items()
    ]
    return list_page(request, services, console, event, form, asked, problems)


@handler
def ask_translation(
    request: Request,
    services: Services,
    *,
    event: str,
    form: str,
    id: str,  # noqa: A002 -- the name of the path parameter
) -> Reply:
    """Show a quoted answer and the fields for how it reads in the other languages."""
    console = session.enter(request, services)
    stored = _find(services, console, event, form, id)
    return _page(request, console, stored, request.one("question") or "", {}, {})


@handler
def save_translation(
    request: Request,
    services: Services,
    *,
    event: str,
    form: str,
    id: str,  # noqa: A002 -- the name of the path parameter
) -> Reply:
    """Store the translation, or show the page again with all that was typed."""
    console, fields = session.act(request, services)
    stored = _find(services, console, event, form, id)
    question = fields.get("question", "")
    typed = {each: normalize(fields.get(f"text-{each}", "")) for each in LANGUAGES}
    document = {"text": {each: text for each, text in typed.items() if text} or None}
    try:
        asked = validate(QuoteTranslation, document, errors.RequestRefused)
    except errors.RequestRefused as refusal:
        messages = {
            each.name.strip("/").replace("/", "-"): localize(each, request.language)
            for each in refusal.problems
        }
        return _page(request, console, stored, question, fields, messages)
    answer_marks.translate_quote(services, console.actor, event, form, question, id, asked.text)
    back = Urls(request.prefix).texts(event, form, question)
    return console.redirect(f"{back}#a-{id}", notice="answers.translated")


def _find(
    services: Services, console: ConsoleSession, event: str, form: str, submission: str
) -> StoredSubmission:
    events.read_event_as_member(services, console.actor, event, "submissions.mark")
    return listings.find_submission(services, console.actor, event, form, submission)


def _page(
    request: Request,
    console: ConsoleSession,
    stored: StoredSubmission,
    question: str,
    values: Mapping[str, str],
    messages: Mapping[str, str],
) -> Reply:
    mark = mark_of(stored.submission, question)
    columns = [each for each in stored.form.columns() if each.key == question]
    if not mark.is_quoted or not columns:
        raise errors.SubmissionNotFound
    language = stored.submission.language
    controls: Sequence[Control] = [
        Control(
            f"text-{each}",
            LANGUAGE_NAMES[each],
            kind="area",
            value=values.get(f"text-{each}", (mark.translation or {}).get(each, "")),
            message=messages.get(f"text-{each}", ""),
            language=each,
        )
        for each in stored.event.languages
        if each != language
    ]
    return console.event_page(
        "organiser/quote_translation.html",
        request,
        stored.event,
        tab="forms",
        status=422 if messages else 200,
        form=stored.record,
        submission=stored.submission.id,
        question=question,
        label=columns[0].label,
        text=columns[0].text(stored.submission.answers, language),
        language_name=LANGUAGE_NAMES[language],
        text_language=language,
        controls_of_quote=controls,
        nothing=translate(
            N_("The event is held in the language of this answer alone."), request.language
        ),
        problems=summarise(messages, controls),
    )
