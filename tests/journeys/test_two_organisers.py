"""Two organisers on one event: the second is told what changed and loses nothing; a correction after opening is public at once."""

from collections.abc import Callable, Mapping

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, OpenEvent, OpenWindow, sign_in_by_mail
from tests.journeys.test_every_page import FindViolations, find_faults
from tests.journeys.test_roles import invite

pytestmark = pytest.mark.browser

EVENT = "shared-plan"
TIME = f"/console/events/{EVENT}/settings/time"
SECOND = "second@pikir.example"


@pytest.fixture(scope="module")
def address(open_event: OpenEvent) -> str:
    """Create an open event that two people organise; return the address of its page."""
    title = {"kk": "Ортақ жоспар", "ru": "Общий план", "en": "A shared plan"}
    return open_event(EVENT, title, venue={"kk": "Кіші зал", "ru": "Малый зал", "en": "Hall"})


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_the_second_organiser_sees_the_change_and_keeps_what_they_typed(
    pikir: Mapping[str, str],
    open_window: OpenWindow,
    sign_in: Callable[[Page], None],
    find_violations: FindViolations,
    address: str,
    script: bool,
) -> None:
    first = open_window(width=DESK)
    sign_in(first)
    email = f"{script}.{SECOND}".lower()
    invite(first, pikir["url"], email, "organiser", scope=f"event:{EVENT}")
    second = open_window(script=script)
    sign_in_by_mail(second, pikir, email)
    for page in (first, second):
        page.goto(pikir["url"] + TIME)
    venue = f"Үлкен зал {script}"
    first.locator("[name='venue.kk']").fill(venue)
    save(first)
    expect(first.locator("main [role=status]")).to_be_visible()

    typed = f"10:4{int(script)}"
    second.locator("[name='starts_at.clock']").fill(typed)
    save(second)
    expect(second.locator("main [role=alert]")).to_contain_text(venue)
    expect(second.locator("[name='starts_at.clock']")).to_have_value(typed)
    expect(second.locator("[name='venue.kk']")).to_have_value(venue)
    assert not script or find_faults(second, find_violations, PHONE) == []
    save(second)
    expect(second.locator("main [role=status]")).to_be_visible()

    visitor = open_window()
    visitor.goto(address)
    expect(visitor.locator("main")).to_contain_text(venue)
    expect(visitor.locator("main")).to_contain_text(typed)


def save(page: Page) -> None:
    """Save the section."""
    page.locator("main form button[value=save]:not(.hidden)").click()
