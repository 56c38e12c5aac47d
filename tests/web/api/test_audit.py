"""The audit log over the API."""

from typing import TYPE_CHECKING

import pytest

from chalicelib.actions import audit
from chalicelib.domain.permissions import SYSTEM
from tests.web.client import Client

if TYPE_CHECKING:
    from chalicelib.actions.services import Services

LOG = "/api/v1/audit"


@pytest.fixture
def read(services: "Services") -> None:
    for event in ("spring", "autumn", "spring"):
        audit.log_reading(services, SYSTEM, "submission.list", event=event, form="f")


@pytest.mark.usefixtures("read")
def test_the_log_is_read_in_pages_with_filters(organiser: Client) -> None:
    address = f"{LOG}?event=spring&code=submission.list&actor=PIKIR&since=2020-01-01T00:00:00Z"
    first = organiser.get(f"{address}&limit=1").json
    second = organiser.get(f"{address}&limit=1&cursor={first['next']}").json
    (entry,) = first["entries"]
    assert entry | {"id": "", "at": ""} == {
        "id": "",
        "at": "",
        "actor": "pikir",
        "token": None,
        "code": "submission.list",
        "event": "spring",
        "form": "f",
        "subject": None,
        "fields": [],
    }
    assert [entry["event"] for entry in second["entries"]] == ["spring"]
    assert second["entries"] != first["entries"]


@pytest.mark.parametrize(
    "query", ["since=yesterday", "until=2026-06-13", "code=event.stolen", "cursor=x", "limit=501"]
)
def test_a_parameter_that_cannot_be_read_is_refused(organiser: Client, query: str) -> None:
    assert organiser.get(f"{LOG}?{query}").code == "request.bad_parameter"


@pytest.mark.usefixtures("read")
def test_the_log_is_a_file_for_programs(organiser: Client) -> None:
    heading, line = organiser.get(f"{LOG}.csv?event=autumn").body.decode("utf-8-sig").splitlines()
    assert heading == "at,actor,token,code,event,form,subject,fields"
    assert line.endswith(",pikir,,submission.list,autumn,f,,")


def test_the_log_needs_a_token(anyone: Client) -> None:
    assert [anyone.get(address).status for address in (LOG, f"{LOG}.csv")] == [401, 401]
