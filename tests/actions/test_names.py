"""The list of names for the door: in alphabetical order, found by name or receipt, with no other answer."""

import pytest

from chalicelib import errors
from chalicelib.actions import names, submissions
from chalicelib.actions.audit import read_audit
from chalicelib.actions.names import RegisteredName
from chalicelib.actions.services import Services
from chalicelib.domain.audit import AuditFilter
from chalicelib.domain.permissions import Actor, Grant, GrantScope, MemberRole
from chalicelib.domain.submissions import Receipt
from chalicelib.settings import Settings
from tests.actions import setting
from tests.actions.setting import ORGANISER, Clock

PLACE = ("round-table", "registration")
PEOPLE = ("Қанат Беков", "Алма Серік", "Әлия Ким", "Берік Омаров")
IN_ORDER = ["Алма Серік", "Әлия Ким", "Берік Омаров", "Қанат Беков"]
DOOR = Actor(
    "member", "door@pikir.example", (Grant(MemberRole.DOOR, GrantScope("event", "round-table")),)
)


@pytest.fixture
def services(local_settings: Settings, clock: Clock) -> Services:
    services = setting.services_on(local_settings, clock)
    setting.open_event(services)
    return services


@pytest.fixture
def receipts(services: Services) -> list[Receipt]:
    """Register four people, each with an address."""
    return [register(services, name, number) for number, name in enumerate(PEOPLE)]


def register(services: Services, name: str, number: int) -> Receipt:
    answers = {"category": "teacher", "name": name, "email": f"person{number}@example.kz"}
    return submissions.submit_json(services, *PLACE, setting.as_json({"answers": answers}), "kk")


def search_names(services: Services, search: str) -> list[str]:
    """Return the names that a search finds."""
    return [row.name for row in names.list_names(services, DOOR, *PLACE, search=search).rows]


def test_names_come_in_alphabetical_order_page_by_page(
    services: Services, receipts: list[Receipt]
) -> None:
    first = names.list_names(services, DOOR, *PLACE, limit=3)
    rest = names.list_names(services, DOOR, *PLACE, limit=3, cursor=first.next)
    assert [row.name for row in (*first.rows, *rest.rows)] == IN_ORDER
    assert (rest.next, rest.looked_through) == (None, None)
    assert rest.rows == (
        RegisteredName(
            name=PEOPLE[0],
            category="teacher",
            receipt=receipts[0].receipt,
            status="confirmed",
        ),
    )
    with pytest.raises(errors.BadParameter):
        names.list_names(services, DOOR, *PLACE, cursor="nonsense")


def test_a_search_knows_names_and_receipts_alone(
    services: Services, receipts: list[Receipt]
) -> None:
    assert search_names(services, "ким әлия") == ["Әлия Ким"]
    assert search_names(services, receipts[3].receipt.lower().replace("-", "")) == ["Берік Омаров"]
    assert search_names(services, receipts[3].receipt[:4]) == ["Берік Омаров"]
    assert search_names(services, "person2@example.kz") == []
    assert search_names(services, "example") == []
    assert search_names(services, "teacher") == []


def test_a_place_that_waits_for_its_confirmation_says_so(services: Services) -> None:
    setting.publish(services, setting.CONFIRMING)
    register(services, "Алма Серік", 1)
    [row] = names.list_names(services, DOOR, *PLACE).rows
    assert row.status == "awaiting_confirmation"


@pytest.mark.usefixtures("receipts")
def test_each_page_is_logged_and_only_registrations_have_one(services: Services) -> None:
    names.list_names(services, DOOR, *PLACE)
    [entry] = read_audit(services, ORGANISER, AuditFilter(actor=DOOR.id)).entries
    assert (entry.code, entry.event, entry.form) == ("registration.list_names", *PLACE)
    with pytest.raises(errors.OnlyRegistrations):
        names.list_names(services, DOOR, PLACE[0], "impressions")
    [record] = names.list_name_forms(services, DOOR, PLACE[0])
    assert record.name == PLACE[1]
