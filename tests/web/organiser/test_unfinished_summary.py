"""A summary that takes longer to count than a request may is a page that goes on by itself, without a script."""

from datetime import timedelta

import pytest

from chalicelib.actions import submissions, summaries
from chalicelib.locales import Language
from tests.web.organiser.conftest import Console

ADDRESS = "/console/events/round-table/forms/impressions/summary"


@pytest.fixture
def waiting(console: Console, monkeypatch: pytest.MonkeyPatch) -> Console:
    """Return a console with an answer and no time to count it."""
    console.send_form("/console/events/round-table/state", {"state": "open"})
    language: Language = "kk"
    submissions.submit_json(
        console.services, "round-table", "impressions", b'{"answers": {"rating": 5}}', language
    )
    monkeypatch.setattr(summaries, "REQUEST_BUDGET", timedelta(0))
    return console


def test_the_page_says_that_answers_are_being_counted_and_loads_itself_again(
    waiting: Console,
) -> None:
    reply = waiting.get(ADDRESS)
    assert reply.status == 503
    assert "<h1>Жауаптар саналып жатыр</h1>" in reply.text
    assert "Әзірге саналғаны: 0" in reply.text
    assert '<meta http-equiv="refresh" content="0">' in reply.text
    assert "Шығу" in reply.text  # within the console's frame
    assert "<code>" not in reply.text  # nobody needs to write to us


def test_the_page_is_the_summary_once_all_are_counted(
    waiting: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert waiting.get(ADDRESS).status == 503
    monkeypatch.undo()
    reply = waiting.get(ADDRESS)
    assert reply.status == 200
    assert "refresh" not in reply.text


def test_a_refusal_of_another_kind_does_not_load_itself_again(console: Console) -> None:
    assert "refresh" not in console.get("/console/nowhere").text
