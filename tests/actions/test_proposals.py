"""Proposals: collected once, numbered for good, and what authors wrote goes with the answer that holds it."""

from collections.abc import Mapping
from typing import Any

import pytest

from chalicelib import errors
from chalicelib.actions import (
    deletions,
    events,
    promises,
    proposal_collection,
    proposal_merging,
    proposals,
    stored_submissions,
)
from chalicelib.actions.proposal_views import ProposalView
from chalicelib.actions.services import Services
from chalicelib.domain.events import Event
from chalicelib.domain.permissions import Actor, Grant, GrantScope, MemberRole
from chalicelib.domain.proposals import ProposalOutcome, ProposalState
from chalicelib.domain.proposals.steps import (
    NewProposal,
    ProposalChange,
    ProposalMerge,
    ProposalSplit,
)
from chalicelib.locales import Language
from chalicelib.settings import Settings
from chalicelib.storage import keys
from tests.actions.setting import (
    IMPRESSIONS,
    ORGANISER,
    Clock,
    as_json,
    change,
    event_document,
    nth_id,
    open_event,
    publish,
    respond,
    services_on,
)
from tests.ids import new_id

EVENT = "round-table"
FORM = "impressions"
WORDS = "Мектеп кітапханасын кешкі жетіге дейін ашық ұстау"
WITH_PROPOSALS: dict[str, Any] = {
    **IMPRESSIONS,
    "questions": [
        *IMPRESSIONS["questions"][:3],
        {"type": "text", "name": "wish", "role": "proposal", "label": {"kk": "Ұсыныс"}},
        {
            "type": "begin_repeat",
            "name": "more",
            "label": {"kk": "Тағы"},
            "questions": [
                {"type": "text", "name": "idea", "role": "proposal", "label": {"kk": "Ой"}}
            ],
        },
    ],
}


@pytest.fixture
def services(local_settings: Settings, clock: Clock) -> Services:
    services = services_on(local_settings, clock)
    open_event(services)
    publish(services, WITH_PROPOSALS)
    return services


def collect(services: Services) -> int:
    return proposal_collection.collect_proposals(services, ORGANISER, EVENT).added


def texts(
    services: Services, state: ProposalState | None = None
) -> Mapping[int, Mapping[Language, str]]:
    page = proposals.list_proposals(services, ORGANISER, EVENT, state).page
    return {each.number: each.text for each in page.proposals}


def do(services: Services, number: int, **fields: object) -> ProposalView:
    request = ProposalChange.model_validate(fields)
    return proposals.change_proposal(services, ORGANISER, EVENT, number, request)


def write_down(services: Services, text: str, id: int = 900) -> int:  # noqa: A002 -- its name everywhere
    new = NewProposal(id=nth_id(id), text={"kk": text})
    return proposals.add_proposal(services, ORGANISER, EVENT, new).number


def test_each_answer_is_collected_once_those_in_repeats_too(services: Services) -> None:
    respond(services, nth_id(1), wish="Бірінші", more=[{"idea": "Екінші"}, {}, {"idea": "Үшінші"}])
    respond(services, nth_id(2))
    assert collect(services) == 3
    assert collect(services) == 0
    respond(services, nth_id(3), more=[{"idea": "Төртінші"}])
    assert collect(services) == 1
    assert texts(services) == {
        1: {"kk": "Бірінші"},
        2: {"kk": "Екінші"},
        3: {"kk": "Үшінші"},
        4: {"kk": "Төртінші"},
    }


def test_more_than_one_transaction_holds_are_numbered_without_a_gap(services: Services) -> None:
    ideas = [{"idea": f"Ой {number}"} for number in range(60)]
    respond(services, nth_id(1), more=ideas)
    respond(services, nth_id(2), more=ideas)
    assert collect(services) == 120
    assert list(texts(services)) == list(range(1, 101))
    following = proposals.list_proposals(services, ORGANISER, EVENT, after=100).page
    assert [each.number for each in following.proposals] == list(range(101, 121))
    assert collect(services) == 0


def test_one_is_written_down_once_under_its_id(services: Services) -> None:
    assert write_down(services, WORDS) == write_down(services, WORDS) == 1
    assert write_down(services, "Басқа", 901) == 2


def test_a_name_needs_consent(services: Services) -> None:
    named = NewProposal(id=nth_id(1), text={"kk": WORDS}, author="Дана Сәрсен")
    with pytest.raises(errors.RequestRefused):
        proposals.add_proposal(services, ORGANISER, EVENT, named)
    agreed = named.model_copy(update={"author_agreed": True})
    assert proposals.add_proposal(services, ORGANISER, EVENT, agreed).authors == ("Дана Сәрсен",)


def test_the_author_of_an_answer_is_named_by_consent_alone(services: Services) -> None:
    name = {"type": "text", "name": "who", "role": "name", "label": {"kk": "Аты"}}
    agreed = {"type": "acknowledge", "name": "ok", "role": "consent", "label": {"kk": "Иә"}}
    questions = [*WITH_PROPOSALS["questions"], name, agreed]
    publish(services, {**WITH_PROPOSALS, "questions": questions})
    respond(services, nth_id(1), wish="Бір", who="Дана Сәрсен", ok="OK")
    respond(services, nth_id(2), wish="Екі", who="Асан Нұр")
    collect(services)
    assert do(services, 1).authors == do(services, 2).authors == ()
    assert do(services, 1, consents=["form"]).authors == ("Дана Сәрсен",)
    with pytest.raises(errors.RequestRefused):
        do(services, 2, consents=["form"])
    with pytest.raises(errors.RequestRefused):
        do(services, 2, consents=["told", None])
    assert do(services, 2, consents=["told"]).authors == ("Асан Нұр",)
    assert do(services, 2, consents=[None]).authors == ()
    stored_submissions.erase_submission(services, ORGANISER, EVENT, FORM, nth_id(1))
    assert do(services, 1, text={"kk": "Жаңа"}).authors == ()


def test_words_written_down_are_erased_wherever_they_went(services: Services) -> None:
    new = NewProposal(
        id=nth_id(5), text={"kk": "Үйірме ашу"}, author="Дана Сәрсен", author_agreed=True
    )
    proposals.add_proposal(services, ORGANISER, EVENT, new)
    write_down(services, "Басқа ой")
    do(services, 2, state="accepted", text={"kk": "Мектепте үйірмелер жүйесін құру"})
    proposal_merging.merge_proposals(services, ORGANISER, EVENT, 2, ProposalMerge(numbers=(1,)))
    proposals.erase_source(services, ORGANISER, EVENT, 2, nth_id(5))
    erased = proposals.erase_source(services, ORGANISER, EVENT, 2, nth_id(5))
    stored = str(list(services.table.query(keys.proposals(EVENT))))
    assert ("Үйірме ашу" in stored, "Дана" in stored, "Басқа ой" in stored) == (False, False, True)
    assert erased.text == {"kk": "Мектепте үйірмелер жүйесін құру"}


def test_the_original_stays_beside_a_new_wording(services: Services) -> None:
    respond(services, nth_id(1), wish=WORDS)
    collect(services)
    assert do(services, 1, text={"kk": WORDS, "ru": "Продлить часы"}).is_verbatim
    worded = do(services, 1, text={"kk": "Кітапхана 19:00-ге дейін жұмыс істесін"})
    assert (worded.is_verbatim, worded.revision) == (False, 3)
    assert worded.text == {"kk": "Кітапхана 19:00-ге дейін жұмыс істесін"}
    assert worded.sources[0].text == {"kk": WORDS}


def test_an_acceptance_can_be_taken_back_for_a_day_and_not_be_declined(
    services: Services, clock: Clock
) -> None:
    write_down(services, WORDS)
    do(services, 1, state="accepted", responsible={"kk": "Білім бөлімі"})
    with pytest.raises(errors.AcceptedStays):
        do(services, 1, state="declined", reason={"kk": "Қаржы жоқ"})
    assert do(services, 1, state="open").state is ProposalState.OPEN
    do(services, 1, state="accepted")
    clock.forward(hours=25)
    with pytest.raises(errors.AcceptedStays):
        do(services, 1, state="open")


def test_an_outcome_needs_an_acceptance_and_a_reason(services: Services) -> None:
    write_down(services, WORDS)
    with pytest.raises(errors.NotAccepted):
        do(services, 1, outcome="done")
    with pytest.raises(errors.RequestRefused):
        do(services, 1, state="declined")
    do(services, 1, state="accepted")
    with pytest.raises(errors.RequestRefused):
        do(services, 1, outcome="not_done")
    told = do(services, 1, outcome="not_done", outcome_note={"kk": "Қаржы бөлінбеді"})
    assert (told.outcome, str(told.outcome_on)) == (ProposalOutcome.NOT_DONE, "2026-06-01")


def test_merged_ones_are_reachable_from_the_one_that_stays(services: Services) -> None:
    respond(services, nth_id(1), wish=WORDS, more=[{"idea": "Кітапхана кешке дейін"}])
    collect(services)
    write_down(services, "Оқу залы")
    request = ProposalMerge(numbers=(2, 3), text={"kk": "Кітапхана мен оқу залын ұзақ ашу"})
    proposal_merging.merge_proposals(services, ORGANISER, EVENT, 1, request)
    merged = proposal_merging.merge_proposals(
        services, ORGANISER, EVENT, 1, request
    )  # a lost reply
    assert merged.revision == 2
    assert [each.text["kk"] for each in merged.sources] == [
        WORDS,
        "Кітапхана кешке дейін",
        "Оқу залы",
    ]
    assert proposals.show_proposal(services, ORGANISER, EVENT, 2)[1].merged_into == 1
    with pytest.raises(errors.ProposalMerged):
        do(services, 2, state="accepted")
    assert collect(services) == 0


def test_an_accepted_one_is_not_merged_into_one_that_is_not(services: Services) -> None:
    write_down(services, "Бір", 1), write_down(services, "Екі", 2)
    do(services, 2, state="accepted")
    with pytest.raises(errors.AcceptedStays):
        proposal_merging.merge_proposals(services, ORGANISER, EVENT, 1, ProposalMerge(numbers=(2,)))
    proposal_merging.merge_proposals(services, ORGANISER, EVENT, 2, ProposalMerge(numbers=(1,)))
    assert texts(services, ProposalState.ACCEPTED) == {2: {"kk": "Екі"}}


def test_the_parts_of_a_split_one_stand_where_it_stood(services: Services) -> None:
    write_down(services, "Кітап алу және үйірме ашу")
    do(services, 1, state="accepted")
    request = ProposalSplit(id=nth_id(7), parts=({"kk": "Кітап алу"}, {"kk": "Үйірме ашу"}))
    for _ in range(2):
        proposals.split_proposal(services, ORGANISER, EVENT, 1, request)
    assert texts(services, ProposalState.ACCEPTED) == {
        1: {"kk": "Кітап алу"},
        2: {"kk": "Үйірме ашу"},
    }
    part = proposals.show_proposal(services, ORGANISER, EVENT, 2)[1]
    assert (part.split_from, part.sources[0].text) == (1, {"kk": "Кітап алу және үйірме ашу"})


def test_two_who_change_the_same_are_told(services: Services) -> None:
    write_down(services, WORDS)
    do(services, 1, revision=1, text={"kk": "Бір"})
    with pytest.raises(errors.ChangedMeanwhile):
        do(services, 1, revision=1, text={"kk": "Екі"})
    assert do(services, 1, revision=1, text={"kk": "Бір"}).revision == 2


def test_erased_words_are_gone_and_the_offices_wording_stays(services: Services) -> None:
    respond(services, nth_id(1), wish=WORDS, more=[{"idea": "Үйірме керек, әрі спорт залы керек"}])
    collect(services)
    split = ProposalSplit(
        id=nth_id(7),
        parts=({"kk": "Үйірме керек"}, {"kk": "Спорт залын жөндеу жоспарға енгізілсін"}),
    )
    proposals.split_proposal(services, ORGANISER, EVENT, 2, split)
    do(services, 1, state="accepted", text={"kk": WORDS, "ru": "Библиотека до 19:00"})
    stored_submissions.erase_submission(services, ORGANISER, EVENT, FORM, nth_id(1))
    assert texts(services) == {
        1: {"ru": "Библиотека до 19:00"},
        2: {},
        3: {"kk": "Спорт залын жөндеу жоспарға енгізілсін"},
    }
    stored = list(services.table.query(keys.proposals(EVENT)))
    assert WORDS not in str(stored)
    assert "Үйірме" not in str(stored)
    assert proposals.show_proposal(services, ORGANISER, EVENT, 1)[1].sources[0].text == {}
    assert do(services, 2, text={"kk": "Үйірме ашылсын"}).text == {"kk": "Үйірме ашылсын"}


def test_readers_of_summaries_see_accepted_ones_without_their_sources(services: Services) -> None:
    write_down(services, "Бір", 1), write_down(services, "Екі", 2)
    do(services, 2, state="accepted")
    grants = (Grant(MemberRole.SUMMARIES_READER, GrantScope("event", EVENT)),)
    reader = Actor("member", "reader@pikir.example", grants)
    page = proposals.list_proposals(services, reader, EVENT).page
    assert [(each.number, each.sources) for each in page.proposals] == [(2, ())]
    with pytest.raises(errors.ProposalNotFound):
        proposals.show_proposal(services, reader, EVENT, 1)


def test_a_deleted_events_proposals_are_deleted(services: Services) -> None:
    write_down(services, WORDS)
    change(services, state="closed")
    deletions.delete_event(services, ORGANISER, EVENT)
    assert not list(services.table.query(keys.proposals(EVENT)))


def hold(services: Services, event: str, month: int, **changes: object) -> None:
    """Make an event of the series that was held in that month."""
    series = {"id": "spring", "title": {"kk": "Көктем"}}
    times = {name: f"2026-{month:02}-13T1{hour}:00:00+05:00" for name, hour in TIMES}
    document = event_document(id=event, series=series, shows_proposals=True, **times, **changes)
    events.create_event(services, ORGANISER, as_json(document))


TIMES = (("starts_at", 0), ("ends_at", 2))


def promise(services: Services, event: str, text: str, **outcome: object) -> None:
    new = NewProposal(id=new_id(), text={"kk": text})
    number = proposals.add_proposal(services, ORGANISER, event, new).number
    for fields in ({"state": "accepted"}, outcome):
        change_of = ProposalChange.model_validate(fields)
        proposals.change_proposal(services, ORGANISER, event, number, change_of)


def ledger_of(sections: tuple[promises.EventPromises, ...]) -> dict[str, list[str]]:
    return {each.event: [one.text["kk"] for one in each.proposals] for each in sections}


def test_no_promise_leaves_the_ledger_before_it_is_finished(services: Services) -> None:
    for event, month in (("first-event", 1), ("second-event", 2), ("third-event", 3)):
        hold(services, event, month)
    hold(services, "next-event", 5, shows_earlier_proposals=True)
    hold(services, "later-event", 6)
    promise(services, "first-event", "Бітпеген", outcome="under_way")
    promise(services, "first-event", "Біткен", outcome="done")
    promise(services, "second-event", "Екінші", outcome="done")
    promise(services, "later-event", "Кейінгі")
    write_down(services, "Басқа серия")
    held = {"second-event": ["Екінші"], "first-event": ["Бітпеген"]}
    assert ledger_of(promises.read_ledger(services, ORGANISER, "next-event").events) == held
    shown = promises.read_public_proposals(services, view_of(services, "next-event"))
    assert ledger_of(shown.earlier) == held


def view_of(services: Services, event: str) -> Event:
    return events.show_event(services, ORGANISER, event)


def test_others_see_the_ledger_as_far_as_its_events_are_theirs_or_public(
    services: Services,
) -> None:
    hold(services, "first-event", 1)
    hold(services, "next-event", 5, shows_earlier_proposals=True)
    promise(services, "first-event", "Кітап")
    grants = (Grant(MemberRole.ORGANISER, GrantScope("event", "next-event")),)
    colleague = Actor("member", "aigul@pikir.example", grants)
    assert promises.read_ledger(services, colleague, "next-event").events == ()
    change(services, "first-event", shows_proposals=False)
    shown = promises.read_public_proposals(services, view_of(services, "next-event"))
    assert shown == promises.PublicProposals()


def test_a_step_for_another_state_or_for_none_at_all_is_refused(services: Services) -> None:
    one, two = write_down(services, WORDS), write_down(services, "Басқа", 901)
    parts = ({"kk": "Бір"}, {"kk": "Екі"})
    halves = ProposalSplit(id=nth_id(5), parts=parts)
    accept = ProposalChange(state=ProposalState.ACCEPTED)
    for call, refusal in (
        (
            lambda: proposals.split_proposal(services, ORGANISER, EVENT, 99, halves),
            errors.ProposalNotFound,
        ),
        (
            lambda: proposals.erase_source(services, ORGANISER, EVENT, 99, nth_id(1)),
            errors.ProposalNotFound,
        ),
        (
            lambda: proposals.split_proposal(
                services, ORGANISER, EVENT, one, ProposalSplit(id=nth_id(5), parts=parts[:1])
            ),
            errors.RequestRefused,
        ),
        (
            lambda: proposals.split_proposal(services, ORGANISER, EVENT, one, halves, revision=7),
            errors.ChangedMeanwhile,
        ),
        (
            lambda: proposals.change_proposals(
                services, ORGANISER, EVENT, dict.fromkeys(range(1, 52), accept)
            ),
            errors.RequestRefused,
        ),
        (lambda: merge(services, one, two, revisions={two: 7}), errors.ChangedMeanwhile),
        (lambda: merge(services, one, one), errors.RequestRefused),
        (lambda: do(services, one, state="merged"), errors.RequestRefused),
        (lambda: do(services, one, text=None), errors.RequestRefused),
        (lambda: do(services, one, outcome="done"), errors.NotAccepted),
        (
            lambda: proposal_collection.propose_answers(
                services, ORGANISER, EVENT, FORM, "nothing", [nth_id(1)]
            ),
            errors.PageNotFound,
        ),
        (
            lambda: proposal_collection.propose_answers(
                services, ORGANISER, EVENT, FORM, "wish", [nth_id(n) for n in range(101)]
            ),
            errors.BadParameter,
        ),
    ):
        with pytest.raises(refusal):
            call()
    do(services, two, state="accepted")
    with pytest.raises(errors.AcceptedStays):
        merge(services, one, two)
    do(services, two, state="open")
    merge(services, one, two)
    for late in (
        lambda: do(services, two, state="accepted"),
        lambda: merge(services, two, one),
        lambda: proposals.split_proposal(services, ORGANISER, EVENT, two, halves),
    ):
        with pytest.raises(errors.ProposalMerged):
            late()
    assert texts(services, ProposalState.OPEN) == {one: {"kk": WORDS}}


def merge(
    services: Services, number: int, other: int, *, revisions: Mapping[int, int] | None = None
) -> ProposalView:
    request = ProposalMerge(numbers=(other,))
    return proposal_merging.merge_proposals(
        services, ORGANISER, EVENT, number, request, revisions=revisions
    )
