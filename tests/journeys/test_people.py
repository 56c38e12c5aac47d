"""A person is found by the receipt code, moved to another category, and deleted, in Kazakh on a phone."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import OpenEvent, OpenWindow
from tests.journeys.test_every_page import find_faults

pytestmark = pytest.mark.browser

NARROW = 360
NAME = "Әсел Нұрланқызы Бекмұхамбетова"
CATEGORIES = [
    {"name": "pupil", "label": {"kk": "Оқушы"}, "capacity": 1},
    {"name": "teacher", "label": {"kk": "Мұғалім"}, "capacity": 1},
]
FORM: Mapping[str, Any] = {
    "name": "registration",
    "purpose": "registration",
    "title": {"kk": "Тіркелу"},
    "questions": [
        {
            "type": "select_one",
            "name": "who",
            "list_name": "categories",
            "role": "category",
            "required": True,
            "label": {"kk": "Сіз кімсіз?"},
        },
        {"type": "text", "name": "name", "role": "name", "label": {"kk": "Аты-жөніңіз"}},
        {"type": "text", "name": "email", "role": "email", "label": {"kk": "Поштаңыз"}},
    ],
}


class Screens:
    """The screens of a journey: each must fit the phone, and have no violation where axe can run."""

    def __init__(self, page: Page, find_violations: Callable[[Page], list[str]] | None) -> None:
        self.page = page
        self._find_violations = find_violations
        self.faults: list[str] = []

    def check(self) -> None:
        """Check the page as it is now."""
        if self._find_violations is not None:
            self.faults += find_faults(self.page, self._find_violations, NARROW)


@pytest.fixture(scope="module")
def event(open_event: OpenEvent) -> str:
    """Create an event with one place for a pupil and one for a teacher; return the address of its page."""
    return open_event("people-journey", {"kk": "Кездесу"}, FORM, categories=CATEGORIES)


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_person_is_found_by_the_receipt_moved_and_deleted(
    pikir: Mapping[str, str],
    sign_in: Callable[[Page], None],
    open_window: OpenWindow,
    find_violations: Callable[[Page], list[str]],
    call_api: Callable[..., Any],
    event: str,
    script: bool,
) -> None:
    answers = {"who": "pupil", "name": NAME, "email": f"asel.{script}@example.kz".lower()}
    receipt = call_api(
        "POST", "/events/people-journey/forms/registration/responses", {"answers": answers}
    )["receipt"]
    page = open_window(script=script, width=NARROW)
    screens = Screens(page, find_violations if script else None)
    sign_in(page)
    console = f"{pikir['url']}/console/events/people-journey"

    find_person(screens, console, receipt)
    move_person(screens)
    assert registered_counts(page, console) == ["0", "1"]
    page.go_back()
    delete_person(screens)
    search(page, receipt)
    expect(page.locator("main")).to_contain_text("Ештеңе табылмады")
    assert registered_counts(page, console) == ["0", "0"]
    assert screens.faults == []


def find_person(screens: Screens, console: str, receipt: str) -> None:
    """Find the person by the receipt code, written as somebody says it, and open the page about them."""
    page = screens.page
    page.goto(f"{console}/people")
    screens.check()
    search(page, receipt.lower().replace("-", " "))
    expect(page.get_by_role("link", name=NAME)).to_be_in_viewport()
    screens.check()
    page.get_by_role("link", name=NAME).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)
    screens.check()


def move_person(screens: Screens) -> None:
    """Move the person to the teachers."""
    page = screens.page
    page.locator("main a[href$='/correct']").click()
    screens.check()
    page.locator("[name=category]").select_option("teacher")
    page.locator("main form .button").click()
    expect(page.locator("main [role=status]")).to_have_text("Тіркеу түзетілді.")
    expect(page.locator("main .facts").first).to_contain_text("Мұғалім")
    screens.check()


def delete_person(screens: Screens) -> None:
    """Delete the person, at first without a reason."""
    page = screens.page
    page.locator("main a[href$='/erase']").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Осы тіркеу жойылсын ба?")
    screens.check()
    page.locator("main form .button").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    screens.check()
    page.get_by_label("Адамның өзі сұрады").check()
    page.locator("main form .button").click()
    expect(page.locator("main [role=status]")).to_be_focused()
    expect(page.get_by_role("link", name=NAME)).to_have_count(0)
    screens.check()


def search(page: Page, text: str) -> None:
    """Search the list."""
    page.locator("[name=q]").fill(text)
    page.locator(".search-line button").click()


def registered_counts(page: Page, console: str) -> list[str]:
    """Return how many places of each category are taken, as the overview shows it."""
    page.goto(console)
    rows = page.locator("table tbody tr").filter(has_text=re.compile("Оқушы|Мұғалім"))
    return [row.locator("td").first.inner_text() for row in rows.all()]
