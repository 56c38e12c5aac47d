"""A summary's figures become charts and tables that say the same."""

import re
from datetime import UTC, datetime
from typing import Any

from chalicelib.domain.events import Event
from chalicelib.web.organiser.figures import (
    FigureTable,
    QuestionFigures,
    Reader,
    any_suppressed,
    shown,
    versions,
)
from chalicelib.web.render import translator

EVENT = Event.model_validate(
    {
        "id": "round-table",
        "kind": "round_table",
        "title": "Round table",
        "starts_at": datetime(2026, 6, 13, 5, tzinfo=UTC),
        "ends_at": datetime(2026, 6, 13, 8, tzinfo=UTC),
        "categories": [
            {"name": "pupil", "label": {"en": "Pupil", "kk": "Оқушы"}},
            {"name": "teacher", "label": {"en": "Teacher", "kk": "Мұғалім"}},
        ],
    }
)
READER = Reader("en", EVENT, translator("en"))
HIDDEN = {"suppressed": True}
RATING: dict[str, Any] = {
    "name": "rating",
    "type": "range",
    "label": {"en": "Rating"},
    "answered": 4,
    "skipped": 1,
    "counts": {"1": 0, "2": 1, "3": 3},
    "mean": 2.75,
    "median": 3,
    "sd": 0.5,
}


def summary(*questions: dict[str, Any]) -> dict[str, Any]:
    asked = [{"versions": [2], **question} for question in questions]
    versions = [
        {"version": number, "responses": number - 1, "published_at": f"2026-06-0{number}T05:00:00Z"}
        for number in (1, 2)
    ]
    return {"versions": versions, "questions": asked}


def one(question: dict[str, Any], reader: Reader = READER) -> QuestionFigures:
    return shown(summary(question), reader)[0]


def test_a_rating_shows_its_spread_its_mean_and_the_same_figures_in_a_table() -> None:
    rating = one(RATING)
    assert rating.answered == "Answered: 4 · skipped: 1"
    assert rating.figures == (("Mean", "2.75"), ("Median", "3"), ("Standard deviation", "0.5"))
    assert "mean 2.75" in str(rating.charts[0])
    assert rating.table == FigureTable(
        "All answers",
        ("Answer", "Count", "Share"),
        (("1", "0", "0%"), ("2", "1", "25%"), ("3", "3", "75%")),
    )
    assert rating.by_category is None


def test_figures_are_written_as_the_language_writes_them() -> None:
    assert one(RATING, Reader("kk", EVENT, translator("kk"))).figures[0] == ("Орташа", "2,75")


def test_recommending_shows_the_score_and_its_three_groups() -> None:
    nps = {"promoters": 3, "passives": 0, "detractors": 1, "score": 50}
    asked = one({**RATING, "nps": nps, "by_category": {"pupil": {**RATING, "nps": nps}}})
    assert asked.figures[0] == ("NPS", "50")
    assert "Promoters (9–10): 3 · 75%; Passives (7–8): 0 · 0%" in str(asked.charts[0])
    assert asked.by_category is not None
    assert asked.by_category.rows == (("Pupil", "4", "50", "2.75", "3", "0.5"),)


def test_a_question_that_nobody_answered_shows_no_figures_and_no_tables() -> None:
    nps = {"promoters": 0, "passives": 0, "detractors": 0, "score": None}
    empty = {**RATING, "answered": 0, "counts": {"1": 0}, "mean": None, "median": None, "sd": None}
    asked = one({**empty, "nps": nps, "by_category": {"pupil": HIDDEN}})
    assert (asked.figures, asked.charts, asked.table, asked.by_category) == ((), (), None, None)
    assert not any_suppressed(summary({**empty, "by_category": {"pupil": HIDDEN}}))


def test_a_hidden_group_shows_no_figure_and_the_page_says_why() -> None:
    question = {**RATING, "by_category": {"pupil": RATING, "teacher": HIDDEN, "": HIDDEN}}
    hidden = one(question).by_category
    assert hidden is not None
    assert hidden.rows == (
        ("Pupil", "4", "2.75", "3", "0.5"),
        ("Teacher", "–", "–", "–", "–"),
        ("not stated", "–", "–", "–", "–"),
    )
    assert any_suppressed(summary(question))
    assert not any_suppressed(summary(RATING))


def test_choices_are_called_by_their_labels_and_hidden_categories_have_no_count() -> None:
    who = {
        "name": "who",
        "type": "select_one",
        "label": {"en": "Who"},
        "choices": [
            {"name": "pupil", "label": {"en": "Pupil"}},
            {"name": "teacher", "label": {"en": "Teacher"}},
        ],
        "answered": 9,
        "skipped": 0,
        "counts": {"pupil": 9},
        "suppressed": ["teacher"],
    }
    asked = one(who)
    assert asked.table is not None
    assert asked.table.rows == (("Pupil", "9", "100%"), ("Teacher", "–", "–"))
    assert re.findall("<desc[^>]*>(.*?)</desc>", str(asked.charts[0])) == ["Pupil: 9 · 100%"]
    assert any_suppressed(summary(who))


def test_counts_are_broken_down_by_category() -> None:
    what = {
        "name": "what",
        "type": "select_multiple",
        "label": {"en": "What"},
        "choices": [{"name": "a", "label": {"en": "A"}}],
        "answered": 5,
        "skipped": 0,
        "counts": {"a": 5, "gone": 1},
        "by_category": {"pupil": {"answered": 5, "skipped": 0, "counts": {"a": 5}}},
    }
    table = one(what).by_category
    assert table is not None
    assert table.head == ("Category", "Answered", "A", "gone")
    assert table.rows == (("Pupil", "5", "5", "0"),)


def test_a_ranking_shows_points_and_mean_places() -> None:
    borda = [
        {"choice": "b", "points": 4, "mean_place": 1.5},
        {"choice": "a", "points": 1, "mean_place": None},
    ]
    ranking = one(
        {
            "name": "order",
            "type": "rank",
            "label": {"en": "Order"},
            "choices": [
                {"name": "a", "label": {"en": "A"}},
                {"name": "b", "label": {"en": "B"}},
            ],
            "answered": 3,
            "skipped": 0,
            "borda": borda,
            "by_category": {"pupil": {"answered": 3, "skipped": 0, "borda": borda[:1]}},
        }
    )
    assert ranking.table is not None
    assert ranking.by_category is not None
    assert ranking.table.rows == (("B", "4", "1.5"), ("A", "1", "–"))
    assert ranking.by_category.rows == (("Pupil", "3", "4", "0"),)


def test_numbers_beyond_a_scale_are_said_without_a_chart() -> None:
    numbers = {**RATING, "type": "integer", "counts": {str(n): 1 for n in range(20)}}
    assert one(numbers).charts == ()
    uneven = {**RATING, "counts": {"1": 1, "2": 1, "5": 1}}
    assert "mean" not in str(one(uneven).charts[0])
    binned = {key: value for key, value in RATING.items() if key != "counts"}
    assert one(binned).table is None


def test_days_say_the_first_and_the_last_and_words_stay_in_the_download() -> None:
    day = {"name": "d", "type": "date", "label": {}, "answered": 2, "skipped": 0}
    days = one({**day, "earliest": "2026-06-01", "latest": "2026-06-09"})
    assert days.figures == (("Earliest", "2026-06-01"), ("Latest", "2026-06-09"))
    assert one({**day, "type": "text", "by_category": {"pupil": HIDDEN}}).is_text
    assert not any_suppressed(summary({**day, "type": "text", "by_category": {"pupil": HIDDEN}}))


def test_an_unknown_category_keeps_its_name() -> None:
    assert READER.category("gone") == "gone"


def test_a_question_says_which_versions_ask_it_unless_all_that_were_answered_do() -> None:
    document = summary(RATING, {**RATING, "versions": [1, 2]}, {**RATING, "versions": [1]})
    assert [question.asked_in for question in shown(document, READER)] == ["", "", "1"]
    assert versions(document, "Asia/Almaty", READER) == [
        ("1", "June 1, 2026, 10:00", "0"),
        ("2", "June 2, 2026, 10:00", "1"),
    ]
