"""Sharing an event: what is copied, a poster on one sheet, a slide that fits; a decoder reads both as they are shown."""

import re
from collections.abc import Callable, Mapping
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import DESK, PHONE, OpenEvent, OpenWindow
from tests.journeys.test_every_page import find_faults

pytestmark = pytest.mark.browser

A4 = rb"/MediaBox \[0 0 59[45][.\d]* 84[12][.\d]*\]"
LONG = {
    "kk": "Балалар мен жасөспірімдердің құқықтарын қорғау жөніндегі ведомствоаралық ынтымақтастық ",
    "ru": "Межведомственное взаимодействие по вопросам защиты прав несовершеннолетних ",
    "en": "Interdepartmental cooperation concerning the protection of children's rights ",
}


@pytest.fixture(scope="module")
def longest(open_event: OpenEvent) -> str:
    """Create an event whose texts are longer than any sheet can hold; return the path of its sharing page."""
    text = {language: words * 12 for language, words in LONG.items()}
    form = {
        "name": "impressions",
        "purpose": "impressions",
        "title": text,
        "questions": [{"type": "text", "name": "why", "label": {"kk": "?", "ru": "?", "en": "?"}}],
    }
    open_event("longest", text, form, venue=text, ends_at="2027-06-14T12:00:00+05:00")
    return "/console/events/longest/sharing"


@pytest.fixture
def signed_in(open_window: OpenWindow, sign_in: Callable[[Page], None]) -> Callable[..., Page]:
    """Return a function that opens a signed-in window."""

    def window(*, script: bool = True, width: int = DESK) -> Page:
        page = open_window(script=script, width=width)
        sign_in(page)
        return page

    return window


def decode(part: Locator) -> str:
    """Return the text of the code that is shown there."""
    [found] = zxingcpp.read_barcodes(Image.open(BytesIO(part.screenshot())).convert("L"))
    return found.text


def test_a_link_is_copied_and_leads_to_the_form(
    pikir: Mapping[str, str], signed_in: Callable[..., Page]
) -> None:
    page = signed_in()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{pikir['url']}/console/events/round-table")
    page.get_by_role("link", name="Бөлісу", exact=True).click()
    page.locator("[data-copy=registration-short]").click()
    expect(page.get_by_role("status").filter(has_text="Көшірілді")).to_have_count(1)
    copied: str = page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(re.escape(pikir["url"]) + "/s/[a-z2-9]{6}", copied)
    assert decode(page.locator(".shared-code svg").nth(1)) == copied
    page.goto(copied)
    expect(page).to_have_url(pikir["registration"])


def test_without_script_there_are_fields_to_select_and_no_dead_buttons(
    pikir: Mapping[str, str],
    signed_in: Callable[..., Page],
) -> None:
    page = signed_in(script=False, width=PHONE)
    page.goto(f"{pikir['url']}/console/events/round-table/sharing")
    expect(page.locator("#registration-link")).to_have_value(pikir["registration"])
    expect(page.locator("[data-copy]:visible")).to_have_count(0)
    page.locator("main summary").first.click()
    whatsapp = page.get_by_role("link", name="WhatsApp").first
    expect(whatsapp).to_have_attribute("href", re.compile(r"^https://wa\.me/\?text=%D0"))
    page.goto(f"{pikir['url']}/console/events/round-table/sharing/poster")
    expect(page.locator("button:visible")).to_have_count(0)


def test_the_longest_texts_fit_on_one_sheet_of_a4(
    pikir: Mapping[str, str], signed_in: Callable[..., Page], longest: str
) -> None:
    page = signed_in()
    for path in (
        "/console/events/round-table/sharing/poster",
        f"{longest}/poster?form=impressions",
        f"{longest}/poster?form=impressions&in=kk",
    ):
        page.goto(pikir["url"] + path)
        pdf = page.pdf(prefer_css_page_size=True)
        assert re.findall(rb"/Type /Page\b", pdf) == [b"/Type /Page"]
        assert re.search(A4, pdf)
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 688, "height": 1016})  # a sheet without its margins
        sheet = page.locator(".sheet-page")
        assert sheet.evaluate("sheet => sheet.scrollHeight <= sheet.clientHeight"), path
        assert decode(sheet).endswith(page.locator(".sheet-address").inner_text())
        page.emulate_media(media="null")


@pytest.mark.parametrize("size", [(1024, 768), (1280, 720), (1920, 1080)])
def test_the_longest_texts_fit_on_the_screen(
    pikir: Mapping[str, str], signed_in: Callable[..., Page], longest: str, size: tuple[int, int]
) -> None:
    page = signed_in()
    page.set_viewport_size({"width": size[0], "height": size[1]})
    for path in (
        "/console/events/round-table/sharing/slide",
        f"{longest}/slide?form=impressions",
    ):
        page.goto(pikir["url"] + path)
        page.get_by_role("button", name="Толық экран").click()
        page.wait_for_function("document.fullscreenElement")
        main = page.locator("main")
        assert main.evaluate(
            "main => main.scrollHeight <= main.clientHeight && main.scrollWidth <= main.clientWidth"
        ), path
        assert decode(main).endswith(page.locator(".sheet-address").inner_text())


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_pages_for_sharing_are_accessible(
    pikir: Mapping[str, str],
    signed_in: Callable[..., Page],
    find_violations: Callable[[Page], list[str]],
    longest: str,
    width: int,
) -> None:
    page = signed_in(width=width)
    faults = []
    for path in ("", "/poster", "/slide", "/poster?form=impressions&in=ru"):
        page.goto(f"{pikir['url']}{longest}{path}")
        page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        faults += find_faults(page, find_violations, width)
    assert faults == []
