"""A summary's figures as charts, and as tables with the same content."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from chalicelib.domain.events import Event
from chalicelib.domain.summaries import (
    SUPPRESSED,
    Breakdown,
    LabelledChoice,
    QuestionSummary,
    Summary,
    VersionSummary,
)
from chalicelib.forms.statistics.figures import (
    AnyFigures,
    ChoiceFigures,
    DateFigures,
    Figures,
    HistogramBin,
    NumberFigures,
    PromoterScore,
    RankedChoice,
    RankingFigures,
    ScaleFigures,
)
from chalicelib.web.organiser.figures import (
    QuestionFigures,
    any_suppressed,
    question_figures,
    version_rows,
)
from chalicelib.web.organiser.figures.reader import Reader
from chalicelib.web.organiser.figures.tables import FigureTable
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
RATING = ScaleFigures(
    answered=4, skipped=1, counts={"1": 0, "2": 1, "3": 3}, mean=2.75, median=3, sd=0.5
)
NOBODY = ScaleFigures(answered=0, skipped=1, counts={"1": 0})


def question(
    figures: AnyFigures,
    kind: str = "range",
    *,
    choices: Sequence[str] = (),
    suppressed: tuple[str, ...] | None = None,
    by_category: Breakdown | None = None,
    versions: tuple[int, ...] = (2,),
) -> QuestionSummary:
    """Return the summary of a question with these figures; a choice's label is its name in title case."""
    labelled = tuple(LabelledChoice(name=name, label={"en": name.title()}) for name in choices)
    return QuestionSummary(
        name="question",
        type=kind,
        label={"en": "Question"},
        versions=versions,
        choices=labelled or None,
        figures=figures,
        suppressed=suppressed,
        by_category=by_category,
    )


def summary(*questions: QuestionSummary) -> Summary:
    versions = tuple(
        VersionSummary(
            version=number,
            responses=number - 1,
            published_at=datetime(2026, 6, number, 5, tzinfo=UTC),
        )
        for number in (1, 2)
    )
    return Summary(
        event=EVENT.id,
        form="impressions",
        responses=1,
        through=datetime(2026, 6, 13, 9, tzinfo=UTC),
        versions=versions,
        questions=questions,
    )


def figures(question_summary: QuestionSummary, reader: Reader = READER) -> QuestionFigures:
    """Return the figures of a summary's only question."""
    return question_figures(summary(question_summary), reader)[0]


def test_a_rating_shows_its_spread_its_mean_and_the_same_figures_in_a_table() -> None:
    rating = figures(question(RATING))
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
    kazakh = Reader("kk", EVENT, translator("kk"))
    assert figures(question(RATING), kazakh).figures[0] == ("Орташа", "2,75")


def test_recommending_shows_the_score_and_its_three_groups() -> None:
    nps = PromoterScore(promoters=3, passives=0, detractors=1, score=50)
    recommended = RATING.model_copy(update={"nps": nps})
    rating = figures(question(recommended, by_category={"pupil": recommended}))
    assert rating.figures[0] == ("NPS", "50")
    assert rating.score == "NPS 50"
    assert "Promoters (9–10): 3 · 75%; Passives (7–8): 0 · 0%" in str(rating.charts[0])
    assert rating.by_category is not None
    assert rating.by_category.head == (
        "Category",
        "Answered",
        "NPS",
        "Mean",
        "Median",
        "Standard deviation",
    )
    assert rating.by_category.rows == (("Pupil", "4", "50", "2.75", "3", "0.5"),)


def test_a_question_that_nobody_answered_shows_no_figures_and_no_tables() -> None:
    nps = PromoterScore(promoters=0, passives=0, detractors=0, score=None)
    empty = NOBODY.model_copy(update={"nps": nps})
    rating = figures(question(empty, by_category={"pupil": SUPPRESSED}))
    assert (rating.figures, rating.charts, rating.table, rating.by_category) == ((), (), None, None)
    assert not any_suppressed(summary(question(NOBODY, by_category={"pupil": SUPPRESSED})))


def test_a_suppressed_group_shows_no_figure_and_the_page_explains_it() -> None:
    groups: Breakdown = {"pupil": RATING, "teacher": SUPPRESSED, "": SUPPRESSED}
    rating = question(RATING, by_category=groups)
    table = figures(rating).by_category
    assert table is not None
    assert table.rows == (
        ("Pupil", "4", "2.75", "3", "0.5"),
        ("Teacher", "–", "–", "–", "–"),
        ("not stated", "–", "–", "–", "–"),
    )
    assert any_suppressed(summary(rating))
    assert not any_suppressed(summary(question(RATING)))


def test_choices_have_their_labels_and_suppressed_categories_have_no_count() -> None:
    who = question(
        ChoiceFigures(answered=9, skipped=0, counts={"pupil": 9}),
        "select_one",
        choices=("pupil", "teacher"),
        suppressed=("teacher",),
    )
    select = figures(who)
    assert select.table is not None
    assert select.table.rows == (("Pupil", "9", "100%"), ("Teacher", "–", "–"))
    assert re.findall("<desc[^>]*>(.*?)</desc>", str(select.charts[0])) == [
        "Pupil: 9 · 100%; Teacher: –"
    ]
    assert any_suppressed(summary(who))


def test_suppressed_rows_keep_the_order_of_the_choices_and_are_named_at_the_chart() -> None:
    names = ("guest", "pupil", "official", "teacher")
    orders = []
    for hidden in (("guest", "official"), ("teacher", "pupil")):
        counts = {name: 9 for name in reversed(names) if name not in hidden}
        who = question(
            ChoiceFigures(answered=20, skipped=0, counts=counts),
            "select_one",
            choices=names,
            suppressed=hidden,
        )
        shown = figures(who)
        assert shown.table is not None
        orders.append([row[0] for row in shown.table.rows])
        described = re.findall("<desc[^>]*>(.*?)</desc>", str(shown.charts[0]))[0]
        assert [each.split(":")[0] for each in described.split("; ")] == orders[-1]
        assert shown.hidden == f"Not shown (small groups): {', '.join(hidden).title()}"
    assert orders == [["Guest", "Pupil", "Official", "Teacher"]] * 2


def test_categories_stand_side_by_side_with_the_intervals_of_their_means() -> None:
    pupils = RATING.model_copy(update={"answered": 9, "mean": 2.5, "sd": 1.5})
    one = RATING.model_copy(update={"answered": 1, "mean": 3, "sd": None})
    groups: Breakdown = {"pupil": pupils, "teacher": SUPPRESSED, "guest": one, "": NOBODY}
    shown = figures(question(RATING, by_category=groups))
    assert shown.means is not None
    assert re.findall("<desc[^>]*>(.*?)</desc>", str(shown.means)) == [
        "Pupil: 2.5 (1.3–3) · 9; guest: 3 · 1"
    ]
    assert shown.hidden == "Not shown (small groups): Teacher"
    assert len(shown.tables) == 2


def test_categories_without_means_are_not_drawn() -> None:
    hidden: Breakdown = {"pupil": SUPPRESSED, "teacher": SUPPRESSED}
    assert figures(question(RATING, by_category=hidden)).means is None
    counts = ChoiceFigures(answered=5, skipped=0, counts={"a": 5})
    assert figures(question(counts, by_category={"pupil": counts})).means is None
    number = NumberFigures(answered=9, skipped=0, mean=2, median=2, sd=1, smallest=1, largest=4)
    drawn = figures(question(number, "decimal", by_category={"pupil": number})).means
    assert "Pupil: 2 (1.2–2.8) · 9" in str(drawn)


def test_shares_of_each_choice_stand_side_by_side_with_their_intervals() -> None:
    def count_choices(**counts: int) -> ChoiceFigures:
        return ChoiceFigures(answered=10, skipped=0, counts=counts)

    whole = ChoiceFigures(answered=40, skipped=0, counts={"yes": 10, "no": 30})
    nobody = ChoiceFigures(answered=0, skipped=2, counts={})
    groups: Breakdown = {
        "pupil": count_choices(yes=5, no=5),
        "teacher": SUPPRESSED,
        "guest": count_choices(no=10),
        "": nobody,
    }
    asked = question(whole, "select_one", choices=("yes", "no"), by_category=groups)
    shown = figures(asked)
    described = [re.findall("<desc[^>]*>(.*?)</desc>", each.chart) for each in shown.shares]
    assert [each.label for each in shown.shares] == ["Yes", "No"]
    assert described == [
        ["Pupil: 50% (24–76) · 10; guest: 0% (0–28) · 10"],
        ["Pupil: 50% (24–76) · 10; guest: 100% (72–100) · 10"],
    ]
    assert shown.hidden == "Not shown (small groups): Teacher"
    alone: Breakdown = {"pupil": count_choices(yes=5, no=5), "teacher": SUPPRESSED}
    assert figures(question(whole, "select_one", by_category=alone)).shares == ()
    many = whole.model_copy(update={"counts": {str(number): 1 for number in range(13)}})
    assert figures(question(many, "select_one", by_category=groups)).shares == ()


def test_counts_are_broken_down_by_category() -> None:
    what = question(
        ChoiceFigures(answered=5, skipped=0, counts={"a": 5, "gone": 1}),
        "select_multiple",
        choices=("a",),
        by_category={"pupil": ChoiceFigures(answered=5, skipped=0, counts={"a": 5})},
    )
    table = figures(what).by_category
    assert table is not None
    assert table.head == ("Category", "Answered", "A", "gone")
    assert table.rows == (("Pupil", "5", "5", "0"),)


def test_a_ranking_shows_points_and_mean_places() -> None:
    best = RankedChoice(choice="b", points=4, mean_place=1.5, places={"1": 1, "2": 1})
    last = RankedChoice(choice="a", points=1, mean_place=None, places={})
    ranking = figures(
        question(
            RankingFigures(answered=3, skipped=0, borda=(best, last)),
            "rank",
            choices=("a", "b"),
            by_category={"pupil": RankingFigures(answered=3, skipped=0, borda=(best,))},
        )
    )
    assert ranking.table is not None
    assert ranking.by_category is not None
    assert ranking.table.rows == (("B", "4", "1.5"), ("A", "1", "–"))
    assert ranking.by_category.rows == (("Pupil", "3", "4", "0"),)


def test_numbers_beyond_a_scale_have_no_chart() -> None:
    many = NumberFigures(
        answered=20,
        skipped=0,
        counts={str(n): 1 for n in range(20)},
        mean=9.5,
        median=9.5,
        sd=6,
        smallest=0,
        largest=19,
    )
    integers = figures(question(many, "integer"))
    assert integers.charts == ()
    assert integers.figures[-2:] == (("Smallest", "0"), ("Largest", "19"))
    uneven = RATING.model_copy(update={"counts": {"1": 1, "2": 1, "5": 1}})
    assert "mean" not in str(figures(question(uneven)).charts[0])
    bins = (HistogramBin(lower=0, below=10, count=20),)
    binned = many.model_copy(update={"counts": None, "bins": bins})
    assert figures(question(binned, "integer")).table is None


def test_a_category_whose_calculations_are_all_texts_has_no_numbers() -> None:
    numbers = NumberFigures(answered=2, skipped=0, counts={"1": 1}, mean=1, median=1)
    texts = Figures(answered=1, skipped=0)
    table = figures(question(numbers, "calculate", by_category={"pupil": texts})).by_category
    assert table is not None
    assert table.rows == (("Pupil", "1", "–", "–", "–"),)


def test_days_show_the_first_and_the_last_and_words_stay_in_the_download() -> None:
    days = DateFigures(answered=2, skipped=0, earliest="2026-06-01", latest="2026-06-09")
    assert figures(question(days, "date")).figures == (
        ("Earliest", "2026-06-01"),
        ("Latest", "2026-06-09"),
    )
    words = question(Figures(answered=2, skipped=0), "text", by_category={"pupil": SUPPRESSED})
    assert figures(words).is_text
    assert not any_suppressed(summary(words))


def test_an_unknown_category_keeps_its_name() -> None:
    assert READER.category("gone") == "gone"


def test_a_question_lists_the_versions_that_ask_it_unless_all_that_were_answered_do() -> None:
    questions = [question(RATING, versions=versions) for versions in ((2,), (1, 2), (1,))]
    shown_figures = question_figures(summary(*questions), READER)
    assert [each.asked_in for each in shown_figures] == ["", "", "1"]
    assert version_rows(summary(*questions), READER) == [
        ("1", "1 June 2026, 10:00", "0"),
        ("2", "2 June 2026, 10:00", "1"),
    ]


def test_numbers_are_broken_down_by_category() -> None:
    number = NumberFigures(answered=2, skipped=0, mean=1.5, median=1.5, sd=0.7)
    whole = question(number, "decimal", by_category={"pupil": number})
    assert figures(whole).by_category == FigureTable(
        "By category",
        ("Category", "Answered", "Mean", "Median", "Standard deviation"),
        (("Pupil", "2", "1.5", "1.5", "0.7"),),
    )


def test_a_category_without_a_mark_has_no_promoter_score() -> None:
    score = PromoterScore(promoters=1, passives=0, detractors=0, score=100)
    none = PromoterScore(promoters=0, passives=0, detractors=0, score=None)
    whole = ScaleFigures(answered=1, skipped=1, counts={"10": 1}, mean=10, median=10, nps=score)
    group = ScaleFigures(answered=0, skipped=1, counts={"10": 0}, nps=none)
    table = figures(question(whole, by_category={"teacher": group})).by_category
    assert table is not None
    assert table.rows[0][:3] == ("Teacher", "0", "–")


def test_a_question_whose_days_are_unknown_shows_none() -> None:
    days = DateFigures(answered=1, skipped=0, earliest=None, latest="2026-06-13T05:00")
    assert figures(question(days, "dateTime")).figures == (("Latest", "2026-06-13 05:00"),)
