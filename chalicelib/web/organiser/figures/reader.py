"""Write figures for a reader, and name what figures are called."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib.domain.summaries import Breakdown, QuestionSummary
from chalicelib.forms.statistics.figures import (
    DateFigures,
    Figures,
    NumberFigures,
    PromoterScore,
    ScaleFigures,
)
from chalicelib.forms.text import in_language
from chalicelib.locales import N_
from chalicelib.web import dates

if TYPE_CHECKING:
    from chalicelib.domain.events import Event
    from chalicelib.locales import Language

NOTHING = "–"
"""Stands where there is no figure, or where none may be shown."""

ALL = N_("All answers")
NPS = N_("NPS")
MEAN = N_("Mean")
MEDIAN = N_("Median")
DEVIATION = N_("Standard deviation")


@dataclass(frozen=True, slots=True)
class Reader:
    """Writes figures for a reader: in a language, with the labels of the event's categories."""

    language: Language
    event: Event
    translate: Callable[..., str]

    def number(self, value: float | None, *, digits: int = 2) -> str:
        """Return the figure as the language writes it, or the sign for no figure."""
        return NOTHING if value is None else dates.number(value, self.language, digits=digits)

    def score(self, nps: PromoterScore) -> str:
        """Return a net promoter score, to one decimal."""
        if nps.score is None:
            return NOTHING
        return dates.number(nps.score, self.language, digits=1)

    def count(self, count: int, answered: int) -> str:
        """Return a count with its share of the answers: “12 · 34 %”."""
        share = dates.share(count, answered, self.language)
        return f"{self.number(count)} · {share}" if share else self.number(count)

    def count_or_nothing(self, count: int | None, figures: Figures) -> str:
        """Return a count with its share, or the sign for one that may not be shown."""
        return NOTHING if count is None else self.count(count, figures.answered)

    def share(self, count: int, answered: int) -> str:
        """Return a share without a space: “34%”, for where there is little room."""
        return "".join(dates.share(count, answered, self.language).split())

    def category(self, name: str) -> str:
        """Return the category's label; for responses without one, that it is not stated."""
        if not name:
            return self.translate(N_("not stated"))
        category = self.event.category(name)
        return in_language(category.label, self.language) if category else name

    def choice(self, question: QuestionSummary, name: str) -> str:
        """Return the label of one of the question's choices."""
        labels = {choice.name: choice.label for choice in question.choices or ()}
        return in_language(labels.get(name), self.language) or name


def listed_counts(
    question: QuestionSummary, counts: Mapping[str, int]
) -> list[tuple[str, int | None]]:
    """Return the counts, and None for each choice that is suppressed, in the order of the choices.

    The order does not depend on what is suppressed, so a row's place tells nothing of its size.
    """
    if not question.suppressed:
        return list(counts.items())
    ranks = {choice.name: rank for rank, choice in enumerate(question.choices or ())}
    names = sorted(
        {*counts, *question.suppressed}, key=lambda name: (ranks.get(name, len(ranks)), name)
    )
    return [(name, counts.get(name)) for name in names]


def shown_groups(question: QuestionSummary) -> Breakdown:
    """Return the groups of a breakdown that is worth a table: with more than how many answered."""
    figures = question.figures
    plain = isinstance(figures, DateFigures) or type(figures) is Figures
    if plain or not figures.answered or question.by_category is None:
        return {}
    return question.by_category


def averages(figures: ScaleFigures | NumberFigures) -> Sequence[tuple[str, float | None]]:
    """Return the figures that say where answers lie, with their names."""
    return (MEAN, figures.mean), (MEDIAN, figures.median), (DEVIATION, figures.sd)
