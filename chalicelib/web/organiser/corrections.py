"""The page that corrects a registration: its category, and the person's name, organisation and contacts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions import corrections, listings
from chalicelib.actions.permissions import admit
from chalicelib.forms.text import in_language
from chalicelib.locales import N_, translate
from chalicelib.web.i18n import localize
from chalicelib.web.organiser import session
from chalicelib.web.organiser.controls import Control, Kind, MenuOption, summarise
from chalicelib.web.organiser.listings import category_label
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from chalicelib.actions.listings import StoredSubmission
    from chalicelib.actions.services import Services
    from chalicelib.forms.types.base import Question
    from chalicelib.locales import Language
    from chalicelib.web.organiser.session import ConsoleSession
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

_KINDS: Final[Mapping[str, Kind]] = {"email": "email", "phone": "tel", "category": "menu"}
_REFUSALS: Final = (
    errors.AnswersRefused,
    errors.CategoryFull,
    errors.ContactTaken,
    errors.CorrectionNeedsLetter,
)
_CHANGED: Final = N_(
    "Someone else has corrected this registration in the meantime. What you typed is below; what is stored now "
    "is beside it. Check it and save again."
)


@handler
def ask(
    request: Request,
    services: Services,
    *,
    event: str,
    form: str,
    id: str,  # noqa: A002 -- the name of the path parameter
) -> Reply:
    """Show the registration's answers that can be corrected."""
    console = session.enter(request, services)
    stored = _find(services, console, event, form, id)
    return _page(request, console, stored, _stored_answers(stored))


@handler
def correct(
    request: Request,
    services: Services,
    *,
    event: str,
    form: str,
    id: str,  # noqa: A002 -- the name of the path parameter
) -> Reply:
    """Correct it, or show the page again with all that was typed."""
    console, fields = session.act(request, services)
    stored = _find(services, console, event, form, id)
    typed = {role: fields[role].strip() for role in _keys(stored) if role in fields}
    revision = fields.get("revision", "")
    revisions = {int(revision)} if revision.isdecimal() and len(revision) < 10 else set[int]()
    try:
        corrections.correct_registration(
            services, console.actor, event, form, id, typed, revisions=revisions
        )
    except errors.PreconditionFailed:
        messages = {"": translate(_CHANGED, request.language)}
    except _REFUSALS as refusal:
        messages = _messages(refusal, stored, typed, request.language)
    else:
        address = Urls(request.prefix).submission(event, form, id)
        return console.redirect(address, notice="registration.corrected")
    return _page(request, console, stored, typed, messages, status=422)


def _find(
    services: Services, console: ConsoleSession, event: str, form: str, submission: str
) -> StoredSubmission:
    """Return a registration that the actor may correct."""
    stored = listings.find_submission(services, console.actor, event, form, submission)
    admit(console.actor, "submissions.change", stored.event)
    if not stored.record.takes_registrations:
        raise errors.OnlyRegistrations
    return stored


def _keys(stored: StoredSubmission) -> dict[str, str]:
    return corrections.corrected_keys(stored.form)


def _stored_answers(stored: StoredSubmission) -> dict[str, str]:
    answers = stored.submission.answers
    return {role: str(answers.get(key, "")) for role, key in _keys(stored).items()}


def _messages(
    refusal: errors.Refusal, stored: StoredSubmission, typed: Mapping[str, str], language: Language
) -> dict[str, str]:
    """Return the messages by field."""
    if isinstance(refusal, errors.CategoryFull):
        label = category_label(typed.get("category"), stored.event, language)
        return {"category": localize(errors.CategoryFull(category=label), language)}
    if isinstance(refusal, errors.ContactTaken):
        text = localize(refusal, language)
        return {role: text for role in ("email", "phone") if typed.get(role)} or {"": text}
    if isinstance(refusal, errors.CorrectionNeedsLetter):
        return {"email": localize(refusal, language)}
    roles = {key: role for role, key in _keys(stored).items()}
    return {roles.get(each.name, each.name): localize(each, language) for each in refusal.problems}


def _page(
    request: Request,
    console: ConsoleSession,
    stored: StoredSubmission,
    values: Mapping[str, str],
    messages: Mapping[str, str] | None = None,
    *,
    status: int = 200,
) -> Reply:
    messages = messages or {}
    controls = list(_controls(stored, values, messages, request.language))
    return console.event_page(
        "organiser/correction.html",
        request,
        stored.event,
        tab="people",
        status=status,
        form=stored.record,
        submission=stored.submission,
        heading=listings.line_of(stored.submission).name or stored.submission.receipt,
        controls_of_registration=controls,
        problems=summarise(messages, controls),
    )


def _controls(
    stored: StoredSubmission,
    values: Mapping[str, str],
    messages: Mapping[str, str],
    language: Language,
) -> Iterator[Control]:
    now = _stored_answers(stored)
    for role, key in _keys(stored).items():
        question = stored.form.question(key)
        value = values.get(role, now[role])
        hint = ""
        if value != now[role]:
            shown = _show_value(stored, role, now[role], language)
            hint = translate(N_("Stored now: {value}"), language, {"value": shown})
        yield Control(
            name=role,
            label=in_language(question.label, language),
            kind=_KINDS.get(role, "line"),
            value=value,
            hint=hint,
            message=messages.get(role, ""),
            mark="" if question.required else translate(N_("optional"), language),
            options=_options(stored, question, now[role], language) if role == "category" else (),
        )


def _show_value(stored: StoredSubmission, role: str, value: str, language: Language) -> str:
    return (category_label(value, stored.event, language) if role == "category" else value) or "–"


def _options(
    stored: StoredSubmission, question: Question, current: str, language: Language
) -> list[MenuOption]:
    """Return the categories that both the form and the event have, and the one that is stored."""
    names = [choice.name for choice in question.choices]
    offered = [name for name in names if stored.event.category(name) or name == current]
    options = [MenuOption(name, category_label(name, stored.event, language)) for name in offered]
    return options if question.required else [MenuOption("", "–"), *options]
