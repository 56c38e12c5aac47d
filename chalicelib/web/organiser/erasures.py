"""The pages that erase submissions, one or a selection, each asking first and telling what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions import exports, listings, stored_submissions
from chalicelib.actions.permissions import admit
from chalicelib.actions.proposal_sources import find_verbatim
from chalicelib.actions.stored_submissions import ErasureOutcome
from chalicelib.domain.submissions import ErasureReason
from chalicelib.locales import N_, translate
from chalicelib.web.downloads import links, reply_of
from chalicelib.web.organiser import session
from chalicelib.web.organiser.controls import FieldProblem, MenuOption
from chalicelib.web.organiser.deeds import ERASURE_REASONS
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from chalicelib.actions.listings import ChosenSubmissions
    from chalicelib.actions.services import Services
    from chalicelib.domain.submissions import Submission
    from chalicelib.web.organiser.session import ConsoleSession
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

_OUTCOMES: Final[Mapping[ErasureOutcome, str]] = {
    ErasureOutcome.ERASED: N_("Deleted"),
    ErasureOutcome.ERASED_BEFORE: N_("Had been deleted before"),
    ErasureOutcome.NOT_FOUND: N_("Not found"),
    ErasureOutcome.FAILED: N_("Not deleted: try again"),
}
_NO_REASON: Final = N_("Choose the reason.")


@dataclass(frozen=True, slots=True)
class NamedSubmission:
    """A submission as the page that asks names it; ``outcome`` is what became of it."""

    id: str
    name: str
    receipt: str
    outcome: str = ""


@handler
def ask(
    request: Request,
    services: Services,
    *,
    event: str,
    form: str,
    id: str,  # noqa: A002 -- the name of the path parameter
) -> Reply:
    """Ask whether to erase one submission, and why."""
    console = session.enter(request, services)
    return _ask(request, services, console, _select(services, console, event, form, [id]))


@handler
def erase(
    request: Request,
    services: Services,
    *,
    event: str,
    form: str,
    id: str,  # noqa: A002 -- the name of the path parameter
) -> Reply:
    """Erase one submission, and show the list that it is gone from."""
    console, fields = session.act(request, services)
    reason = _reason(fields)
    if reason is None:
        selection = _select(services, console, event, form, [id])
        return _ask(request, services, console, selection, is_refused=True)
    stored_submissions.erase_submission(services, console.actor, event, form, id, reason)
    return console.redirect(Urls(request.prefix).listing(event, form), notice="submission.erased")


@handler
def use_selection(request: Request, services: Services, *, event: str, form: str) -> Reply:
    """Download the rows that were chosen in a list, or ask whether to erase them."""
    console, fields = session.act(request, services)
    ids = _read_ids(request)
    if not ids:
        return console.redirect(Urls(request.prefix).listing(event, form), notice="selection.empty")
    if fields.get("do") == "download":
        return _download(request, services, console, event, form, ids)
    return _ask(request, services, console, _select(services, console, event, form, ids))


def _download(
    request: Request,
    services: Services,
    console: ConsoleSession,
    event: str,
    form: str,
    ids: Sequence[str],
) -> Reply:
    """Answer with the file of the chosen rows, or with a page that loads it from where it lies.

    A redirect would not do: browsers apply ``form-action`` to what a form's redirects lead to.
    """
    download = exports.export_answers(
        services,
        console.actor,
        event,
        form,
        language=request.language,
        link=links(services, event, form),
        ids=ids,
        for_spreadsheets=True,
    )
    if download.link is None:
        return reply_of(download)
    selection = _select(services, console, event, form, ids[:1])
    return console.event_page(
        "organiser/file_ready.html",
        request,
        selection.event,
        tab=_tab(selection),
        form=selection.record,
        file=download,
        back=Urls(request.prefix).listing(event, form),
    )


@handler
def erase_selection(request: Request, services: Services, *, event: str, form: str) -> Reply:
    """Erase the chosen submissions, and tell what became of each."""
    console, fields = session.act(request, services)
    ids, reason = _read_ids(request), _reason(fields)
    selection = _select(services, console, event, form, ids)
    if reason is None:
        return _ask(request, services, console, selection, is_refused=True)
    outcomes = stored_submissions.erase_selection(services, console.actor, event, form, ids, reason)
    named = {each.id: each for each in selection.submissions}
    rows = [
        _name_submission(each, named.get(each), translate(_OUTCOMES[outcome], request.language))
        for each, outcome in outcomes.items()
    ]
    return console.event_page(
        "organiser/erased.html",
        request,
        selection.event,
        tab=_tab(selection),
        form=selection.record,
        rows=rows,
        erased=sum(outcome is ErasureOutcome.ERASED for outcome in outcomes.values()),
    )


def _select(
    services: Services, console: ConsoleSession, event: str, form: str, ids: Sequence[str]
) -> ChosenSubmissions:
    """Return submissions that the actor may erase."""
    selection = listings.select_submissions(services, console.actor, event, form, ids)
    admit(console.actor, "submissions.erase", selection.event)
    return selection


def _read_ids(request: Request) -> list[str]:
    """Return the ids of the rows that were ticked, each once."""
    ids = [value for name, value in request.form_pairs() if name == "id"]
    if len(ids) > stored_submissions.LARGEST_SELECTION:
        raise errors.BadParameter(name="id")
    return list(dict.fromkeys(ids))


def _reason(fields: Mapping[str, str]) -> ErasureReason | None:
    return next((each for each in ErasureReason if each.value == fields.get("reason")), None)


def _ask(
    request: Request,
    services: Services,
    console: ConsoleSession,
    selection: ChosenSubmissions,
    *,
    is_refused: bool = False,
) -> Reply:
    language, urls = request.language, Urls(request.prefix)
    event, form = selection.event.id, selection.record.name
    if not selection.submissions:
        raise errors.SubmissionNotFound
    rows = [_name_submission(each.id, each) for each in selection.submissions]
    one = rows[0].id if "id" in request.parameters else ""
    message = translate(_NO_REASON, language) if is_refused else ""
    return console.event_page(
        "organiser/erase.html",
        request,
        selection.event,
        tab=_tab(selection),
        status=422 if is_refused else 200,
        form=selection.record,
        rows=rows,
        action=urls.erase_submission(event, form, one)
        if one
        else urls.erase_selection(event, form),
        back=urls.submission(event, form, one) if one else urls.listing(event, form),
        back_label=(rows[0].name or rows[0].receipt) if one else "",
        is_one=bool(one),
        reasons=[
            MenuOption(each.value, translate(text, language))
            for each, text in ERASURE_REASONS.items()
        ],
        message=message,
        verbatim=find_verbatim(services, event, form, [each.id for each in rows]),
        problems=[FieldProblem("reason", message)] if message else [],
    )


def _tab(selection: ChosenSubmissions) -> str:
    return "people" if selection.record.takes_registrations else "answers"


def _name_submission(
    id: str,  # noqa: A002 -- its name everywhere
    submission: Submission | None,
    outcome: str = "",
) -> NamedSubmission:
    if submission is None:
        return NamedSubmission(id, "", id, outcome)
    name = listings.line_of(submission).name
    return NamedSubmission(id, name, submission.receipt, outcome)
