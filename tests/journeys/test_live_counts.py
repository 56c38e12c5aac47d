"""The counts of an overview renew themselves while the page is visible, without moving the focus."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import DESK, OpenEvent, OpenWindow, stop_clock

pytestmark = pytest.mark.browser

FORM = {
    "name": "questions",
    "purpose": "questions",
    "title": {"kk": "Сұрақтар"},
    "questions": [{"type": "text", "name": "question", "label": {"kk": "Сұрағыңыз"}}],
}


def test_counts_renew_themselves_every_ten_seconds_and_rest_when_nobody_looks_or_nothing_answers(
    pikir: Mapping[str, str],
    open_window: OpenWindow,
    open_event: OpenEvent,
    call_api: Callable[..., Any],
    sign_in: Callable[[Page], None],
) -> None:
    open_event("live-counts", {"kk": "Тірі сандар"}, FORM)
    page = open_window(width=DESK)
    sign_in(page)
    stop_clock(page)
    asked: list[str] = []
    page.on(
        "request", lambda request: asked.append(request.url) if "/counts" in request.url else None
    )
    page.goto(f"{pikir['url']}/console/events/live-counts")
    count = page.locator("[data-live='form.questions']")
    expect(count).to_have_text("0")
    page.locator(".rows a").focus()
    call_api(
        "POST", "/events/live-counts/forms/questions/responses", {"answers": {"question": "?"}}
    )
    page.clock.run_for(9_000)
    assert asked == []
    page.clock.run_for(1_500)
    expect(count).to_have_text("1")
    expect(page.locator(".rows a")).to_be_focused()
    assert page.locator("main [aria-live], main [role=status]").count() == 0

    def fail(route: Route) -> None:
        route.fulfill(status=503, body="")

    page.route("**/counts", fail)
    with page.expect_response("**/counts"):
        page.clock.run_for(10_500)
    page.wait_for_timeout(100)
    page.clock.run_for(15_000)
    assert len(asked) == 2  # after a failure it waits twice as long
    page.evaluate(
        "Object.defineProperty(document, 'hidden', {value: true});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    page.clock.run_for(600_000)
    assert len(asked) == 2
