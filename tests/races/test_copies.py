"""A copy is made twice at once while its event is edited: one draft, with each form whole and once."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from typing_extensions import override

from chalicelib import wiring
from chalicelib.actions import copies, forms
from chalicelib.actions.services import Services
from chalicelib.domain.events import Event
from chalicelib.storage.events import EventStore
from chalicelib.storage.table import Operation, Put, Table
from tests.actions.photos import EVENT
from tests.actions.setting import IMPRESSIONS, ORGANISER, change, publish
from tests.races.racing import Race, run_racers

pytestmark = [pytest.mark.dynoxide, pytest.mark.races]

COPY = copies.EventCopy.at("copied", "2027-07-13T10:00:00+05:00", "2027-07-13T13:00:00+05:00")
COPIERS = 3
RACERS = COPIERS + 2
TITLES = ["Әсерлер", "Әсерлер 2"]
VENUES = ["Облыстық кітапхана", "Басқа зал"]


class WithoutCondition(EventStore):
    """Negative control: an event is created whether there is one with its id or not."""

    @override
    def create(
        self,
        event: Event,
        key: bytes,
        *,
        origin: str | None = None,
        along: Sequence[Operation] = (),
    ) -> Event:
        store = EventStore(_Careless(self._table))
        return store.create(event, key, origin=origin, along=along)


class _Careless(Table):
    """Forgets the condition of the first operation of a transaction."""

    def __init__(self, table: Table) -> None:
        super().__init__(table._client, table.name)

    @override
    def transact(self, operations: Sequence[Operation], *, retry_conflicts: bool = True) -> None:
        first, *others = operations
        assert isinstance(first, Put)
        super().transact([replace(first, condition=None), *others])


@pytest.fixture(scope="module")
def race() -> Iterator[Race]:
    with run_racers(RACERS) as start:
        yield start


def copy_while_it_is_edited(services: Services, race: Race) -> int:
    """Let several copy and two edit at once; return how often the copy was created, as the audit log has it."""

    def copy() -> None:
        copies.copy_event(services, ORGANISER, EVENT, COPY)

    def edit_form() -> None:
        publish(services, {**IMPRESSIONS, "title": {"kk": TITLES[1], "en": "Impressions 2"}})

    def edit_event() -> None:
        change(services, venue={"kk": VENUES[1], "en": "Another hall"})

    assert race([*[copy] * COPIERS, edit_form, edit_event]) == [None] * RACERS
    log = services.audit.newest_first(now=wiring.now(), since=None, until=None, before=None)
    return sum(entry.code == "event.copy" for entry in log)


def test_one_draft_is_made_with_each_form_once(services: Services, race: Race) -> None:
    assert copy_while_it_is_edited(services, race) == 1
    copy = services.events.get(COPY.id)
    assert copy
    assert (copy.state, copy.revision, copy.starts_at) == ("draft", 0, COPY.starts_at)
    assert copy.venue
    assert copy.venue["kk"] in VENUES
    impressions, registration = forms.list_forms(services, ORGANISER, COPY.id)
    for record in (impressions, registration):
        assert (record.version, record.has_draft) == (1, False)
    definition = forms.show_form(services, ORGANISER, COPY.id, "impressions", 1).definition
    assert definition.title["kk"] == impressions.title["kk"]
    assert impressions.title["kk"] in TITLES


def test_without_the_condition_a_copy_takes_the_place_of_another(
    services: Services, race: Race
) -> None:
    services.__dict__["events"] = WithoutCondition(services.table)
    assert copy_while_it_is_edited(services, race) > 1
