"""The record of an event in a browser: filled in within minutes, by two people at once, and over a line that breaks."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.journeys.conftest import DESK, PHONE, OpenEvent, OpenWindow
from tests.journeys.test_editor import drop_posts
from tests.journeys.test_every_page import FindViolations, find_faults
from tests.journeys.test_first_event import CountingHand

pytestmark = pytest.mark.browser

EVENT = "recorded"
RECORD = f"/console/events/{EVENT}/record"
SAVED = re.compile("Сақталды")
TALKS = 7
CLICKS = 21
"""What ten minutes are for: a click at each field and at what opens it; the typing is the person's own."""


@pytest.fixture(scope="module")
def _recorded_event(open_event: OpenEvent) -> None:
    """Create an event with a programme of seven talks."""
    title = {"kk": "Хаттамасы бар", "ru": "С протоколом", "en": "With a record"}
    programme = [
        {
            "name": f"talk_{n}",
            "kind": "report",
            "title": f"Баяндама {n}",
            "speakers": [{"name": "Әлия"}],
        }
        for n in range(TALKS)
    ]
    categories = [{"name": "pupil", "label": "Оқушы"}, {"name": "teacher", "label": "Мұғалім"}]
    open_event(EVENT, title, programme=programme, categories=categories)


@pytest.fixture
def open_record(
    pikir: Mapping[str, str],
    open_window: OpenWindow,
    sign_in: Callable[[Page], None],
    _recorded_event: None,
) -> Callable[..., Page]:
    """Return a function that opens the record in a new window."""

    def open_it(**about: Any) -> Page:
        page = open_window(**about)
        sign_in(page)
        page.goto(pikir["url"] + RECORD)
        return page

    return open_it


def field(page: Page, section: str, name: str, entry: str = "") -> Locator:
    """Return the field of an entry; that of the section's last form, the blank one, without ``entry``."""
    place = f"[id='{section}.{entry}']" if entry else f"#{section} > .record-entry"
    return page.locator(place).last.locator(f"[name='{name}']")


def test_seven_talks_are_recorded_on_a_phone_in_a_few_clicks(
    open_record: Callable[..., Page], find_violations: FindViolations
) -> None:
    page = open_record(width=360)
    hand = CountingHand(page)

    def write(place: Locator, text: str) -> None:
        hand.click(place)
        place.fill(text)

    def add(section: str, **texts: str) -> None:
        blank = page.locator(f"#{section} > .add")
        hand.click(blank.locator("summary").first)
        for name, text in texts.items():
            write(field(page, section, name.replace("__", ".")), text)

    for number in range(TALKS):
        write(field(page, "talks", "gist.kk", f"talk_{number}"), f"Мазмұны {number}.")
    for row, count in enumerate(("24", "9")):
        write(field(page, "attendance", f"counts.{row}.count", "attendance"), count)
    add("handouts", title__kk="Жадынама", copies="120")
    expect(page.locator("#handouts > .record-entry")).to_have_count(2)
    add("media", name__kk="Аудандық газет")
    add("organisations", name__kk="Кітапхана", persons__0__name__kk="Сәуле")
    add("next_steps", what__kk="Қайта жиналу", responsible__kk="Әдіскер", due="2027-02-01")
    for section in ("attendance", "handouts", "media", "organisations", "next_steps"):
        written = page.locator(f"#{section} > .record-entry:not(.add) [data-status]")
        expect(written).to_have_text(SAVED)
    assert hand.clicks <= CLICKS
    assert find_faults(page, find_violations, 360) == []
    page.reload()
    expect(page.locator("#talks [data-title]")).to_have_count(TALKS + 1)
    for number in range(TALKS):
        gist = field(page, "talks", "gist.kk", f"talk_{number}")
        expect(gist).to_have_value(f"Мазмұны {number}.")
    expect(page.locator("#handouts [data-title]").first).to_have_text("Жадынама")
    assert field(page, "attendance", "counts.1.count", "attendance").input_value() == "9"


def test_typed_words_survive_a_lost_connection_and_a_closed_page(
    open_record: Callable[..., Page], pikir: Mapping[str, str]
) -> None:
    page = open_record(width=DESK)
    page.route("**/record/**", drop_posts)
    gist = field(page, "talks", "gist.kk", "talk_0")
    gist.fill("Жол үстінде жазылды.")
    status = page.locator("[id='talks.talk_0'] [data-status]")
    expect(status).to_contain_text("Сақталмады")
    page.unroute("**/record/**")
    page.goto("about:blank")
    page.goto(pikir["url"] + RECORD)
    expect(gist).to_have_value("Жол үстінде жазылды.")
    expect(status).to_have_text(SAVED)
    page.reload()
    expect(gist).to_have_value("Жол үстінде жазылды.")


def test_a_lost_answer_is_no_conflict_with_oneself(open_record: Callable[..., Page]) -> None:
    page = open_record(width=DESK)

    def lose_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/record/talks/talk_2", lose_answer, times=1)
    gist = field(page, "talks", "gist.kk", "talk_2")
    gist.fill("Бірінші сөйлем.")
    status = page.locator("[id='talks.talk_2'] [data-status]")
    expect(status).to_contain_text("Сақталмады")
    gist.fill("Бірінші сөйлем. Екінші сөйлем.")
    expect(status).to_have_text(SAVED)
    expect(page.locator("[data-conflict]")).to_have_count(0)
    page.reload()
    expect(gist).to_have_value("Бірінші сөйлем. Екінші сөйлем.")


def test_of_two_who_write_in_one_entry_the_second_decides(
    open_record: Callable[..., Page], find_violations: FindViolations
) -> None:
    first, second = open_record(width=DESK), open_record(width=PHONE)
    entry = "[id='talks.talk_1']"
    field(first, "talks", "gist.kk", "talk_1").fill("Бірінші сөз")
    expect(first.locator(f"{entry} [data-status]")).to_have_text(SAVED)
    field(second, "talks", "gist.kk", "talk_1").fill("Екінші сөз")
    notice = second.locator(f"{entry} [data-conflict]")
    expect(notice).to_contain_text("Бірінші сөз")
    assert find_faults(second, find_violations, PHONE) == []
    field(second, "talks", "gist.kk", "talk_1").fill("Екеуі бірге")
    notice.get_by_role("button").first.click()
    expect(second.locator(f"{entry} [data-status]")).to_have_text(SAVED)
    expect(notice).to_have_count(0)
    field(first, "talks", "gist.kk", "talk_1").fill("Менікі")
    mine = first.locator(f"{entry} [data-conflict]")
    expect(mine).to_contain_text("Екеуі бірге")
    mine.get_by_role("button").last.click()
    expect(field(first, "talks", "gist.kk", "talk_1")).to_have_value("Екеуі бірге")


def test_an_entry_is_written_and_removed_without_a_script(open_record: Callable[..., Page]) -> None:
    page = open_record(script=False)
    blank = page.locator("#help > .add")
    blank.locator("summary").first.click()
    blank.locator("[name='hours.kk']").fill("9:00–18:00")
    blank.locator("[name=phone]").fill("қоңырау шал")
    blank.get_by_role("button", name="Сақтау").last.click()
    expect(page.locator("main [role=alert]")).to_be_visible()
    expect(blank.locator("[name='hours.kk']")).to_have_value("9:00–18:00")
    blank.locator("[name=phone]").fill("25-00-00")
    blank.get_by_role("button", name="Сақтау").last.click()
    entry = page.locator("#help > .record-entry:not(.add)")
    entry.locator("summary").first.click()
    expect(entry.locator("[name=phone]")).to_have_value("25-00-00")
    entry.locator("[value=remove]").click()
    expect(entry).to_have_count(0)
    page.get_by_role("button", name="Қайтару").click()
    expect(entry).to_have_count(1)
