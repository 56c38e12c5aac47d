"""How often participants' pages ask the database, and how old what they show may be."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bench.road.limits import MINUTE, MOST_CALLS, PACE
from chalicelib.actions import drafts, proposal_collection, proposals, stored_submissions
from chalicelib.actions.services import Services
from chalicelib.domain.proposals import ProposalState
from chalicelib.domain.proposals.steps import ProposalChange
from chalicelib.web import api, cookies
from chalicelib.web.participant import ROUTES
from tests.ids import new_id
from tests.slowness import SlowClient, Stopwatch, on_slow_database
from tests.web.client import Client, app_of
from tests.web.participant.conftest import ORGANISER, Site

pytestmark = pytest.mark.counts

EVENT = "/e/round-table"
REGISTRATION = f"{EVENT}/registration"
EVERY = f"{EVENT}/every"
PROPOSALS = {
    "name": "ideas",
    "purpose": "proposals",
    "title": "Ideas",
    "questions": [
        {"type": "text", "name": "idea", "role": "proposal", "label": "Idea"},
        {"type": "text", "name": "name", "role": "name", "label": "Name"},
    ],
}
NOTE = b'{"type": "note", "name": "note", "label": "Read"}'
REQUIRED = [("_version", "1"), ("q.nps", "9"), ("q.ok", "OK")]


class Process:
    """A function that has just started, beside others on the same table: its pages, and the calls that it makes."""

    def __init__(self, site: Site) -> None:
        self.services: Services
        self.client: SlowClient
        self.services, self.client = on_slow_database(site.services, Stopwatch(), 0)
        self.browser = Client(app_of((*ROUTES, *api.ROUTES), self.services))

    def calls_of(self, address: str) -> list[str]:
        """Open a page and return the operations that it took."""
        self.client.calls.clear()
        assert self.browser.get(address).status == 200
        return self.client.calls

    def register(self, who: str) -> int:
        """Send the registration form; return the status of the answer."""
        sent = [("_id", new_id()), ("_version", "1"), ("q.who", who), ("q.name", "Айша")]
        return self.browser.send_form(REGISTRATION, sent).status


@pytest.fixture
def process(site: Site) -> Process:
    return Process(site)


def test_a_form_page_asks_nothing_within_ten_seconds(site: Site, process: Process) -> None:
    assert process.calls_of(REGISTRATION) == ["batch_get_item", "get_item", "query"]
    assert process.calls_of(REGISTRATION) == []
    assert process.calls_of(f"{REGISTRATION}?lang=ru&kiosk=1") == []
    assert process.calls_of(EVERY) == ["batch_get_item", "get_item"]
    site.clock.pass_by(timedelta(seconds=10))
    assert process.calls_of(REGISTRATION) == ["batch_get_item", "query"]
    site.clock.pass_by(timedelta(seconds=-1))  # a clock that was set back makes nothing recent
    assert process.calls_of(REGISTRATION) == ["batch_get_item", "query"]


def test_an_event_page_takes_two_calls_and_its_forms_only_their_versions(process: Process) -> None:
    assert process.calls_of(EVENT) == ["query", "query"]
    assert process.calls_of(EVENT) == []
    assert process.calls_of(REGISTRATION) == ["get_item"]
    assert process.calls_of(EVERY) == ["get_item"]


def test_proposals_take_two_calls_more_and_none_within_ten_seconds(
    site: Site, process: Process
) -> None:
    site.publish(PROPOSALS)
    sent = [("_id", new_id()), ("_version", "1"), ("q.idea", "Кітапхана"), ("q.name", "Дана")]
    assert site.browser.send_form(f"{EVENT}/ideas", sent).status == 303
    proposal_collection.collect_proposals(site.services, ORGANISER, "round-table")
    accept = ProposalChange(state=ProposalState.ACCEPTED)
    proposals.change_proposal(site.services, ORGANISER, "round-table", 1, accept)
    site.change(shows_proposals=True)
    for _ in range(2):
        assert process.calls_of(EVENT) == ["query", "query", "query", "batch_get_item"]
        assert "Кітапхана" in process.browser.get(EVENT).text
        assert process.calls_of(EVENT) == []
        site.clock.pass_by(timedelta(seconds=10))


def test_a_form_that_is_sent_takes_one_write_and_its_receipt_one_read(process: Process) -> None:
    process.calls_of(EVERY)
    process.client.calls.clear()
    assert process.browser.send_form(EVERY, [("_id", new_id()), *REQUIRED]).status == 303
    assert process.client.calls == ["put_item", "put_item"]  # and the hour's note for summaries
    process.client.calls.clear()
    reply = process.browser.send_form(EVERY, [("_id", new_id()), *REQUIRED])
    assert process.client.calls == ["put_item"]
    assert process.calls_of(reply.headers["location"]) == ["get_item"]
    assert process.calls_of(f"{EVERY}/next?kiosk=1") == []


def test_a_registration_takes_one_transaction_and_a_refused_one_is_counted_by_another_write(
    process: Process,
) -> None:
    process.calls_of(REGISTRATION)
    process.client.calls.clear()
    assert process.register("teacher") == 303
    assert process.client.calls == ["transact_write_items", "put_item"]  # and the summaries' note
    process.client.calls.clear()
    assert process.register("pupil") == 303
    assert process.client.calls == ["transact_write_items"]
    process.client.calls.clear()
    assert process.register("pupil") == 409
    assert process.client.calls[:2] == ["transact_write_items", "query"]
    assert process.client.calls.count("update_item") == 1


def test_a_form_that_is_sent_to_a_new_process_takes_two_reads_more(process: Process) -> None:
    assert process.browser.send_form(EVERY, [("_id", new_id()), *REQUIRED]).status == 303
    assert process.client.calls == ["batch_get_item", "get_item", "put_item", "put_item"]


def test_answers_over_a_minute_take_few_calls(site: Site) -> None:
    """What is read again every ten seconds counts; the limits are those of `make bench`."""
    forms = "/api/v1/events/round-table/forms"
    answers = {"nps": 9, "ok": "OK"}
    registered = {"who": "teacher", "name": "Айша"}
    asked: dict[str, Callable[[Client], int]] = {
        "response": lambda browser: (
            browser.send_json(
                "POST", f"{forms}/every/responses", {"id": new_id(), "answers": answers}
            ).status
        ),
        "registration": lambda browser: (
            browser.send_json(
                "POST", f"{forms}/registration/responses", {"id": new_id(), "answers": registered}
            ).status
        ),
        "post": lambda browser: browser.send_form(EVERY, [("_id", new_id()), *REQUIRED]).status,
        "event_page": lambda browser: browser.get(EVENT).status,
        "form_page": lambda browser: browser.get(EVERY).status,
    }
    calls = {}
    for name, ask in asked.items():
        process = Process(site)
        for _ in range(MINUTE // PACE):
            site.clock.pass_by(timedelta(seconds=PACE))
            assert ask(process.browser) in (200, 201, 303)
        calls[name] = len(process.client.calls) / (MINUTE // PACE)
    assert {name: number for name, number in calls.items() if number > MOST_CALLS[name]} == {}


def test_a_change_elsewhere_shows_after_ten_seconds_and_to_an_organiser_at_once(
    site: Site, process: Process
) -> None:
    for address in (EVENT, EVERY):
        process.calls_of(address)
    site.change(title={"kk": "Жаңа атау"}, state="closed")
    for address in (EVENT, EVERY):
        assert "Мектеп пен отбасы" in process.browser.get(address).text
    organiser = Client(app_of(ROUTES, process.services))
    secure = site.services.settings.public_url.startswith("https:")
    session = f"{cookies.name_of(cookies.SESSION, secure=secure)}=any"
    for address in (EVENT, EVERY):
        page = organiser.get(address, cookie=session).text
        assert "Жаңа атау" in page
        assert 'id="answers"' not in page
    later = Process(site)
    later.calls_of(EVENT)
    site.change(title={"kk": "Соңғы атау"})
    site.clock.pass_by(timedelta(seconds=10))
    assert "Соңғы атау" in later.browser.get(EVENT).text


def test_a_process_shows_its_own_changes_at_once(site: Site) -> None:
    assert 'id="answers"' in site.browser.get(EVERY).text
    site.browser.get(EVENT)
    site.change(title={"kk": "Жаңа атау"}, state="closed")
    for address in (EVENT, EVERY):
        assert "Жаңа атау" in site.browser.get(address).text
    assert 'id="answers"' not in site.browser.get(EVERY).text


def test_a_version_published_elsewhere_is_known_once_a_page_of_it_is_sent(
    site: Site, process: Process
) -> None:
    process.calls_of(EVERY)
    question = {"type": "text", "name": "new", "label": "New question", "required": True}
    site.publish({"name": "every", "purpose": "other", "title": "Two", "questions": [question]})
    sent = [("_id", new_id()), ("_version", "2"), ("q.new", "")]
    refused = process.browser.send_form(EVERY, sent)
    assert refused.status == 422
    assert "New question" in refused.text
    assert process.browser.send_form(EVERY, [*sent[:2], ("q.new", "a")]).status == 303


def test_a_draft_shows_nowhere(site: Site, process: Process) -> None:
    draft = b'{"name": "every", "purpose": "other", "title": "Secret", "questions": [%s]}' % NOTE
    drafts.save_form(site.services, ORGANISER, "round-table", "every", draft)
    secret = b'{"name": "secret", "purpose": "other", "title": "Secret", "questions": [%s]}' % NOTE
    drafts.save_form(site.services, ORGANISER, "round-table", "secret", secret)
    for address in (EVENT, EVERY):
        assert "Secret" not in process.browser.get(address).text
    assert process.browser.get(f"{EVENT}/secret").status == 404
    site.change(state="closed")
    assert "Secret" not in Process(site).browser.get(EVERY).text


def test_the_number_of_seats_is_ten_seconds_old_at_most_and_decides_nothing(
    site: Site, process: Process
) -> None:
    """One place: a process that remembers it as free or as taken registers as the table has it."""
    other = Process(site)
    assert "Бос орын Оқушы 1 / 1" in words_of(process)
    assert other.register("pupil") == 303
    assert "Бос орын Оқушы 1 / 1" in words_of(process)
    assert process.register("pupil") == 409
    assert "Орын толды" in words_of(process)  # who was refused sees why
    (row,) = stored_submissions.list_submissions(
        site.services, ORGANISER, "round-table", "registration"
    ).rows
    stored_submissions.erase_submission(
        site.services, ORGANISER, "round-table", "registration", row.id
    )
    assert "Орын толды" in words_of(process)
    assert process.register("pupil") == 303
    site.clock.pass_by(timedelta(seconds=10))
    assert "Орын толды" in words_of(other)


def test_a_process_counts_its_own_registrations_without_a_call(
    site: Site, process: Process
) -> None:
    process.calls_of(EVENT)
    assert process.register("pupil") == 303
    process.client.calls.clear()
    assert "Орын толды" in words_of(process)
    assert process.client.calls == []
    event = site.services.catalogue.entry("round-table", "registration").event
    counted = process.services.seat_counts.capacities(event)
    fresh = replace(site.services).seat_counts.capacities(event)
    assert counted == fresh


def words_of(process: Process) -> str:
    """Return the words of the event's page, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", process.browser.get(EVENT).text).split())
