"""Marks on answers in words: quotes where consent and group allow them, hidden answers in no output."""

from typing import Any

import pytest

from chalicelib import errors
from chalicelib.actions import (
    answer_marks,
    exports,
    promises,
    proposal_collection,
    proposals,
    stored_submissions,
    text_answers,
)
from chalicelib.actions.services import Services
from chalicelib.domain.marks import AnswerMark, MarkStep
from chalicelib.domain.permissions import Actor, Grant, GrantScope, MemberRole
from chalicelib.domain.proposals import ProposalState
from chalicelib.domain.proposals.steps import ProposalChange
from chalicelib.domain.quotes import QuoteObstacle
from chalicelib.settings import Settings
from chalicelib.storage import keys
from tests.actions.setting import (
    CATEGORY,
    IMPRESSIONS,
    ORGANISER,
    Clock,
    change,
    nth_id,
    open_event,
    publish,
    respond,
    services_on,
)

PLACE = ("round-table", "impressions")
CONSENT: dict[str, Any] = {
    "type": "acknowledge",
    "name": "agreed",
    "role": "consent",
    "label": {"kk": "Келісемін"},
}


@pytest.fixture
def services(local_settings: Settings, clock: Clock) -> Services:
    """Return services with six teachers' answers, and one pupil's."""
    services = services_on(local_settings, clock)
    open_event(services)
    publish(services, {**IMPRESSIONS, "questions": [CATEGORY, *IMPRESSIONS["questions"][1:3]]})
    for number in range(1, 8):
        category = "pupil" if number == 7 else "teacher"
        respond(services, nth_id(number), category=category, why=f"Сөз {number}")
    return services


def mark(services: Services, step: MarkStep, *numbers: int) -> list[QuoteObstacle | None]:
    ids = [nth_id(number) for number in numbers]
    return list(answer_marks.mark_answers(services, ORGANISER, *PLACE, "why", ids, step).values())


def quotes(services: Services) -> list[tuple[str, str | None]]:
    found = answer_marks.list_quotes(services, ORGANISER, *PLACE).quotes
    return [(each.text, each.category) for each in found]


def test_nobody_is_quoted_from_a_small_group(services: Services) -> None:
    """One pupil hides the teachers, too: who subtracts would know the pupil's words."""
    assert mark(services, MarkStep.QUOTE, 1, 7) == [QuoteObstacle.SMALL_GROUP] * 2
    for number in range(11, 16):
        respond(services, nth_id(number), category="pupil", why="Ұнады")
    assert mark(services, MarkStep.QUOTE, 1, 7, 99) == [None, None, QuoteObstacle.NO_WORDS]
    assert quotes(services) == [("Сөз 1", "teacher"), ("Сөз 7", "pupil")]
    for number in range(11, 16):
        stored_submissions.erase_submission(services, ORGANISER, *PLACE, nth_id(number))
    assert quotes(services) == []


def test_consent_is_asked_of_the_form(services: Services) -> None:
    optional = {**CATEGORY, "required": False}
    questions = [optional, *IMPRESSIONS["questions"][1:3], {**CONSENT, "required": False}]
    publish(services, {**IMPRESSIONS, "questions": questions})
    for number in range(21, 27):
        consent = {"agreed": "OK"} if number % 2 else {}
        respond(services, nth_id(number), category="pupil", why="Ия", **consent)
    assert mark(services, MarkStep.QUOTE, 21, 22) == [None, QuoteObstacle.NO_CONSENT]
    name = {"type": "text", "name": "who", "role": "name", "label": {"kk": "Аты"}}
    publish(services, {**IMPRESSIONS, "questions": [*questions[:3], name]})
    respond(services, nth_id(30), category="pupil", why="Ия")
    assert mark(services, MarkStep.QUOTE, 30) == [QuoteObstacle.NO_CONSENT]


def test_a_hidden_answer_is_in_no_output(services: Services) -> None:
    for number in range(11, 16):
        respond(services, nth_id(number), category="pupil", why="Ұнады")
    mark(services, MarkStep.QUOTE, 1)
    found = proposal_collection.propose_answers(services, ORGANISER, *PLACE, "why", [nth_id(1)])
    assert found.added == 1
    proposals.change_proposal(
        services, ORGANISER, PLACE[0], 1, ProposalChange(state=ProposalState.ACCEPTED)
    )
    event = change(services, shows_proposals=True)
    assert promises.read_public_proposals(services, event).accepted[0].text == {"kk": "Сөз 1"}
    mark(services, MarkStep.HIDE, 1)
    assert quotes(services) == []
    assert promises.read_public_proposals(services, event).accepted[0].text == {}
    rows = (exports.export_answers(services, ORGANISER, *PLACE).body or b"").decode()
    assert ("Сөз 1" in rows, "Сөз 2" in rows) == (False, True)
    newest = text_answers.newest_text_answers(services, ORGANISER, *PLACE)["why"]
    assert "Сөз 1" not in [each.text for each in newest]
    again = proposal_collection.propose_answers(
        services, ORGANISER, *PLACE, "why", [nth_id(1), nth_id(2)]
    )
    assert again.added == 1
    mark(services, MarkStep.CLEAR, 1)
    assert promises.read_public_proposals(services, event).accepted[0].text == {"kk": "Сөз 1"}


def test_a_quote_has_a_translation_until_the_answer_is_erased(services: Services) -> None:
    for number in range(11, 16):
        respond(services, nth_id(number), category="pupil", why="Ұнады")
    where = (services, ORGANISER, *PLACE, "why", nth_id(2))
    with pytest.raises(errors.SubmissionNotFound):
        answer_marks.translate_quote(*where, {"ru": "Слово"})
    mark(services, MarkStep.QUOTE, 2)
    answer_marks.translate_quote(*where, {"ru": "Слово"})
    (quote,) = answer_marks.list_quotes(services, ORGANISER, *PLACE).quotes
    assert (quote.text, quote.language, quote.translation) == ("Сөз 2", "kk", {"ru": "Слово"})
    stored_submissions.erase_submission(services, ORGANISER, *PLACE, nth_id(2))
    assert "Слово" not in str(services.table.get(keys.submission(*PLACE, nth_id(2))))
    assert list(services.marks.read_quotes(*PLACE)) == []


def test_of_two_who_mark_one_is_told_and_a_lost_reply_is_not(services: Services) -> None:
    submission = services.submissions.find(*PLACE, nth_id(1), shards=1)
    mark(services, MarkStep.HIDE, 1)
    hidden = {"why": AnswerMark(is_hidden=True)}
    services.marks.save(submission, hidden, shards=1)
    with pytest.raises(errors.ChangedMeanwhile):
        services.marks.save(submission, {"why": AnswerMark(is_quoted=True)}, shards=1)
    stored_submissions.erase_submission(services, ORGANISER, *PLACE, nth_id(1))
    with pytest.raises(errors.SubmissionErased):
        services.marks.save(submission, hidden, shards=1)


def test_readers_of_summaries_see_quotes_and_mark_none(services: Services) -> None:
    grants = (Grant(MemberRole.SUMMARIES_READER, GrantScope("event", PLACE[0])),)
    reader = Actor("member", "reader@pikir.example", grants)
    assert answer_marks.list_quotes(services, reader, *PLACE).quotes == ()
    with pytest.raises(errors.EventNotFound):
        answer_marks.mark_answers(services, reader, *PLACE, "why", [nth_id(1)], MarkStep.HIDE)
