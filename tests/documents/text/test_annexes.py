"""What the annexes of a report show, and how the text lists them."""

from dataclasses import replace
from typing import Any, get_args

import pytest

from chalicelib.documents.text import write_report
from chalicelib.documents.text.report import Paragraph, ReportText
from chalicelib.documents.text.sources import ReportSources
from chalicelib.domain.events import ReportAnnex
from chalicelib.domain.summaries import LabelledChoice, QuestionSummary
from chalicelib.forms.statistics.figures import (
    AnyFigures,
    ChoiceFigures,
    DateFigures,
    NumberFigures,
    RankedChoice,
    RankingFigures,
)
from chalicelib.locales import LANGUAGES, Language
from tests.documents.text.scenarios import (
    FULL,
    HEAD,
    Document,
    event_of,
    full,
    impressions,
    plain,
    sources_of,
)

ALL = get_args(ReportAnnex)


def _write(sources: ReportSources, *annexes: ReportAnnex, language: Language = "ru") -> ReportText:
    return write_report(sources, language, "full", annexes=annexes)


def _tables(report: ReportText) -> list[Paragraph]:
    return [each for part in report.sections for each in part.paragraphs if each.table]


def _cells(paragraph: Paragraph) -> list[list[str]]:
    assert paragraph.table is not None
    assert len(paragraph.table.shares) == len(paragraph.table.headings)
    return [["".join(run.text for run in cell) for cell in row] for row in paragraph.table.rows]


def _question(figures: AnyFigures, **more: Any) -> QuestionSummary:
    choices = tuple(LabelledChoice(name=each, label={"ru": each.upper()}) for each in "abc")
    described: dict[str, Any] = {
        "name": "q",
        "type": "select_one",
        "label": {"ru": "Вопрос"},
        "versions": (1,),
        "choices": choices,
        "figures": figures,
    }
    return QuestionSummary(**described | more)


def _ask(figures: AnyFigures, **more: Any) -> list[Paragraph]:
    question = _question(figures, **more)
    sources = sources_of(event_of(FULL), impressions=(impressions(21, question),))
    return _tables(_write(sources, "figures"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_annex_has_its_number_title_and_place_in_the_list(language: Language) -> None:
    report = _write(full(), *ALL, language=language)
    assert [part.name for part in report.sections][-3:] == [f"annex_{each}" for each in ALL]
    titles = [part.paragraphs[1].text for part in report.sections[-3:]]
    listed = [
        each.text
        for part in report.sections
        for each in part.paragraphs
        if each.key.startswith("annexes.")
    ]
    assert [text.partition(" (")[0] for text in listed] == titles
    for number, part in enumerate(report.sections[-3:], start=1):
        label = part.paragraphs[0].text
        assert label == {"kk": f"{number}-қосымша", "ru": f"Приложение {number}"}.get(
            language, f"Annex {number}"
        )
        assert label.lower() in listed[number - 1]
    assert [each.number for each in _tables(report)] == [1, 2, 3, 4, 5, 6]


def test_one_annex_is_no_list_and_an_empty_one_is_none() -> None:
    text = plain(_write(full(), "organisations"))
    assert "К отчёту прилагается: список организаций (приложение 1).\n" in text
    nothing = _write(sources_of(event_of(FULL | {"programme": []})), *ALL)
    assert not _tables(nothing)
    assert "прилага" not in plain(nothing)
    assert nothing.annexes == ALL


def test_a_table_of_facts_comes_before_the_tables_of_the_annexes() -> None:
    report = write_report(full(), "kk", "facts", annexes=("organisations",))
    assert [each.number for each in _tables(report)] == [2]
    assert (
        write_report(full(), "kk", "page", annexes=ALL).sections[-1].name == "annex_organisations"
    )


def test_choices_and_ratings_have_their_numbers_and_shares() -> None:
    rated, *_, chosen = _tables(_write(full(), "figures"))
    assert rated.table is not None
    assert rated.table.headings == ("Оценка", "Число", "Доля")
    assert _cells(rated)[0] == ["1", "4", "20\N{NO-BREAK SPACE}%"]
    assert _cells(chosen) == [
        ["Доклады", "13", "65\N{NO-BREAK SPACE}%"],
        ["Үзіліс", "7", "35\N{NO-BREAK SPACE}%"],
    ]


def test_rankings_and_numbers_have_tables_and_dates_none() -> None:
    borda = (
        RankedChoice(choice="b", points=12, mean_place=1.25, places={}),
        RankedChoice(choice="a", points=0, mean_place=None, places={}),
    )
    [ranked] = _ask(RankingFigures(answered=9, skipped=0, borda=borda))
    assert _cells(ranked) == [["B", "12", "1,25"], ["A", "0", "–"]]
    [numbers] = _ask(NumberFigures(answered=9, skipped=0, mean=4.5, median=4, smallest=1))
    assert _cells(numbers) == [["Среднее", "4,5"], ["Медиана", "4"]]
    assert _ask(NumberFigures(answered=9, skipped=0)) == []
    assert _ask(DateFigures(answered=9, skipped=0, earliest="2027", latest="2028")) == []


def test_small_groups_are_not_shown() -> None:
    counts = ChoiceFigures(answered=20, skipped=0, counts={"a": 12})
    [table] = _ask(counts, suppressed=("b", "c"))
    assert _cells(table) == [["A", "12", "60\N{NO-BREAK SPACE}%"]]
    assert table.text.endswith("ответили 20\N{NO-BREAK SPACE}человек (малые группы не показаны)")
    assert _ask(ChoiceFigures(answered=4, skipped=0, counts={"a": 4})) == []


def test_the_programme_says_what_took_place_otherwise() -> None:
    event = event_of(
        FULL
        | {
            "programme": [
                {"name": "opening", "kind": "opening", "starts_at": "2027-06-11T10:00:00+05:00"},
                {"name": "pause", "kind": "break"},
                {"name": "speech", "kind": "speech", "title": {"ru": "О школе"}},
            ]
        }
    )
    record: Document = {
        "talks": {
            "speech": {"kind": "speech", "title": {"ru": "О семье"}, "speakers": [HEAD]},
            "pause": {"kind": "break", "took_place": False},
            "added": {"kind": "discussion"},
        }
    }
    [table] = _tables(_write(sources_of(event, record), "programme"))
    speaker = "Гульмира Сеитова (руководитель отдела, районный отдел образования)"
    rows = {row[1]: (row[0], row[2]) for row in _cells(table)}
    assert rows == {
        "Открытие": ("10:00", "состоялось по плану"),
        "Перерыв": ("–", "не состоялось"),
        "О школе": ("–", f"О семье\N{NO-BREAK SPACE}– {speaker}"),
        "–": ("–", "Обсуждение (добавлено в день проведения)"),
    }


def test_organisations_stand_by_their_roles_after_who_held_the_event() -> None:
    [table] = _tables(_write(full(), "organisations"))
    assert [row[1] for row in _cells(table)] == [
        *("Организатор", "Соорганизатор", "Партнёр", "Партнёр", "Участник", "Участник")
    ]
    sources = full()
    without = sources.event.model_copy(update={"organiser": None})
    [other] = _tables(_write(replace(sources, event=without), "organisations"))
    assert _cells(other) == _cells(table)[1:]
