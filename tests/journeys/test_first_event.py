"""The counted journey: from the empty console to an open event with its forms, a poster with its code, and a colleague.

Every click counts, also one into a field, as somebody who uses a mouse alone needs it. The time is reported, since it is
the machine's: what a person needs beside it is typing six lines.
"""

import re
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from local.process import run_pikir
from tests.journeys.conftest import DESK, OpenWindow, sign_in_by_mail

pytestmark = pytest.mark.browser

FORMS = ("registration", "questions", "proposals", "impressions")
COLLEAGUE = "colleague@pikir.example"
PERSON = "Айгүл Серікова"
NARROW = 360


class CountingHand:
    """Clicks and types on a page, and counts the clicks."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0

    def click(self, target: str | Locator) -> None:
        """Click the one visible element."""
        found = self.page.locator(target) if isinstance(target, str) else target
        found.filter(visible=True).click()
        self.clicks += 1

    def write(self, field: str, text: str) -> None:
        """Click into the field of that name, and type."""
        place = self.page.locator(f"[name={field}]")
        self.click(place)
        place.fill(text)


@pytest.fixture(scope="module")
def empty_pikir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, str]]:
    """Run Pikir without an example."""
    with run_pikir(tmp_path_factory.mktemp("empty"), PIKIR_EMPTY="1") as links:
        yield links


@pytest.fixture(scope="module")
def session(empty_pikir: Mapping[str, str], browser: Browser) -> list[object]:
    """Sign the first organiser in; return the cookies."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(empty_pikir["sign_in"])
    page.locator("main form button:not([type=button])").click()
    page.wait_for_url("**/console")
    cookies: list[object] = [each for each in context.cookies() if "session" in each["name"]]
    context.close()
    return cookies


def make_event(hand: CountingHand, title: str) -> str:
    """Make an event from the console's first page; return its id."""
    day = datetime.now(UTC) + timedelta(days=30)
    hand.click("a[href$='/console/new']")
    hand.write("title", title)
    hand.write("day", f"{day:%Y-%m-%d}")
    hand.write("venue", "Аудандық мәдениет үйі")
    hand.click("main form .buttons .button")
    hand.page.wait_for_url(re.compile("/console/events/[^/]+$"))
    return hand.page.url.rpartition("/")[2]


def open_event(hand: CountingHand) -> None:
    """Open the event that the overview shows."""
    hand.click(".step .button")
    hand.click("main form .button")
    expect(hand.page.locator("main [role=status]")).to_be_visible()


def share_event(hand: CountingHand, event: str) -> str:
    """Go to the poster of the registration; return what a phone reads from it."""
    hand.click(".step .button")
    hand.click(f"a[href$='/console/events/{event}/sharing/poster?form=registration']")
    sheet = hand.page.locator(".sheet-page")
    [code] = zxingcpp.read_barcodes(Image.open(BytesIO(sheet.screenshot())).convert("L"))
    return code.text


def invite_colleague(hand: CountingHand, email: str) -> None:
    """Invite somebody who may read the answers of all events."""
    hand.click("a[href$='/sharing']")
    hand.click(hand.page.locator("header .areas a").last)
    hand.click("a[href$='/settings/members/invite']")
    hand.write("email", email)
    hand.click("label[for=role-answers_reader]")
    hand.click("label[for=scope-everything]")
    hand.click("main form .buttons .button")
    expect(hand.page.locator("main [role=status]")).to_be_visible()


@pytest.mark.parametrize(
    ("script", "width", "most"),
    [(True, NARROW, 25), (False, DESK, 30)],
    ids=["phone", "plain"],
)
def test_an_organiser_alone_makes_shares_and_staffs_an_event(
    empty_pikir: Mapping[str, str],
    session: list[object],
    open_window: OpenWindow,
    script: bool,
    width: int,
    most: int,
) -> None:
    page = open_window(script=script, width=width)
    page.context.add_cookies(session)  # type: ignore[arg-type] # the browser's own
    started = time.monotonic()
    page.goto(f"{empty_pikir['url']}/console")
    hand = CountingHand(page)
    event = make_event(hand, f"Балалар құқығы: дөңгелек үстел {width} {script}")
    open_event(hand)
    address = share_event(hand, event)
    email = f"{width}.{script}.{COLLEAGUE}".lower()
    invite_colleague(hand, email)
    assert hand.clicks <= most
    sys.stdout.write(f"{hand.clicks} clicks, {time.monotonic() - started:.1f} s\n")

    register(open_window(), address, f"{empty_pikir['url']}/e/{event}")
    colleague = open_window(script=script, width=width)
    sign_in_by_mail(colleague, empty_pikir, email)
    colleague.goto(f"{empty_pikir['url']}/console/events/{event}/people")
    expect(colleague.locator("main")).to_contain_text(PERSON)


def register(visitor: Page, address: str, event: str) -> None:
    """Follow the code to the registration, fill it in, and see that every form has its page."""
    for form in FORMS:
        reply = visitor.goto(f"{event}/{form}")
        assert reply is not None
        assert reply.ok, form
    visitor.goto(address)
    expect(visitor).to_have_url(f"{event}/registration")
    visitor.locator("[name='q.category']").first.check()
    visitor.locator("[name='q.name']").fill(PERSON)
    visitor.locator("[name='q.organisation']").fill("№ 5 мектеп")
    visitor.locator("[name='q.email']").fill(f"person.{event[-5:]}@example.kz")
    visitor.locator("[name='q.consent']").check()
    visitor.locator("main form .buttons .button").first.click()
    expect(visitor.locator(".receipt")).to_be_visible()
