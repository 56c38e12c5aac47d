"""The first screen of a summary."""

from chalicelib.actions.digests import SummaryDigest
from chalicelib.domain.counts import bin_arrivals
from chalicelib.forms.statistics.figures import PromoterScore
from chalicelib.web.organiser.highlights import Highlight, arrival_chart, highlights
from tests.web.organiser.test_figures import NOBODY, RATING, READER, question, summary

SCORE = PromoterScore(promoters=3, passives=0, detractors=1, score=50)
RECOMMENDED = RATING.model_copy(update={"nps": SCORE})


def highlights_of(
    registered: int | None, *questions: object, responses: int = 4
) -> list[Highlight]:
    counted = summary(*questions).model_copy(update={"responses": responses})  # type: ignore[arg-type] # questions
    return highlights(SummaryDigest(counted, None, registered), READER, "Responses")


def test_it_shows_the_count_the_rate_the_first_mean_and_the_score() -> None:
    assert highlights_of(
        5, question(NOBODY), question(RECOMMENDED), question(RATING), question(RATING)
    ) == [
        Highlight("Responses", "4"),
        Highlight("Response rate", "80%", "4 of 5 registered"),
        Highlight("Mean", "2.75", "Question"),
        Highlight("NPS", "50", "Question"),
    ]


def test_there_is_no_rate_without_registrations_or_where_others_answered_too() -> None:
    for registered in (None, 0, 3):
        assert highlights_of(registered) == [Highlight("Responses", "4")]
    assert highlights_of(4)[1].value == "100%"


def test_arrivals_are_drawn_with_their_unit_and_days() -> None:
    drawn = arrival_chart(
        bin_arrivals({"2026-06-13T05": 3, "2026-06-13T07": 1}, "Asia/Almaty"), READER
    )
    assert drawn is not None
    assert drawn.caption == "Arrivals by hour: 13 June"
    assert "10: 3; 11: 0; 12: 1" in str(drawn.chart)
    days = arrival_chart(
        bin_arrivals({"2026-06-13T05": 3, "2026-06-15T05": 1}, "Asia/Almaty"), READER
    )
    assert days is not None
    assert days.caption == "Arrivals by day: 13 June – 15 June"


def test_arrivals_of_one_hour_are_not_drawn() -> None:
    assert arrival_chart(None, READER) is None
    assert arrival_chart(bin_arrivals({"2026-06-13T05": 3}, "Asia/Almaty"), READER) is None
