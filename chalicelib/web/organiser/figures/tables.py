"""Tables of a question's figures: of all answers, and by category."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from chalicelib.domain.summaries import QuestionSummary, Suppressed
from chalicelib.forms.statistics.figures import (
    ChoiceFigures,
    Figures,
    NumberFigures,
    RankingFigures,
    ScaleFigures,
)
from chalicelib.locales import N_
from chalicelib.web import dates
from chalicelib.web.organiser.figures.reader import (
    ALL,
    DEVIATION,
    MEAN,
    MEDIAN,
    NOTHING,
    NPS,
    Reader,
    averages,
    listed_counts,
    shown_groups,
)


@dataclass(frozen=True, slots=True)
class FigureTable:
    """A table of text; the first cell of each row is the row's heading."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def table_of(question: QuestionSummary, reader: Reader) -> FigureTable | None:
    """Return the figures of all answers; None where there is nothing to list."""
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
        reader.translate(ALL), tuple(reader.translate(name) for name in head), tuple(rows)
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
            (dates.share(count, answered, reader.language) if count is not None else "") or NOTHING,
        )
        for each, count in listed_counts(question, counts)
    ]
    head = (N_("Answer"), N_("Count"), N_("Share"))
    return FigureTable(
        reader.translate(ALL), tuple(reader.translate(name) for name in head), tuple(rows)
    )


def category_table(question: QuestionSummary, reader: Reader) -> FigureTable | None:
    """Return the figures by category; those of a suppressed group are not shown."""
    groups = shown_groups(question)
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


def _cell_names(question: QuestionSummary, reader: Reader) -> tuple[str, ...]:
    """Return the headings of a breakdown's columns."""
    averages = tuple(reader.translate(name) for name in (MEAN, MEDIAN, DEVIATION))
    match question.figures:
        case ScaleFigures(nps=nps):
            return (reader.translate(NPS), *averages) if nps is not None else averages
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
            return [*score, *(reader.number(value) for _, value in averages(group))]
        case NumberFigures(), NumberFigures():
            return [reader.number(value) for _, value in averages(group)]
        case ChoiceFigures(), ChoiceFigures():
            return [reader.number(group.counts.get(name, 0)) for name in whole.counts]
        case RankingFigures(), RankingFigures():
            points = {each.choice: each.points for each in group.borda}
            return [reader.number(points.get(each.choice, 0)) for each in whole.borda]
        case _:
            return []
