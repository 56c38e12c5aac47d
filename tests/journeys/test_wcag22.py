"""The criteria that WCAG 2.2 added on the levels A and AA, by name: 2.5.7, 3.3.7 and 3.3.8.

``test_every_page`` checks the other three, 2.4.11, 2.5.8 and 3.2.6, on each participant's and organiser's page.
"""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import ROOT, OpenWindow

pytestmark = pytest.mark.browser

PHONE = 360
STATIC = ROOT / "chalicelib" / "web" / "static"


def test_2_5_7_dragging_is_never_needed() -> None:
    dragging = re.compile("dragstart|dragover|pointermove|mousemove|touchmove|draggable")
    scripts = {path.name for path in STATIC.glob("*.js") if dragging.search(_text(path))}
    templates = {
        path.name
        for path in (ROOT / "chalicelib" / "web" / "templates").rglob("*.html")
        if dragging.search(_text(path))
    }
    assert (scripts, templates) == ({"editor-drag.js"}, set())
    editor = _text(ROOT / "chalicelib" / "web" / "templates" / "organiser" / "form_outline.html")
    assert all(f'"{step}"' in editor for step in ("up", "down", "in", "out"))  # as buttons


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_3_3_7_nothing_is_asked_twice(pikir: Mapping[str, str], open_window: OpenWindow) -> None:
    page = open_window(width=PHONE, script=False)
    page.goto(pikir["registration"])
    typed = page.locator("main form input[autocomplete]:not([type=hidden])")
    assert typed.count() >= 2  # browsers fill in a name and an address that they know
    first = typed.first
    name = first.get_attribute("name")
    first.fill("Айгүл Серікқызы")
    page.locator("main form .buttons button").last.click()
    expect(page.locator("[data-error-summary]")).to_be_visible()
    expect(page.locator(f"[name='{name}']")).to_have_value("Айгүл Серікқызы")


def test_3_3_8_signing_in_needs_no_memory_and_no_puzzle(
    pikir: Mapping[str, str], open_window: OpenWindow
) -> None:
    page = open_window(width=PHONE)
    page.goto(f"{pikir['url']}/console/sign-in")
    (field,) = page.locator("main input:not([type=hidden])").all()
    assert field.get_attribute("autocomplete") == "email"
    assert page.locator("input[type=password], main img, main canvas, iframe").count() == 0
    may_paste = "field => field.dispatchEvent(new ClipboardEvent('paste', {cancelable: true}))"
    assert field.evaluate(may_paste)
    page.goto(f"{pikir['url']}/console/sign-in/some-link")
    assert page.locator("main input:not([type=hidden])").count() == 0
