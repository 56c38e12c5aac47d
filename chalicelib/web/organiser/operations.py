"""What whoever runs Pikir must see: letters that could not be sent, scheduled work, the version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions import operations
from chalicelib.domain.events import DEFAULT_TIME_ZONE
from chalicelib.locales import N_
from chalicelib.web import dates
from chalicelib.web.organiser import session
from chalicelib.web.render import translator
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from chalicelib.actions.operations import FailedMailView, ScheduleView
    from chalicelib.actions.services import Services
    from chalicelib.domain.permissions import Actor
    from chalicelib.locales import Language
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

_SCHEDULES: Final[Mapping[str, str]] = {
    "sweep_mail": N_("Sending letters"),
    "advance_checkpoints": N_("Adding new answers to the summaries"),
    "sweep_files": N_("Keeping and deleting files of answers"),
    "release_places": N_("Releasing places that were not confirmed"),
}
_LETTERS: Final[Mapping[str, str]] = {
    "sign_in": N_("Sign-in link"),
    "confirm_registration": N_("Request to confirm a registration"),
    "registered": N_("Confirmation of a registration"),
    "already_registered": N_("Note about a second registration"),
}
_DEEDS: Final[Mapping[str, Callable[[Services, Actor, str], None]]] = {
    "resend": operations.resend_mail,
    "drop": operations.drop_mail,
}


@dataclass(frozen=True, slots=True)
class ScheduleLine:
    """Scheduled work as the page lists it; ``result`` and ``ran_at`` are in words."""

    label: str
    ran_at: str
    result: str
    is_wrong: bool
    waiting: str


@dataclass(frozen=True, slots=True)
class FailedLine:
    """A letter that could not be sent, as the page lists it."""

    mail: FailedMailView
    label: str
    created_at: str
    failed_at: str


@handler
def index(request: Request, services: Services) -> Reply:
    """Show the state of the installation."""
    console = session.enter(request, services)
    state = operations.show_operations(services, console.actor)
    return console.settings_page(
        "organiser/operations.html",
        request,
        tab="operations",
        version=state.version,
        schedules=[_schedule(each, request.language) for each in state.schedules],
        mails=[_failed_line(each, request.language) for each in state.failed_mails],
    )


@handler
def decide(request: Request, services: Services, *, mail: str) -> Reply:
    """Send a letter once more, or drop it; one that is gone was dealt with by somebody else, or by this very form."""
    console, fields = session.act(request, services)
    deed = _DEEDS.get(fields.get("deed", ""))
    if deed is None:
        raise errors.BrokenForm
    notice = f"mail.{fields['deed']}"
    try:
        deed(services, console.actor, mail)
    except errors.MailNotFound:
        notice = "mail.gone"
    return console.redirect(Urls(request.prefix).operations(), notice=notice)


def _schedule(state: ScheduleView, language: Language) -> ScheduleLine:
    translate = translator(language)
    return ScheduleLine(
        label=translate(_SCHEDULES[state.name]),
        ran_at=_moment(state.ran_at, language) if state.ran_at else translate(N_("not yet")),
        result=_result(state, translate),
        is_wrong=bool(state.failed or state.error or state.is_late),
        waiting=f"≥ {state.waiting}"
        if state.waiting == operations.MOST_COUNTED
        else str(state.waiting),
    )


def _result(state: ScheduleView, translate: Callable[..., str]) -> str:
    """Say the worst of what is known."""
    if state.ran_at is None:
        return "–"
    if state.is_late:
        return translate(N_("stopped: there was no run for more than three hours"))
    if state.error:
        return translate(N_("failed ({error}); the log says more"), error=state.error)
    if state.failed:
        return translate(
            N_("done: {done}, failed: {failed}; the log says more"),
            done=state.done,
            failed=state.failed,
        )
    if state.done:
        return translate(N_("done: {done}"), done=state.done)
    return translate(N_("in order, nothing to do"))


def _failed_line(mail: FailedMailView, language: Language) -> FailedLine:
    label = _LETTERS.get(mail.template)
    return FailedLine(
        mail=mail,
        label=translator(language)(label) if label else mail.template,
        created_at=_moment(mail.created_at, language),
        failed_at=_moment(mail.failed_at, language),
    )


def _moment(at: datetime, language: Language) -> str:
    return dates.moment(at, DEFAULT_TIME_ZONE, language)
