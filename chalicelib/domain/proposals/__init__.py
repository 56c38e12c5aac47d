"""Proposals of an event: put forward, worded, merged, accepted or declined, and followed up.

Policy: a number is given once and for good, and no proposal is ever removed while its event is there. The words of an
answer stay in the answer alone: a proposal refers to it, so that erasing the answer takes them away everywhere. What
the office has worded stays.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from chalicelib.domain.moments import Timestamp
from chalicelib.forms.text_types import PROSE, Localized, Name, Uuid
from chalicelib.locales import N_, Language

MOST_PROPOSALS: Final = 5_000
"""Proposals of one event: as many as one reading of them all can hold."""
LARGEST_STEP: Final = 50
"""Proposals that one step changes or adds, in one transaction."""
REGRET: Final = timedelta(days=1)
"""How long an acceptance can be taken back: after that, what became of the proposal is recorded instead."""

Texts: TypeAlias = Mapping[Language, str]
Number = Annotated[int, Field(ge=1, le=99_999)]
StepId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
"""A random id that a page or a program gives a step, so that the same step again is made once."""
PersonName = Annotated[str, StringConstraints(max_length=200), PROSE]


class ProposalState(StrEnum):
    """Where a proposal stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    MERGED = "merged"


class ProposalOutcome(StrEnum):
    """What became of an accepted proposal."""

    PENDING = "pending"
    UNDER_WAY = "under_way"
    DONE = "done"
    NOT_DONE = "not_done"


FINISHED: Final = frozenset({ProposalOutcome.DONE, ProposalOutcome.NOT_DONE})


STATE_NAMES: Final[Mapping[ProposalState, str]] = {
    ProposalState.OPEN: N_("Not decided"),
    ProposalState.ACCEPTED: N_("Accepted"),
    ProposalState.DECLINED: N_("Declined"),
    ProposalState.MERGED: N_("Merged"),
}
OUTCOME_NAMES: Final[Mapping[ProposalOutcome, str]] = {
    ProposalOutcome.PENDING: N_("Nothing reported yet"),
    ProposalOutcome.UNDER_WAY: N_("Under way"),
    ProposalOutcome.DONE: N_("Carried out"),
    ProposalOutcome.NOT_DONE: N_("Not carried out"),
}


class AuthorConsent(StrEnum):
    """Why an author's name may be shown: their answer to the form's question for consent, or their word."""

    FORM = "form"
    TOLD = "told"


class ProposalPart(BaseModel):
    """A part of a proposal."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class CollectedAnswer(ProposalPart):
    """An answer that the proposal was collected from: ``path`` leads to its words (``proposals``, 0, ``proposal``)."""

    kind: Literal["answer"]
    form: Name
    submission: Uuid
    path: tuple[str | int, ...]
    language: Language
    consent: AuthorConsent | None = None


class TypedSource(ProposalPart):
    """What somebody wrote down at the event; ``by`` is the account of the member who typed it."""

    kind: Literal["typed"]
    id: StepId
    text: Localized | None
    """None once it was erased at its author's request."""
    author: PersonName | None = None
    by: str
    at: Timestamp
    consent: AuthorConsent | None = None


ProposalSource = Annotated[CollectedAnswer | TypedSource, Field(discriminator="kind")]


class Proposal(BaseModel):
    """A proposal as it is stored. ``revision`` rises with each change.

    ``wording`` is what the office typed, by language. With ``is_verbatim`` the words of the first source, an answer,
    belong to the text in their own language.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    event: str
    number: Number
    revision: int = 1
    state: ProposalState = ProposalState.OPEN
    wording: dict[Language, str] = {}
    is_verbatim: bool = False
    sources: tuple[ProposalSource, ...]
    own_sources: int | None = None
    """How many of the sources, the first ones, are its own: the others are those of its parts. None where it has no parts."""
    reason: Localized | None = None
    merged_into: Number | None = None
    split_from: Number | None = None
    step: str = ""
    """The id of the step that split it off, so that the same step is made once."""
    responsible: Localized | None = None
    due: date | None = None
    outcome: ProposalOutcome = ProposalOutcome.PENDING
    outcome_note: Localized | None = None
    outcome_on: date | None = None
    accepted_at: Timestamp | None = None
    changed_at: Timestamp
    changed_by: str

    @property
    def is_accepted(self) -> bool:
        """Whether the event accepted it."""
        return self.state is ProposalState.ACCEPTED

    @property
    def is_unfinished(self) -> bool:
        """Whether it is promised and neither done nor given up."""
        return self.is_accepted and self.outcome not in FINISHED

    def text(self, original: Texts) -> dict[Language, str]:
        """Return the text; ``original`` are the words of the first source, none where they are erased."""
        return {**(original if self.is_verbatim else {}), **self.wording}

    def is_same(self, other: "Proposal") -> bool:
        """Whether the other one says the same, whoever changed it and when."""
        return self.model_copy(update=_meta(other)) == other


def _meta(proposal: Proposal) -> dict[str, object]:
    names = ("revision", "changed_at", "changed_by", "accepted_at")
    return {name: getattr(proposal, name) for name in names}


def collected_answers(proposals: Iterable[Proposal]) -> set[tuple[str, str, tuple[str | int, ...]]]:
    """Return the answers that are proposals already: form, submission and path."""
    return {
        (source.form, source.submission, source.path)
        for proposal in proposals
        for source in proposal.sources
        if isinstance(source, CollectedAnswer)
    }
