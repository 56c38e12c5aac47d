"""Present a summary's figures on a page: charts, and tables of the same figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib.domain.summaries import QuestionSummary, Summary, Suppressed
from chalicelib.forms.statistics.figures import DateFigures, Figures, NumberFigures, ScaleFigures
from chalicelib.forms.text import in_language
from chalicelib.locales import N_
from chalicelib.web import dates
from chalicelib.web.organiser.figures.charts import (
    ComparedChoice,
    category_means,
    category_shares,
    charts_of,
)
from chalicelib.web.organiser.figures.reader import NOTHING, NPS, Reader, averages, shown_groups
from chalicelib.web.organiser.figures.tables import FigureTable, category_table, table_of

if TYPE_CHECKING:
    from markupsafe import Markup

    from chalicelib.locales import Language


@dataclass(frozen=True, slots=True)
class QuestionFigures:
    """One question of the summary, ready for the template.

    ``asked_in`` lists the versions that ask it, empty where all answered versions do; ``count`` is
    the number of answers, empty for none. ``hidden`` says which groups the small-group rule hides in it.
    ``means`` draws the categories side by side, ``shares`` does so for each choice; ``score`` is the net promoter score, empty for none.
    """

    id: str
    key: str
    label: Mapping[Language, str]
    version: int | None
    asked_in: str
    answered: str
    score: str
    figures: tuple[tuple[str, str], ...]
    charts: tuple[Markup, ...]
    means: Markup | None
    shares: tuple[ComparedChoice, ...]
    hidden: str
    table: FigureTable | None
    by_category: FigureTable | None
    is_text: bool
    count: str

    @property
    def tables(self) -> list[FigureTable]:
        """The tables of the same figures."""
        return [table for table in (self.table, self.by_category) if table]


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
        or any(isinstance(group, Suppressed) for group in shown_groups(question).values())
        for question in summary.questions
    )


def _present_question(
    question: QuestionSummary, name: str, reader: Reader, answered: set[int]
) -> QuestionFigures:
    title = in_language(question.label, reader.language)
    figures = question.figures
    charts = charts_of(question, name, title, reader) if figures.answered else ()
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
        score=_score(figures, reader),
        figures=tuple(_single_figures(figures, reader)) if figures.answered else (),
        charts=tuple(chart for chart in charts if chart),
        means=category_means(question, name, reader),
        shares=tuple(category_shares(question, name, reader)),
        hidden=_hidden_groups(question, reader),
        table=table_of(question, reader) if figures.answered else None,
        by_category=category_table(question, reader),
        is_text=question.type == "text",
        count=reader.number(figures.answered) if figures.answered else "",
    )


def _hidden_groups(question: QuestionSummary, reader: Reader) -> str:
    """Return which groups the small-group rule hides in what is shown of the question; empty for none."""
    names = [reader.choice(question, name) for name in question.suppressed or ()]
    names += [
        reader.category(name)
        for name, group in shown_groups(question).items()
        if isinstance(group, Suppressed)
    ]
    if not names:
        return ""
    return reader.translate(N_("Not shown (small groups): {names}"), names=", ".join(names))


def _score(figures: Figures, reader: Reader) -> str:
    if not isinstance(figures, ScaleFigures) or figures.nps is None or not figures.answered:
        return ""
    return f"{reader.translate(NPS)} {reader.score(figures.nps)}"


def _single_figures(figures: Figures, reader: Reader) -> Iterator[tuple[str, str]]:
    """Yield the figures that are one number or moment each, with their names."""
    match figures:
        case ScaleFigures():
            if figures.nps is not None:
                yield reader.translate(NPS), reader.score(figures.nps)
            yield from _named_numbers(reader, averages(figures))
        case NumberFigures():
            ends = ((_SMALLEST, figures.smallest), (_LARGEST, figures.largest))
            yield from _named_numbers(reader, (*averages(figures), *ends))
        case DateFigures():
            for name, moment in ((_EARLIEST, figures.earliest), (_LATEST, figures.latest)):
                if moment is not None:
                    yield reader.translate(name), moment.replace("T", " ")


def _named_numbers(
    reader: Reader, numbers: Sequence[tuple[str, float | None]]
) -> Iterator[tuple[str, str]]:
    for name, value in numbers:
        if value is not None:
            yield reader.translate(name), reader.number(value)


_SMALLEST = N_("Smallest")
_LARGEST = N_("Largest")
_EARLIEST = N_("Earliest")
_LATEST = N_("Latest")
