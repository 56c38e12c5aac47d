"""The proposals of an event."""

from typing import TYPE_CHECKING, Final, TypeVar

from pydantic import BaseModel, ConfigDict

from chalicelib import errors
from chalicelib.actions import promises, proposal_collection, proposal_merging, proposals
from chalicelib.actions.proposal_views import ProposalView
from chalicelib.domain.event_documents import read_object, validate
from chalicelib.domain.proposals import MOST_PROPOSALS, ProposalState
from chalicelib.domain.proposals.steps import (
    NewProposal,
    ProposalChange,
    ProposalMerge,
    ProposalSplit,
)
from chalicelib.web.api import caller, parameters
from chalicelib.web.api.operation import Content, Operation, describe
from chalicelib.web.reply import Reply, json_reply
from chalicelib.web.request import Request

if TYPE_CHECKING:
    from chalicelib.actions.services import Services

_Model = TypeVar("_Model", bound=BaseModel)
_STATE: Final = parameters.member("state", ProposalState, "Only proposals in this state.")
_AFTER: Final = parameters.integer(
    "after",
    "The number to go on from: `next` of the page before.",
    smallest=0,
    largest=MOST_PROPOSALS,
)
_VIEW: Final = "chalicelib.actions.proposal_views:ProposalView"
_STEPS: Final = "chalicelib.domain.proposals.steps"
_ONE: Final = {200: ("The proposal as it is now.", (Content(model=_VIEW),))}


class SplitProposals(BaseModel):
    """The proposal that was split, and the ones that came of it."""

    model_config = ConfigDict(frozen=True)

    proposals: tuple[ProposalView, ...]


def _read(model: type[_Model], request: Request) -> _Model:
    document = read_object(request.body, errors.RequestRefused)
    return validate(model, document, errors.RequestRefused)


@describe(
    Operation(
        id="list_proposals",
        tag="Proposals",
        summary="List proposals by number",
        description="Readers of summaries get accepted ones alone, without what their authors wrote.",
        query=(_STATE, _AFTER, parameters.LIMIT),
        answers={
            200: (
                "A page of proposals.",
                (Content(model="chalicelib.actions.proposal_views:ProposalPage"),),
            )
        },
        action=proposals.list_proposals,
    )
)
def list_all(request: Request, services: "Services", *, event: str) -> Reply:
    """GET …/proposals."""
    actor = caller.organiser(request, services)
    found = proposals.list_proposals(
        services,
        actor,
        event,
        _STATE.read(request),
        after=_AFTER.read(request) or 0,
        limit=parameters.page_size(request),
    )
    return json_reply(found.page)


@describe(
    Operation(
        id="add_proposal",
        tag="Proposals",
        summary="Write down a proposal",
        sends=(
            Content(
                model=f"{_STEPS}:NewProposal",
                example={"id": "desk-2026-0001", "text": {"kk": "Кітапхана ұзағырақ ашық болсын"}},
            ),
        ),
        answers={201: ("The proposal.", (Content(model=_VIEW),))},
        action=proposals.add_proposal,
        refusals=(errors.RequestRefused,),
    )
)
def add(request: Request, services: "Services", *, event: str) -> Reply:
    """POST …/proposals."""
    actor = caller.organiser(request, services)
    new = _read(NewProposal, request)
    return json_reply(proposals.add_proposal(services, actor, event, new), status=201)


@describe(
    Operation(
        id="collect_proposals",
        tag="Proposals",
        summary="Collect proposals from the answers of participants",
        description="Each answer to a question with the role `proposal` becomes one, once. The same again adds nothing.",
        answers={
            200: (
                "How many were added.",
                (Content(model="chalicelib.actions.proposal_collection:CollectedProposals"),),
            )
        },
        action=proposal_collection.collect_proposals,
    )
)
def collect(request: Request, services: "Services", *, event: str) -> Reply:
    """POST …/proposals/collection."""
    actor = caller.organiser(request, services)
    return json_reply(proposal_collection.collect_proposals(services, actor, event))


@describe(
    Operation(
        id="show_promises",
        tag="Proposals",
        summary="Show what became of the accepted proposals of earlier events of the series",
        description=(
            "All of the last event that accepted some, and of the events before it what is not finished; of events that "
            "the caller may see."
        ),
        answers={
            200: (
                "The ledger.",
                (Content(model="chalicelib.actions.promises:PromiseLedger"),),
            )
        },
        action=promises.read_ledger,
    )
)
def show_promises(request: Request, services: "Services", *, event: str) -> Reply:
    """GET …/promises."""
    actor = caller.organiser(request, services)
    return json_reply(promises.read_ledger(services, actor, event))


@describe(
    Operation(
        id="show_proposal",
        tag="Proposals",
        summary="Show a proposal",
        answers=_ONE,
        action=proposals.show_proposal,
    )
)
def show(request: Request, services: "Services", *, event: str, number: str) -> Reply:
    """GET …/proposals/{number}."""
    actor = caller.organiser(request, services)
    return json_reply(proposals.show_proposal(services, actor, event, int(number))[1])


@describe(
    Operation(
        id="change_proposal",
        tag="Proposals",
        summary="Word a proposal anew, decide on it, or record what became of it",
        sends=(
            Content(
                media_type="application/merge-patch+json",
                model=f"{_STEPS}:ProposalChange",
                example={"state": "accepted", "responsible": {"kk": "Білім бөлімі"}},
            ),
        ),
        answers=_ONE,
        action=proposals.change_proposal,
        refusals=(errors.RequestRefused,),
    )
)
def change(request: Request, services: "Services", *, event: str, number: str) -> Reply:
    """PATCH …/proposals/{number}."""
    actor = caller.organiser(request, services)
    asked = _read(ProposalChange, request)
    return json_reply(proposals.change_proposal(services, actor, event, int(number), asked))


@describe(
    Operation(
        id="merge_proposals",
        tag="Proposals",
        summary="Make proposals part of this one",
        sends=(Content(model=f"{_STEPS}:ProposalMerge", example={"numbers": [4, 7]}),),
        answers=_ONE,
        action=proposal_merging.merge_proposals,
        refusals=(errors.RequestRefused,),
    )
)
def merge(request: Request, services: "Services", *, event: str, number: str) -> Reply:
    """POST …/proposals/{number}/merge."""
    actor = caller.organiser(request, services)
    asked = _read(ProposalMerge, request)
    return json_reply(proposal_merging.merge_proposals(services, actor, event, int(number), asked))


@describe(
    Operation(
        id="unmerge_proposal",
        tag="Proposals",
        summary="Take back that this proposal became part of another one",
        description="It stands where it stood, and the other one loses its sources; what that one says stays.",
        answers=_ONE,
        action=proposal_merging.unmerge_proposal,
    )
)
def unmerge(request: Request, services: "Services", *, event: str, number: str) -> Reply:
    """POST …/proposals/{number}/unmerge."""
    actor = caller.organiser(request, services)
    return json_reply(proposal_merging.unmerge_proposal(services, actor, event, int(number)))


@describe(
    Operation(
        id="split_proposal",
        tag="Proposals",
        summary="Split a proposal into several",
        sends=(
            Content(
                model=f"{_STEPS}:ProposalSplit",
                example={
                    "id": "desk-2026-0002",
                    "parts": [{"kk": "Кітап алу"}, {"kk": "Үйірме ашу"}],
                },
            ),
        ),
        answers={
            200: (
                "The proposals that came of it.",
                (Content(model="chalicelib.web.api.proposals:SplitProposals"),),
            )
        },
        action=proposals.split_proposal,
        refusals=(errors.RequestRefused,),
    )
)
def split(request: Request, services: "Services", *, event: str, number: str) -> Reply:
    """POST …/proposals/{number}/split."""
    actor = caller.organiser(request, services)
    asked = _read(ProposalSplit, request)
    parts = proposals.split_proposal(services, actor, event, int(number), asked)
    return json_reply(SplitProposals(proposals=parts))
