"""Which charts a report has, what they show, and that each says the same in words."""

from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from chalicelib.documents.text import write_report
from chalicelib.documents.text.report import Paragraph
from chalicelib.documents.text.sources import FormFigures, ReportSources
from chalicelib.domain.summaries import LabelledChoice, QuestionSummary
from chalicelib.forms.statistics.figures import ChoiceFigures, Figures, ScaleFigures
from chalicelib.locales import Language
from tests.documents.text.scenarios import (
    FULL,
    QUESTIONS,
    event_of,
    full,
    impressions,
    sources_of,
)

OVERALL, CLEAR, AGAIN, LIKED, FEW = QUESTIONS


def _sources(*questions: QuestionSummary) -> ReportSources:
    return sources_of(event_of(FULL), impressions=(impressions(21, *questions),))


def _figures(sources: ReportSources, language: Language = "ru") -> list[Paragraph]:
    report = write_report(sources, language, "full")
    return [each for part in report.sections for each in part.paragraphs if each.chart]


def _list_drawn(sources: ReportSources) -> list[str]:
    return [each.key.rpartition(".")[2] for each in _figures(sources)]


def _list_texts(figure: Paragraph) -> list[str]:
    """Return the texts that the drawing shows."""
    assert figure.chart is not None
    svg = ET.fromstring(f"<svg>{figure.chart.wide.shapes}</svg>")  # noqa: S314 -- drawn by ourselves
    return [each.text or "" for each in svg.iter("text")]


def _choice(name: str, counts: dict[str, int], answered: int = 20, **more: Any) -> QuestionSummary:
    choices = tuple(LabelledChoice(name=each, label={"kk": f"{each}!"}) for each in counts)
    return QuestionSummary(
        **{
            "name": name,
            "type": "select_one",
            "label": {"kk": name},
            "versions": (1,),
            "choices": choices,
            "figures": ChoiceFigures(answered=answered, skipped=0, counts=counts),
        }
        | more
    )


def test_a_chart_shows_each_figure_that_its_words_tell() -> None:
    rated, chosen = _figures(full())
    assert _list_texts(rated) == [
        *(text for step in "12345" for text in (step, "4", "20%")),
        "среднее 4,26",
    ]
    assert _list_texts(chosen) == [
        *("Доклады", "13 · 65\N{NO-BREAK SPACE}%"),
        *("Үзіліс", "7 · 35\N{NO-BREAK SPACE}%"),
    ]
    assert [each.number for each in (rated, chosen)] == [3, 4]
    for figure, shown in ((rated, ("4", "20")), (chosen, ("Доклады", "13", "65", "Үзіліс", "35"))):
        assert figure.chart is not None
        assert all(each in figure.chart.alternative.text for each in shown)


@pytest.mark.parametrize(
    ("questions", "drawn"),
    [
        ((CLEAR, OVERALL, LIKED), ["clear", "liked"]),
        ((AGAIN, LIKED), ["again", "liked"]),
        ((AGAIN, CLEAR), ["clear"]),
        ((LIKED, _choice("most", {"a": 21, "b": 0}, 21)), ["most"]),
        ((FEW,), []),
        ((), []),
    ],
)
def test_the_first_rating_and_the_choice_that_most_made_are_drawn(
    questions: tuple[QuestionSummary, ...], drawn: list[str]
) -> None:
    assert _list_drawn(_sources(*questions)) == drawn


@pytest.mark.parametrize(
    "question",
    [
        _choice("too_few", {"a": 4, "b": 0}, 4),
        _choice("scattered", dict.fromkeys("abcdef", 4), 24),
        _choice("long", dict.fromkeys("abcdefghijk", 5), 55),
        _choice("single", {"a": 20}),
        _choice("old", {"a": 20, "b": 1}, version=1),
        _choice("category", {"teacher": 10, "official": 5, "pupil": 6}),
        _choice(
            "repeated",
            {},
            figures=ChoiceFigures(answered=20, skipped=0, counts={"a": 20, "b": 0}, responses=4),
        ),
        OVERALL.model_copy(
            update={"figures": ScaleFigures(answered=9, skipped=0, counts={"1": 9})}
        ),
        OVERALL.model_copy(update={"figures": Figures(answered=9, skipped=0)}),
    ],
    ids=lambda each: each.name,
)
def test_untellable_or_unreadable_figures_are_not_drawn(
    question: QuestionSummary,
) -> None:
    assert _list_drawn(_sources(question)) == []


def test_of_several_forms_two_questions_at_most_are_drawn() -> None:
    forms: tuple[FormFigures, ...] = (
        impressions(21, LIKED),
        impressions(21, OVERALL, LIKED, name="second"),
    )
    keys = [each.key for each in _figures(replace(_sources(), impressions=forms))]
    assert keys == ["chart.impressions.liked", "chart.second.overall"]


def test_a_choice_of_several_says_so_and_one_without_a_label_keeps_its_name() -> None:
    question = _choice("liked", {"a": 12, "gone": 11}, type="select_multiple")
    choices = question.choices and question.choices[:1]
    [figure] = _figures(_sources(question.model_copy(update={"choices": choices})))
    assert figure.text.endswith("можно было выбрать несколько ответов")
    assert _list_texts(figure)[::2] == ["a!", "gone"]


def test_without_charts_the_text_is_the_same() -> None:
    for length in ("page", "facts"):
        report = write_report(full(), "kk", length)
        assert report == write_report(full(), "kk", length, has_charts=False)
    whole = write_report(full(), "kk", "full")
    less = write_report(full(), "kk", "full", has_charts=False)
    for one, other in zip(whole.sections, less.sections, strict=True):
        assert other.paragraphs == tuple(p for p in one.paragraphs if not p.chart)
