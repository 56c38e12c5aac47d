"""Photos of a school action from a phone: taken, sent, described and put into the report."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.drawn_photos import draw
from tests.journeys.conftest import OpenEvent, OpenWindow
from tests.journeys.test_every_page import FindViolations, find_faults

pytestmark = pytest.mark.browser

EVENT = "photographed"
RECORD = f"/console/events/{EVENT}/record"
SAVED = re.compile("Сақталды")


def test_a_photo_is_taken_on_a_phone_and_stands_in_the_report(
    pikir: Mapping[str, str],
    open_event: OpenEvent,
    open_window: OpenWindow,
    sign_in: Callable[[Page], None],
    find_violations: FindViolations,
    tmp_path: Path,
) -> None:
    open_event(EVENT, {"kk": "Суретке түскен", "ru": "С фотографиями", "en": "With photos"})
    page = open_window(width=360)
    sign_in(page)
    page.goto(f"{pikir['url']}{RECORD}?section=actions")
    blank = page.locator("#actions details.add")
    blank.locator("summary").first.click()
    blank.get_by_label("Не өткізілді", exact=True).fill("Жасыл таспа күні")
    action = page.locator("#actions details.record-entry").first
    expect(action.locator("[data-status]").first).to_have_text(SAVED)
    photo, broken = _write_files(tmp_path)
    choose = action.get_by_label("Фотосурет қосу", exact=True)
    expect(action.locator("[capture=environment]")).to_have_count(1)
    choose.set_input_files(broken)
    expect(action.locator(".photo-upload [data-status]")).to_contain_text("фотосурет емес")
    choose.set_input_files(photo)
    shown = action.locator(".record-photo")
    expect(shown).to_have_count(1)
    caption = shown.get_by_label("Фотосуретте не бейнеленген", exact=True)
    expect(caption).to_be_focused()
    caption.fill("Мектеп ауласында")
    shown.get_by_role("checkbox").check()
    expect(shown.locator("[data-lead]")).to_have_text("Фотосурет есепке енгізіледі.")
    natural = shown.locator("img").evaluate("each => [each.naturalWidth, each.naturalHeight]")
    assert natural == [1067, 1600]
    assert find_faults(page, find_violations, 360) == []
    page.goto(f"{pikir['url']}/console/events/{EVENT}/report?in=kk")
    figure = page.locator("figure", has_text="Мектеп ауласында")
    assert figure.locator("img").evaluate("each => each.decode().then(() => each.naturalWidth)")
    assert find_faults(page, find_violations, 360) == []


def _write_files(folder: Path) -> tuple[Path, Path]:
    """Return a photo as a phone takes it, and a file that only calls itself one."""
    photo, broken = folder / "large.jpg", folder / "broken.jpg"
    photo.write_bytes(draw(size=(3000, 2000), orientation=6))
    broken.write_bytes(b"%PDF-1.7")
    return photo, broken
