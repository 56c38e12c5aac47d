"""A spreadsheet with forty warnings on a phone, in Kazakh and without a script: sent, looked through and published."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import OpenWindow
from tests.journeys.test_every_page import find_faults
from tests.journeys.test_first_event import NARROW, CountingHand
from tests.xlsform.corpus.files import read_source

pytestmark = pytest.mark.browser


def test_forty_warnings_take_three_clicks_from_the_file_to_the_published_form(
    pikir: Mapping[str, str],
    open_window: OpenWindow,
    sign_in: Callable[[Page], None],
    find_violations: Callable[..., list[str]],
    tmp_path: Path,
) -> None:
    """Send the file, tick the box, publish; a place leads to its question, and the others unfold."""
    file = tmp_path / "class_life.xlsx"
    file.write_bytes(read_source("forty_warnings").xlsx)
    page = open_window(script=False, width=NARROW)
    sign_in(page)
    hand = CountingHand(page)
    page.goto(f"{pikir['url']}/console/events/round-table/add-form")
    page.locator("#spreadsheet").set_input_files(file)
    hand.click("main form .buttons .button")
    page.wait_for_url(re.compile("/draft$"))
    seen = open_window(width=NARROW)
    sign_in(seen)
    seen.goto(page.url)
    assert find_faults(seen, find_violations, NARROW) == []
    groups = page.locator(".warnings > li")
    expect(groups).to_have_count(5)
    groups.nth(1).locator("summary").focus()
    page.keyboard.press("Enter")
    expect(groups.nth(1).locator("details li").last).to_be_visible()
    publish = page.locator(".buttons button[value=publish]").first
    publish.click()
    expect(page.locator("#accepted-top:invalid")).to_have_count(1)  # the browser asks for it
    hand.click("#accepted-top")
    hand.click(publish)
    page.wait_for_url(re.compile("/forms/class_life$"))
    assert hand.clicks == 3
