"""Two people word the same paragraph of a report at once: one is told, and nothing is lost unnoticed."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from typing_extensions import override

from chalicelib import errors
from chalicelib.actions import paragraph_edits
from chalicelib.actions.services import Services
from chalicelib.domain.paragraph_edits import ReportEdition
from chalicelib.domain.permissions import Actor
from chalicelib.storage.table import Operation, Put, Table
from tests.actions.setting import ORGANISER
from tests.races.racing import Race

pytestmark = [pytest.mark.dynoxide, pytest.mark.races]

EDITION = ReportEdition("round-table", "kk", "full")
COLLEAGUE = Actor.owner("aigul@pikir.example")
ROUNDS = 6
STALE = (errors.ChangedMeanwhile, errors.PreconditionFailed)


def writer(services: Services, actor: Actor, key: str, revision: int) -> Callable[[], None]:
    def write() -> None:
        text = f"{actor.id} {revision}"
        place = (services, actor, EDITION, key, text)
        paragraph_edits.save_edit(*place, revisions={revision})

    return write


def count_wins(services: Services, race: Race, paragraphs: tuple[str, str]) -> list[int]:
    """Let two people write at once, again and again; return how many writes of each round succeeded."""
    wins = []
    for number in range(ROUNDS):
        results = race(
            [
                writer(services, actor, key, number)
                for actor, key in zip((ORGANISER, COLLEAGUE), paragraphs, strict=True)
            ]
        )
        assert all(each is None or isinstance(each, STALE) for each in results)
        wins.append(results.count(None))
    return wins


def test_of_two_who_word_the_same_paragraph_one_is_told(services: Services, race: Race) -> None:
    assert count_wins(services, race, ("title", "title")) == [1] * ROUNDS
    assert services.paragraph_edits.read(EDITION)["title"].revision == ROUNDS


def test_different_paragraphs_never_meet(services: Services, race: Race) -> None:
    assert count_wins(services, race, ("title", "held")) == [2] * ROUNDS


class Unconditional(Table):
    """Writes whatever is asked, whatever stands there: the negative control."""

    @override
    def transact(self, operations: Sequence[Operation], *, retry_conflicts: bool = True) -> None:
        puts = [Put(each.item) if isinstance(each, Put) else each for each in operations]
        super().transact(puts, retry_conflicts=retry_conflicts)


def test_without_the_condition_an_edit_is_lost_unnoticed(services: Services, race: Race) -> None:
    careless = replace(services, table=Unconditional(services.table._client, services.table.name))
    assert 2 in count_wins(careless, race, ("title", "title"))
