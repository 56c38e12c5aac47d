"""People write in a record at once: of two who write the same entry one is told, and different entries never meet."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from typing_extensions import override

from chalicelib import errors
from chalicelib.actions import records
from chalicelib.actions.services import Services
from chalicelib.domain.permissions import Actor
from chalicelib.storage.table import Condition, Item, Table
from tests.actions.setting import ORGANISER, as_json
from tests.races.racing import Race

pytestmark = [pytest.mark.dynoxide, pytest.mark.races]

EVENT = "round-table"
COLLEAGUE = Actor.owner("aigul@pikir.example")
ROUNDS = 6
STALE = (errors.ChangedMeanwhile, errors.PreconditionFailed)


def writer(
    services: Services, actor: Actor, entry: str, title: str, revision: int
) -> Callable[[], None]:
    def write() -> None:
        document = as_json({"title": {"kk": title}})
        arguments = (services, actor, EVENT, "handouts", entry, document)
        records.save_entry(*arguments, revisions={revision})

    return write


def count_wins(services: Services, race: Race, entries: tuple[str, str]) -> list[int]:
    """Let two people write at once, again and again; return how many writes of each round succeeded."""
    wins = []
    for number in range(ROUNDS):
        writers = [
            writer(services, actor, entry, f"{actor.id} {number}", number)
            for actor, entry in zip((ORGANISER, COLLEAGUE), entries, strict=True)
        ]
        results = race(writers)
        assert all(each is None or isinstance(each, STALE) for each in results)
        wins.append(results.count(None))
        held = {each.id: each for each in records.show_record(services, ORGANISER, EVENT).handouts}
        assert {each.revision for each in held.values()} == {number + 1}
    return wins


def test_of_two_who_write_the_same_entry_one_is_told(services: Services, race: Race) -> None:
    assert count_wins(services, race, ("leaflet", "leaflet")) == [1] * ROUNDS


def test_different_entries_never_meet(services: Services, race: Race) -> None:
    assert count_wins(services, race, ("leaflet", "video")) == [2] * ROUNDS


def test_an_entry_is_not_removed_under_the_hands_of_its_writer(
    services: Services, race: Race
) -> None:
    for number in range(ROUNDS):
        entry = f"leaflet-{number}"
        writer(services, ORGANISER, entry, "A", 0)()
        remove = partial(
            records.remove_entry, services, COLLEAGUE, EVENT, "handouts", entry, revisions={1}
        )
        results = race([writer(services, ORGANISER, entry, "B", 1), remove])
        assert results.count(None) == 1
        assert any(isinstance(each, STALE) for each in results)


class Unconditional(Table):
    """Writes whatever is asked, whatever stands there: the negative control."""

    @override
    def put(self, item: Item, *, condition: Condition | None = None) -> None:
        super().put(item)


def test_without_the_conditions_an_entry_is_lost_unnoticed(services: Services, race: Race) -> None:
    for actor in (
        ORGANISER,
        COLLEAGUE,
    ):  # so that the audit log is left alone, and each write is a put
        writer(services, actor, actor.id.partition("@")[0], "A", 0)()
    careless = replace(services, table=Unconditional(services.table._client, services.table.name))
    wins = []
    for number in range(ROUNDS):
        writers = [
            writer(careless, actor, "leaflet", f"{actor.id} {number}", number)
            for actor in (ORGANISER, COLLEAGUE)
        ]
        wins.append(race(writers).count(None))
    assert 2 in wins
