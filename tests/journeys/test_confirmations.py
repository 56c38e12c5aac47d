"""A place is taken, and confirmed by the link in the letter, in a browser with and without a script."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, OpenWindow
from tests.journeys.test_every_page import find_faults

pytestmark = pytest.mark.browser
EVENT: dict[str, Any] = {
    "id": "open-lesson",
    "kind": "meeting",
    "title": {"kk": "Ашық сабақ", "ru": "Открытый урок", "en": "Open lesson"},
    "starts_at": "2027-06-13T10:00:00+05:00",
    "ends_at": "2027-06-13T12:00:00+05:00",
    "state": "open",
}
REGISTRATION: dict[str, Any] = {
    "name": "registration",
    "purpose": "registration",
    "title": {"kk": "Тіркелу", "ru": "Регистрация", "en": "Registration"},
    "confirm_email": True,
    "questions": [
        {
            "type": "text",
            "name": "email",
            "role": "email",
            "required": True,
            "label": {"kk": "Электрондық поштаңыз", "ru": "Эл. почта", "en": "E-mail"},
        }
    ],
}


@pytest.fixture(scope="module")
def address(pikir: Mapping[str, str], call_api: Callable[..., Any]) -> str:
    """Create an event whose registration has to be confirmed; return the form's address."""
    call_api("POST", "/events", EVENT)
    call_api("PUT", "/events/open-lesson/forms/registration", REGISTRATION)
    call_api("POST", "/events/open-lesson/forms/registration/publish")
    return f"{pikir['url']}/e/open-lesson/registration"


def find_link(page: Page, outbox: str, email: str) -> str:
    """Wait for the letter to an address; return the link in it."""
    for _ in range(60):
        page.goto(outbox)
        letter = page.locator("section, article, li").filter(has_text=email)
        link = letter.locator("a[href*='/confirm/']").first
        if link.count():
            return link.get_attribute("href") or ""
        page.wait_for_timeout(250)
    raise AssertionError("no letter with a link was mailed")


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_place_is_confirmed_by_the_mailed_link(
    pikir: Mapping[str, str],
    address: str,
    open_window: OpenWindow,
    find_violations: Callable[[Page], list[str]],
    script: bool,
) -> None:
    page = open_window(script=script)
    email = f"aisulu.{script}@example.kz".lower()
    page.goto(address)
    page.locator("[name='q.email']").fill(email)
    page.locator("main form .buttons .button").first.click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("Тағы бір қадам қалды")
    receipt = page.locator(".receipt").inner_text()
    if script:
        assert find_faults(page, find_violations, PHONE) == []

    page.goto(find_link(page, pikir["mail"], email))
    expect(heading).to_have_text("Тіркелуіңізді растаңыз")
    if script:
        assert find_faults(page, find_violations, PHONE) == []
    page.locator("main form button:not([type=button])").click()
    expect(heading).to_have_text("Сіз тіркелдіңіз")
    expect(page.locator(".receipt")).to_have_text(receipt)
    expect(page).to_have_url(re.compile("/thanks/"))
