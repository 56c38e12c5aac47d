"""A report is worded in a browser: with its facts as buttons, and on a telephone without a script."""

import re
from collections.abc import Callable, Mapping

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, OpenEvent, OpenWindow
from tests.journeys.test_every_page import FindViolations, find_faults

pytestmark = pytest.mark.browser

EVENT = "worded"
TEXT = "Сіздің мәтініңіз"
REPORT = f"/console/events/{EVENT}/report?in=kk&length=full"


@pytest.fixture
def page(
    pikir: Mapping[str, str],
    open_event: OpenEvent,
    open_window: OpenWindow,
    sign_in: Callable[[Page], None],
    request: pytest.FixtureRequest,
) -> Page:
    """Return a phone's page with the title of a report to be worded, with a script or without."""
    event = f"{EVENT}-{request.param}".lower()
    open_event(event, {"kk": "Мектеп пен отбасы"})
    page = open_window(width=PHONE, script=request.param)
    sign_in(page)
    page.goto(pikir["url"] + REPORT.replace(EVENT, event))
    page.locator("a[id='p-title']").click()
    expect(page.get_by_label(TEXT)).to_have_value(re.compile(r"^«\{Мектеп пен отбасы\}»"))
    return page


def save(page: Page) -> None:
    page.get_by_role("button", name="Сақтау").click()


@pytest.mark.parametrize("page", [True], indirect=True)
def test_a_fact_is_placed_by_a_button_and_shown_at_once(
    page: Page, find_violations: FindViolations
) -> None:
    page.get_by_label(TEXT).fill("Есеп: ")
    page.get_by_role("button", name="{Мектеп пен отбасы}").click()
    expect(page.get_by_label(TEXT)).to_be_focused()
    expect(page.locator("[data-preview] p")).to_have_text("Есеп: Мектеп пен отбасы")
    assert find_faults(page, find_violations, PHONE) == []
    save(page)
    expect(page.locator("article h1")).to_have_text("Есеп: Мектеп пен отбасы")
    assert find_faults(page, find_violations, PHONE) == []
    page.emulate_media(media="print")
    expect(page.locator(".wording-mark").first).to_be_hidden()


@pytest.mark.parametrize("page", [False], indirect=True)
def test_a_title_is_worded_taken_back_and_put_back_without_a_script(page: Page) -> None:
    page.get_by_label(TEXT).fill("Есеп: {мектеп}")
    save(page)
    expect(page.get_by_role("alert")).to_contain_text("{мектеп}")
    page.get_by_label(TEXT).fill("Есеп: {Мектеп пен отбасы}")
    save(page)
    title = page.locator("article h1")
    expect(title).to_have_text("Есеп: Мектеп пен отбасы")
    assert page.url.endswith("#p-title")
    page.locator(".worded").get_by_role("button", name="Pikir мәтініне оралу").click()
    expect(title).to_contain_text("тақырыбында өткізілген")
    page.get_by_role("button", name="Қайтару").click()
    expect(title).to_have_text("Есеп: Мектеп пен отбасы")
