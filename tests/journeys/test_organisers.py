"""An organiser signs in from the mailed link, reads, opens and closes, and downloads."""

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, Open

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_read_the_summary_and_download_after_signing_in(
    pikir: Mapping[str, str], open_window: Open, signed_in: Callable[[Page], None], script: bool
) -> None:
    page = open_window(script=script, width=DESK)
    if script:
        signed_in(page)
        page.goto(f"{pikir['url']}/console")
    else:  # one mail a minute goes to an address: without script, the link that the start prints
        page.goto(f"{pikir['url']}/console/sign-in")
        page.locator("[name=email]").fill("stranger@example.kz")
        page.locator("main form button").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Поштаңызды тексеріңіз")
        page.goto(pikir["sign_in"])
        page.locator("main form button").click()
    page.locator("main a[href='/console/events/round-table']").click()
    page.locator("a[href$='/forms/impressions/summary']").click()
    expect(page.locator("section.question").first).to_be_visible()
    with page.expect_download() as waiting:
        page.locator("a[href*='answers.csv'][href*='labels']").click()
    rows = Path(waiting.value.path()).read_bytes()
    assert rows.startswith(b"\xef\xbb\xbf")
    assert len(list(csv.reader(io.StringIO(rows.decode("utf-8-sig"))))) >= 1
    with page.expect_download() as waiting:
        page.locator("a[href*='summary.csv']").click()
    assert waiting.value.suggested_filename == "round-table-impressions-summary.csv"
    if not script:
        page.locator("header form button").click()
        page.goto(f"{pikir['url']}/console")
        expect(page).to_have_url(re.compile("/console/sign-in$"))


def test_close_and_open_a_form(
    pikir: Mapping[str, str],
    open_window: Open,
    signed_in: Callable[[Page], None],
    small_event: str,
) -> None:
    page = open_window(width=DESK)
    signed_in(page)
    page.goto(f"{pikir['url']}/console/events/small-meeting")
    page.locator("button[value=closed]").last.click()
    visitor = open_window()
    visitor.goto(f"{small_event}/registration")
    expect(visitor.locator("main")).to_contain_text("Бұл форма жабық.")
    page.locator("button[value=open]").last.click()
    visitor.reload()
    expect(visitor.locator("main form")).to_be_visible()


def test_a_token_is_shown_once_and_can_be_revoked(
    pikir: Mapping[str, str], open_window: Open, signed_in: Callable[[Page], None]
) -> None:
    page = open_window()
    signed_in(page)
    page.goto(f"{pikir['url']}/console/tokens")
    page.locator("main form button").first.click()
    expect(page.locator("#name-message")).to_be_visible()
    page.locator("[name=name]").fill("Мектеп сайты")
    page.locator("main form button").first.click()
    expect(page.locator(".secret")).to_have_text(re.compile("^pikir_"))
    page.goto(f"{pikir['url']}/console/tokens")
    assert page.locator(".secret").count() == 0
    page.get_by_role("button", name="Мектеп сайты").click()
    assert page.get_by_role("button", name="Мектеп сайты").count() == 0


def test_a_used_link_opens_nothing(mailed: tuple[str, Sequence[object]], open_window: Open) -> None:
    stranger = open_window()
    stranger.goto(mailed[0])
    stranger.locator("main form button").click()
    expect(stranger.locator("main")).to_contain_text("пайдаланылған")


def test_a_form_from_elsewhere_changes_nothing(
    pikir: Mapping[str, str],
    open_window: Open,
    signed_in: Callable[[Page], None],
    small_event: str,
) -> None:
    page = open_window()
    signed_in(page)
    page.goto(f"{pikir['url']}/console/events/small-meeting")
    page.locator("main input[name=_csrf]").first.evaluate("field => field.value = 'forged'")
    page.locator("main form button").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Рұқсат жоқ")
