"""A typo in a published form is corrected in three clicks, with a script and without."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import OpenEvent, OpenWindow

FORM = {
    "name": "visit",
    "purpose": "impressions",
    "title": {"kk": "Әсер"},
    "questions": [{"type": "text", "name": "why", "label": {"kk": "Неге кельдіңіз?"}}],
}

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("script", [True, False])
def test_a_typo_is_corrected_in_three_clicks(
    pikir: Mapping[str, str],
    open_window: OpenWindow,
    sign_in: Callable[[Page], None],
    call_api: Callable[..., Any],
    open_event: OpenEvent,
    *,
    script: bool,
) -> None:
    event = f"wording-{script}".lower()
    open_event(event, {"kk": "Кездесу"}, FORM)
    before = call_api("GET", f"/events/{event}/forms/visit")
    page = open_window(script=script)
    sign_in(page)
    page.goto(f"{pikir['url']}/console/events/{event}/forms/visit")
    clicks = 0
    for link in ('a[href$="/wording"]', 'a[href*="questions%2F0"]'):
        page.locator(link).click()
        clicks += 1
    field = page.locator("textarea[lang=kk], input[lang=kk]").first
    field.fill("Неге келдіңіз?")
    page.locator("main form button").click()
    clicks += 1
    expect(page.get_by_role("status")).to_contain_text("Мәтін түзетілді")
    assert clicks == 3
    after = call_api("GET", f"/events/{event}/forms/visit")
    assert after["questions"][0]["label"]["kk"] == "Неге келдіңіз?"
    before["questions"][0]["label"]["kk"] = "Неге келдіңіз?"
    assert after == before
