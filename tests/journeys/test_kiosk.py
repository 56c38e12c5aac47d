"""Several people fill in a form on one device, one after another: none sees anything of those before."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import PHONE, OpenEvent, OpenWindow, stop_clock
from tests.journeys.step_form import FORM as STEPS
from tests.journeys.test_every_page import find_faults

pytestmark = pytest.mark.browser
FORM = {
    "name": "words",
    "purpose": "questions",
    "title": {"kk": "Сұрақ", "ru": "Вопрос", "en": "Question"},
    "questions": [
        {"type": "text", "name": "word", "label": {"kk": "Сұрағыңыз"}, "required": True},
        {"type": "text", "name": "name", "label": {"kk": "Аты-жөніңіз"}, "role": "name"},
    ],
}
STORED = "[localStorage, sessionStorage].map((store) => JSON.stringify(store)).join()"
THANKS = "Рақмет! Құрылғыны келесі адамға беріңіз."


@pytest.fixture(scope="module")
def address(open_event: OpenEvent) -> str:
    """Create an event with the form; return the address of its kiosk."""
    title = {"kk": "Ашық есік күні", "ru": "День открытых дверей", "en": "Open day"}
    return f"{open_event('kiosk', title, FORM, STEPS)}/words?kiosk=1"


@pytest.fixture
def list_words(address: str, call_api: Callable[..., Any]) -> Callable[[], list[str]]:
    """Return a function that lists the words sent since the test began."""

    def rows() -> list[dict[str, Any]]:
        page: dict[str, list[dict[str, Any]]] = call_api(
            "GET", "/events/kiosk/forms/words/responses?limit=100"
        )
        return page["rows"]

    earlier = {row["id"] for row in rows()}
    return lambda: sorted(row["answers"]["word"] for row in rows() if row["id"] not in earlier)


def word(page: Page) -> Locator:
    return page.locator("[name='q.word']")


def send(page: Page, text: str) -> None:
    word(page).fill(text)
    page.locator("[name='q.name']").fill("Айша")
    page.locator("main form .buttons .button").click()


def expect_empty_form(page: Page, sent: int) -> None:
    """Wait for the form without a former person's answers, and with their number."""
    expect(word(page)).to_have_value("")
    expect(page.locator("[name='q.name']")).to_have_value("")
    expect(page.locator("[data-restored]")).to_be_hidden()
    expect(page.locator("main .notice").first).to_contain_text(f"жіберілді: {sent}")


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_the_device_is_passed_on(
    address: str,
    open_window: OpenWindow,
    find_violations: Callable[..., list[str]],
    list_words: Callable[[], list[str]],
    script: bool,
) -> None:
    page = open_window(script=script)
    page.goto(address)
    for number, text in enumerate(("Алма", "Алмұрт"), 1):
        expect_empty_form(page, number - 1)
        send(page, "")  # refused: the page comes back
        expect(page.get_by_role("alert")).to_be_visible()
        expect(page.locator("[name='q.name']")).to_have_value("Айша")
        send(page, text)
        expect(page.get_by_role("heading", level=1)).to_have_text(THANKS)
        expect(page.locator("main")).to_contain_text(f"жіберілді: {number}")
        if script and number == 1:
            assert find_faults(page, find_violations, PHONE) == []
            assert "Ал" not in page.evaluate(STORED)
        page.get_by_role("link", name="Келесі адам").click()
    expect_empty_form(page, 2)
    if script:
        page.evaluate("document.querySelector('dialog').showModal()")
        assert find_faults(page, find_violations, PHONE) == []
    assert list_words() == ["Алма", "Алмұрт"]
    # Further back a browser without a script asks whether to send again, and gets the page of thanks.
    for _ in range(3 if script else 1):
        page.go_back(wait_until="load")
        texts = [field.input_value() for field in page.locator("input").all()]
        assert not {"Айша", "Алма", "Алмұрт"} & {*texts}, page.url


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_form_in_steps_is_passed_on_at_its_first_step(
    address: str, open_window: OpenWindow, script: bool
) -> None:
    page = open_window(script=script)
    person, go_on = page.locator("[name='q.person']"), page.locator("button[data-next]")
    page.goto(address.replace("/words?", "/steps?"))
    for name in ("Құпия", "Айша"):
        person.fill(name)
        page.locator("[name='q.parent']").last.check()
        go_on.click()
        expect(person).to_be_hidden()
        if name == "Құпия":  # somebody leaves, and whoever comes sees nothing of the first step
            page.get_by_role("link", name="Жаңадан бастау").click()
            expect(person).to_have_value("")
            assert not script or "Құпия" not in page.evaluate(STORED)
    go_on.click()
    expect(page.locator(".answers").first).to_contain_text("Айша")
    page.locator("button[data-send]").click()
    page.get_by_role("link", name="Келесі адам").click()
    for _ in range(3 if script else 1):  # the empty form, and on the way back
        expect(page.locator("main .notice").first).to_contain_text("жіберілді: 1")
        if page.locator("#answers").count():
            expect(page.locator("#progress")).to_have_text("1-бет, барлығы 2")
            expect(person).to_have_value("")
        assert not {"Құпия", "Айша"} & {*page.locator("main").inner_text().split()}
        page.go_back(wait_until="load")


def test_the_empty_form_opens_by_itself_unless_it_is_stopped(
    address: str, open_window: OpenWindow
) -> None:
    page = open_window()
    stop_clock(page)
    page.goto(address)
    send(page, "Шие")
    countdown = page.locator("[data-countdown]")
    expect(countdown).to_have_text("Бос форма 10 секундтан кейін ашылады.")
    page.clock.run_for(9_000)
    expect(countdown).to_have_text("Бос форма 1 секундтан кейін ашылады.")
    page.get_by_role("button", name="Санақты тоқтату").click()
    page.clock.run_for(60_000)
    expect(page.get_by_role("heading", level=1)).to_have_text(THANKS)
    page.reload()
    page.clock.run_for(10_000)
    expect_empty_form(page, 1)


def test_a_form_that_somebody_left_is_cleared_after_a_question(
    address: str, open_window: OpenWindow
) -> None:
    page = open_window()
    stop_clock(page)
    page.goto(address)
    page.clock.run_for(600_000)
    question = page.get_by_role("dialog")
    expect(question).to_be_hidden()  # nothing to clear
    word(page).fill("Құпия")
    page.clock.run_for(1_000)
    page.reload()
    expect(word(page)).to_have_value("Құпия")  # a draft of this window alone
    assert "Құпия" not in page.evaluate("JSON.stringify(localStorage)")
    page.clock.run_for(121_000)
    expect(question).to_contain_text("секундтан кейін өшіріледі")
    question.get_by_role("button", name="Иә").click()
    expect(word(page)).to_have_value("Құпия")
    page.clock.run_for(121_000)
    expect(question).to_be_visible()
    page.clock.run_for(31_000)
    expect_empty_form(page, 0)
    assert "Құпия" not in page.evaluate(STORED)


def test_a_lost_line_loses_and_doubles_nothing(
    address: str, open_window: OpenWindow, list_words: Callable[[], list[str]]
) -> None:
    page = open_window()
    stop_clock(page)
    page.goto(address)
    lost: list[int] = []

    def lose(route: Any) -> None:  # noqa: ANN401 -- Playwright's route
        lost.append(1)
        if len(lost) == 1:
            route.fetch()  # it arrives, and its answer is lost
        route.abort()

    in_the_way = re.compile(r"/words\?kiosk=1")
    page.route(in_the_way, lose)
    send(page, "Өрік")
    status = page.locator("[data-status]")
    expect(status).to_contain_text("Әлі жіберілген жоқ")
    for _ in range(10):  # longer than elsewhere, where somebody would press the button
        with page.expect_event("requestfailed"):
            page.clock.run_for(120_000)
    expect(status).to_contain_text("өздігінен қайта жіберіледі")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(word(page)).to_have_value("Өрік")
    page.unroute(in_the_way)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_role("heading", level=1)).to_have_text(THANKS)
    expect(page.locator("main")).to_contain_text("жіберілді: 1")
    assert list_words() == ["Өрік"]
