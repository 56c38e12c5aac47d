"""Merge the proposals of an event, and take a merge back."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.actions.permissions import find_event
from chalicelib.actions.proposal_sources import original_of, read_answers
from chalicelib.actions.proposal_views import ProposalView, view_proposals
from chalicelib.actions.proposals import changed_pairs, find_proposal, save_changes
from chalicelib.domain.permissions import Actor
from chalicelib.domain.proposals import LARGEST_STEP, merging, steps

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.domain.proposals.steps import ProposalMerge


def merge_proposals(
    services: "Services",
    actor: Actor,
    event_id: str,
    number: int,
    request: "ProposalMerge",
    *,
    revisions: Mapping[int, int] | None = None,
) -> ProposalView:
    """Make proposals part of another one, which keeps its number and all their sources.

    ``revisions`` are those that the merging was decided on, by number.

    Raises:
        errors.EventNotFound, errors.ProposalNotFound: there is none.
        errors.RequestRefused: there is no other proposal, or there are too many.
        errors.ProposalMerged, errors.AcceptedStays: the state of one of them does not allow it.
        errors.ChangedMeanwhile: one of them has changed since it was read.
    """
    find_event(services, actor, event_id, "proposals.change")
    target = find_proposal(services, event_id, number)
    numbers = dict.fromkeys(each for each in request.numbers if each != number)
    others = [find_proposal(services, event_id, each) for each in numbers]
    if len(others) >= LARGEST_STEP:
        raise steps.refuse("proposal.too_many_at_once", "/numbers")
    answers = read_answers(services, event_id, [target, *others])
    merged = merging.merge(target, others, request.text, original_of(target, answers))
    pairs = changed_pairs([target, *others], merged)
    if pairs:
        read = {each.number: each.revision for each in (target, *others)}
        if any(read.get(each) != revision for each, revision in (revisions or {}).items()):
            raise errors.ChangedMeanwhile
        merged = (*save_changes(services, actor, event_id, pairs, answers, "proposal.merge"),)
    return view_proposals(services, event_id, [merged[0]], sees_all=True)[0]


def unmerge_proposal(
    services: "Services", actor: Actor, event_id: str, number: int, *, revision: int | None = None
) -> ProposalView:
    """Take back that a proposal became part of another one: it stands where it stood, and the other one loses its sources.

    One that is no part of another one stays as it is, so that the same again changes nothing.

    Raises:
        errors.EventNotFound, errors.ProposalNotFound: there is none.
        errors.ProposalMerged: the other one is part of a third one by now.
        errors.ChangedMeanwhile: one of them has changed since it was read.
    """
    find_event(services, actor, event_id, "proposals.change")
    part = find_proposal(services, event_id, number)
    if part.merged_into is not None:
        if revision not in (None, part.revision):
            raise errors.ChangedMeanwhile
        every = {each.number: each for each in services.proposals.all(event_id)}
        target = every[part.merged_into]
        parts = [each for each in every.values() if each.merged_into == target.number]
        after = merging.unmerge(target, part, parts)
        answers = read_answers(services, event_id, [target, part])
        pairs = list(zip((target, part), after, strict=True))
        _, part = save_changes(services, actor, event_id, pairs, answers, "proposal.unmerge")
    return view_proposals(services, event_id, [part], sees_all=True)[0]
