"""Merge proposals into one that has the sources of all, and take such a merge back."""

from collections.abc import Iterable, Sequence

from chalicelib import errors
from chalicelib.domain.proposals import (
    CollectedAnswer,
    Proposal,
    ProposalSource,
    ProposalState,
    Texts,
)
from chalicelib.domain.proposals.steps import refuse, reword


def merge(
    target: Proposal, others: Sequence[Proposal], text: Texts | None, original: Texts
) -> tuple[Proposal, ...]:
    """Return the target with the others' sources, and the others as parts of it.

    Raises:
        errors.RequestRefused: there is no other one.
        errors.ProposalMerged: one of them is part of another one already.
        errors.AcceptedStays: one of the others is accepted and the target is not.
    """
    others = [other for other in others if other.number != target.number]
    if not others:
        raise refuse("proposal.choose_two", "/numbers")
    for each in (target, *others):
        if each.merged_into not in (None, target.number):
            raise errors.ProposalMerged
    if target.state is ProposalState.MERGED:
        raise errors.ProposalMerged
    if not target.is_accepted and any(other.is_accepted for other in others):
        raise errors.AcceptedStays
    own = len(target.sources) if target.own_sources is None else target.own_sources
    merged = target.model_copy(
        update={"sources": _join(target.sources, others), "own_sources": own}
    )
    if text:
        merged = reword(merged, text, original)
    part = {"state": ProposalState.MERGED, "merged_into": target.number}
    return merged, *(other.model_copy(update=part) for other in others)


def unmerge(
    target: Proposal, part: Proposal, parts: Iterable[Proposal]
) -> tuple[Proposal, Proposal]:
    """Return the target without the part's sources, and the part as it was before it became one; ``parts`` are all of them.

    A source that is the target's own, or another part's too, stays. What the target says stays as well: it was worded for all.

    Raises:
        errors.ProposalMerged: the target is part of another one itself.
    """
    if target.state is ProposalState.MERGED:
        raise errors.ProposalMerged
    others = [each for each in parts if each.number != part.number]
    own = len(target.sources) if target.own_sources is None else target.own_sources
    kept = {_key(source) for each in others for source in each.sources}
    rest = [source for source in target.sources[own:] if _key(source) in kept]
    smaller = target.model_copy(
        update={
            "sources": (*target.sources[:own], *rest),
            "own_sources": own if others else None,
        }
    )
    return smaller, part.model_copy(update={"state": _former_state(part), "merged_into": None})


def _former_state(part: Proposal) -> ProposalState:
    """Return where a proposal stood when it became part of another one: what was decided is still written in it."""
    if part.accepted_at is not None:
        return ProposalState.ACCEPTED
    return ProposalState.DECLINED if part.reason else ProposalState.OPEN


def _join(
    sources: Sequence[ProposalSource], others: Iterable[Proposal]
) -> tuple[ProposalSource, ...]:
    """Return the sources with those of the others, each once."""
    joined = {_key(source): source for source in sources}
    for other in others:
        for source in other.sources:
            joined.setdefault(_key(source), source)
    return tuple(joined.values())


def _key(source: ProposalSource) -> tuple[object, ...]:
    """Return what a source is known by, whatever was noted of its author."""
    if isinstance(source, CollectedAnswer):
        return source.form, source.submission, source.path
    return (source.id,)
