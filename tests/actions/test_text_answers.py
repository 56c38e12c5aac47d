"""The answers to questions for words, listed for readers of rows."""

import pytest

from chalicelib import errors
from chalicelib.actions import audit, text_answers
from chalicelib.actions.services import Services
from chalicelib.domain.audit import AuditFilter
from chalicelib.settings import Settings
from tests.actions import setting
from tests.actions.setting import ORGANISER, Clock

PLACE = ("round-table", "impressions")


@pytest.fixture
def services(local_settings: Settings, clock: Clock) -> Services:
    """Return services with eight responses, of which the last leaves the question out."""
    services = setting.services_on(local_settings, clock)
    setting.open_event(services)
    for number in range(1, 8):
        category = "teacher" if number == 3 else "pupil"
        setting.respond(services, category=category, why=f"Себеп {number}", more_1="Ұнады")
        clock.forward(days=1)
    setting.respond(services, category="pupil", more_2="Себеп 9")
    clock.forward(days=1)
    return services


def texts(services: Services, *, search: str = "", limit: int = 50) -> list[str]:
    """Return the answers of all pages."""
    found: list[str] = []
    cursor = None
    while True:
        page = text_answers.list_text_answers(
            services, ORGANISER, *PLACE, "why", search=search, cursor=cursor, limit=limit
        )
        found += [each.text for each in page.answers]
        cursor = page.next
        if cursor is None:
            return found


def test_answers_come_newest_first_over_pages_of_any_size(services: Services) -> None:
    expected = [f"Себеп {number}" for number in range(7, 0, -1)]
    assert [texts(services, limit=limit) for limit in (2, 3, 50)] == [expected] * 3


def test_a_search_looks_at_the_answer_to_that_question_alone(services: Services) -> None:
    assert texts(services, search="СЕБЕП 3") == ["Себеп 3"]
    assert len(texts(services, search="себеп", limit=2)) == 7
    assert texts(services, search="ұнады") == []
    assert texts(services, search="teacher") == []


def test_a_small_category_is_not_named_beside_an_answer(services: Services, clock: Clock) -> None:
    page = text_answers.list_text_answers(services, ORGANISER, *PLACE, "why")
    assert {each.category for each in page.answers} == {""}  # one hides the other
    for _ in range(5):
        setting.respond(services, category="teacher", why="Ұнады")
    clock.forward(days=1)
    page = text_answers.list_text_answers(services, ORGANISER, *PLACE, "why")
    assert {each.category for each in page.answers} == {"pupil", "teacher"}


def test_only_questions_for_words_have_text_answers(services: Services) -> None:
    for question in ("overall", "nothing", ""):
        with pytest.raises(errors.PageNotFound):
            text_answers.list_text_answers(services, ORGANISER, *PLACE, question)
    with pytest.raises(errors.PageNotFound):
        text_answers.list_text_answers(services, ORGANISER, PLACE[0], "registration", "name")


def test_the_newest_answers_to_every_question_are_one_reading_in_the_log(
    services: Services,
) -> None:
    newest = text_answers.newest_text_answers(services, ORGANISER, *PLACE)
    assert [each.text for each in newest["why"]] == ["Себеп 7", "Себеп 6", "Себеп 5"]
    assert [each.text for each in newest["more_2"]] == ["Себеп 9"]
    assert newest["more_3"] == ()
    assert "overall" not in newest
    log = audit.read_audit(services, ORGANISER, AuditFilter())
    assert [each.code for each in log.entries].count("submission.list") == 1
