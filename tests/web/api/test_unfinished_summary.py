"""A summary that takes longer to count than a request may: a page that goes on by itself, and a code for programs."""

from datetime import timedelta

import pytest

from chalicelib.actions import summaries
from tests.web.api import samples
from tests.web.client import Client

SUMMARY = "/api/v1/events/round-table/forms/impressions/summary"


@pytest.fixture(autouse=True)
def no_time_to_count(open_event: object, anyone: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = {"answers": samples.FULL_ANSWERS}
    assert anyone.send_json("POST", SUMMARY.replace("summary", "responses"), sent).status == 201
    monkeypatch.setattr(summaries, "REQUEST_BUDGET", timedelta(0))


def test_a_program_is_told_by_a_code_when_to_come_back(organiser: Client) -> None:
    reply = organiser.get(SUMMARY)
    assert (reply.status, reply.code) == (503, "summary.unfinished")
    assert int(reply.headers["retry-after"]) > 0
    assert "responses" not in reply.json
