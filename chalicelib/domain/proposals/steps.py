"""What can be done with proposals: each step returns them as they are afterwards, or raises why it cannot be done."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from chalicelib import errors
from chalicelib.domain.proposals import (
    LARGEST_STEP,
    REGRET,
    AuthorConsent,
    Number,
    PersonName,
    Proposal,
    ProposalOutcome,
    ProposalState,
    StepId,
    Texts,
    TypedSource,
)
from chalicelib.errors import Problem
from chalicelib.forms.text_types import Localized
from chalicelib.locales import N_, Language

PROBLEMS: Final[Mapping[str, str]] = {
    "proposal.text_missing": N_("Write the proposal."),
    "proposal.reason_missing": N_("Write why it is declined."),
    "proposal.why_missing": N_("Write why it was not done."),
    "proposal.no_consent": N_("Tick that the author agreed, or leave the name out."),
    "proposal.other_sources": N_("The proposal has other sources by now. Please read it again."),
    "proposal.choose_two": N_("Choose at least two proposals to merge."),
    "proposal.write_two": N_("Write at least two proposals."),
    "proposal.too_large": N_("The proposal with all that it is made of is too long to be stored."),
    "proposal.too_many_at_once": N_("At most 50 proposals can be changed at once."),
}


class ProposalRequest(BaseModel):
    """What somebody asks for."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class NewProposal(ProposalRequest):
    """A proposal that somebody writes down; the same `id` again adds nothing.

    An `author` is named only with `author_agreed`: whether the person said that the name may be shown.
    """

    id: StepId
    text: Localized
    author: PersonName | None = None
    author_agreed: bool = False


class ProposalChange(ProposalRequest):
    """A merge patch of a proposal: a key that is left out stays as it is, null takes a value away.

    `reason` says why it is declined, `outcome_note` what became of it. `revision` is what the change was made for: 409
    if the proposal has changed since.
    """

    revision: Annotated[int, Field(ge=1)] | None = None
    text: Localized | None = None
    state: ProposalState | None = None
    reason: Localized | None = None
    responsible: Localized | None = None
    due: date | None = None
    outcome: ProposalOutcome | None = None
    outcome_note: Localized | None = None
    outcome_on: date | None = None
    consents: tuple[AuthorConsent | None, ...] | None = None
    """For each source in their order: why its author may be named, null where the author is not."""


class ProposalMerge(ProposalRequest):
    """Which proposals become part of another one; `text` words that one anew."""

    numbers: Annotated[tuple[Number, ...], Field(min_length=1, max_length=LARGEST_STEP)]
    text: Localized | None = None


class ProposalSplit(ProposalRequest):
    """The parts of a proposal: the first one keeps the number. The same `id` again splits nothing more."""

    id: StepId
    parts: Annotated[tuple[Localized, ...], Field(max_length=20)]


def problem(code: str, name: str) -> Problem:
    """Make a problem of these codes; ``name`` is a JSON pointer."""
    return Problem(name, code, PROBLEMS[code])


def refuse(code: str, name: str) -> errors.RequestRefused:
    """Make the refusal of a request with that one problem."""
    return errors.RequestRefused(problems=[problem(code, name)])


def write_down(new: NewProposal, event: str, number: int, *, actor: str, now: datetime) -> Proposal:
    """Return the proposal that somebody typed; raise ``RequestRefused`` for a name without consent."""
    if new.author is not None and not new.author_agreed:
        raise refuse("proposal.no_consent", "/author_agreed")
    source = TypedSource(
        kind="typed",
        id=new.id,
        text=new.text,
        author=new.author,
        by=actor,
        at=now,
        consent=AuthorConsent.TOLD if new.author else None,
    )
    return Proposal(
        event=event,
        number=number,
        wording=dict(new.text),
        sources=(source,),
        changed_at=now,
        changed_by=actor,
    )


def change_proposal(
    proposal: Proposal, change: ProposalChange, original: Texts, now: datetime, today: date
) -> Proposal:
    """Return the proposal after a change; ``original`` are the words of its first source.

    Raises:
        errors.RequestRefused: a text or a reason is missing.
        errors.AcceptedStays, errors.ProposalMerged, errors.NotAccepted: its state does not allow it.
    """
    given = change.model_fields_set
    if proposal.state is ProposalState.MERGED and given - {"revision"}:
        raise errors.ProposalMerged
    changed = proposal
    if "text" in given:
        changed = reword(changed, change.text or {}, original)
    if "state" in given and change.state is not None:
        changed = _decide(changed, change, now)
    if change.consents is not None:
        changed = _name_authors(changed, change.consents)
    plain = given & {"responsible", "due"}
    changed = changed.model_copy(update={name: getattr(change, name) for name in plain})
    if given & {"outcome", "outcome_note", "outcome_on"}:
        changed = _follow_up(changed, change, today)
    return changed


def reword(proposal: Proposal, text: Texts, original: Texts) -> Proposal:
    """Return the proposal with that text; where it is still what the author wrote, it stays theirs."""
    if not text:
        raise refuse("proposal.text_missing", "/text")
    kept = bool(original) and all(text.get(each) == words for each, words in original.items())
    wording = {
        language: words
        for language, words in text.items()
        if not (kept and original.get(language) == words)
    }
    return proposal.model_copy(update={"wording": wording, "is_verbatim": kept})


def _decide(proposal: Proposal, change: ProposalChange, now: datetime) -> Proposal:
    state = change.state
    if state is proposal.state and state is not ProposalState.DECLINED:
        return proposal
    if proposal.is_accepted and (state is not ProposalState.OPEN or not may_regret(proposal, now)):
        raise errors.AcceptedStays
    if state is ProposalState.MERGED:
        raise refuse("proposal.choose_two", "/state")
    if state is ProposalState.DECLINED:
        if not change.reason:
            raise refuse("proposal.reason_missing", "/reason")
        return proposal.model_copy(update={"state": state, "reason": change.reason})
    accepted_at = now if state is ProposalState.ACCEPTED else None
    update = {"state": state, "reason": None, "accepted_at": accepted_at}
    return proposal.model_copy(update=update)


def may_regret(proposal: Proposal, now: datetime) -> bool:
    """Whether the acceptance may still be taken back: it is fresh, and nothing was recorded of what became of it."""
    if not proposal.is_accepted or proposal.accepted_at is None:
        return False
    is_fresh = now - proposal.accepted_at <= REGRET
    return is_fresh and proposal.outcome is ProposalOutcome.PENDING


def _name_authors(proposal: Proposal, consents: Sequence[AuthorConsent | None]) -> Proposal:
    if len(consents) != len(proposal.sources):
        raise refuse("proposal.other_sources", "/consents")
    sources = zip(proposal.sources, consents, strict=True)
    named = tuple(source.model_copy(update={"consent": consent}) for source, consent in sources)
    return proposal.model_copy(update={"sources": named})


def erase_source(proposal: Proposal, source: str) -> Proposal:
    """Return the proposal without what was written down under that id: its words, and who put it forward."""
    erased = {"text": None, "author": None, "consent": None}
    own = [each for each in proposal.sources if isinstance(each, TypedSource) and each.id == source]
    words = [text for each in own for text in (each.text or {}).values()]
    sources = tuple(
        each.model_copy(update=erased) if each in own else each for each in proposal.sources
    )
    return without_words(proposal.model_copy(update={"sources": sources}), words)


def _follow_up(proposal: Proposal, change: ProposalChange, today: date) -> Proposal:
    if not proposal.is_accepted:
        raise errors.NotAccepted
    given = change.model_fields_set
    outcome = (change.outcome if "outcome" in given else None) or proposal.outcome
    note = change.outcome_note if "outcome_note" in given else proposal.outcome_note
    on = change.outcome_on if "outcome_on" in given else proposal.outcome_on
    if outcome is ProposalOutcome.NOT_DONE and not note:
        raise refuse("proposal.why_missing", "/outcome_note")
    if outcome is ProposalOutcome.PENDING:
        on = None
    elif on is None:
        on = today
    return proposal.model_copy(update={"outcome": outcome, "outcome_note": note, "outcome_on": on})


def split(
    proposal: Proposal, parts: Sequence[Texts], original: Texts, *, first: int, step: str
) -> tuple[Proposal, ...]:
    """Return the proposal worded as the first part, and new ones for the other parts, numbered from ``first``.

    All parts keep the sources, so that the original stays reachable, and stand where the whole stood.

    Raises:
        errors.RequestRefused: there is one part, or none.
        errors.ProposalMerged: it is part of another one.
    """
    if proposal.state is ProposalState.MERGED:
        raise errors.ProposalMerged
    if len(parts) < 2:
        raise refuse("proposal.write_two", "/parts")
    own = reword(proposal, parts[0], original)
    new = [
        proposal.model_copy(
            update={
                "number": first + at,
                "revision": 1,
                "wording": dict(part),
                "is_verbatim": False,
                "own_sources": None,
                "split_from": proposal.number,
                "step": step,
            }
        )
        for at, part in enumerate(parts[1:])
    ]
    return own, *new


def without_words(proposal: Proposal, words: Iterable[str]) -> Proposal:
    """Return the proposal without texts that are no more than these words of an author, or a part of them."""
    authors = [_bare(each) for each in words]
    kept: dict[Language, str] = {
        language: text
        for language, text in proposal.wording.items()
        if not any(_repeats(_bare(text), each) for each in authors if each)
    }
    return proposal.model_copy(update={"wording": kept})


def _bare(text: str) -> str:
    """Return the words alone, without case and marks."""
    letters = (letter if letter.isalnum() else " " for letter in text.casefold())
    return f" {' '.join(''.join(letters).split())} "


def _repeats(text: str, words: str) -> bool:
    return text in words or (words in text and 2 * len(words) > len(text))
