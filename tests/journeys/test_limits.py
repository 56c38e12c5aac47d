"""Limits that are reached and a database that is stopped: what the page and its script do, and that they say it well."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from chalicelib import wiring
from chalicelib.actions import stored_submissions
from chalicelib.domain import limits
from chalicelib.storage.table import Table
from tests.actions.photos import EVENT, open_photos
from tests.actions.setting import ORGANISER, Clock
from tests.journeys.conftest import PHONE, OpenWindow, stop_clock
from tests.journeys.in_process import InProcessPikir, in_process_pikir
from tests.journeys.test_every_page import find_faults
from tests.journeys.test_uploads import draw_png
from tests.web.participant.test_unsent import STOPPED, FaultyClient

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.settings import Settings

pytestmark = [pytest.mark.browser, pytest.mark.dynoxide]
ALWAYS = 10**9
FindViolations = Callable[[Page], list[str]]


@pytest.fixture
def in_process() -> Iterator[InProcessPikir]:
    with in_process_pikir() as pikir:
        yield pikir


@pytest.fixture
def clock() -> Clock:
    """Return Pikir's clock: it stands at noon, an hour before its limits' windows end."""
    return Clock()


@pytest.fixture
def services(dynoxide_settings: "Settings", in_process: InProcessPikir, clock: Clock) -> "Services":
    """Return the services of a Pikir with an open event, whose registration asks for a photo too."""
    settings = replace(dynoxide_settings, public_url=in_process.url)
    services = replace(wiring.make(settings), clock=clock, admission_copies=2)
    open_photos(services)
    return services


@pytest.fixture(autouse=True)
def database(services: "Services", in_process: InProcessPikir) -> FaultyClient:
    """Start Pikir; return its database's client, which works until ``first`` is lowered."""
    client = FaultyClient(services.table._client, STOPPED, first=ALWAYS)
    in_process.start(replace(services, table=Table(client, services.table.name)))
    return client


@pytest.fixture
def _reached_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("REGISTRATIONS", "UPLOADS", "SIGN_INS"):
        monkeypatch.setattr(limits, name, replace(getattr(limits, name), most=0))


def fill(page: Page, in_process: InProcessPikir) -> str:
    """Fill in the form, without a photo; return the submission's id."""
    page.goto(f"{in_process.url}/e/{EVENT}/entrants")
    page.locator("main [type=radio]").first.check()
    page.locator("[name='q.name']").fill("Әйгерім")
    return page.locator("[name='_id']").input_value()


def send(page: Page) -> None:
    page.locator("main form .buttons .button").click()


def test_a_stopped_database_is_asked_again_by_the_script_after_longer_and_longer_waits(
    services: "Services",
    database: FaultyClient,
    in_process: InProcessPikir,
    open_window: OpenWindow,
) -> None:
    page = open_window()
    page.add_init_script("Math.random = () => 0.5")  # waits without jitter
    id = fill(page, in_process)  # noqa: A001 -- its name everywhere
    stop_clock(page)
    database.first = 0
    send(page)
    status = page.locator("[data-status]")
    expect(status).to_contain_text("өздігінен қайта жіберіледі")
    for sent, wait in enumerate((2_000, 4_000), start=1):
        page.clock.run_for(wait - 1)
        assert len(in_process.posts) == sent
        page.clock.run_for(1)
        expect(status).to_contain_text("өздігінен қайта жіберіледі")
        assert len(in_process.posts) == sent + 1
    expect(page).to_have_url(re.compile("/entrants$"))
    expect(page.locator("[name='q.name']")).to_have_value("Әйгерім")
    database.first = ALWAYS
    page.clock.run_for(8_000)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Сіз тіркелдіңіз")
    assert len(in_process.posts) == 4
    assert len(set(in_process.posts)) == 1
    rows = stored_submissions.list_submissions(services, ORGANISER, EVENT, "entrants").rows
    assert [row.id for row in rows] == [id]


@pytest.mark.usefixtures("_reached_limits")
def test_a_limit_is_shown_in_its_words_and_not_asked_for_again(
    in_process: InProcessPikir, open_window: OpenWindow, find_violations: FindViolations
) -> None:
    page = open_window()
    fill(page, in_process)
    stop_clock(page)
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("басқа желі")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.locator("[name='q.name']")).to_have_value("Әйгерім")
    page.clock.run_for(600_000)
    assert len(in_process.posts) == 1
    page.clock.resume()
    assert find_faults(page, find_violations, PHONE) == []


def test_a_limit_that_ends_within_two_minutes_is_waited_for_by_the_script(
    clock: Clock,
    in_process: InProcessPikir,
    open_window: OpenWindow,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    usual = limits.REGISTRATIONS
    monkeypatch.setattr(limits, "REGISTRATIONS", replace(usual, most=0))
    clock.forward(minutes=58)
    page = open_window()
    fill(page, in_process)
    stop_clock(page)
    send(page)
    expect(page.locator("[data-status]")).to_contain_text("өздігінен қайта жіберіледі")
    monkeypatch.setattr(limits, "REGISTRATIONS", usual)
    clock.forward(minutes=2)
    page.clock.run_for(119_999)
    assert len(in_process.posts) == 1
    page.clock.run_for(1)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Сіз тіркелдіңіз")
    assert len(in_process.posts) == 2


def test_an_upload_is_announced_again_after_a_fault_but_not_after_a_limit(
    database: FaultyClient,
    in_process: InProcessPikir,
    open_window: OpenWindow,
    find_violations: FindViolations,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    photo = tmp_path / "Сурет.png"
    photo.write_bytes(draw_png(4, 4))
    page = open_window()
    fill(page, in_process)
    stop_clock(page)
    database.first = 0
    page.get_by_label("photo").set_input_files(photo)
    field = page.locator("[data-upload]")
    expect(field).to_contain_text("Байланыс үзілді")
    database.first = ALWAYS
    monkeypatch.setattr(limits, "UPLOADS", replace(limits.UPLOADS, most=0))
    page.clock.run_for(999)
    assert len(in_process.posts) == 1
    page.clock.run_for(1)
    expect(field).to_contain_text(re.compile(r"Тым көп файл .* \d+ минуттан кейін"))
    page.clock.run_for(600_000)
    expect(page.get_by_label("photo")).to_have_value("")
    assert len(in_process.posts) == 2
    page.clock.resume()
    assert find_faults(page, find_violations, PHONE) == []


@pytest.mark.usefixtures("_reached_limits")
def test_a_limit_of_sign_in_links_is_shown_at_the_address(
    in_process: InProcessPikir, open_window: OpenWindow, find_violations: FindViolations
) -> None:
    page = open_window()
    page.goto(f"{in_process.url}/console/sign-in")
    address = page.locator("[name=email]")
    address.fill("aisha@pikir.example")
    page.locator("main form button:not([type=button])").click()
    expect(page.locator(".message")).to_contain_text("минуттан кейін")
    expect(address).to_be_focused()
    expect(address).to_have_value("aisha@pikir.example")
    assert find_faults(page, find_violations, PHONE) == []


def test_a_page_that_cannot_be_rendered_as_its_form_carries_what_was_typed(
    services: "Services",
    database: FaultyClient,
    in_process: InProcessPikir,
    open_window: OpenWindow,
    find_violations: FindViolations,
) -> None:
    page = open_window()
    fill(page, in_process)
    # A process that has not read the form yet.
    database.first = 0
    in_process.start(replace(services, table=Table(database, services.table.name)))
    page.evaluate("setTimeout(() => document.getElementById('answers').submit())")
    expect(page.get_by_role("alert")).to_contain_text("Әлі жіберілген жоқ")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.locator("main")).to_contain_text("Әйгерім")
    assert find_faults(page, find_violations, PHONE) == []
