"""A summary's figures as rows of a table, one figure a row, so that a pivot table can arrange them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from chalicelib.domain.events import Event
from chalicelib.domain.summaries import CategorySize, QuestionSummary, Summary, Suppressed
from chalicelib.domain.timestamps import to_timestamp
from chalicelib.forms.statistics.figures import (
    ChoiceFigures,
    DateFigures,
    Figures,
    HistogramBin,
    Number,
    NumberFigures,
    PromoterScore,
    RankedChoice,
    RankingFigures,
    ScaleFigures,
)
from chalicelib.forms.text import in_language
from chalicelib.locales import N_, Language, translate


class FigureRow(NamedTuple):
    """One figure; codes stand before their labels, and values are exact."""

    question: str
    label: str
    type: str
    category: str
    category_label: str
    figure: str
    choice: str
    choice_label: str
    value: str


HEADING: Final = FigureRow._fields
NAMELESS: Final = "–"
"""The group of responses that name no category; an empty cell stands for all responses."""

_Figure = tuple[str, str, str]
"""A figure's name, the choice that it is of or nothing, and its value."""


def rows(summary: Summary, event: Event, language: Language) -> Iterator[Sequence[str]]:
    """Yield the heading and every figure of the summary, with labels in the language."""
    yield HEADING
    yield from figure_rows(summary, event, language)


def figure_rows(summary: Summary, event: Event, language: Language) -> Iterator[FigureRow]:
    """Yield every figure of the summary, with labels in the language.

    A group that the small-group rule suppresses has one row: the figure ``suppressed`` without a value.
    """
    whole = _Subject(event, language)
    yield whole.row("responses", value=str(summary.responses))
    yield whole.row("through", value=to_timestamp(summary.through))
    for version in summary.versions:
        published = to_timestamp(version.published_at) if version.published_at else ""
        labels = {str(version.version): published}
        yield replace(whole, labels=labels).row(
            "version_responses", str(version.version), str(version.responses)
        )
    yield from whole.breakdown_rows(summary.by_category or {})
    for question in summary.questions:
        yield from _question_rows(question, event, language)


def _question_rows(
    question: QuestionSummary, event: Event, language: Language
) -> Iterator[FigureRow]:
    labels = {choice.name: in_language(choice.label, language) for choice in question.choices or ()}
    about = (question.name, in_language(question.label, language), question.type)
    subject = _Subject(event, language, about, labels)
    yield subject.row("versions", value=" ".join(map(str, question.versions)))
    for figure in _figures(question.figures):
        yield subject.row(*figure)
    for name in question.suppressed or ():
        yield subject.row("suppressed", name)
    yield from subject.breakdown_rows(question.by_category or {})


@dataclass(frozen=True, slots=True)
class _Subject:
    """What rows are about: a question or the whole form, and one category or all responses."""

    event: Event
    language: Language
    question: tuple[str, str, str] = ("", "", "")
    labels: Mapping[str, str] = field(default_factory=dict)
    category: tuple[str, str] = ("", "")

    def row(self, figure: str, choice: str = "", value: str = "") -> FigureRow:
        """Return one figure's row."""
        label = self.labels.get(choice, choice)
        return FigureRow(*self.question, *self.category, figure, choice, label, value)

    def breakdown_rows(
        self, groups: Mapping[str, Figures | CategorySize | Suppressed]
    ) -> Iterator[FigureRow]:
        """Yield the rows of every category's figures."""
        for name, group in groups.items():
            subject = replace(self, category=(name or NAMELESS, self._category_label(name)))
            match group:
                case Suppressed():
                    yield subject.row("suppressed")
                case CategorySize():
                    yield subject.row("responses", value=str(group.responses))
                case _:
                    for figure in _figures(group):
                        yield subject.row(*figure)

    def _category_label(self, name: str) -> str:
        category = self.event.category(name)
        label = in_language(category.label, self.language) if category else name
        return label or translate(N_("not stated"), self.language)


def _figures(figures: Figures) -> Iterator[_Figure]:
    """Yield every figure of a question or of one group."""
    yield "answered", "", str(figures.answered)
    yield "skipped", "", str(figures.skipped)
    if figures.responses is not None:
        yield "responses", "", str(figures.responses)
    match figures:
        case ChoiceFigures():
            yield from _count_figures(figures.counts)
        case ScaleFigures():
            yield from _scale_figures(figures)
        case NumberFigures():
            yield from _number_figures(figures)
        case RankingFigures():
            for ranked in figures.borda:
                yield from _rank_figures(ranked)
        case DateFigures():
            yield "earliest", "", figures.earliest or ""
            yield "latest", "", figures.latest or ""


def _count_figures(counts: Mapping[str, int]) -> Iterator[_Figure]:
    for choice, count in counts.items():
        yield "count", choice, str(count)


def _scale_figures(figures: ScaleFigures) -> Iterator[_Figure]:
    yield from _count_figures(figures.counts)
    yield "mean", "", _text(figures.mean)
    yield "median", "", _text(figures.median)
    yield "sd", "", _text(figures.sd)
    if figures.nps is not None:
        yield from _score_figures(figures.nps)


def _score_figures(nps: PromoterScore) -> Iterator[_Figure]:
    yield "nps_promoters", "", str(nps.promoters)
    yield "nps_passives", "", str(nps.passives)
    yield "nps_detractors", "", str(nps.detractors)
    yield "nps_score", "", _text(nps.score)


def _number_figures(figures: NumberFigures) -> Iterator[_Figure]:
    yield "mean", "", _text(figures.mean)
    yield "median", "", _text(figures.median)
    if figures.median_within is not None:
        yield "median_within", "", _text(figures.median_within)
    yield "sd", "", _text(figures.sd)
    if figures.smallest is not None:
        yield "smallest", "", _text(figures.smallest)
        yield "largest", "", _text(figures.largest)
    yield from _count_figures(figures.counts or {})
    yield from map(_bin_figure, figures.bins or ())


def _bin_figure(each: HistogramBin) -> _Figure:
    return "count", f"{_text(each.lower)} – {_text(each.below)}", str(each.count)


def _rank_figures(ranked: RankedChoice) -> Iterator[_Figure]:
    yield "points", ranked.choice, str(ranked.points)
    yield "mean_place", ranked.choice, _text(ranked.mean_place)
    for rank, count in ranked.places.items():
        yield f"place_{rank}", ranked.choice, str(count)


def _text(value: Number | None) -> str:
    return "" if value is None else str(value)
