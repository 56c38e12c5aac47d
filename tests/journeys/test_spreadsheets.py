"""From a spreadsheet to a response: sent with errors, corrected, previewed, published and answered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, OpenWindow
from tests.xlsform.workbooks import xlsx

pytestmark = pytest.mark.browser

CORRECT = """
| survey |
| | type | name | label::Қазақша (kk) | label::Русский (ru) | label::English (en) | required | relevant | constraint |
| | select_one yes_no | came | Келдіңіз бе? | Вы пришли? | Did you come? | yes | | |
| | integer | visits | Неше рет? | Сколько раз? | How many times? | | ${came} = 'yes' | . > 0 |
| choices |
| | list_name | name | label::Қазақша (kk) | label::Русский (ru) | label::English (en) |
| | yes_no | yes | Иә | Да | Yes |
| | yes_no | no | Жоқ | Нет | No |
| settings |
| | form_title | form_id | pikir::title::ru | pikir::title::en |
| | Қатысу | {name} | Участие | Attendance |
"""
BROKEN = CORRECT.replace("${came}", "${cane}")


def write_workbook(folder: Path, name: str, sheets: str) -> Path:
    path = folder / f"{name}.xlsx"
    path.write_bytes(xlsx(sheets.replace("{name}", name)))
    return path


@dataclass(frozen=True)
class Organiser:
    """An organiser at the console, whose pages are checked with axe."""

    page: Page
    find_violations: Callable[[Page], list[str]] | None

    def send(self, sheets: Path) -> None:
        self.page.locator("[name=spreadsheet]").set_input_files(sheets)
        self.page.locator("[name=purpose]").select_option("impressions")
        self.page.locator("main form button:not([type=button])").click()

    def check_page(self) -> None:
        if self.find_violations:
            assert self.find_violations(self.page) == []
            assert self.page.evaluate("document.documentElement.scrollWidth") <= PHONE


def check_problems(organiser: Organiser) -> None:
    page = organiser.page
    expect(page.locator("[data-error-summary]")).to_contain_text("Ештеңе сақталған жоқ.")
    organiser.check_page()
    faulty = page.locator("table.stacked tbody tr").first
    expect(faulty).to_contain_text("relevant")
    expect(faulty).to_contain_text("came")


def check_draft(organiser: Organiser) -> None:
    page = organiser.page
    expect(page.get_by_role("heading", level=1)).to_contain_text("Қатысу")
    organiser.check_page()
    expect(page.locator(".warnings")).to_contain_text("Шектеудің өз хабарламасы жоқ.")
    expect(page.locator(".preview")).to_contain_text("Келдіңіз бе?")
    page.locator("nav a[lang=ru][href*='in=ru']").click()
    expect(page.locator(".preview")).to_contain_text("Вы пришли?")


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_spreadsheet_is_corrected_previewed_published_and_answered(
    pikir: Mapping[str, str],
    open_window: OpenWindow,
    sign_in: Callable[[Page], None],
    find_violations: Callable[[Page], list[str]],
    small_event: str,
    tmp_path: Path,
    script: bool,
) -> None:
    name = "attendance" if script else "attendance_plain"
    page = open_window(script=script, width=PHONE if script else DESK)
    sign_in(page)
    organiser = Organiser(page, find_violations if script else None)
    page.goto(f"{pikir['url']}/console/events/small-meeting/forms")
    page.get_by_role("link", name="Жаңа форма").click()
    page.get_by_role("link", name="Кестеден форма қосу").click()
    organiser.send(write_workbook(tmp_path, name, BROKEN))
    check_problems(organiser)
    organiser.send(write_workbook(tmp_path, name, CORRECT))
    check_draft(organiser)
    page.locator("#accepted-top").check()
    page.locator("button[value=publish]").first.click()
    expect(page.locator("main .card")).to_contain_text("1-нұсқа")

    visitor = open_window(script=script)
    visitor.goto(f"{small_event}/{name}")
    visitor.get_by_label("Иә").check()
    visitor.locator("[name='q.visits']").fill("2")
    visitor.locator("main form button:not([type=button])").first.click()
    expect(visitor.locator(".receipt")).to_be_visible()
