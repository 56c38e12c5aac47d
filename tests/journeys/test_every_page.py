"""Every page: no axe violation, no sideways scrolling, in three languages, light and dark."""

from collections.abc import Callable, Mapping

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import DESK, PHONE, Open

pytestmark = pytest.mark.browser

LOOKS = [
    pytest.param("kk", PHONE, False, id="kk-phone-light"),
    pytest.param("kk", PHONE, True, id="kk-phone-dark"),
    pytest.param("ru", PHONE, False, id="ru-phone-light"),
    pytest.param("en", PHONE, True, id="en-phone-dark"),
    pytest.param("en", DESK, False, id="en-desk-light"),
]
PUBLIC = [
    "/",
    "/e/round-table",
    "/e/round-table/registration",
    "/e/round-table/impressions",
    "/e/round-table/proposals",
    "/e/round-table/questions",
    "/e/nowhere",
    "/console/sign-in",
    "/console/sign-in/some-link",
]
CONSOLE = [
    "/console",
    "/console/events/round-table",
    "/console/events/training",
    "/console/events/round-table/add-form",
    "/console/events/round-table/forms/impressions",
    "/console/events/round-table/forms/impressions/replace",
    "/console/events/round-table/forms/registration/summary",
    "/console/events/round-table/forms/impressions/summary",
    "/console/tokens",
]


def faults(page: Page, violations: Callable[[Page], list[str]], width: int) -> list[str]:
    wide: int = page.evaluate("document.documentElement.scrollWidth")
    found = violations(page)
    if wide > width:
        found.append(f"scrolls sideways: {wide} pixels")
    return [f"{page.url}: {fault}" for fault in found]


@pytest.mark.parametrize(("language", "width", "dark"), LOOKS)
def test_public_pages_are_accessible(
    pikir: Mapping[str, str],
    open_window: Open,
    violations: Callable[[Page], list[str]],
    language: str,
    width: int,
    dark: bool,
) -> None:
    page = open_window(width=width, dark=dark, language=language)
    found = []
    for path in PUBLIC:
        page.goto(f"{pikir['url']}{path}?lang={language}")
        found += faults(page, violations, width)
    page.goto(f"{pikir['registration']}?lang={language}")
    page.locator("main form button").click()
    page.locator("[data-error-summary]").wait_for()
    found += faults(page, violations, width)
    page.goto(f"{pikir['impressions']}?lang={language}")
    for field in page.locator("main fieldset").filter(has=page.locator("input[type=radio]")).all():
        field.locator("input[type=radio]").first.check()
    page.locator("main form button").click()
    page.locator(".receipt").wait_for()
    found += faults(page, violations, width)
    assert found == []


@pytest.mark.parametrize(("language", "width", "dark"), LOOKS)
def test_console_pages_are_accessible(
    pikir: Mapping[str, str],
    open_window: Open,
    violations: Callable[[Page], list[str]],
    signed_in: Callable[[Page], None],
    language: str,
    width: int,
    dark: bool,
) -> None:
    page = open_window(width=width, dark=dark, language=language)
    signed_in(page)
    found = []
    for path in CONSOLE:
        page.goto(f"{pikir['url']}{path}?lang={language}")
        found += faults(page, violations, width)
    assert found == []
