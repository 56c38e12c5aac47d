"""A participant's journeys with and without a script: register, correct a refused form, leave an impression."""

import re
from collections.abc import Mapping

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import OpenWindow

pytestmark = pytest.mark.browser
with_and_without_script = pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])


def send(page: Page) -> None:
    page.locator("main form button:not([type=button])").click()


@with_and_without_script
def test_a_refused_registration_is_corrected_and_confirmed(
    pikir: Mapping[str, str], open_window: OpenWindow, script: bool
) -> None:
    page = open_window(script=script)
    page.goto(pikir["event"])
    page.locator("a[href='/e/round-table/registration']").click()
    page.locator("[name='q.name']").fill("Айсұлу Нұрбекова")
    page.locator("[name='q.email']").fill("айсұлу at example")
    send(page)
    expect(page).to_have_title(re.compile("^Қате:"))
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(page.locator("[name='q.name']")).to_have_value("Айсұлу Нұрбекова")
    expect(page.locator("[name='q.email']")).to_have_value("айсұлу at example")
    summary.get_by_role("link").first.click()
    page.locator("input[type=radio][name^='q.']").first.check()
    page.locator("[name='q.email']").fill(f"aisulu.{script}@example.kz".lower())
    page.locator("[name='q.organisation']").fill("№ 3 мектеп")
    for box in page.locator("input[type=checkbox][value=OK]").all():
        box.check()
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Сіз тіркелдіңіз")
    expect(page.locator(".receipt")).to_have_text(re.compile("^[0-9A-Z]{5}-[0-9A-Z]{5}$"))


def test_back_without_a_script_leads_through_our_own_pages(
    small_event: str, open_window: OpenWindow
) -> None:
    """Pages that answered a POST were once replaced by the browser's own page."""
    page = open_window(script=False)
    page.goto(f"{small_event}/registration")
    send(page)
    page.get_by_label("Атыңыз").fill("Аружан")
    page.get_by_role("button", name="Русский").click()
    send(page)
    page.get_by_role("radio").last.check()
    send(page)
    expect(page.locator(".receipt")).to_be_visible()
    receipt = page.locator(".receipt").inner_text()
    for language in ("ru", "ru", "kk"):
        page.go_back(wait_until="load")
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator("[name='q.name']")).to_have_value("Аружан")
    page.go_forward()
    page.go_forward()
    page.get_by_role("radio").last.check()
    send(page)
    assert page.locator(".receipt").inner_text() == receipt


@with_and_without_script
def test_the_link_of_an_error_leads_to_its_field(
    pikir: Mapping[str, str], open_window: OpenWindow, script: bool
) -> None:
    page = open_window(script=script)
    page.goto(pikir["registration"])
    send(page)
    link = page.get_by_role("alert").get_by_role("link").nth(1)
    target = (link.get_attribute("href") or "").removeprefix("#")
    link.click()
    page.keyboard.type("Ержан")
    if script:
        expect(page.locator(f"[id='{target}']")).to_be_focused()
        expect(page.locator(f"[id='{target}']")).to_have_value("Ержан")
    else:
        expect(page).to_have_url(re.compile(re.escape(f"#{target}") + "$"))


@with_and_without_script
def test_a_full_category_is_named_and_another_can_be_chosen(
    small_event: str, open_window: OpenWindow, script: bool
) -> None:
    first = open_window(script=script)
    first.goto(f"{small_event}/registration")
    first.get_by_label("Оқушы").check()
    first.get_by_label("Атыңыз").fill("Дана")
    send(first)
    page = open_window(script=script)
    page.goto(f"{small_event}/registration")
    page.get_by_label("Оқушы").check()
    page.get_by_label("Атыңыз").fill("Ерлан")
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("«Оқушы» санатындағы барлық орын толды.")
    expect(page.get_by_label("Атыңыз")).to_have_value("Ерлан")
    page.get_by_label("Мұғалім").check()
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Сіз тіркелдіңіз")


@with_and_without_script
def test_an_impression_is_accepted(
    pikir: Mapping[str, str], open_window: OpenWindow, script: bool
) -> None:
    page = open_window(script=script)
    page.goto(pikir["impressions"])
    for field in page.locator("main fieldset").filter(has=page.locator("input[type=radio]")).all():
        field.locator("input[type=radio]:not([value=''])").nth(1).check()
    for number, menu in enumerate(page.locator("main fieldset select").all(), 1):
        menu.select_option(str(number))
    send(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Рақмет")
    expect(page.locator(".receipt")).to_be_visible()


@with_and_without_script
def test_switching_the_language_keeps_the_answers(
    pikir: Mapping[str, str], open_window: OpenWindow, script: bool
) -> None:
    page = open_window(script=script)
    page.goto(pikir["registration"])
    page.locator("[name='q.name']").fill("Айсұлу")
    page.get_by_role("button", name="Русский").click()
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    expect(page.locator("[name='q.name']")).to_have_value("Айсұлу")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("[name='q.name']")).to_have_value("Айсұлу")
    page.goto(pikir["event"])
    expect(page.locator("html")).to_have_attribute("lang", "en")


@with_and_without_script
def test_enter_sends_the_answers(
    pikir: Mapping[str, str], open_window: OpenWindow, script: bool
) -> None:
    page = open_window(script=script)
    page.goto(pikir["registration"])
    page.locator("[name='q.name']").press("Enter")
    expect(page).to_have_title(re.compile("^Қате:"))
    expect(page.locator("html")).to_have_attribute("lang", "kk")


def test_a_form_is_filled_in_by_keyboard_alone(small_event: str, open_window: OpenWindow) -> None:
    page = open_window()
    page.goto(f"{small_event}/registration")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")  # the link back to the event
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("Мақсат")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Сіз тіркелдіңіз")


def test_a_double_click_sends_the_form_once(small_event: str, open_window: OpenWindow) -> None:
    page = open_window()
    page.goto(f"{small_event}/registration")
    methods: list[str] = []
    page.on("request", lambda request: methods.append(request.method))
    page.get_by_label("Мұғалім").check()
    page.get_by_label("Атыңыз").fill("Сәуле")
    page.locator("main form button:not([type=button])").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("Сіз тіркелдіңіз")
    assert methods.count("POST") == 1
