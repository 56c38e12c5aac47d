"""Two organisers publish the same draft at once: one version, and nobody is told that there is nothing to publish."""

from collections.abc import Iterator
from functools import partial

import pytest
from typing_extensions import override

from chalicelib import errors, wiring
from chalicelib.actions import drafts, forms
from chalicelib.actions.services import Services
from chalicelib.domain.forms import FormRecord
from chalicelib.errors import Problem
from chalicelib.forms.definition import Definition
from chalicelib.settings import Settings
from chalicelib.storage.forms import FormStore
from tests.actions.setting import IMPRESSIONS, ORGANISER, as_json, open_event
from tests.races.racing import Race, run_racers

pytestmark = [pytest.mark.dynoxide, pytest.mark.races]

EVENT = "round-table"
RACERS = 4
ROUNDS = 5


@pytest.fixture
def services(dynoxide_settings: Settings) -> Services:
    services = wiring.make(dynoxide_settings)
    open_event(services)
    return services


@pytest.fixture(scope="module")
def race() -> Iterator[Race]:
    with run_racers(RACERS) as start:
        yield start


def save(services: Services, name: str) -> None:
    document = as_json({**IMPRESSIONS, "name": name})
    drafts.save_form(services, ORGANISER, EVENT, name, document)


def publish(services: Services, name: str) -> None:
    forms.publish_form(services, ORGANISER, EVENT, name)


def test_a_first_version_is_published_once_by_all_who_press_at_once(
    services: Services, race: Race
) -> None:
    for number in range(ROUNDS):
        name = f"form-{number}"
        save(services, name)
        results = race([partial(publish, services, name)] * RACERS)
        assert {type(each) for each in results} <= {type(None), errors.ChangedMeanwhile}
        assert None in results
        record = services.forms.record(EVENT, name)
        assert record is not None
        assert (record.version, record.has_draft) == (1, False)


class Overtaken(FormStore):
    """Lets another organiser publish between the reading of the form and that of its draft."""

    services: Services

    @override
    def draft_with_warnings(
        self, event_id: str, form: str
    ) -> tuple[Definition | None, tuple[Problem, ...]]:
        publish(self.services, form)
        return super().draft_with_warnings(event_id, form)


class ReadOnce(Overtaken):
    """Never reads a form again: the negative control."""

    known: FormRecord | None = None

    @override
    def record(self, event_id: str, form: str) -> FormRecord | None:
        self.known = self.known or super().record(event_id, form)
        return self.known


def overtake(services: Services, store: type[Overtaken], name: str) -> Services:
    """Return services whose forms are published by another just before their draft is read."""
    save(services, name)
    slow = wiring.make(services.settings)
    vars(slow)["forms"] = forms_of = store(slow.table)
    forms_of.services = services
    return slow


def test_an_overtaken_organiser_gets_the_published_form(services: Services) -> None:
    saved = forms.publish_form(overtake(services, Overtaken, "one"), ORGANISER, EVENT, "one")
    assert (saved.record.version, saved.record.has_draft) == (1, False)


def test_without_a_second_reading_the_overtaken_one_is_refused(services: Services) -> None:
    """Negative control."""
    slow = overtake(services, ReadOnce, "one")
    with pytest.raises(errors.ChangedMeanwhile):
        publish(slow, "one")
