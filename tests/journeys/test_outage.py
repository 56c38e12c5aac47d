"""The database stops while two people send their answers, and goes on: nothing is lost, nothing is sent twice."""

import os
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, OpenEvent, OpenWindow, stop_clock
from tests.journeys.test_every_page import find_faults

pytestmark = pytest.mark.browser
FORM = {
    "name": "questions",
    "purpose": "questions",
    "title": {"kk": "Сұрақтар", "ru": "Вопросы", "en": "Questions"},
    "questions": [
        {
            "type": "text",
            "name": "question",
            "appearance": "multiline",
            "required": True,
            "label": {"kk": "Сұрағыңыз", "ru": "Ваш вопрос", "en": "Your question"},
        }
    ],
}
OUTAGE = 40_000
"""In ms: botocore tries three times, three seconds each."""


@pytest.fixture(scope="module")
def address(open_event: OpenEvent) -> str:
    """Create an event with the form; return the form's address."""
    title = {"kk": "Кездесу", "ru": "Встреча", "en": "Meeting"}
    return f"{open_event('outage', title, FORM)}/questions"


def _parent(process: Path) -> int:
    return int((process / "stat").read_text().rpartition(")")[2].split()[1])


def _database() -> int:
    """Return the process of the dynoxide that this test run's local Pikir started."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            is_dynoxide = "dynoxide" in (process / "comm").read_text()
            if is_dynoxide and _parent(Path(f"/proc/{_parent(process)}")) == os.getpid():
                return int(process.name)
        except OSError:
            continue
    pytest.skip("the local Pikir runs without dynoxide")


@contextmanager
def stopped_database() -> Iterator[Callable[[], None]]:
    """Stop the database; give a function that lets it go on."""
    process = _database()
    os.kill(process, signal.SIGSTOP)
    try:
        yield lambda: os.kill(process, signal.SIGCONT)
    finally:
        os.kill(process, signal.SIGCONT)


def fill(page: Page, address: str, question: str) -> str:
    page.goto(address)
    page.locator("[name='q.question']").fill(question)
    return page.locator("[name='_id']").input_value()


def test_answers_outlast_a_stopped_database(
    address: str,
    open_window: OpenWindow,
    find_violations: Callable[[Page], list[str]],
    call_api: Callable[..., Any],
) -> None:
    plain, scripted = open_window(script=False, language="ru"), open_window(language="kk")
    native = open_window(language="ru")  # as without a script, but axe can run
    asked = ("Когда начало?", "Қашан басталады?", "Где зал?")
    ids = {
        fill(page, address, question)
        for page, question in zip((plain, scripted, native), asked, strict=True)
    }
    with stopped_database() as go_on:
        scripted.locator("main form .buttons .button").click()
        native.evaluate("setTimeout(() => document.getElementById('answers').submit())")
        plain.locator("main form .buttons .button").click(no_wait_after=True, timeout=OUTAGE)
        for page in (plain, native):
            expect(page.get_by_role("alert")).to_contain_text("Ещё не отправлено", timeout=OUTAGE)
        expect(plain.locator("main")).to_contain_text("Когда начало?")
        status = scripted.locator("[data-status]")
        expect(status).to_contain_text("Әлі жіберілген жоқ", timeout=OUTAGE)
        expect(scripted.locator("[name='q.question']")).to_have_value("Қашан басталады?")
        for page, language in ((native, "ru"), (scripted, "kk")):
            assert page.locator("html").get_attribute("lang") == language
            assert find_faults(page, find_violations, PHONE) == []
        go_on()
    for page in (plain, native):
        page.locator(
            "main form .buttons .button"
        ).click()  # the form came back, since it was remembered
        expect(page.get_by_role("heading", level=1)).to_contain_text("Спасибо", timeout=OUTAGE)
    expect(scripted.get_by_role("heading", level=1)).to_contain_text("Рақмет", timeout=OUTAGE)
    rows = call_api("GET", "/events/outage/forms/questions/responses?limit=100")["rows"]
    assert {row["id"] for row in rows} == ids
    assert len(rows) == len(ids)


def test_the_script_keeps_to_retry_after_and_stops_while_somebody_types(
    address: str, open_window: OpenWindow
) -> None:
    page = open_window(language="ru")
    page.goto(address)
    stop_clock(page)  # before typing begins, which lets the page keep a draft a moment later
    page.locator("[name='q.question']").fill("Где зал?")
    sent: list[str] = []

    def refuse(route: Any) -> None:  # noqa: ANN401 -- Playwright's route
        sent.append(route.request.post_data)
        route.fulfill(status=429, headers={"Retry-After": "50"}, body="")

    page.route(address, refuse)
    page.locator("main form .buttons .button").click()
    status = page.locator("[data-status]")
    expect(status).to_contain_text("будет отправлено автоматически")
    page.clock.run_for(49_000)
    assert len(sent) == 1
    page.clock.run_for(2_000)
    expect(status).to_contain_text("будет отправлено автоматически")
    assert len(sent) == 2
    assert sent[0] == sent[1]
    page.locator("[name='q.question']").press_sequentially("!")
    expect(status).to_contain_text("нажмите кнопку ещё раз")
    page.clock.run_for(300_000)
    # That a draft is kept does not replace it.
    expect(status).to_contain_text("нажмите кнопку ещё раз")
    assert len(sent) == 2
    assert re.search("_id=[0-9a-f-]{36}", sent[0])
