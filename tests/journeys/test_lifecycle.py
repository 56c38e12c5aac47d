"""An event after it was opened, in Kazakh on a phone, with a script and without: its time corrected, a copy, a cancellation."""

import re
from collections.abc import Callable, Mapping

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, OpenWindow
from tests.journeys.test_every_page import FindViolations, find_faults
from tests.journeys.test_first_event import CountingHand, make_event, open_event, register

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_an_opened_event_is_corrected_copied_and_cancelled(
    pikir: Mapping[str, str],
    sign_in: Callable[[Page], None],
    open_window: OpenWindow,
    find_violations: FindViolations,
    script: bool,
) -> None:
    page = open_window(script=script)
    sign_in(page)

    def check() -> None:
        assert not script or find_faults(page, find_violations, PHONE) == []

    page.goto(f"{pikir['url']}/console")
    hand = CountingHand(page)
    event = make_event(hand, "Ата-аналар жиналысы")
    open_event(hand)
    console = f"{pikir['url']}/console/events/{event}"
    visitor = open_window()
    public = f"{pikir['url']}/e/{event}"
    register(visitor, f"{public}/registration", public)
    correct_time(page, console, check)
    copy_event(page, console, check)
    cancel_event(page, console, check)
    visitor.goto(public)
    expect(visitor.locator("main .notice")).to_contain_text("Карантин жарияланды")


def correct_time(page: Page, console: str, check: Callable[[], None]) -> None:
    """Correct a typo in the time, and decide not to write to those registered."""
    page.goto(f"{console}/settings/time")
    page.locator("[name='starts_at.clock']").fill("09:30")
    page.locator("main button.button[value=save]").click()
    page.goto(console)
    page.locator(".step .button").click()
    expect(page.locator("main del")).to_contain_text("10:00")
    expect(page.locator("main ins")).to_contain_text("09:30")
    check()
    page.locator("button[value=let_be]").click()
    expect(page).to_have_url(console)


def copy_event(page: Page, console: str, check: Callable[[], None]) -> None:
    """Copy the event for another day."""
    page.goto(f"{console}/copy")
    page.locator("[name=day]").fill("2030-05-20")
    check()
    page.locator("main form .button").click()
    expect(page.locator("main [role=status], [role=status]").first).to_contain_text("Көшірме")
    expect(page).not_to_have_url(re.compile(re.escape(console) + "$"))


def cancel_event(page: Page, console: str, check: Callable[[], None]) -> None:
    """Cancel the event with a reason, and write to those registered."""
    page.goto(f"{console}/cancel")
    page.locator("[name=reason-kk]").fill("Карантин жарияланды")
    check()
    page.locator("main form .button").click()
    expect(page).to_have_url(f"{console}/letters")
    page.locator("button[value=write]").click()
    expect(page).to_have_url(console)
