"""The charts of a report, at most two: how the event was rated, and the choices that most people made.

A chart shows what the summary's page shows, of a question whose figures the text may tell. Its figures in words are
one fact, which stands in its alternative text.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Final, cast

from chalicelib.charts.bars import Bar, draw_bars
from chalicelib.charts.columns import (
    MOST_COLUMNS,
    ChartColumn,
    Mean,
    draw_columns,
    place_mean,
)
from chalicelib.charts.svg import WIDTH_IN_LETTERS, Drawing
from chalicelib.documents.grammar.dates import NO_BREAK
from chalicelib.documents.grammar.terms import TERMS
from chalicelib.documents.text.composing import Writer, telling
from chalicelib.documents.text.figures import (
    asks_category,
    name_choices,
    question_label,
    question_path,
    shown_questions,
)
from chalicelib.documents.text.report import Chart, Fact, Paragraph, Run, Words
from chalicelib.documents.text.sentences.sentence import Texts, in_order
from chalicelib.documents.text.sources import FormFigures, ReportSources
from chalicelib.documents.text.values import (
    CountValue,
    FigureValue,
    Invariable,
    ListValue,
    PlainValue,
    TypedText,
    Value,
)
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


ChartLabel = TypedText | FigureValue | PlainValue
"""A choice, the step of a scale, or the name of a choice that has no label any more."""


@dataclass(frozen=True, slots=True)
class ChartRow(Invariable):
    """One bar or column: what was chosen, by how many, and their share of those who answered."""

    label: ChartLabel
    count: CountValue
    share: FigureValue
    is_typed: ClassVar[bool] = True

    def runs(self, form: str, language: Language) -> tuple[Run, ...]:  # noqa: ARG002 -- has one form
        """Return all three: «Баяндамалар» – 13 адам (65 %)."""
        label, share = self.label.runs("quote", language), self.share.runs("percent", language)
        count = self.count.runs("", language)
        return *label, Words(f"{NO_BREAK}– "), *count, Words(" ("), *share, Words(")")

    def name(self, language: Language) -> str:
        """Return what was chosen."""
        return _join(self.label.runs("", language))

    def shown_count(self, language: Language) -> str:
        """Return the number alone."""
        return _join(self.count.runs("bare", language))

    def shown_share(self, language: Language) -> str:
        """Return the share with its sign."""
        return _join(self.share.runs("percent", language))


def _join(runs: Sequence[Run]) -> str:
    return "".join(run.text for run in runs)


def write_chart(form: FormFigures, question: QuestionSummary, writer: Writer) -> Paragraph:
    """Return the chart of a question that ``choose_charts`` chose, with its caption."""
    figures, path = question.figures, question_path(form, question)
    rows = tuple(_list_rows(question, path))
    count = CountValue(figures.answered, TERMS["person"], f"{path}.answered")
    asked: dict[str, Value] = {"question": question_label(form, question), "count": count}
    if isinstance(figures, ScaleFigures):
        mean = FigureValue(figures.mean or 0, f"{path}.mean", digits=2)
        caption = telling("chart.ratings", **asked, mean=mean)
        described = telling("chart.columns", rows=ListValue(rows, "; "))
        narrow = wide = _draw_columns(rows, figures, mean, writer.language)
    else:
        several = question.type == "select_multiple"
        caption = telling("chart.several_choices" if several else "chart.choices", **asked)
        described = telling("chart.bars", rows=ListValue(rows, "; "))
        narrow, wide = (
            _draw_bars(rows, figures.answered, width, writer.language)
            for width in (WIDTH_IN_LETTERS, _WIDE)
        )
    key = f"chart.{form.summary.form}.{question.name}".replace("/", ":")
    words = _join(tuple(run for each in writer.prose(key, [described]) for run in each.runs))
    chart = Chart(narrow, wide, Fact(words, f"{path}.distribution"))
    [paragraph] = writer.prose(key, [caption], "figure")
    return replace(paragraph, chart=chart)


def _list_rows(question: QuestionSummary, path: str) -> Iterator[ChartRow]:
    """Yield the steps of a scale or the choices of a question, in their order, also those that nobody chose."""
    figures = cast("ScaleFigures | ChoiceFigures", question.figures)
    names = name_choices(question)
    for name, count in figures.counts.items():
        label: ChartLabel = PlainValue(name, f"{path}.choices.{name}")
        if isinstance(figures, ScaleFigures):
            label = FigureValue(float(name), f"{path}.counts", digits=2)
        elif name in names:
            label = TypedText(dict(names[name]), f"{path}.choices.{name}.label")
        yield ChartRow(
            label,
            CountValue(count, TERMS["person"], f"{path}.counts.{name}"),
            FigureValue(100 * count / figures.answered, f"{path}.shares.{name}", digits=0),
        )


def _draw_columns(
    rows: Sequence[ChartRow], figures: ScaleFigures, mean: FigureValue, language: Language
) -> Drawing:
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
    place = place_mean(mean.figure, [float(value) for value in figures.counts])
    text = in_order(_MEAN, language).format(mean=_join(mean.runs("", language)))
    return draw_columns(columns, mean=None if place is None else Mean(place, text))


def _draw_bars(
    rows: Sequence[ChartRow], answered: int, label_width: int, language: Language
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
