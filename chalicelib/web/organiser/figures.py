"""A summary's figures as a page shows them: charts, each with the same figures in a table beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

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

Document = Mapping[str, Any]
"""A question of a summary, as ``domain.summaries`` makes it."""

NOTHING = "–"
"""Where no figure is, or none may be shown."""
MOST_COLUMNS = 12


@dataclass(frozen=True, slots=True)
class FigureTable:
    """Rows of text; the first cell of each names its row."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class QuestionFigures:
    """One question of the summary, ready for the template."""

    id: str
    label: Mapping[Language, str]
    version: int | None
    asked_in: str
    """The versions that ask it, empty where all do."""
    answered: str
    figures: tuple[tuple[str, str], ...]
    charts: tuple[Markup, ...]
    table: FigureTable | None
    by_category: FigureTable | None
    is_text: bool


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom the figures are written: the language, and the event whose categories they name."""

    language: Language
    event: Event
    say: Callable[..., str]

    def number(self, value: float | None) -> str:
        """A figure, or the sign for none."""
        return NOTHING if value is None else dates.number(value, self.language)

    def score(self, question: Document) -> str:
        """A net promoter score, to a tenth."""
        score = question["nps"]["score"]
        return NOTHING if score is None else dates.number(score, self.language, digits=1)

    def category(self, name: str) -> str:
        """A category's label; of those who named none, that they did not."""
        if not name:
            return self.say(N_("not stated"))
        category = self.event.category(name)
        return in_language(category.label, self.language) if category else name


def shown(document: Document, reader: Reader) -> list[QuestionFigures]:
    """Every question of a summary."""
    answered = {each["version"] for each in document["versions"] if each["responses"]}
    return [
        _question(question, f"question-{place}", reader, answered)
        for place, question in enumerate(document["questions"], 1)
    ]


def versions(document: Document, zone: str, reader: Reader) -> list[tuple[str, str, str]]:
    """Each version's number, when it was published, and how many answered it."""
    return [
        (
            str(each["version"]),
            dates.moment(datetime.fromisoformat(each["published_at"]), zone, reader.language),
            reader.number(each["responses"]),
        )
        for each in document["versions"]
    ]


def any_suppressed(document: Document) -> bool:
    """Whether the small-group rule hides anything, so that the page must explain it."""
    return any(
        question.get("suppressed")
        or (_is_broken_down(question) and any(map(_hidden, question["by_category"].values())))
        for question in document["questions"]
    )


def _question(question: Document, name: str, reader: Reader, answered: set[int]) -> QuestionFigures:
    title = in_language(question["label"], reader.language)
    counted, asked = question["answered"], question["versions"]
    sentence = N_("Answered: {answered} · skipped: {skipped}")
    charts = _charts(question, name, title, reader) if counted else ()
    return QuestionFigures(
        id=name,
        label=question["label"],
        version=question.get("version"),
        asked_in=", ".join(map(str, asked)) if answered - {*asked} else "",
        answered=reader.say(
            sentence, answered=reader.number(counted), skipped=reader.number(question["skipped"])
        ),
        figures=tuple(_figures(question, reader)) if counted else (),
        charts=tuple(drawn for drawn in charts if drawn),
        table=_table(question, reader) if counted else None,
        by_category=_by_category(question, reader),
        is_text=question["type"] == "text",
    )


def _figures(question: Document, reader: Reader) -> Iterator[tuple[str, str]]:
    if "nps" in question:
        yield reader.say(_NPS), reader.score(question)
    for key, name in _FIGURES.items():
        if question.get(key) is not None:
            yield reader.say(name), reader.number(question[key])
    for key, name in _MOMENTS.items():
        if question.get(key) is not None:
            yield reader.say(name), str(question[key]).replace("T", " ")


def _charts(question: Document, name: str, title: str, reader: Reader) -> Iterator[Markup | None]:
    if "nps" in question:
        yield shares(f"{name}-nps", title, _promoters(question, reader))
    if "borda" in question:
        standings = [
            Bar(
                _choice(question, one["choice"], reader),
                one["points"],
                reader.number(one["points"]),
            )
            for one in question["borda"]
        ]
        # The full width is what a choice has that everybody put first.
        yield bars(name, title, standings, longest=question["answered"] * (len(standings) - 1))
    counts = question.get("counts")
    if not counts:
        return
    if not _is_numeric(question):
        chosen = [
            Bar(_choice(question, one, reader), count, _count(count, question, reader))
            for one, count in counts.items()
        ]
        yield bars(name, title, chosen, longest=question["answered"])
    elif 1 < len(counts) <= MOST_COLUMNS:
        steps = [
            ChartColumn(_value(one, reader), count, _count(count, question, reader))
            for one, count in counts.items()
        ]
        yield columns(name, title, steps, mean=_mean(question, reader))


def _mean(question: Document, reader: Reader) -> Mean | None:
    """Where the mean stands, on a scale whose steps are all alike."""
    values = [float(value) for value in question["counts"]]
    step = values[1] - values[0]
    even = all(abs(b - a - step) < 1e-9 for a, b in pairwise(values))
    if question.get("mean") is None or not even:
        return None
    text = reader.say(N_("mean {mean}"), mean=reader.number(question["mean"]))
    return Mean((question["mean"] - values[0]) / step, text)


def _promoters(question: Document, reader: Reader) -> list[Share]:
    nps = question["nps"]
    return [
        Share(reader.say(name), nps[key], _count(nps[key], question, reader), look)
        for key, name, look in _GROUPS
    ]


def _table(question: Document, reader: Reader) -> FigureTable | None:
    say = reader.say
    if "borda" in question:
        rows = [
            (
                _choice(question, one["choice"], reader),
                reader.number(one["points"]),
                reader.number(one["mean_place"]),
            )
            for one in question["borda"]
        ]
        head = (say(N_("Answer")), say(N_("Points")), say(N_("Mean place")))
        return FigureTable(say(_ALL), head, tuple(rows))
    if not question.get("counts"):
        return None
    numeric = _is_numeric(question)
    counted = [
        (
            _value(one, reader) if numeric else _choice(question, one, reader),
            reader.number(count),
            dates.share(count, question["answered"], reader.language) or NOTHING,
        )
        for one, count in question["counts"].items()
    ]
    hidden = [
        (_choice(question, one, reader), NOTHING, NOTHING) for one in question.get("suppressed", ())
    ]
    head = (say(N_("Answer")), say(N_("Count")), say(N_("Share")))
    return FigureTable(say(_ALL), head, (*counted, *hidden))


def _by_category(question: Document, reader: Reader) -> FigureTable | None:
    if not _is_broken_down(question):
        return None
    groups: Mapping[str, Document] = question["by_category"]
    names, cells = _cells(question, reader)
    rows = tuple(
        (
            reader.category(category),
            *(
                (NOTHING,) * (len(names) + 1)
                if _hidden(group)
                else (reader.number(group["answered"]), *cells(group))
            ),
        )
        for category, group in groups.items()
    )
    head = (reader.say(N_("Category")), reader.say(N_("Answered")), *names)
    return FigureTable(reader.say(N_("By category")), head, rows)


def _cells(
    question: Document, reader: Reader
) -> tuple[tuple[str, ...], Callable[[Document], Sequence[str]]]:
    """The names of a breakdown's columns, and what stands in them for one group."""
    if "mean" in question:
        keys = [key for key in _FIGURES if key in ("mean", "median", "sd")]
        names = [reader.say(_FIGURES[key]) for key in keys]
        if "nps" not in question:
            return tuple(names), lambda group: [reader.number(group.get(key)) for key in keys]
        return (reader.say(_NPS), *names), lambda group: [
            reader.score(group),
            *(reader.number(group.get(key)) for key in keys),
        ]
    if "borda" in question:
        choices = [one["choice"] for one in question["borda"]]
        return _named(question, choices, reader), lambda group: _points(group, choices, reader)
    counted = list(question.get("counts", ()))
    return _named(question, counted, reader), lambda group: [
        reader.number(group["counts"].get(one, 0)) for one in counted
    ]


def _points(group: Document, choices: Sequence[str], reader: Reader) -> list[str]:
    points = {one["choice"]: one["points"] for one in group["borda"]}
    return [reader.number(points.get(choice, 0)) for choice in choices]


def _named(question: Document, choices: Sequence[str], reader: Reader) -> tuple[str, ...]:
    return tuple(_choice(question, choice, reader) for choice in choices)


def _choice(question: Document, name: str, reader: Reader) -> str:
    labels = {one["name"]: one["label"] for one in question.get("choices", ())}
    return in_language(labels.get(name), reader.language) or name


def _value(text: str, reader: Reader) -> str:
    return reader.number(float(text))


def _count(count: int, question: Document, reader: Reader) -> str:
    share = dates.share(count, question["answered"], reader.language)
    return f"{reader.number(count)} · {share}" if share else reader.number(count)


def _is_broken_down(question: Document) -> bool:
    """Whether there are figures by category worth a table: more than how many answered."""
    return bool(question["answered"] and question.get("by_category")) and any(
        key in question for key in ("counts", "mean", "borda")
    )


def _is_numeric(question: Document) -> bool:
    return "mean" in question


def _hidden(group: Document) -> bool:
    return bool(group.get("suppressed"))


_ALL = N_("All answers")
_NPS = N_("NPS")
_FIGURES: Mapping[str, str] = {
    "mean": N_("Mean"),
    "median": N_("Median"),
    "sd": N_("Standard deviation"),
    "smallest": N_("Smallest"),
    "largest": N_("Largest"),
}
_MOMENTS: Mapping[str, str] = {"earliest": N_("Earliest"), "latest": N_("Latest")}
_GROUPS = (
    ("promoters", N_("Promoters (9–10)"), "bar"),
    ("passives", N_("Passives (7–8)"), "pale"),
    ("detractors", N_("Detractors (0–6)"), "warm"),
)
