"""Compare exports with golden files, so that every change of one is reviewed as a difference."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.events import Event
from chalicelib.domain.stat_folds import EMPTY, FoldState, fold
from chalicelib.domain.submissions import Response, Submission
from chalicelib.domain.summaries import QuestionSummary, Summary, summarise
from chalicelib.exports import answers, figures, labelled_figures, sheet
from chalicelib.forms.intake import Form
from chalicelib.forms.statistics.figures import (
    DateFigures,
    HistogramBin,
    NumberFigures,
    PromoterScore,
    ScaleFigures,
)
from chalicelib.forms.validation import read_definition
from chalicelib.locales import Language
from chalicelib.web import dates
from chalicelib.web.reply import json_reply
from tests.forms.definitions import NOW

GOLDEN = Path(__file__).parents[1] / "golden" / "exports"
EVENT = Event.model_validate(
    {
        "id": "round-table",
        "kind": "round_table",
        "title": "Дөңгелек үстел",
        "starts_at": "2026-06-13T10:00:00+05:00",
        "ends_at": "2026-06-13T13:00:00+05:00",
        "categories": [
            {"name": "pupil", "label": {"kk": "Оқушы", "ru": "Ученик", "en": "Pupil"}},
            {"name": "teacher", "label": {"kk": "Мұғалім", "ru": "Учитель", "en": "Teacher"}},
            {"name": "guest", "label": {"kk": "Қонақ", "ru": "Гость", "en": "Guest"}},
        ],
    }
)


def question(kind: str, name: str, kk: str, en: str, **keys: object) -> dict[str, Any]:
    return {"type": kind, "name": name, "label": {"kk": kk, "en": en}, **keys}


FIRST: dict[str, Any] = {
    "name": "impressions",
    "purpose": "impressions",
    "title": {"kk": "Әсерлер", "en": "Impressions"},
    "choices": {
        "who": [{"name": category.name, "label": category.label} for category in EVENT.categories],
        "topics": [
            {"name": "books", "label": {"kk": "Кітап", "en": "Books"}},
            {"name": "sport", "label": {"kk": "Спорт", "en": "Sport"}},
        ],
    },
    "questions": [
        question(
            "select_one", "who", "Сіз кімсіз?", "Who are you?", list_name="who", role="category"
        ),
        question("text", "phone", "Телефон", "Phone", role="phone"),
        question("range", "overall", "Жалпы бағаңыз", "Overall", parameters={"start": 1, "end": 5}),
        question("select_multiple", "liked", "Не ұнады?", "What did you like?", list_name="topics"),
        question("rank", "order", "Ретпен", "In order", list_name="topics"),
        question("decimal", "hours", "Сағат", "Hours"),
        question("text", "why", "Неліктен?", "Why?"),
    ],
}
SECOND: dict[str, Any] = {
    **FIRST,
    "questions": [
        *FIRST["questions"][:2],
        question("integer", "id", "Нөмір", "Number"),
        question(
            "range", "overall", "Жалпы баға", "Overall mark", parameters={"start": 1, "end": 5}
        ),
        *FIRST["questions"][4:],
    ],
}
FORMS = {1: Form(read_definition(FIRST), version=1), 2: Form(read_definition(SECOND), version=2)}
RECEIVED: list[tuple[int, Language, dict[str, object]]] = [
    (
        1,
        "kk",
        {
            "who": "pupil",
            "phone": "+77011234567",
            "overall": 5,
            "liked": ["books", "sport"],
            "order": ["sport", "books"],
            "hours": 1.5,
            "why": '=HYPERLINK("http://evil.example","бас")',
        },
    ),
    (1, "ru", {"who": "teacher", "overall": 4, "why": 'Көп сөз,\n«тырнақша» және "қос"; -5'}),
    (2, "en", {"who": "pupil", "id": -7, "overall": 3, "hours": -2.25}),
    (2, "kk", {}),
]


def make_submissions() -> list[Submission]:
    submissions: list[Submission] = []
    for number, (version, language, sent) in enumerate(RECEIVED):
        accepted = FORMS[version].check(sent, now=NOW)
        submissions.append(
            Response(
                id=f"00000000-0000-4000-8000-00000000000{number}",
                event=EVENT.id,
                form="impressions",
                version=version,
                language=language,
                received_at=datetime(2026, 6, 13, 20, number, 59, 999999, tzinfo=UTC),
                category=accepted.category,
                answers=accepted.values,
                stat_line=FORMS[version].stat_line(accepted),
                payload_hash="",
                receipt=f"ABCDE-1234{number}",
            )
        )
    return submissions


def assert_golden(name: str, content: bytes) -> None:
    assert content == (GOLDEN / name).read_bytes()


@pytest.mark.parametrize("language", [None, "kk", "en"])
def test_answers_equal_the_golden_file(language: Language | None) -> None:
    rows = answers.rows(make_submissions(), FORMS, EVENT, language)
    assert_golden(f"answers-{language or 'names'}.csv", b"".join(sheet.encode(rows)))


@pytest.mark.parametrize("language", ["kk"])
def test_answers_for_spreadsheets_equal_the_golden_file(language: Language) -> None:
    rows = answers.rows(make_submissions(), FORMS, EVENT, language)
    content = sheet.encode(rows, sheet.dialect_of(language))
    assert_golden(f"spreadsheet-answers-{language}.csv", b"".join(content))


def stat_lines() -> list[str]:
    return [submission.stat_line for submission in make_submissions()] * 2 + [
        FORMS[1].stat_line(
            FORMS[1].check(
                {"who": category, "overall": overall, "order": ["books", "sport"]}, now=NOW
            )
        )
        for category, overall in [("pupil", 5)] * 6 + [("guest", 2)] * 4
    ]


def summary_of(state: FoldState) -> Summary:
    return summarise(
        state,
        FORMS,
        event=EVENT,
        form="impressions",
        through=datetime(2026, 6, 14, tzinfo=UTC),
        published_at=[datetime(2026, 6, day, 5, tzinfo=UTC) for day in (1, 12)],
    )


def test_figures_equal_the_golden_file() -> None:
    summary = summary_of(fold(EMPTY, stat_lines(), FORMS))
    assert_golden("figures-kk.csv", b"".join(sheet.encode(figures.rows(summary, EVENT, "kk"))))


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_figures_for_spreadsheets_equal_the_golden_file(language: Language) -> None:
    summary = summary_of(fold(EMPTY, stat_lines(), FORMS))
    rows = labelled_figures.rows(summary, EVENT, language)
    content = sheet.encode(rows, sheet.dialect_of(language))
    assert_golden(f"spreadsheet-figures-{language}.csv", b"".join(content))


@pytest.mark.parametrize(("name", "lines"), [("summary", stat_lines()), ("summary-of-nothing", [])])
def test_a_summary_equals_the_golden_json(name: str, lines: list[str]) -> None:
    summary = summary_of(fold(EMPTY, lines, FORMS))
    assert json_reply(summary).body == (GOLDEN / f"{name}.json").read_text()


def test_numbers_that_are_too_many_to_count_are_told_in_bins() -> None:
    bins = (HistogramBin(lower=0, below=1.5, count=7),)
    number = NumberFigures(
        answered=9, skipped=1, responses=8, mean=1, median=1, median_within=0.5, sd=0.1, bins=bins
    )
    asked = QuestionSummary(
        name="hours", type="decimal", label={"kk": "Сағат"}, versions=(1,), figures=number
    )
    summary = summary_of(EMPTY).model_copy(update={"questions": (asked,)})
    told = {(row[-4], row[-3], row[-1]) for row in figures.rows(summary, EVENT, "kk")}
    assert told >= {
        ("responses", "", "8"),
        ("median_within", "", "0.5"),
        ("count", "0 – 1.5", "7"),
    }
    labelled = [row[-4:] for row in labelled_figures.rows(summary, EVENT, "kk")]
    assert ["0 – 1,5", "0 – 1,5", "7", "7"] in labelled
    assert ["", "", "0,5", "0,5"] in labelled


@given(st.floats(-1e9, 1e9), st.sampled_from([1, 2]))
def test_figures_are_rounded_as_pages_round_them(value: float, digits: int) -> None:
    rounded = labelled_figures.round_as_shown(str(value), digits)
    shown = dates.number(value, "en", digits=digits).replace(",", "")
    assert rounded == ("0" if shown == "-0" else shown)


def test_every_figure_and_type_of_a_summary_has_a_label() -> None:
    summary = summary_of(fold(EMPTY, stat_lines(), FORMS))
    for row in [*labelled_figures.rows(summary, EVENT, "en")][1:]:
        assert row[6] != row[7]
        assert not row[3] or row[2] != row[3]


def test_a_date_and_a_net_promoter_score_are_written_as_on_the_page() -> None:
    days = DateFigures(answered=2, skipped=0, earliest="2026-06-01", latest="2026-06-13T05:00")
    score = PromoterScore(promoters=2, passives=1, detractors=0, score=66.66666666666667)
    scale = ScaleFigures(answered=3, skipped=0, counts={"9": 3}, mean=9, median=9, nps=score)
    asked = [
        QuestionSummary(name="q", type="dateTime", label={"kk": "?"}, versions=(1,), figures=each)
        for each in (days, scale)
    ]
    summary = summary_of(EMPTY).model_copy(update={"questions": tuple(asked)})
    told = {row[7]: row[-2:] for row in labelled_figures.rows(summary, EVENT, "ru")}
    assert told["earliest"] == ["2026-06-01", "2026-06-01"]
    assert told["latest"] == ["2026-06-13 05:00", "2026-06-13T05:00"]
    assert told["nps_score"] == ["66,7", "66,66666666666667"]
