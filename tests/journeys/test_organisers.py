"""An organiser's journeys: sign in, read and download a summary, open and close a form, manage tokens."""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from release.invented_answers import impressions
from tests.journeys.conftest import DESK, OpenWindow, OrganiserSession

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_an_organiser_signs_in_reads_a_summary_and_downloads_it(
    pikir: Mapping[str, str],
    open_window: OpenWindow,
    sign_in: Callable[[Page], None],
    call_api: Callable[..., Any],
    find_violations: Callable[..., list[str]],
    script: bool,
) -> None:
    answers, language = next(impressions())
    document = {"answers": answers, "language": language}
    call_api("POST", "/events/round-table/forms/impressions/responses", document)
    page = open_window(script=script, width=DESK)
    if script:
        sign_in(page)
        page.goto(f"{pikir['url']}/console")
    else:  # an address gets one mail a minute, so this uses the link that was printed at the start
        page.goto(f"{pikir['url']}/console/sign-in")
        page.locator("[name=email]").fill("stranger@example.kz")
        page.locator("main form button:not([type=button])").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Поштаңызды тексеріңіз")
        page.goto(pikir["sign_in"])
        page.locator("main form button:not([type=button])").click()
    page.locator("main a[href='/console/events/round-table']").click()
    page.locator(".tabs a[href$='/forms']").click()
    page.locator("a[href$='/forms/impressions/summary']").click()
    expect(page.locator("section.question").first).to_be_visible()
    with page.expect_download() as download_info:
        page.locator("a[href*='answers.csv'][href*='labels']").click()
    rows = Path(download_info.value.path()).read_bytes()
    assert rows.startswith(b"\xef\xbb\xbf")
    assert len(list(csv.reader(io.StringIO(rows.decode("utf-8-sig"))))) >= 1
    with page.expect_download() as download_info:
        page.locator("a[href*='summary.csv']").click()
    assert download_info.value.suggested_filename == "round-table-impressions-summary.csv"
    download_workbook(page, find_violations if script else None)
    if not script:
        sign_out(page, f"{pikir['url']}/console")


def download_workbook(page: Page, find_violations: Callable[..., list[str]] | None) -> None:
    with page.expect_download() as download_info:
        page.locator(".downloads button[value=labels]").click()
    assert zipfile.is_zipfile(download_info.value.path())
    expect(page.get_by_role("heading", level=1)).to_have_text("Excel кітабы дайын")
    if find_violations:
        assert find_violations(page) == []


def sign_out(page: Page, console: str) -> None:
    page.locator(".account summary").click()
    page.locator("header form button").click()
    page.goto(console)
    expect(page).to_have_url(re.compile("/console/sign-in$"))


def test_a_form_is_closed_and_opened_again(
    pikir: Mapping[str, str],
    open_window: OpenWindow,
    sign_in: Callable[[Page], None],
    small_event: str,
) -> None:
    page = open_window(width=DESK)
    sign_in(page)
    page.goto(f"{pikir['url']}/console/events/small-meeting/forms/registration")
    page.locator(".menu summary").click()
    page.locator(".menu a[href$='to=closed']").click()
    page.locator("button[value=closed]").click()
    expect(page.locator("[role=status]")).to_be_focused()
    visitor = open_window()
    visitor.goto(f"{small_event}/registration")
    expect(visitor.locator("main")).to_contain_text(
        "Форма жабылды, жауаптар бұдан былай қабылданбайды."
    )
    page.locator("[role=status] button[value=open]").click()
    visitor.reload()
    expect(visitor.locator("main form")).to_be_visible()


def test_a_token_is_shown_once_and_can_be_revoked(
    pikir: Mapping[str, str], open_window: OpenWindow, sign_in: Callable[[Page], None]
) -> None:
    page = open_window()
    sign_in(page)
    page.goto(f"{pikir['url']}/console/settings/tokens")
    page.locator("main form button:not([type=button])").first.click()
    expect(page.locator("#name-message")).to_be_visible()
    page.locator("[name=name]").fill("Мектеп сайты")
    page.locator("#role-owner").check()
    page.locator("#scope-everything").check()
    page.locator("main form button:not([type=button])").first.click()
    expect(page.locator(".secret")).to_have_text(re.compile("^pikir_"))
    page.goto(f"{pikir['url']}/console/settings/tokens")
    assert page.locator(".secret").count() == 0
    page.get_by_role("button", name="Мектеп сайты").click()
    assert page.get_by_role("button", name="Мектеп сайты").count() == 0


def test_a_used_sign_in_link_is_refused(
    organiser_session: OrganiserSession, open_window: OpenWindow
) -> None:
    stranger = open_window()
    stranger.goto(organiser_session.link)
    stranger.locator("main form button:not([type=button])").click()
    expect(stranger.locator("main")).to_contain_text("пайдаланылған")


def test_a_form_with_a_forged_csrf_token_is_refused(
    pikir: Mapping[str, str],
    open_window: OpenWindow,
    sign_in: Callable[[Page], None],
    small_event: str,
) -> None:
    page = open_window()
    sign_in(page)
    page.goto(f"{pikir['url']}/console/events/small-meeting/state?to=closed")
    page.locator("main input[name=_csrf]").first.evaluate("field => field.value = 'forged'")
    page.locator("main form button:not([type=button])").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Өзгеріс сақталмады")


def test_a_form_of_the_console_that_is_pressed_twice_is_sent_once(
    pikir: Mapping[str, str], open_window: OpenWindow, sign_in: Callable[[Page], None]
) -> None:
    page = open_window()
    sign_in(page)
    page.goto(f"{pikir['url']}/console/settings/tokens")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    page.locator("[name=name]").fill("Екі рет")
    page.locator("#role-owner").check()
    page.locator("#scope-everything").check()
    page.locator("main form button:not([type=button])").first.dblclick()
    expect(page.locator(".secret")).to_be_visible()
    assert sent.count("POST") == 1
