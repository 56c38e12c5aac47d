"""Accepted proposals as pages show them, those of participants too: the text, who is to do it, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from chalicelib.domain.proposals import OUTCOME_NAMES, ProposalOutcome
from chalicelib.locales import N_, translate
from chalicelib.web import dates

if TYPE_CHECKING:
    from datetime import date

    from chalicelib.actions.promises import EventPromises, PublicProposals
    from chalicelib.actions.proposal_views import ProposalView
    from chalicelib.locales import Language

NO_TEXT: Final = N_("(The author's words are not shown.)")
_TAGS: Final[Mapping[ProposalOutcome, str]] = {
    ProposalOutcome.PENDING: "draft",
    ProposalOutcome.UNDER_WAY: "draft",
    ProposalOutcome.DONE: "open",
    ProposalOutcome.NOT_DONE: "closed",
}


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """An accepted proposal; the texts in each language as they are, the rest translated, empty where it is not known."""

    number: int
    text: Mapping[Language, str] | None
    responsible: Mapping[Language, str] | None
    due: str
    outcome: str
    tag: str
    note: Mapping[Language, str] | None
    on: str
    authors: str


@dataclass(frozen=True, slots=True)
class PromiseSection:
    """The promises of one event: its title, its day, and the lines."""

    event: str
    title: Mapping[Language, str]
    day: str
    is_public: bool
    lines: list[PromiseLine]


def shown_day(day: date | None) -> str:
    """Return a day in digits, empty for none."""
    return f"{day:%d.%m.%Y}" if day else ""


def promise_lines(proposals: Iterable[ProposalView], language: Language) -> list[PromiseLine]:
    """Return accepted proposals as lines."""
    return [
        PromiseLine(
            number=each.number,
            text=each.text or None,
            responsible=each.responsible,
            due=shown_day(each.due),
            outcome=translate(OUTCOME_NAMES[each.outcome], language),
            tag=_TAGS[each.outcome],
            note=each.outcome_note,
            on=shown_day(each.outcome_on),
            authors=", ".join(each.authors),
        )
        for each in proposals
    ]


def promise_sections(events: Iterable[EventPromises], language: Language) -> list[PromiseSection]:
    """Return the promises of earlier events."""
    return [
        PromiseSection(
            event=each.event,
            title=each.title,
            day=dates.day(each.starts_at, each.time_zone, language),
            is_public=each.is_public,
            lines=promise_lines(each.proposals, language),
        )
        for each in events
    ]


def public_context(shown: PublicProposals, language: Language) -> dict[str, object]:
    """Return what the template of an event's public page shows of proposals."""
    return {
        "accepted_proposals": promise_lines(shown.accepted, language),
        "earlier_promises": promise_sections(shown.earlier, language),
    }
