"""The first screen of a summary: how many answered, of how many, how they rated, and when they did."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from chalicelib.charts.columns import ChartColumn, columns
from chalicelib.domain.counts import Arrivals, ArrivalUnit
from chalicelib.domain.summaries import QuestionSummary
from chalicelib.forms.statistics.figures import ScaleFigures
from chalicelib.forms.text import in_language
from chalicelib.locales import N_
from chalicelib.web import dates

if TYPE_CHECKING:
    from markupsafe import Markup

    from chalicelib.actions.digests import SummaryDigest
    from chalicelib.web.organiser.figures.reader import Reader

_TALL: Final = 48
_CAPTIONS: Final[dict[ArrivalUnit, str]] = {
    "hour": N_("Arrivals by hour: {when}"),
    "day": N_("Arrivals by day: {when}"),
    "week": N_("Arrivals by week: {when}"),
    "month": N_("Arrivals by month: {when}"),
    "year": N_("Arrivals by year: {when}"),
}


@dataclass(frozen=True, slots=True)
class Highlight:
    """One figure of the first screen; ``about`` is what it is of."""

    name: str
    value: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class ArrivalChart:
    """The arrivals as a chart, with the unit and the days in its caption."""

    caption: str
    chart: Markup


def highlights(digest: SummaryDigest, reader: Reader, counted: str) -> list[Highlight]:
    """Return the number of responses, the response rate, the first rating's mean, and the net promoter score.

    The rate is that of the event's registrations. There is none where more answered than are registered, since then
    others answered too.
    """
    summary = digest.summary
    shown = [Highlight(counted, reader.number(summary.responses))]
    registered = digest.registered
    if registered and summary.responses <= registered:
        of_all = reader.translate(
            N_("{responses} of {registered} registered"),
            responses=reader.number(summary.responses),
            registered=reader.number(registered),
        )
        rate = dates.share(summary.responses, registered, reader.language)
        shown.append(Highlight(reader.translate(N_("Response rate")), rate, of_all))
    shown += _ratings(summary.questions, reader)
    return shown


def _ratings(questions: tuple[QuestionSummary, ...], reader: Reader) -> Iterator[Highlight]:
    rated = [
        (question, question.figures)
        for question in questions
        if isinstance(question.figures, ScaleFigures) and question.figures.answered
    ]
    for question, figures in rated:
        if figures.nps is None:
            about = in_language(question.label, reader.language)
            yield Highlight(reader.translate(N_("Mean")), reader.number(figures.mean), about)
            break
    for question, figures in rated:
        if figures.nps is not None:
            about = in_language(question.label, reader.language)
            yield Highlight(reader.translate(N_("NPS")), reader.score(figures.nps), about)
            break


def arrival_chart(arrivals: Arrivals | None, reader: Reader) -> ArrivalChart | None:
    """Draw the arrivals; None where all are of one hour, so that there is nothing to compare."""
    if arrivals is None or len(arrivals.bins) < 2:
        return None
    days = dict.fromkeys(
        dates.short_day(moment.date(), reader.language)
        for moment in (arrivals.first, arrivals.last)
    )
    caption = reader.translate(_CAPTIONS[arrivals.unit], when=" – ".join(days))
    steps = [
        ChartColumn(str(label), arrived, reader.number(arrived)) for label, arrived in arrivals.bins
    ]
    chart = columns("arrivals", caption, steps, tall=_TALL)
    return ArrivalChart(caption, chart) if chart else None
