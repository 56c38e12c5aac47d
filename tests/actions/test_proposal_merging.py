"""A merge is taken back: the part stands where it stood, and the one that stays keeps its own sources."""

import pytest

from chalicelib import errors
from chalicelib.actions import proposal_merging, proposals
from chalicelib.actions.proposal_views import ProposalView
from chalicelib.actions.services import Services
from chalicelib.domain.proposals import ProposalState
from chalicelib.domain.proposals.steps import ProposalMerge, ProposalSplit
from tests.actions.setting import ORGANISER, nth_id
from tests.actions.test_proposals import EVENT, do, services, write_down

__all__ = ["services"]


def show(services: Services, number: int) -> ProposalView:
    return proposals.show_proposal(services, ORGANISER, EVENT, number)[1]


def merge(services: Services, number: int, *others: int) -> ProposalView:
    request = ProposalMerge(numbers=others, text={"kk": "Бәрі бірге"})
    return proposal_merging.merge_proposals(services, ORGANISER, EVENT, number, request)


def unmerge(services: Services, number: int, revision: int | None = None) -> ProposalView:
    return proposal_merging.unmerge_proposal(services, ORGANISER, EVENT, number, revision=revision)


def sources_of(services: Services, number: int) -> list[str]:
    return [each.text["kk"] for each in show(services, number).sources]


@pytest.fixture(autouse=True)
def _three(services: Services) -> None:
    for at, text in enumerate(("Бір", "Екі", "Үш"), 1):
        write_down(services, text, at)


def test_parts_stand_where_they_stood(services: Services) -> None:
    do(services, 1, state="accepted"), do(services, 3, state="accepted")
    do(services, 2, state="declined", reason={"kk": "Қаржы жоқ"})
    assert merge(services, 1, 2, 3).parts == (2, 3)
    with pytest.raises(errors.ChangedMeanwhile):
        unmerge(services, 3, revision=1)
    assert unmerge(services, 3).state is ProposalState.ACCEPTED
    assert sources_of(services, 1) == ["Бір", "Екі"]
    declined = unmerge(services, 2)
    assert (declined.state, declined.reason) == (ProposalState.DECLINED, {"kk": "Қаржы жоқ"})
    assert (sources_of(services, 1), show(services, 1).parts) == (["Бір"], ())
    assert show(services, 1).text == {"kk": "Бәрі бірге"}
    assert unmerge(services, 2, revision=1).revision == declined.revision  # a lost reply
    assert merge(services, 1, 3).parts == (3,)


def test_a_source_that_another_part_has_too_stays(services: Services) -> None:
    halves = ProposalSplit(id=nth_id(7), parts=({"kk": "Бір"}, {"kk": "Жарты"}))
    proposals.split_proposal(services, ORGANISER, EVENT, 1, halves)
    merge(services, 2, 1, 4, 3)
    assert sources_of(services, 2) == ["Екі", "Бір", "Үш"]
    unmerge(services, 1)
    assert sources_of(services, 2) == ["Екі", "Бір", "Үш"]
    unmerge(services, 4)
    assert sources_of(services, 2) == ["Екі", "Үш"]
    assert sources_of(services, 4) == ["Бір"]


def test_a_part_of_a_part_follows_after_it(services: Services) -> None:
    merge(services, 2, 3)
    merge(services, 1, 2)
    with pytest.raises(errors.ProposalMerged):
        unmerge(services, 3)
    assert unmerge(services, 2).parts == (3,)
    assert unmerge(services, 3).state is ProposalState.OPEN
    assert [sources_of(services, number) for number in (1, 2, 3)] == [["Бір"], ["Екі"], ["Үш"]]
