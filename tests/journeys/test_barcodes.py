"""A code is read with the camera into its field; where a browser cannot, there is a field for text and no button."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import OpenEvent, OpenWindow

pytestmark = pytest.mark.browser

READER = """
window.streams = [];
window.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code", "ean_13"]; }
  async detect(video) { return video.readyState > 1 && window.code ? [{ rawValue: window.code }] : []; }
};
const camera = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wanted) => {
  if (window.refusal) throw new DOMException("", window.refusal);
  const stream = await camera(wanted);
  window.streams.push(stream);
  return stream;
};
"""
"""A reader of codes, which Chromium has on phones only: it sees ``window.code``. The camera is the browser's own pretended one."""
SHOWS_PICTURE = """new Promise((resolve) => {
  const video = document.querySelector("video");
  video.readyState > 1 ? resolve() : video.addEventListener("loadeddata", resolve);
})"""
IS_OFF = (
    "streams.every((stream) => stream.getTracks().every((track) => track.readyState === 'ended'))"
)


def _question(kind: str, name: str, label: str, **keys: object) -> dict[str, Any]:
    return {"type": kind, "name": name, "label": {"kk": label}, **keys}


@pytest.fixture(scope="module")
def form(open_event: OpenEvent) -> str:
    """Publish a form that asks for the codes of a badge and of books; return its address."""
    books = [_question("barcode", "book", "Кітап")]
    questions = [
        _question("barcode", "badge", "Билет", required=True),
        _question("begin_repeat", "books", "Кітаптар", questions=books),
    ]
    title = {"kk": "Кітапхана"}
    document = {"name": "loans", "purpose": "other", "title": title, "questions": questions}
    return f"{open_event('library', title, document, kind='action')}/loans"


def _open(open_window: OpenWindow, form: str) -> Page:
    page = open_window()
    page.add_init_script(READER)
    page.goto(form)
    return page


def test_a_code_is_read_with_the_camera_which_is_off_afterwards(
    form: str,
    open_window: OpenWindow,
    call_api: Callable[..., Any],
    find_violations: Callable[[Page], list[str]],
) -> None:
    page = _open(open_window, form)
    scan, dialog = page.get_by_role("button", name="сканерлеу"), page.get_by_role("dialog")
    scan.first.click()
    expect(dialog).to_contain_text("Камераны кодқа бағыттаңыз")
    page.evaluate(SHOWS_PICTURE)
    assert not page.evaluate(IS_OFF)
    assert find_violations(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(scan.first).to_be_focused()
    assert page.evaluate(IS_OFF)
    page.evaluate("window.code = '0042'")
    scan.first.click()
    expect(page.get_by_label("Билет")).to_have_value("0042")
    expect(page.get_by_label("Билет")).to_be_focused()
    expect(dialog).to_be_hidden()
    assert page.evaluate(f"streams.length === 2 && {IS_OFF}")
    page.get_by_role("button", name="Тағы қосу").click()
    page.evaluate("window.code = '9786012345678'")
    scan.last.click()
    expect(page.get_by_label("Кітап", exact=False).last).to_have_value("9786012345678")
    page.locator("main form").get_by_role("button", name="Жіберу").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Рақмет")
    [row] = call_api("GET", "/events/library/forms/loans/responses")["rows"]
    assert row["answers"] == {"badge": "0042", "books": [{}, {"book": "9786012345678"}]}


def test_a_forbidden_or_missing_camera_is_explained(
    form: str, open_window: OpenWindow, find_violations: Callable[[Page], list[str]]
) -> None:
    page = _open(open_window, form)
    dialog = page.get_by_role("dialog")
    for refusal, words in (
        ("NotAllowedError", "рұқсат берілмеген"),
        ("NotFoundError", "Камера іске қосылмады"),
    ):
        page.evaluate("(name) => (window.refusal = name)", refusal)
        page.get_by_role("button", name="сканерлеу").first.click()
        expect(dialog.get_by_role("status")).to_contain_text(words)
        assert find_violations(page) == []
        dialog.get_by_role("button", name="Бас тарту").click()
        expect(dialog).to_be_hidden()
    plain = open_window()
    plain.goto(form)
    expect(plain.locator(":root.scripted")).to_be_attached()
    expect(plain.get_by_label("Билет")).to_be_visible()
    expect(plain.get_by_role("button", name="сканерлеу")).to_have_count(0)
