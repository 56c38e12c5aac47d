"""Every page has no axe violation and fits its width, in three languages, light and dark."""

from collections.abc import Callable, Mapping

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import DESK, PHONE, OpenWindow

pytestmark = pytest.mark.browser

DISPLAYS = [
    pytest.param("kk", PHONE, False, id="kk-phone-light"),
    pytest.param("kk", PHONE, True, id="kk-phone-dark"),
    pytest.param("ru", PHONE, False, id="ru-phone-light"),
    pytest.param("en", PHONE, True, id="en-phone-dark"),
    pytest.param("en", DESK, False, id="en-desk-light"),
]
CONSOLE_DISPLAYS = [
    pytest.param("kk", PHONE, False, True, id="kk-phone-light-plain"),
    pytest.param("kk", PHONE, True, False, id="kk-phone-dark"),
    pytest.param("ru", PHONE, False, False, id="ru-phone-light"),
    pytest.param("en", DESK, False, False, id="en-desk-light"),
]
"""``plain`` pages load no script, as without JavaScript, where axe could not run."""
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
    "/console/new",
    "/console/events/round-table/settings",
    "/console/events/round-table/settings/programme",
    "/console/events/round-table/settings/time",
    "/console/events/round-table",
    "/console/events/training",
    "/console/events/round-table/forms",
    "/console/events/round-table/state?to=closed",
    "/console/events/nowhere",
    "/console/events/round-table/add-form",
    "/console/events/round-table/forms/impressions",
    "/console/events/round-table/forms/impressions/replace",
    "/console/events/round-table/forms/registration/summary",
    "/console/events/round-table/forms/impressions/summary",
    "/console/events/round-table/people",
    "/console/events/round-table/answers",
    "/console/events/round-table/forms/impressions/answers",
    "/console/events/round-table/sharing",
    "/console/settings/members",
    "/console/settings/members/invite",
    "/console/audit",
    "/console/settings/tokens",
]


def find_faults(page: Page, find_violations: Callable[[Page], list[str]], width: int) -> list[str]:
    """Return axe's violations on the open page, and whether the page is wider than the window."""
    scroll_width: int = page.evaluate("document.documentElement.scrollWidth")
    faults = find_violations(page)
    if scroll_width > width:
        faults.append(f"scrolls sideways: {scroll_width} pixels")
    return [f"{page.url}: {fault}" for fault in faults]


@pytest.mark.parametrize(("language", "width", "dark"), DISPLAYS)
def test_public_pages_are_accessible(
    pikir: Mapping[str, str],
    open_window: OpenWindow,
    find_violations: Callable[[Page], list[str]],
    language: str,
    width: int,
    dark: bool,
) -> None:
    page = open_window(width=width, dark=dark, language=language)
    faults = []
    for path in PUBLIC:
        page.goto(f"{pikir['url']}{path}?lang={language}")
        faults += find_faults(page, find_violations, width)
    page.goto(f"{pikir['registration']}?lang={language}")
    page.locator("main form button").click()
    page.locator("[data-error-summary]").wait_for()
    faults += find_faults(page, find_violations, width)
    page.goto(f"{pikir['impressions']}?lang={language}")
    for field in page.locator("main fieldset").filter(has=page.locator("input[type=radio]")).all():
        field.locator("input[type=radio]").first.check()
    page.locator("main form button").click()
    page.locator(".receipt").wait_for()
    faults += find_faults(page, find_violations, width)
    assert faults == []


@pytest.mark.parametrize(("language", "width", "dark", "plain"), CONSOLE_DISPLAYS)
def test_console_pages_are_accessible(
    pikir: Mapping[str, str],
    open_window: OpenWindow,
    find_violations: Callable[[Page], list[str]],
    sign_in: Callable[[Page], None],
    language: str,
    width: int,
    dark: bool,
    plain: bool,
) -> None:
    page = open_window(width=width, dark=dark, language=language)
    if plain:
        page.route("**/*.js", lambda route: route.abort())
    sign_in(page)
    faults = []
    for path in CONSOLE:
        page.goto(f"{pikir['url']}{path}{'&' if '?' in path else '?'}lang={language}")
        faults += find_faults(page, find_violations, width)
    assert faults == []


@pytest.mark.parametrize(("width", "dark"), [(PHONE, True), (DESK, False)])
def test_the_reference_of_the_api_is_accessible(
    pikir: Mapping[str, str],
    open_window: OpenWindow,
    find_violations: Callable[[Page], list[str]],
    width: int,
    dark: bool,
) -> None:
    page = open_window(width=width, dark=dark, language="en")
    page.goto(f"{pikir['url']}/api/docs")
    assert find_faults(page, find_violations, width) == []
