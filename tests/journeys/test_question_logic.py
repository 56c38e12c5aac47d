"""A skip rule and a check, built on a phone without a script and without a formula."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.forms.definitions import document, row
from tests.journeys.conftest import OpenWindow

pytestmark = pytest.mark.browser

FORM = document(
    row("select_one", "who", label={"kk": "Сіз кімсіз?", "ru": "Кто вы?", "en": "Who are you?"}),
    row(
        "range",
        "overall",
        label={"kk": "Баға", "ru": "Оценка", "en": "Rating"},
        parameters={"start": 1, "end": 5},
    ),
    name="logic",
    purpose="impressions",
    title={"kk": "Шарттар", "ru": "Условия", "en": "Conditions"},
)


def test_a_skip_rule_and_a_check_are_built_without_a_formula(
    pikir: Mapping[str, str],
    open_window: OpenWindow,
    sign_in: Callable[[Page], None],
    call_api: Callable[..., Any],
) -> None:
    call_api("PUT", "/events/round-table/forms/logic", FORM)
    page = open_window(script=False, width=360)
    sign_in(page)
    editor = f"{pikir['url']}/console/events/round-table/forms/logic/edit"
    page.goto(f"{editor}?lang=kk")
    page.get_by_role("link", name="Сұрақ қосу").first.click()
    page.get_by_role("link", name="Ұзақ мәтін").click()
    for code, words in (("kk", "Неліктен?"), ("ru", "Почему?"), ("en", "Why?")):
        page.locator(f"#label_{code}").fill(words)
    page.get_by_text("Шарттар", exact=True).click()
    page.locator("#relevant_question_0").select_option(label="Баға")
    page.locator("#relevant_operator_0").select_option(label="мынадан көп болмаса:")
    page.locator("#relevant_value_0").fill("2")
    page.locator("#constraint_operator_0").select_option(label="таңба саны мынадан кем болмаса:")
    page.locator("#constraint_value_0").fill("5")
    more = page.get_by_role("button", name="Жауап нұсқаларын не тағы бір шарт көрсету").first
    more.click()
    expect(page.locator("#label_kk")).to_have_value("Неліктен?")
    page.locator("#relevant_question_1").select_option(label="Сіз кімсіз?")
    more.click()
    page.locator("#relevant_value_1").select_option(label="Мұғалім")
    page.locator("#relevant_join").select_option(label="біреуі орындалса жеткілікті")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="Сақтау").click()
    expect(page.locator("#row-2")).to_contain_text(
        "«Сіз кімсіз» сұрағына жауабыңыз «Мұғалім» болса"
    )
    draft = call_api("GET", "/events/round-table/forms/logic?version=draft")
    added = draft["questions"][2]
    assert added["relevant"] == "${overall} <= 2 or ${who} = 'teacher'"
    assert added["constraint"] == "string-length(.) >= 5"
