"""Charts of a question's figures: of all answers, and of the categories side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib.charts.bars import Bar, bars
from chalicelib.charts.columns import MOST_COLUMNS, ChartColumn, Mean, columns, place_mean
from chalicelib.charts.dots import Axis, Dot, dots
from chalicelib.charts.shares import Share, shares
from chalicelib.domain.summaries import QuestionSummary
from chalicelib.forms.statistics.figures import (
    ChoiceFigures,
    NumberFigures,
    PromoterScore,
    RankingFigures,
    ScaleFigures,
)
from chalicelib.forms.statistics.intervals import mean_interval, share_interval
from chalicelib.locales import N_
from chalicelib.web.organiser.figures.reader import (
    Reader,
    listed_counts,
    shown_groups,
)

if TYPE_CHECKING:
    from markupsafe import Markup

MEANS = N_("Mean by category, 95% confidence interval")
MOST_COMPARED = 12
"""The most choices whose shares are drawn by category; more are read in the table."""


@dataclass(frozen=True, slots=True)
class ComparedChoice:
    """A choice, and the share of each category that chose it, with its interval."""

    label: str
    chart: Markup


def charts_of(
    question: QuestionSummary, name: str, title: str, reader: Reader
) -> Iterator[Markup | None]:
    """Yield the charts of all answers; None for one that would show nothing."""
    figures = question.figures
    match figures:
        case ChoiceFigures():
            chosen = [
                Bar(reader.choice(question, each), count, reader.count_or_nothing(count, figures))
                for each, count in listed_counts(question, figures.counts)
            ]
            yield bars(name, title, chosen, longest=figures.answered)
        case RankingFigures():
            standings = [
                Bar(reader.choice(question, each.choice), each.points, reader.number(each.points))
                for each in figures.borda
            ]
            # The full width is what a choice has that everybody put first.
            yield bars(name, title, standings, longest=figures.answered * (len(standings) - 1))
        case ScaleFigures():
            if figures.nps is not None:
                yield shares(f"{name}-nps", title, _promoter_shares(figures, figures.nps, reader))
            yield _column_chart(figures, figures.counts, name, title, reader)
        case NumberFigures():
            yield _column_chart(figures, figures.counts or {}, name, title, reader)


def _column_chart(
    figures: ScaleFigures | NumberFigures,
    counts: Mapping[str, int],
    name: str,
    title: str,
    reader: Reader,
) -> Markup | None:
    """Return columns by value; None where there are too many values, or only one."""
    if not 1 < len(counts) <= MOST_COLUMNS:
        return None
    steps = [
        ChartColumn(
            reader.number(float(value)),
            count,
            reader.count(count, figures.answered),
            share=reader.share(count, figures.answered),
        )
        for value, count in counts.items()
    ]
    return columns(name, title, steps, mean=_mean(figures.mean, counts, reader))


def _mean(mean: float | None, counts: Mapping[str, int], reader: Reader) -> Mean | None:
    """Return the mean's position on a scale of even steps; None where the steps are uneven."""
    place = None if mean is None else place_mean(mean, [float(value) for value in counts])
    if place is None:
        return None
    return Mean(place, reader.translate(N_("mean {mean}"), mean=reader.number(mean)))


def _promoter_shares(figures: ScaleFigures, nps: PromoterScore, reader: Reader) -> list[Share]:
    groups = (
        (nps.promoters, N_("Promoters (9–10)"), "bar"),
        (nps.passives, N_("Passives (7–8)"), "pale"),
        (nps.detractors, N_("Detractors (0–6)"), "warm"),
    )
    return [
        Share(reader.translate(name), count, reader.count(count, figures.answered), style)
        for count, name, style in groups
    ]


def category_means(question: QuestionSummary, name: str, reader: Reader) -> Markup | None:
    """Draw each category's mean with its 95 % confidence interval; None where there are no means to compare.

    What the small-group rule hides has no line here.
    """
    whole = question.figures
    if not isinstance(whole, ScaleFigures | NumberFigures):
        return None
    rows = [
        _dot(reader.category(category), group, reader)
        for category, group in shown_groups(question).items()
        if isinstance(group, ScaleFigures | NumberFigures)
    ]
    if whole.mean is None:
        return None
    start, end = _ends(whole)
    axis = Axis(start, end, reader.number(start), reader.number(end), whole.mean)
    return dots(f"{name}-means", reader.translate(MEANS), [row for row in rows if row], axis)


def category_shares(
    question: QuestionSummary, name: str, reader: Reader
) -> Iterator[ComparedChoice]:
    """Yield for each choice the categories side by side: the shares of their answers, with 95 % confidence intervals.

    What the small-group rule hides has no line here, as in the table; of one group alone there is nothing to compare.
    """
    whole = question.figures
    if not isinstance(whole, ChoiceFigures) or len(whole.counts) > MOST_COMPARED:
        return
    groups = [
        (reader.category(category), group)
        for category, group in shown_groups(question).items()
        if isinstance(group, ChoiceFigures) and group.answered
    ]
    if len(groups) < 2:
        return
    for number, (choice, count) in enumerate(whole.counts.items(), 1):
        label = reader.choice(question, choice)
        axis = Axis(0, 1, reader.share(0, 1), reader.share(1, 1), count / whole.answered)
        rows = [
            _share_dot(category, group.counts.get(choice, 0), group.answered, reader)
            for category, group in groups
        ]
        if drawn := dots(f"{name}-choice-{number}", label, rows, axis):
            yield ComparedChoice(label, drawn)


def _share_dot(label: str, count: int, answered: int, reader: Reader) -> Dot:
    """Return a share as text and in place: “45% (26–66) · 20”, the last one the number of answers."""
    low, high = share_interval(count, answered)
    interval = "–".join(reader.number(round(100 * each)) for each in (low, high))
    share = reader.share(count, answered)
    text = f"{share} ({interval}) · {reader.number(answered)}"
    return Dot(label, text, count / answered, (low, high))


def _ends(figures: ScaleFigures | NumberFigures) -> tuple[float, float]:
    """Return the ends of the scale, or the smallest and the largest number."""
    if isinstance(figures, NumberFigures):
        return figures.smallest or 0, figures.largest or 0
    values = [float(value) for value in figures.counts]
    return min(values), max(values)


def _dot(label: str, figures: ScaleFigures | NumberFigures, reader: Reader) -> Dot | None:
    """Return a mean as text and in place: “4.2 (3.9–4.5) · 12”, the last one the number of answers."""
    if figures.mean is None:
        return None
    mean, count = reader.number(figures.mean), reader.number(figures.answered)
    if figures.sd is None or figures.answered < 2:
        return Dot(label, f"{mean} · {count}", figures.mean)
    low, high = mean_interval(figures.mean, figures.sd, figures.answered)
    if isinstance(figures, ScaleFigures):  # nobody can mean more than the scale has
        start, end = _ends(figures)
        low, high = max(start, low), min(end, high)
    interval = "–".join(reader.number(each, digits=1) for each in (low, high))
    return Dot(label, f"{mean} ({interval}) · {count}", figures.mean, (low, high))
