"""However slowly the database answers, the page comes back before the gateway stops waiting."""

from typing import Final

import pytest

from chalicelib.actions import events, forms, submissions
from chalicelib.domain.permissions import ANYONE
from chalicelib.web.endpoint import BUDGET
from chalicelib.web.participant import ROUTES
from tests.slowness import Stopwatch, on_slow_database
from tests.web.client import Client, app_of
from tests.web.participant.conftest import Site
from tests.web.participant.test_unsent import (
    FORM,
    ID,
    SENT,
    assert_not_sent,
    hidden_fields,
    stored_ids,
)

GATEWAY: Final = 29
"""Seconds that API Gateway waits for an answer."""
PAIRS: Final = [(name, text) for name, text in SENT if name.startswith("q.")]


@pytest.mark.parametrize("seconds", [1, 3, 6, 9])
@pytest.mark.parametrize("is_warm", [False, True], ids=["cold", "warm"])
def test_a_form_comes_back_filled_in_before_the_gateway_gives_up(
    site: Site, seconds: float, *, is_warm: bool
) -> None:
    clock = Stopwatch()
    services, client = on_slow_database(site.services, clock, seconds)
    if is_warm:
        entry = services.catalogue.entry("round-table", "registration")
        services.catalogue.form(entry.event, entry.record, 1)
    began = clock.seconds
    sent = [*SENT, ("_shown", "ru")]
    reply = Client(app_of(ROUTES, services, clock)).send_form(FORM, sent)
    assert clock.seconds - began < GATEWAY
    if reply.status == 303:
        assert client.calls[-2] == "transact_write_items"  # and the note of the arrival
    else:
        assert_not_sent(reply, "ru")
        assert 'id="answers"' in reply.text or not is_warm
        assert dict(hidden_fields(reply.text))["_id"] == ID
        assert stored_ids(site.services) == []
        assert site.browser.send_form(FORM, sent).status == 303
    assert stored_ids(site.services) == [ID]


@pytest.mark.parametrize("seconds", [2.5, 6])
def test_only_the_slower_database_keeps_a_form_from_being_sent(site: Site, seconds: float) -> None:
    clock = Stopwatch()
    services, _ = on_slow_database(site.services, clock, seconds)
    reply = Client(app_of(ROUTES, services, clock)).send_form(FORM, [*SENT, ("_shown", "ru")])
    assert reply.status == (303 if seconds == 2.5 else 503)


def test_the_same_calls_without_a_deadline_outlast_the_gateway(site: Site) -> None:
    """The control of the tests above."""
    clock = Stopwatch()
    services, _ = on_slow_database(site.services, clock, 6)
    began = clock.seconds
    shown = events.show_event(services, ANYONE, "round-table")
    receipt = submissions.submit_fields(services, shown.id, "registration", ID, 1, "ru", PAIRS)
    assert receipt.created
    assert clock.seconds - began > GATEWAY


def test_a_page_that_is_only_read_has_somewhat_longer(site: Site) -> None:
    """It carries nothing, and an export needs the time; past the deadline it is a page of Pikir's own."""
    clock = Stopwatch()
    services, client = on_slow_database(site.services, clock, 26)
    browser = Client(app_of(ROUTES, services, clock))
    reply = browser.get("/e/round-table/registration")
    assert (reply.status, len(client.calls)) == (503, 1)
    client.calls.clear()
    client.seconds = 7
    began = clock.seconds
    assert browser.get("/e/round-table/registration").status == 200
    assert clock.seconds - began > BUDGET  # a form that is sent would have been given back


def test_jobs_have_no_deadline(site: Site) -> None:
    services, client = on_slow_database(site.services, Stopwatch(), 60)
    forms.list_forms(services, ANYONE, "round-table")
    assert len(client.calls) == 2
