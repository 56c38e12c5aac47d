"""A form in steps on a phone: back and forward, a refused page, a skipped one, and the answers read once more."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import OpenEvent, OpenWindow
from tests.journeys.step_form import FORM
from tests.journeys.test_every_page import FindViolations, find_faults, find_width_fault

pytestmark = pytest.mark.browser
WIDTH = 360


@pytest.fixture(scope="module")
def address(open_event: OpenEvent) -> str:
    """Create an event with the form; return the form's address."""
    title = {"kk": "Отбасы мектебі", "ru": "Школа семьи", "en": "Family school"}
    return f"{open_event('family-school', title, FORM)}/steps"


def field(page: Page, key: str) -> Locator:
    return page.locator(f"[name='q.{key}']")


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Жалғастыру").click()


def send(page: Page) -> None:
    """Send from the last step, and wait for the page that confirms it."""
    page.get_by_role("button", name="Жіберу").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Рақмет")


def find_step_faults(page: Page, find_violations: FindViolations, *, script: bool) -> list[str]:
    """Return what axe, which is a script, finds, or whether the page is too wide."""
    return find_faults(page, find_violations, WIDTH) if script else find_width_fault(page, WIDTH)


def expect_step(page: Page, progress: str) -> None:
    expect(page.locator("#progress")).to_have_text(progress)


with_and_without_script = pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])


@with_and_without_script
def test_a_page_can_refuse_and_another_be_skipped(
    address: str, open_window: OpenWindow, find_violations: FindViolations, script: bool
) -> None:
    page = open_window(script=script, width=WIDTH)
    page.goto(address)
    expect_step(page, "1-бет, барлығы 2")
    field(page, "person").fill("Ая")
    go_on(page)
    # What is missing holds back, and only what is missing here.
    expect(page.get_by_text("Жауап нұсқасын таңдаңыз.").last).to_be_visible()
    expect(field(page, "person")).to_have_value("Ая")
    field(page, "parent").first.check()
    go_on(page)
    expect_step(page, "2-бет, барлығы 3")
    expect(field(page, "person")).to_be_hidden()
    assert find_step_faults(page, find_violations, script=script) == []
    field(page, "children").fill("2")
    page.get_by_role("button", name="Артқа").click()
    expect_step(page, "1-бет, барлығы 3")
    field(page, "parent").last.check()
    go_on(page)
    expect_step(page, "2-бет, барлығы 2")  # without children that page is skipped
    page.get_by_text("Мазмұны").click()
    page.locator("[data-content='1'] button").click()
    field(page, "parent").first.check()
    go_on(page)
    expect(field(page, "children")).to_have_value("2")


@with_and_without_script
def test_the_answers_are_read_once_more_and_changed_before_they_are_sent(
    address: str,
    open_window: OpenWindow,
    find_violations: FindViolations,
    call_api: Callable[..., Any],
    script: bool,
) -> None:
    page = open_window(script=script, width=WIDTH)
    page.goto(address)
    field(page, "person").fill("Ая" if script else "Айша")
    field(page, "parent").first.check()
    go_on(page)
    field(page, "children").fill("2")
    go_on(page)
    field(page, "overall").last.check()
    go_on(page)
    heading = page.get_by_role("heading", name="Жауаптарыңызды тексеріңіз")
    expect(heading).to_be_visible()
    expect(page.locator(".answers dt").first).to_have_text("Атыңыз")
    assert find_step_faults(page, find_violations, script=script) == []
    page.get_by_role("button", name=re.compile("^Өзгерту ?: Нешеу")).click()
    field(page, "children").fill("3")
    go_on(page)
    go_on(page)
    expect(heading).to_be_visible()
    send(page)
    rows = call_api("GET", "/events/family-school/forms/steps/responses?limit=100")["rows"]
    sent = {"person": "Ая" if script else "Айша", "parent": "yes", "children": 3}
    assert [row["answers"] for row in rows if row["answers"].items() >= sent.items()]


def test_the_browser_s_back_and_a_reload_lose_nothing(
    address: str, open_window: OpenWindow
) -> None:
    page = open_window(width=WIDTH)
    page.goto(address)
    field(page, "person").fill("Ая")
    field(page, "parent").first.check()
    go_on(page)
    field(page, "children").fill("2")
    go_on(page)
    expect_step(page, "3-бет, барлығы 3")
    expect(page).to_have_title(re.compile("3-бет, барлығы 3"))
    page.go_back()
    expect_step(page, "2-бет, барлығы 3")
    expect(field(page, "children")).to_be_visible()
    page.go_back()
    expect(field(page, "person")).to_have_value("Ая")
    page.go_forward()
    page.go_forward()
    page.reload()
    expect_step(page, "3-бет, барлығы 3")
    expect(field(page, "children")).to_have_value("2")
    go_on(page)
    answers = page.locator(".answers")
    expect(answers.first).to_be_visible()
    page.go_back()
    field(page, "overall").first.check()
    page.go_forward()
    # What was to be read once more is out of date, so it is not shown.
    expect_step(page, "3-бет, барлығы 3")
    go_on(page)
    expect(answers.last).to_contain_text("1")
    page.reload()
    expect_step(page, "3-бет, барлығы 3")


def test_the_preview_turns_its_pages_and_sends_nothing(
    address: str, open_window: OpenWindow, sign_in: Callable[[Page], None]
) -> None:
    page = open_window(width=WIDTH)
    sign_in(page)
    page.goto(f"{address.partition('/e/')[0]}/console/events/family-school/preview/steps")
    field(page, "person").fill("Ая")
    field(page, "parent").last.check()
    go_on(page)
    expect_step(page, "2-бет, барлығы 2")
    go_on(page)
    expect(page.locator("[data-status]")).to_have_text(
        "Бұл – алдын ала көру: ештеңе жіберілген жоқ."
    )


def test_a_refusal_is_shown_where_it_belongs_and_back_leads_to_the_form(
    address: str, open_window: OpenWindow
) -> None:
    """The page that came back was once an entry of its own, which the browser would not show again."""
    page = open_window(width=WIDTH)
    page.goto(address)
    field(page, "person").fill(
        "Ая" * 3000
    )  # longer than the server takes, which the script does not know
    field(page, "parent").last.check()
    go_on(page)
    go_on(page)
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    expect(field(page, "person")).to_be_visible()
    expect(page.locator("[id='q.person-message']")).to_be_visible()
    field(page, "person").dispatch_event("change")  # as of a field that was left late
    page.wait_for_timeout(400)
    expect(page.locator("[id='q.person-message']")).to_be_visible()
    summary.get_by_role("link").click()
    expect(field(page, "person")).to_be_focused()
    field(page, "person").fill("Ая")
    go_on(page)
    go_on(page)
    send(page)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Отбасы сауалнамасы")
