"""Two people collect the same answers at once, or word a proposal while its answer is erased."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial

import pytest
from typing_extensions import override

from chalicelib import errors, wiring
from chalicelib.actions import (
    proposal_collection,
    proposal_merging,
    proposals,
    stored_submissions,
)
from chalicelib.actions.services import Services
from chalicelib.domain.permissions import Actor
from chalicelib.domain.proposals.steps import NewProposal, ProposalChange, ProposalMerge
from chalicelib.settings import Settings
from chalicelib.storage import keys
from chalicelib.storage.table import ConditionCheck, Operation, Table
from tests.actions.setting import ORGANISER, nth_id, open_event, publish, respond
from tests.actions.test_proposals import EVENT, FORM, WITH_PROPOSALS, WORDS
from tests.conflicts import conflicts_before
from tests.ids import new_id
from tests.races.racing import Race, run_racers

pytestmark = [pytest.mark.dynoxide, pytest.mark.races]

COLLEAGUE = Actor.owner("aigul@pikir.example")
ROUNDS = 6


@pytest.fixture(scope="module")
def layer(dynoxide_endpoint: str) -> Iterator[str]:
    """Run the conflict layer and give its address."""
    with conflicts_before(dynoxide_endpoint, 0.004) as address:
        yield address


@pytest.fixture
def services(dynoxide_settings: Settings, layer: str) -> Services:
    services = wiring.make(replace(dynoxide_settings, dynamodb_endpoint=layer))
    open_event(services)
    publish(services, WITH_PROPOSALS)
    return services


@pytest.fixture(scope="module")
def race() -> Iterator[Race]:
    with run_racers(2) as start:
        yield start


def _collect(services: Services, actor: Actor) -> None:
    proposal_collection.collect_proposals(services, actor, EVENT)


def collect_at_once(services: Services, race: Race) -> list[int]:
    """Let two people collect three new answers at once, again and again; return the numbers that were given."""
    for number in range(ROUNDS):
        respond(services, wish=f"Ұсыныс {number}", more=[{"idea": "Ой"}, {"idea": "Тағы"}])
        race([partial(_collect, services, actor) for actor in (ORGANISER, COLLEAGUE)])
    return [
        each.number for each in services.proposals.all(EVENT) if each.sources[0].kind == "answer"
    ]


class Unconditional(Table):
    """Writes whatever is asked, whatever stands there: the negative control."""

    @override
    def transact(self, operations: Sequence[Operation], *, retry_conflicts: bool = True) -> None:
        bare = [
            replace(each, condition=None)
            for each in operations
            if not isinstance(each, ConditionCheck)
        ]
        super().transact(bare, retry_conflicts=retry_conflicts)


def careless(services: Services) -> Services:
    return replace(services, table=Unconditional(services.table._client, services.table.name))


def sources(services: Services) -> list[object]:
    return [each.sources[0] for each in services.proposals.all(EVENT)]


def test_each_answer_becomes_one_proposal_however_many_collect(
    services: Services, race: Race
) -> None:
    assert collect_at_once(services, race) == list(range(1, 3 * ROUNDS + 1))
    assert len({str(each) for each in sources(services)}) == 3 * ROUNDS
    assert services.proposals.last_number(EVENT) == 3 * ROUNDS


def test_without_the_counter_numbers_are_given_twice(services: Services, race: Race) -> None:
    loose = careless(services)
    for _ in range(3 * ROUNDS):
        respond(services, wish="Ұсыныс")
        found = race([partial(_add, loose, actor) for actor in (ORGANISER, COLLEAGUE)])
        assert found == [None, None]
    assert services.proposals.last_number(EVENT) < 6 * ROUNDS


def _add(services: Services, actor: Actor) -> None:
    new = NewProposal(id=new_id(), text={"kk": "Ұсыныс"})
    proposals.add_proposal(services, actor, EVENT, new)


def _word(services: Services) -> None:
    change = ProposalChange(revision=1, text={"ru": WORDS})
    proposals.change_proposal(services, ORGANISER, EVENT, 1, change)


def _erase(services: Services) -> None:
    stored_submissions.erase_submission(services, COLLEAGUE, EVENT, FORM, nth_id(1))


def word_while_erased(services: Services, race: Race, rounds: int) -> list[bool]:
    """Let one person copy an author's words while another erases the answer; return whether the words are left."""
    left = []
    for _ in range(rounds):
        table = services.table
        for item in list(table.query(keys.proposals(EVENT))):
            table.delete(keys.Key(item["pk"]["S"], item["sk"]["S"]))
        table.delete(keys.submission(EVENT, FORM, nth_id(1)))
        respond(services, nth_id(1), wish=WORDS)
        _collect(services, ORGANISER)
        race([partial(_word, services), partial(_erase, services)])
        left.append(WORDS in str(list(services.table.query(keys.proposals(EVENT)))))
    return left


def test_words_copied_while_their_answer_is_erased_are_not_left(
    services: Services, race: Race
) -> None:
    assert word_while_erased(services, race, ROUNDS) == [False] * ROUNDS


def test_without_the_checks_some_are_left(services: Services, race: Race) -> None:
    assert True in word_while_erased(careless(services), race, 4 * ROUNDS)


def _take_back(services: Services, number: int) -> None:
    with suppress(errors.ChangedMeanwhile):
        proposal_merging.unmerge_proposal(services, ORGANISER, EVENT, number)


def take_back_at_once(services: Services, race: Race, rounds: int) -> list[bool]:
    """Let two people take two parts out of one proposal at once; return whether its sources are those of what is in it."""
    right = []
    for _ in range(3):
        _add(services, ORGANISER)
    for _ in range(rounds):
        request = ProposalMerge(numbers=(2, 3))
        proposal_merging.merge_proposals(services, ORGANISER, EVENT, 1, request)
        race([partial(_take_back, services, number) for number in (2, 3)])
        whole, *parts = services.proposals.all(EVENT)
        expected = [whole.sources[0], *(each.sources[0] for each in parts if each.merged_into)]
        right.append(list(whole.sources) == expected)
    return right


def test_of_two_parts_taken_out_at_once_none_stays_half(services: Services, race: Race) -> None:
    assert take_back_at_once(services, race, ROUNDS) == [True] * ROUNDS


def test_without_the_revision_a_part_leaves_its_sources_behind(
    services: Services, race: Race
) -> None:
    assert False in take_back_at_once(careless(services), race, 4 * ROUNDS)


def test_a_reply_that_was_lost_is_no_refusal(services: Services) -> None:
    """The first attempt is stored; the second, which meets its own writes, is answered as done."""

    class Twice(Table):
        @override
        def transact(
            self, operations: Sequence[Operation], *, retry_conflicts: bool = True
        ) -> None:
            super().transact(operations, retry_conflicts=retry_conflicts)
            super().transact(operations, retry_conflicts=retry_conflicts)

    respond(services, nth_id(1), wish=WORDS, more=[{"idea": "Ой"}])
    twice = replace(services, table=Twice(services.table._client, services.table.name))
    assert proposal_collection.collect_proposals(twice, ORGANISER, EVENT).added == 2
    accept = ProposalChange(revision=1, text={"kk": "Бір"})
    assert proposals.change_proposal(twice, ORGANISER, EVENT, 1, accept).revision == 2
    with pytest.raises(errors.ChangedMeanwhile):
        proposals.change_proposal(
            twice, ORGANISER, EVENT, 1, ProposalChange(revision=1, text={"kk": "Екі"})
        )
    assert services.proposals.last_number(EVENT) == 2
