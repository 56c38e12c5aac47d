"""Proposals of an event: list them, write one down, word, decide, merge, split and follow up.

Each step is one transaction with its line of the audit log. The same step again, after a lost reply, changes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from chalicelib import errors
from chalicelib.actions.audit import audit_operation, log_reading
from chalicelib.actions.permissions import find_event
from chalicelib.actions.proposal_sources import (
    Answers,
    AuthorReader,
    check_answers,
    original_of,
    read_answers,
)
from chalicelib.actions.proposal_views import (
    ProposalList,
    ProposalPage,
    ProposalView,
    view_proposals,
)
from chalicelib.domain.permissions import Actor
from chalicelib.domain.proposals import (
    LARGEST_STEP,
    MOST_PROPOSALS,
    AuthorConsent,
    Proposal,
    ProposalState,
    steps,
)
from chalicelib.storage.proposals import ProposalStep
from chalicelib.storage.table import ItemTooLarge

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.domain.audit import AuditCode
    from chalicelib.domain.events import Event
    from chalicelib.domain.permissions import Permission
    from chalicelib.domain.proposals.steps import (
        NewProposal,
        ProposalChange,
        ProposalSplit,
    )

PAGE: Final = 100
_ROUNDS: Final = 4


def list_proposals(
    services: "Services",
    actor: Actor,
    event_id: str,
    state: ProposalState | None = None,
    *,
    after: int = 0,
    limit: int = PAGE,
) -> ProposalList:
    """Return one page of the event's proposals by number; readers of summaries see accepted ones alone.

    Raises:
        errors.EventNotFound: there is none.
    """
    event = find_event(services, actor, event_id, "proposals.read")
    sees_all = actor.may("submissions.list", event)
    every = services.proposals.all(event_id)
    seen = [each for each in every if sees_all or each.is_accepted]
    wanted = [each for each in seen if state in (None, each.state) and each.number > after]
    rows = wanted[:limit]
    if rows and sees_all:
        log_reading(services, actor, "proposal.list", event=event_id)
    page = ProposalPage(
        proposals=view_proposals(services, event_id, rows, sees_all=sees_all),
        next=rows[-1].number if len(wanted) > limit else None,
        counts={each: sum(one.state is each for one in seen) for each in ProposalState},
    )
    return ProposalList(event, page, may_change=actor.may("proposals.change", event))


def choose_proposals(
    services: "Services", actor: Actor, event_id: str, numbers: Iterable[int]
) -> ProposalList:
    """Return the proposals of these numbers, for a step that changes them; those that are not there are left out.

    Raises:
        errors.EventNotFound: there is none.
    """
    event = find_event(services, actor, event_id, "proposals.change")
    wanted = set(numbers)
    rows = [each for each in services.proposals.all(event_id) if each.number in wanted]
    if rows:
        log_reading(services, actor, "proposal.list", event=event_id)
    shown = view_proposals(services, event_id, rows, sees_all=True)
    counts = {each: sum(one.state is each for one in rows) for each in ProposalState}
    return ProposalList(
        event, ProposalPage(proposals=shown, next=None, counts=counts), may_change=True
    )


def show_proposal(
    services: "Services",
    actor: Actor,
    event_id: str,
    number: int,
    permission: "Permission" = "proposals.read",
) -> tuple["Event", ProposalView]:
    """Return one proposal with what its authors wrote; ``permission`` is that of the step it is shown for.

    Raises:
        errors.EventNotFound: there is none.
        errors.ProposalNotFound: there is none of that number, or the actor may not see it.
    """
    event = find_event(services, actor, event_id, permission)
    sees_all = actor.may("submissions.list", event)
    proposal = find_proposal(services, event_id, number)
    if not sees_all and not proposal.is_accepted:
        raise errors.ProposalNotFound
    if sees_all:
        log_reading(services, actor, "proposal.list", event=event_id, subject=str(number))
    return event, view_proposals(services, event_id, [proposal], sees_all=sees_all)[0]


def add_proposal(
    services: "Services", actor: Actor, event_id: str, new: "NewProposal"
) -> ProposalView:
    """Write down a proposal; under the id of one that was written down before, return that one.

    Raises:
        errors.EventNotFound: there is none.
        errors.RequestRefused: an author is named without consent.
        errors.ProposalsFull: the event has as many as it can have.
        errors.ChangedMeanwhile: others add proposals all the time.
    """
    find_event(services, actor, event_id, "proposals.change")
    for _ in range(_ROUNDS):
        last, known = read_numbered(services, event_id)
        stored = next((each for each in known if _came_as(each, new.id)), None)
        if stored is None:
            refuse_full(last)
            stored = steps.write_down(new, event_id, last + 1, actor=actor.id, now=services.clock())
            step = ProposalStep(event_id, added=[stored], last=last)
            if not try_to_save(services, actor, step, "proposal.add", str(stored.number)):
                continue
        return view_proposals(services, event_id, [stored], sees_all=True)[0]
    raise errors.ChangedMeanwhile


def _came_as(proposal: Proposal, id: str) -> bool:  # noqa: A002 -- its name everywhere
    return any(source.kind == "typed" and source.id == id for source in proposal.sources[:1])


def change_proposal(
    services: "Services", actor: Actor, event_id: str, number: int, change: "ProposalChange"
) -> ProposalView:
    """Word a proposal anew, decide on it, say who is responsible, or record what became of it.

    Raises:
        errors.EventNotFound, errors.ProposalNotFound: there is none.
        errors.RequestRefused: a text or a reason is missing.
        errors.AcceptedStays, errors.ProposalMerged, errors.NotAccepted: its state does not allow it.
        errors.ChangedMeanwhile: it has changed since the revision that the change was made for.
    """
    event = find_event(services, actor, event_id, "proposals.change")
    before = find_proposal(services, event_id, number)
    answers = read_answers(services, event_id, [before])
    _refuse_names_without_consent(services, before, change, answers)
    now = services.clock()
    today = now.astimezone(ZoneInfo(event.time_zone)).date()
    after = steps.change_proposal(before, change, original_of(before, answers), now, today)
    if not after.is_same(before):
        if change.revision not in (None, before.revision):
            raise errors.ChangedMeanwhile
        fields = [name for name in type(change).model_fields if name in change.model_fields_set]
        fields = [name for name in fields if name != "revision"]
        if after.state is not before.state:
            fields.append(after.state.value)
        pairs = [(before, after)]
        [after] = save_changes(services, actor, event_id, pairs, answers, "proposal.change", fields)
    return view_proposals(services, event_id, [after], sees_all=True)[0]


def _refuse_names_without_consent(
    services: "Services", proposal: Proposal, change: "ProposalChange", answers: Answers
) -> None:
    """Raise ``RequestRefused`` if an author is to be named by a consent that is not in the form."""
    authors = AuthorReader(services, proposal.event, answers)
    for source, consent in zip(proposal.sources, change.consents or (), strict=False):
        is_named_by_form = consent is AuthorConsent.FORM
        if is_named_by_form and not (source.kind == "answer" and authors.is_agreed(source)):
            raise steps.refuse("proposal.no_consent", "/consents")


def erase_source(
    services: "Services", actor: Actor, event_id: str, number: int, source: str
) -> ProposalView:
    """Erase what was written down at its author's request: the words, and the name, in every proposal that holds them.

    What the office has worded otherwise stays, and so do numbers, states and outcomes. The same again changes nothing.

    Raises:
        errors.EventNotFound, errors.ProposalNotFound: there is none.
        errors.ChangedMeanwhile: one of them has changed in that moment.
    """
    find_event(services, actor, event_id, "proposals.change")
    every = services.proposals.all(event_id)
    if not any(each.number == number for each in every):
        raise errors.ProposalNotFound
    erased = [steps.erase_source(each, source) for each in every]
    pairs = changed_pairs(every, erased)
    for start in range(0, len(pairs), LARGEST_STEP):
        chunk = pairs[start : start + LARGEST_STEP]
        save_changes(services, actor, event_id, chunk, {}, "proposal.erase_source")
    return view_proposals(
        services, event_id, [find_proposal(services, event_id, number)], sees_all=True
    )[0]


def change_proposals(
    services: "Services", actor: Actor, event_id: str, changes: "Mapping[int, ProposalChange]"
) -> Mapping[int, errors.Refusal | None]:
    """Change several proposals, each in its own transaction; return why, by number, where one was not changed.

    Raises:
        errors.EventNotFound: there is none.
        errors.RequestRefused: they are more than ``LARGEST_STEP``.
    """
    find_event(services, actor, event_id, "proposals.change")
    if len(changes) > LARGEST_STEP:
        raise steps.refuse("proposal.too_many_at_once", "/numbers")
    outcomes: dict[int, errors.Refusal | None] = {}
    for number, change in changes.items():
        try:
            change_proposal(services, actor, event_id, number, change)
        except (errors.Conflict, errors.NotFound, errors.Invalid, errors.Unavailable) as refusal:
            outcomes[number] = refusal
        else:
            outcomes[number] = None
    return outcomes


def split_proposal(
    services: "Services",
    actor: Actor,
    event_id: str,
    number: int,
    request: "ProposalSplit",
    *,
    revision: int | None = None,
) -> tuple[ProposalView, ...]:
    """Split a proposal: the first part keeps its number, the others get new ones. Under the same id it is done once.

    Raises:
        errors.EventNotFound, errors.ProposalNotFound: there is none.
        errors.RequestRefused: there is one part, or none; or it is too large to be stored.
        errors.ProposalMerged: it is part of another one.
        errors.ProposalsFull: the event has as many as it can have.
        errors.ChangedMeanwhile: it has changed since it was read.
    """
    find_event(services, actor, event_id, "proposals.change")
    last, known = read_numbered(services, event_id)
    before = next((each for each in known if each.number == number), None)
    if before is None:
        raise errors.ProposalNotFound
    parts: Sequence[Proposal] = [
        each for each in known if each.step == request.id and each.split_from == number
    ]
    if not parts:
        if revision not in (None, before.revision):
            raise errors.ChangedMeanwhile
        answers = read_answers(services, event_id, [before])
        original = original_of(before, answers)
        refuse_full(last + max(0, len(request.parts) - 2))
        own, *new = steps.split(before, request.parts, original, first=last + 1, step=request.id)
        parts = [_stamp(services, actor, each, 1) for each in new]
        [before] = save_changes(
            services,
            actor,
            event_id,
            [(before, own)],
            answers,
            "proposal.split",
            added=parts,
            last=last,
        )
    return view_proposals(services, event_id, [before, *parts], sees_all=True)


def changed_pairs(
    before: Sequence[Proposal], after: Sequence[Proposal]
) -> list[tuple[Proposal, Proposal]]:
    """Return those that a step has changed, before and after it."""
    pairs = zip(before, after, strict=True)
    return [(each, changed) for each, changed in pairs if not changed.is_same(each)]


def find_proposal(services: "Services", event_id: str, number: int) -> Proposal:
    """Return the proposal of that number; raise ``ProposalNotFound``."""
    proposal = services.proposals.find(event_id, number)
    if proposal is None:
        raise errors.ProposalNotFound
    return proposal


def read_numbered(services: "Services", event_id: str) -> tuple[int, list[Proposal]]:
    """Return the highest number and the proposals, in the order that ``ProposalStore.save`` relies on."""
    last = services.proposals.last_number(event_id)
    return last, services.proposals.all(event_id)


def refuse_full(last: int) -> None:
    """Raise ``ProposalsFull`` if no number follows that one."""
    if last >= MOST_PROPOSALS:
        raise errors.ProposalsFull


def _stamp(services: "Services", actor: Actor, proposal: Proposal, revision: int) -> Proposal:
    meta = {"revision": revision, "changed_at": services.clock(), "changed_by": actor.id}
    return proposal.model_copy(update=meta)


def save_changes(
    services: "Services",
    actor: Actor,
    event_id: str,
    pairs: Iterable[tuple[Proposal, Proposal]],
    answers: Answers,
    code: "AuditCode",
    fields: Sequence[str] = (),
    *,
    added: Sequence[Proposal] = (),
    last: int = 0,
) -> list[Proposal]:
    """Store changes and return them as they are stored, on the condition that no answer whose words may be in them was erased meanwhile."""
    changed = [_stamp(services, actor, after, before.revision + 1) for before, after in pairs]
    subject = ",".join(str(each.number) for each in (*changed, *added))
    entry = audit_operation(services, actor, code, event=event_id, subject=subject, fields=fields)
    checks = check_answers(services, event_id, changed, answers)
    step = ProposalStep(event_id, changed, added, last)
    try:
        services.proposals.save(step, along=[*checks, entry])
    except ItemTooLarge:
        raise steps.refuse("proposal.too_large", "/text") from None
    return changed


def try_to_save(
    services: "Services", actor: Actor, step: ProposalStep, code: "AuditCode", subject: str
) -> bool:
    """Store new proposals with their line of the audit log; return False if numbers were given meanwhile."""
    entry = audit_operation(services, actor, code, event=step.event, subject=subject)
    try:
        services.proposals.save(step, along=[entry])
    except errors.ChangedMeanwhile:
        return False
    return True
