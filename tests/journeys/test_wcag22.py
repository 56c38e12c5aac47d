"""The six criteria that WCAG 2.2 added on the levels A and AA, checked by name on participants' and organisers' pages."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import ROOT, OpenWindow
from tests.journeys.test_every_page import CONSOLE, PUBLIC

pytestmark = pytest.mark.browser

PHONE = 360
STATIC = ROOT / "chalicelib" / "web" / "static"

OBSCURED = """() => {
  const controls = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")];
  const isThere = (one) => one.checkVisibility({ visibilityProperty: true }) && one.getBoundingClientRect().width > 0;
  const shows = (one) => {
    one.focus();
    const { left, top, width, height } = one.getBoundingClientRect();
    const parts = [[0.5, 0.5], [0.1, 0.2], [0.9, 0.2], [0.1, 0.8], [0.9, 0.8]];
    return parts.some(([x, y]) => {
      const there = document.elementFromPoint(left + width * x, top + height * y);
      return there !== null && (one.contains(there) || there.contains(one) || there.closest("label")?.control === one);
    });
  };
  const isReached = (one) => !one.disabled && one.tabIndex >= 0 && isThere(one);
  const obscured = controls.filter((one) => isReached(one) && !shows(one));
  return obscured.map((one) => one.outerHTML.slice(0, 200));
}"""
"""Focus every control in turn; return those of which no part can be seen then."""

FRAME = """() => [...document.querySelectorAll("header a, header button, main, footer a, footer button")]
  .filter((one) => !one.hreflang)
  .map((one) => one.matches("main") ? "main" : one.textContent.trim())"""
"""Return what stands around the content, in its order: where help is offered, it is offered there."""


@pytest.mark.parametrize("pages", [PUBLIC, CONSOLE], ids=["public", "console"])
def test_2_4_11_focus_not_obscured_2_5_8_target_size_and_3_2_6_consistent_help(
    pikir: Mapping[str, str],
    open_window: OpenWindow,
    find_violations: Callable[[Page], list[str]],
    sign_in: Callable[[Page], None],
    pages: list[str],
) -> None:
    page = open_window(width=PHONE)
    if pages is CONSOLE:
        sign_in(page)
    faults = []
    frames = []
    for path in pages:
        page.goto(f"{pikir['url']}{path}")
        faults += [f"2.4.11 {path}: {one}" for one in page.evaluate(OBSCURED)]
        faults += [f"2.5.8 {path}: {one}" for one in find_violations(page) if "target-size" in one]
        frames.append(page.evaluate(FRAME))
    for path, frame in zip(pages, frames, strict=True):
        for other in frames:
            common = [one for one in frame if one in other]
            if common != [one for one in other if one in frame]:
                faults.append(f"3.2.6 {path}: {frame} beside {other}")
    assert faults == []


def test_2_5_7_dragging_is_never_needed() -> None:
    dragging = re.compile("dragstart|dragover|pointermove|mousemove|touchmove|draggable")
    scripts = {path.name for path in STATIC.glob("*.js") if dragging.search(_text(path))}
    templates = {
        path.name
        for path in (ROOT / "chalicelib" / "web" / "templates").rglob("*.html")
        if dragging.search(_text(path))
    }
    assert (scripts, templates) == (set(), set())


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
