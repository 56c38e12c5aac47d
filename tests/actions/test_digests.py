"""A summary's first screen: the arrivals, and how many are registered."""

import pytest

from chalicelib import errors
from chalicelib.actions import digests, drafts, forms, summaries
from chalicelib.actions.services import Services
from chalicelib.domain.permissions import SYSTEM
from chalicelib.forms import definition
from chalicelib.forms.validation import read_definition
from chalicelib.settings import Settings
from chalicelib.storage.table import Table
from tests.actions.setting import REGISTRATION
from tests.actions.summary_setting import EVENT_AND_FORM, clock_of, make_services, response, store

EVENT, FORM = EVENT_AND_FORM


@pytest.fixture
def services(local_table: Table, local_settings: Settings) -> Services:
    return make_services(local_table, local_settings)


def publish_registration(services: Services) -> None:
    document = definition.dump(read_definition(REGISTRATION))
    drafts.save_form(services, SYSTEM, EVENT, "registration", document)
    forms.publish_form(services, SYSTEM, EVENT, "registration")


def test_a_digest_holds_the_summary_and_its_arrivals(services: Services) -> None:
    store(services, response(services, overall=5))
    clock_of(services).forward(seconds=7200)
    store(services, response(services, overall=3))
    digest = digests.read_digest(services, SYSTEM, *EVENT_AND_FORM)
    assert digest.summary == summaries.read_summary(services, SYSTEM, *EVENT_AND_FORM)
    assert digest.arrivals is not None
    assert digest.arrivals.bins == ((10, 1), (11, 0), (12, 1))
    assert digest.registered is None


def test_a_form_without_answers_has_no_arrivals(services: Services) -> None:
    assert digests.read_digest(services, SYSTEM, *EVENT_AND_FORM).arrivals is None


def test_registrations_are_counted_for_the_other_forms(services: Services) -> None:
    publish_registration(services)
    assert digests.read_digest(services, SYSTEM, *EVENT_AND_FORM).registered == 0
    assert digests.read_digest(services, SYSTEM, EVENT, "registration").registered is None


def test_registrations_that_take_too_long_to_count_are_left_out(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_registration(services)
    fold_all = summaries.Folding.fold_all

    def fold_slowly(folding: summaries.Folding) -> object:
        if folding.form == "registration":
            raise errors.Unavailable
        return fold_all(folding)

    monkeypatch.setattr(summaries.Folding, "fold_all", fold_slowly)
    assert digests.read_digest(services, SYSTEM, *EVENT_AND_FORM).registered is None
