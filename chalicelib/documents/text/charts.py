"""The charts of a report, at most two: how the event was rated, and the choices that most people made.

A chart shows what the summary's page shows, of a question whose figures the text may tell. Its figures in words are
one fact, which stands in its alternative text.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from chalicelib.charts.bars import Bar, draw_bars
from chalicelib.charts.columns import (
    MOST_COLUMNS,
    ChartColumn,
    Mean,
    draw_columns,
    place_mean,
)
from chalicelib.charts.svg import WIDTH_IN_LETTERS, Drawing
from chalicelib.documents.grammar.numbers import format_number
from chalicelib.documents.text.answer_rows import AnswerRow, list_rows, tell_answered
from chalicelib.documents.text.composing import Writer, telling
from chalicelib.documents.text.figures import asks_category, question_path, shown_questions
from chalicelib.documents.text.report import Chart, Fact, Paragraph
from chalicelib.documents.text.sentences.sentence import Texts, in_order
from chalicelib.documents.text.sources import FormFigures, ReportSources
from chalicelib.documents.text.values import ListValue
from chalicelib.domain.events import Event
from chalicelib.domain.summaries import QuestionSummary
from chalicelib.forms.statistics.figures import ChoiceFigures, ScaleFigures
from chalicelib.locales import Language

_MOST_BARS: Final = 10
"""A question with more choices is read in a table, not seen at a glance."""
_WIDE: Final = 64
"""The letters of a label that fit beside a figure on a sheet."""
_MEAN: Final[Texts] = ("орташа {mean}", "среднее {mean}", "mean {mean}")


def choose_charts(sources: ReportSources) -> Mapping[str, Sequence[QuestionSummary]]:
    """Return the questions that are drawn, by form: the first rating, and the choice that most people made.

    A recommendation (NPS) is drawn where nothing else is rated. Of choices that equally many made the first is drawn.
    """
    shown = [
        (form, question)
        for form in sources.impressions
        for question in shown_questions(form, sources.event)
        if question.figures.responses is None
    ]
    ratings = [each for each in shown if _is_rating(each[1])]
    choices = [each for each in shown if _is_choice(each[1], sources.event)]
    drawn = [
        *sorted(ratings, key=lambda each: _is_recommendation(each[1]))[:1],
        *sorted(choices, key=lambda each: -each[1].figures.answered)[:1],
    ]
    by_form: defaultdict[str, list[QuestionSummary]] = defaultdict(list)
    for form, question in drawn:
        by_form[form.summary.form].append(question)
    return by_form


def _is_rating(question: QuestionSummary) -> bool:
    figures = question.figures
    return (
        isinstance(figures, ScaleFigures)
        and figures.mean is not None
        and 1 < len(figures.counts) <= MOST_COLUMNS
    )


def _is_recommendation(question: QuestionSummary) -> bool:
    return isinstance(question.figures, ScaleFigures) and question.figures.nps is not None


def _is_choice(question: QuestionSummary, event: Event) -> bool:
    figures = question.figures
    return (
        isinstance(figures, ChoiceFigures)
        and 1 < len(figures.counts) <= _MOST_BARS
        and max(figures.counts.values()) >= event.small_group_threshold
        and not asks_category(question, event)
    )


def write_chart(form: FormFigures, question: QuestionSummary, writer: Writer) -> Paragraph:
    """Return the chart of a question that ``choose_charts`` chose, with its caption."""
    figures, path = question.figures, question_path(form, question)
    rows = tuple(list_rows(question, path))
    kind = "chart.bars"
    if isinstance(figures, ScaleFigures):
        kind = "chart.columns"
        narrow = wide = _draw_columns(rows, figures, writer.language)
    else:
        narrow, wide = (
            _draw_bars(rows, figures.answered, width, writer.language)
            for width in (WIDTH_IN_LETTERS, _WIDE)
        )
    key = f"chart.{form.summary.form}.{question.name}".replace("/", ":")
    [described] = writer.prose(key, [telling(kind, rows=ListValue(rows, "; "))])
    [caption] = writer.prose(key, [tell_answered(form, question)], "figure")
    alternative = Fact(described.text, f"{path}.distribution")
    return replace(caption, chart=Chart(narrow, wide, alternative))


def _draw_columns(rows: Sequence[AnswerRow], figures: ScaleFigures, language: Language) -> Drawing:
    """Draw a column for each step; the mean is marked where the steps are even."""
    columns = [
        ChartColumn(
            each.name(language),
            each.count.count,
            each.shown_count(language),
            share="".join(each.shown_share(language).split()),
        )
        for each in rows
    ]
    mean = figures.mean or 0
    place = place_mean(mean, [float(value) for value in figures.counts])
    text = in_order(_MEAN, language).format(mean=format_number(mean, language, digits=2))
    return draw_columns(columns, mean=None if place is None else Mean(place, text))


def _draw_bars(
    rows: Sequence[AnswerRow], answered: int, label_width: int, language: Language
) -> Drawing:
    """Draw a bar for each choice; one that everybody made would fill the ground."""
    bars = [
        Bar(
            each.name(language),
            each.count.count,
            f"{each.shown_count(language)} · {each.shown_share(language)}",
        )
        for each in rows
    ]
    return draw_bars(bars, longest=answered, label_width=label_width)
