"""The page that merges several proposals: which one stays, and how it is worded then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions import proposal_merging, proposals
from chalicelib.domain.proposals import ProposalState
from chalicelib.domain.proposals.steps import PROBLEMS, ProposalMerge
from chalicelib.locales import N_, translate
from chalicelib.web.organiser import session
from chalicelib.web.organiser.controls import FieldProblem, summarise
from chalicelib.web.organiser.proposals.fields import TypedFields, read_ticked
from chalicelib.web.organiser.proposals.labels import row_of
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chalicelib.actions.proposal_views import ProposalList, ProposalView
    from chalicelib.actions.services import Services
    from chalicelib.web.organiser.session import ConsoleSession
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

_CHANGED: Final = N_(
    "Someone else has changed one of these proposals in the meantime. Look at them again, then merge."
)


def ask_merge(
    request: Request,
    services: Services,
    console: ConsoleSession,
    event: str,
    chosen: Mapping[int, int],
) -> Reply:
    """Show the chosen proposals, and ask which number stays and what it says then."""
    listed = proposals.choose_proposals(services, console.actor, event, chosen)
    return _page(request, console, listed, _fields_of({}, listed, request), "")


@handler
def merge(request: Request, services: Services, *, event: str) -> Reply:
    """Merge them, or show the page again with all that was typed."""
    console, fields = session.act(request, services)
    chosen = read_ticked([value for name, value in request.form_pairs() if name == "n"])
    listed = proposals.choose_proposals(services, console.actor, event, chosen)
    typed = _fields_of(fields, listed, request)
    into = fields.get("into", "")
    number = int(into) if into.isascii() and into.isdigit() and int(into[:9]) in chosen else 0
    document = {"numbers": list(chosen), "text": typed.text("text")}
    asked = typed.read(ProposalMerge, document) if len(chosen) > 1 and number else None
    if asked is None:
        typed.messages.setdefault("", translate(PROBLEMS["proposal.choose_two"], request.language))
        return _page(request, console, listed, typed, into)
    try:
        proposal_merging.merge_proposals(
            services, console.actor, event, number, asked, revisions=chosen
        )
    except errors.ChangedMeanwhile:
        typed.messages[""] = translate(_CHANGED, request.language)
    except (errors.Conflict, errors.RequestRefused) as refusal:
        typed.note(refusal)
    else:
        address = Urls(request.prefix).proposal(event, number)
        return console.redirect(address, notice="proposals.merged")
    return _page(request, console, listed, typed, into)


def _fields_of(values: Mapping[str, str], listed: ProposalList, request: Request) -> TypedFields:
    return TypedFields(values, listed.event.languages, {}, request.language)


def _page(
    request: Request,
    console: ConsoleSession,
    listed: ProposalList,
    typed: TypedFields,
    into: str,
) -> Reply:
    shown = listed.page.proposals
    stays = next((each for each in shown if str(each.number) == into), _first(shown))
    fields = typed.text_fields(
        "text",
        N_("How the merged proposal is worded"),
        stays.text if stays else {},
        N_("What each of them says now stays readable on its page."),
    )
    problems = summarise(typed.messages, fields.controls)
    return console.event_page(
        "organiser/proposals_merged.html",
        request,
        listed.event,
        tab="proposals",
        status=422 if problems else 200,
        rows=[row_of(each, listed.event, request) for each in shown],
        into=stays.number if stays else 0,
        text_fields=fields,
        problems=problems or [FieldProblem("", text) for text in _too_few(shown, request)],
    )


def _first(shown: tuple[ProposalView, ...]) -> ProposalView | None:
    """Return the one that stays by itself: an accepted one, else the first."""
    accepted = [each for each in shown if each.state is ProposalState.ACCEPTED]
    return next(iter([*accepted, *shown]), None)


def _too_few(shown: tuple[ProposalView, ...], request: Request) -> list[str]:
    message = PROBLEMS["proposal.choose_two"]
    return [translate(message, request.language)] if len(shown) < 2 else []
