"""Present a summary's figures on a page: charts, each beside a table of the same figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from chalicelib.domain.summaries import Breakdown, QuestionSummary, Summary, Suppressed
from chalicelib.forms.statistics.figures import (
    ChoiceFigures,
    DateFigures,
    Figures,
    NumberFigures,
    PromoterScore,
    RankingFigures,
    ScaleFigures,
)
from chalicelib.forms.text import in_language
from chalicelib.locales import N_
from chalicelib.web import dates
from chalicelib.web.charts.bars import Bar, bars
from chalicelib.web.charts.columns import ChartColumn, Mean, columns
from chalicelib.web.charts.shares import Share, shares

if TYPE_CHECKING:
    from markupsafe import Markup

    from chalicelib.domain.events import Event
    from chalicelib.locales import Language

NOTHING = "–"
"""Stands where there is no figure, or where none may be shown."""
MOST_COLUMNS = 12


@dataclass(frozen=True, slots=True)
class FigureTable:
    """A table of text; the first cell of each row is the row's heading."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class QuestionFigures:
    """One question of the summary, ready for the template.

    ``asked_in`` lists the versions that ask it, empty where all answered versions do; ``count`` is
    the number of answers, empty for none.
    """

    id: str
    key: str
    label: Mapping[Language, str]
    version: int | None
    asked_in: str
    answered: str
    figures: tuple[tuple[str, str], ...]
    charts: tuple[Markup, ...]
    table: FigureTable | None
    by_category: FigureTable | None
    is_text: bool
    count: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Writes figures for a reader: in a language, with the labels of the event's categories."""

    language: Language
    event: Event
    translate: Callable[..., str]

    def number(self, value: float | None) -> str:
        """Return the figure as the language writes it, or the sign for no figure."""
        return NOTHING if value is None else dates.number(value, self.language)

    def score(self, nps: PromoterScore) -> str:
        """Return a net promoter score, to one decimal."""
        if nps.score is None:
            return NOTHING
        return dates.number(nps.score, self.language, digits=1)

    def count(self, count: int, answered: int) -> str:
        """Return a count with its share of the answers: “12 · 34 %”."""
        share = dates.share(count, answered, self.language)
        return f"{self.number(count)} · {share}" if share else self.number(count)

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


def question_figures(summary: Summary, reader: Reader) -> list[QuestionFigures]:
    """Return every question of the summary, in its order."""
    answered = {version.version for version in summary.versions if version.responses}
    return [
        _present_question(question, f"question-{number}", reader, answered)
        for number, question in enumerate(summary.questions, 1)
    ]


def version_rows(summary: Summary, reader: Reader) -> list[tuple[str, str, str]]:
    """Return each version's number, the time of its publication, and its number of responses."""
    zone = reader.event.time_zone
    return [
        (
            str(version.version),
            dates.moment(version.published_at, zone, reader.language)
            if version.published_at
            else NOTHING,
            reader.number(version.responses),
        )
        for version in summary.versions
    ]


def any_suppressed(summary: Summary) -> bool:
    """Return whether the small-group rule suppresses anything that the page would show."""
    return any(
        question.suppressed
        or any(isinstance(group, Suppressed) for group in _shown_groups(question).values())
        for question in summary.questions
    )


def _present_question(
    question: QuestionSummary, name: str, reader: Reader, answered: set[int]
) -> QuestionFigures:
    title = in_language(question.label, reader.language)
    figures = question.figures
    charts = _charts(question, name, title, reader) if figures.answered else ()
    return QuestionFigures(
        id=name,
        key=question.name,
        label=question.label,
        version=question.version,
        asked_in=", ".join(map(str, question.versions)) if answered - {*question.versions} else "",
        answered=reader.translate(
            N_("Answered: {answered} · skipped: {skipped}"),
            answered=reader.number(figures.answered),
            skipped=reader.number(figures.skipped),
        ),
        figures=tuple(_single_figures(figures, reader)) if figures.answered else (),
        charts=tuple(chart for chart in charts if chart),
        table=_table(question, reader) if figures.answered else None,
        by_category=_category_table(question, reader),
        is_text=question.type == "text",
        count=reader.number(figures.answered) if figures.answered else "",
    )


def _single_figures(figures: Figures, reader: Reader) -> Iterator[tuple[str, str]]:
    """Yield the figures that are one number or moment each, with their names."""
    match figures:
        case ScaleFigures():
            if figures.nps is not None:
                yield reader.translate(_NPS), reader.score(figures.nps)
            yield from _named_numbers(reader, _averages(figures))
        case NumberFigures():
            ends = ((_SMALLEST, figures.smallest), (_LARGEST, figures.largest))
            yield from _named_numbers(reader, (*_averages(figures), *ends))
        case DateFigures():
            for name, moment in ((_EARLIEST, figures.earliest), (_LATEST, figures.latest)):
                if moment is not None:
                    yield reader.translate(name), moment.replace("T", " ")


def _averages(figures: ScaleFigures | NumberFigures) -> Sequence[tuple[str, float | None]]:
    return (_MEAN, figures.mean), (_MEDIAN, figures.median), (_DEVIATION, figures.sd)


def _named_numbers(
    reader: Reader, numbers: Sequence[tuple[str, float | None]]
) -> Iterator[tuple[str, str]]:
    for name, value in numbers:
        if value is not None:
            yield reader.translate(name), reader.number(value)


def _charts(
    question: QuestionSummary, name: str, title: str, reader: Reader
) -> Iterator[Markup | None]:
    figures = question.figures
    match figures:
        case ChoiceFigures():
            chosen = [
                Bar(reader.choice(question, each), count, reader.count(count, figures.answered))
                for each, count in figures.counts.items()
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
        ChartColumn(reader.number(float(value)), count, reader.count(count, figures.answered))
        for value, count in counts.items()
    ]
    return columns(name, title, steps, mean=_mean(figures.mean, counts, reader))


def _mean(mean: float | None, counts: Mapping[str, int], reader: Reader) -> Mean | None:
    """Return the mean's position on a scale of even steps; None where the steps are uneven."""
    values = [float(value) for value in counts]
    step = values[1] - values[0]
    even = all(abs(b - a - step) < 1e-9 for a, b in pairwise(values))
    if mean is None or not even:
        return None
    text = reader.translate(N_("mean {mean}"), mean=reader.number(mean))
    return Mean((mean - values[0]) / step, text)


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


def _table(question: QuestionSummary, reader: Reader) -> FigureTable | None:
    match question.figures:
        case RankingFigures():
            return _ranking_table(question, question.figures, reader)
        case ChoiceFigures(counts=counts):
            return _count_table(question, counts, reader, label=partial(reader.choice, question))
        case ScaleFigures(counts=counts) | NumberFigures(counts=counts):
            return _count_table(
                question, counts or {}, reader, label=lambda value: reader.number(float(value))
            )
        case _:
            return None


def _ranking_table(
    question: QuestionSummary, figures: RankingFigures, reader: Reader
) -> FigureTable:
    rows = [
        (
            reader.choice(question, each.choice),
            reader.number(each.points),
            reader.number(each.mean_place),
        )
        for each in figures.borda
    ]
    head = (N_("Answer"), N_("Points"), N_("Mean place"))
    return FigureTable(
        reader.translate(_ALL), tuple(reader.translate(name) for name in head), tuple(rows)
    )


def _count_table(
    question: QuestionSummary,
    counts: Mapping[str, int],
    reader: Reader,
    *,
    label: Callable[[str], str],
) -> FigureTable | None:
    """Return a row for each value or choice; choices that are suppressed have no figures."""
    if not counts:
        return None
    answered = question.figures.answered
    rows = [
        (
            label(each),
            reader.number(count),
            dates.share(count, answered, reader.language) or NOTHING,
        )
        for each, count in counts.items()
    ]
    hidden = [
        (reader.choice(question, name), NOTHING, NOTHING) for name in question.suppressed or ()
    ]
    head = (N_("Answer"), N_("Count"), N_("Share"))
    return FigureTable(
        reader.translate(_ALL), tuple(reader.translate(name) for name in head), (*rows, *hidden)
    )


def _category_table(question: QuestionSummary, reader: Reader) -> FigureTable | None:
    groups = _shown_groups(question)
    if not groups:
        return None
    names = _cell_names(question, reader)
    rows = []
    for category, group in groups.items():
        nothing = [NOTHING] * len(names)
        if isinstance(group, Suppressed):
            cells = [NOTHING, *nothing]
        else:  # a group of a calculation may have texts only: no numbers
            further = _cells(question.figures, group, reader) or nothing
            cells = [reader.number(group.answered), *further]
        rows.append((reader.category(category), *cells))
    head = (reader.translate(N_("Category")), reader.translate(N_("Answered")), *names)
    return FigureTable(reader.translate(N_("By category")), head, tuple(rows))


def _shown_groups(question: QuestionSummary) -> Breakdown:
    """Return the groups of a breakdown that is worth a table: with more than how many answered."""
    figures = question.figures
    plain = isinstance(figures, DateFigures) or type(figures) is Figures
    if plain or not figures.answered or question.by_category is None:
        return {}
    return question.by_category


def _cell_names(question: QuestionSummary, reader: Reader) -> tuple[str, ...]:
    """Return the headings of a breakdown's columns."""
    averages = tuple(reader.translate(name) for name in (_MEAN, _MEDIAN, _DEVIATION))
    match question.figures:
        case ScaleFigures(nps=nps):
            return (reader.translate(_NPS), *averages) if nps is not None else averages
        case NumberFigures():
            return averages
        case ChoiceFigures(counts=counts):
            return tuple(reader.choice(question, name) for name in counts)
        case RankingFigures(borda=borda):
            return tuple(reader.choice(question, each.choice) for each in borda)
        case _:
            return ()


def _cells(whole: Figures, group: Figures, reader: Reader) -> list[str]:
    """Return one group's figures under ``_cell_names``; ``whole`` are those of all answers."""
    match whole, group:
        case ScaleFigures(), ScaleFigures(nps=nps):
            score = [reader.score(nps)] if nps is not None else []
            return [*score, *(reader.number(value) for _, value in _averages(group))]
        case NumberFigures(), NumberFigures():
            return [reader.number(value) for _, value in _averages(group)]
        case ChoiceFigures(), ChoiceFigures():
            return [reader.number(group.counts.get(name, 0)) for name in whole.counts]
        case RankingFigures(), RankingFigures():
            points = {each.choice: each.points for each in group.borda}
            return [reader.number(points.get(each.choice, 0)) for each in whole.borda]
        case _:
            return []


_ALL = N_("All answers")
_NPS = N_("NPS")
_MEAN = N_("Mean")
_MEDIAN = N_("Median")
_DEVIATION = N_("Standard deviation")
_SMALLEST = N_("Smallest")
_LARGEST = N_("Largest")
_EARLIEST = N_("Earliest")
_LATEST = N_("Latest")
