"""Answers are marked by keys, and become a proposal that is accepted and reported on, on a phone."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import OpenEvent, OpenWindow
from tests.journeys.test_every_page import find_faults

pytestmark = pytest.mark.browser

NARROW: Final = 360
FORM: Mapping[str, Any] = {
    "name": "impressions",
    "purpose": "impressions",
    "title": {"kk": "Әсерлер"},
    "questions": [{"type": "text", "name": "wish", "label": {"kk": "Тілек"}}],
}


def test_answers_are_marked_by_keys_and_a_proposal_is_followed_up(
    pikir: Mapping[str, str],
    sign_in: Callable[[Page], None],
    open_window: OpenWindow,
    find_violations: Callable[[Page], list[str]],
    call_api: Callable[..., Any],
    open_event: OpenEvent,
) -> None:
    open_event("marks-journey", {"kk": "Кездесу"}, FORM)
    for number in range(1, 6):
        answers = {"answers": {"wish": f"Тілек {number}"}}
        call_api("POST", "/events/marks-journey/forms/impressions/responses", answers)
    page = open_window(width=NARROW)
    sign_in(page)
    console = f"{pikir['url']}/console/events/marks-journey"
    faults: list[str] = []

    def check() -> None:
        faults.extend(find_faults(page, find_violations, NARROW))

    mark_by_keys(page, console, check)
    follow_up(page, console, check)
    assert faults == []


def mark_by_keys(page: Page, console: str, check: Callable[[], None]) -> None:
    """Quote two answers, hide the next one, make a proposal of the one after it, and translate a quote."""
    page.goto(f"{console}/forms/impressions/summary/texts?question=wish")
    for key in ("j", "x", "j", "j", "x", "q"):
        page.keyboard.press(key)
    rows = page.locator("[data-answer]")
    quoted = rows.filter(has=page.locator(".tag.open"))
    expect(quoted).to_have_count(2)
    check()
    page.keyboard.press("j")  # on from where the marks were set
    page.keyboard.press("h")
    expect(rows.filter(has=page.locator(".hidden-answer"))).to_contain_text("Тілек 4")
    page.keyboard.press("j")
    page.keyboard.press("p")
    expect(page.locator("main [role=status]")).to_be_visible()
    quoted.first.get_by_role("link", name="Аудару").click()
    page.get_by_label("Русский").fill("Пожелание")
    check()
    page.locator("main form .button").click()
    expect(quoted.first).to_contain_text("Пожелание")


def follow_up(page: Page, console: str, check: Callable[[], None]) -> None:
    """Accept the proposal, and say that it was not carried out, at first without saying why."""
    page.goto(f"{console}/proposals")
    page.get_by_role("link", name="1", exact=True).click()
    page.locator("button[value=accept]").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Қабылданды")
    check()
    page.locator("[name=outcome]").select_option("not_done")
    page.locator("button[value=follow_up]").click()
    page.locator("[data-error-summary]").wait_for()
    check()
    page.locator("[name=outcome_note-kk]").fill("Қаржы бөлінбеді")
    page.locator("button[value=follow_up]").click()
    expect(page.locator("main .facts")).to_contain_text("Орындалмады")
