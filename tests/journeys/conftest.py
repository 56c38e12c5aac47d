"""Fixtures for journeys: Pikir started as `make run` starts it, and the installed Chromium, headless."""

import json
import os
import re
import shutil
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from local.process import run_pikir

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 15_000
"""In milliseconds: how long an action or an expectation waits, on a machine that does other work too."""
expect.set_options(timeout=PATIENCE)
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]
PHONE, DESK = 320, 1100
RUN_AXE = """(rules) => axe.run({
  resultTypes: ["violations"],
  ...(rules.length ? { runOnly: rules } : { rules: { "target-size": { enabled: true } } }),
}).then((all) => all.violations)"""
"""With the one rule for WCAG 2.2's new criteria that axe leaves out unless it is asked: 2.5.8, Target Size."""
ORGANISER = "organiser@pikir.example"


class OpenWindow(Protocol):
    """A function that opens a window with cookies of its own, as for another person."""

    def __call__(
        self, *, script: bool = True, width: int = PHONE, dark: bool = False, language: str = "kk"
    ) -> Page: ...


@pytest.fixture(scope="session")
def pikir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, str]]:
    """Run Pikir with the example series; return its links, as ``.local/run.json`` holds them."""
    with run_pikir(tmp_path_factory.mktemp("local")) as links:
        yield links


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the installed Chromium; none is downloaded."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        message = "Chromium is not installed (on Debian: apt install chromium)"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_window(browser: Browser) -> Iterator[OpenWindow]:
    """Return a function that opens windows; afterwards, assert that their consoles reported nothing.

    Chromium reports there, for example, a script or a style that the policy blocks.
    """
    messages: list[str] = []
    contexts = []

    def note_message(message: ConsoleMessage) -> None:
        # Chromium reports every 4xx and 503 response and every dropped connection; the tests check those themselves.
        expected = any(
            part in message.text for part in ("status of 4", "status of 503", "net::ERR_")
        )
        if message.type in ("error", "warning") and not expected:
            messages.append(message.text)

    def window(
        *, script: bool = True, width: int = PHONE, dark: bool = False, language: str = "kk"
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 760},
            java_script_enabled=script,
            color_scheme="dark" if dark else "light",
            locale={"kk": "kk-KZ", "ru": "ru-RU", "en": "en-GB"}[language],
            extra_http_headers={"Accept-Language": language},
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", note_message)
        return page

    yield window
    for context in contexts:
        context.close()
    assert messages == []


@pytest.fixture(scope="session")
def find_violations() -> Callable[..., list[str]]:
    """Return a function that lists axe's violations on the open page, of all rules or of those that are named."""
    if not AXE.exists():
        message = "axe is not in node_modules: run `npm ci`"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    source = AXE.read_text(encoding="utf-8")

    def run_axe(page: Page, rules: Sequence[str] = ()) -> list[str]:
        if not page.evaluate("'axe' in window"):
            page.evaluate(source)
        violations: list[dict[str, Any]] = page.evaluate(RUN_AXE, list(rules))
        return [
            f"{rule['id']}: {rule['help']}: {node['html']}"
            for rule in violations
            for node in rule["nodes"]
        ]

    return run_axe


def stop_clock(page: Page) -> None:
    """Stop the page's clock: its timers run only when the test moves it."""
    page.clock.install()
    page.clock.pause_at(datetime.now(UTC) + timedelta(seconds=2))


def wait_for_link(page: Page, outbox: str, email: str = ORGANISER) -> str:
    """Wait for a sign-in link among the mails to an address; return the newest."""
    for _ in range(60):
        page.goto(outbox)
        letters = page.locator("article").filter(has_text=email)
        link = letters.locator("a[href*='/console/sign-in/']").first
        if link.count():
            return link.get_attribute("href") or ""
        page.wait_for_timeout(250)
    raise AssertionError(f"no sign-in link was mailed to {email}")


def sign_in_by_mail(page: Page, links: Mapping[str, str], email: str) -> str:
    """Ask for a sign-in link, follow the one that is mailed, and return it."""
    page.goto(f"{links['url']}/console/sign-in?lang=kk")
    page.locator("[name=email]").fill(email)
    page.locator("main form button:not([type=button])").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Поштаңызды тексеріңіз")
    link = wait_for_link(page, links["mail"], email)
    page.goto(link)
    page.locator("main form button:not([type=button])").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Іс‑шаралар")
    return link


class OrganiserSession(NamedTuple):
    """An organiser's session, and the mailed link that began it."""

    link: str
    cookies: Sequence[Any]


@pytest.fixture(scope="session")
def organiser_session(pikir: Mapping[str, str], browser: Browser) -> OrganiserSession:
    """Sign an organiser in with the mailed link."""
    context = browser.new_context(locale="kk-KZ")
    page = context.new_page()
    page.goto(f"{pikir['url']}/console?lang=kk")
    expect(page).to_have_url(re.compile("/console/sign-in$"))
    link = sign_in_by_mail(page, pikir, ORGANISER)
    cookies = context.cookies()
    context.close()
    return OrganiserSession(link, cookies)


@pytest.fixture
def sign_in(organiser_session: OrganiserSession) -> Callable[[Page], None]:
    """Return a function that signs a window in with the organiser's session."""
    cookies = [each for each in organiser_session.cookies if each["name"] == "pikir_session"]
    return lambda page: page.context.add_cookies(cookies)


@pytest.fixture(scope="session")
def call_api(pikir: Mapping[str, str]) -> Callable[..., Any]:
    """Return a function that calls the API with the local stack's token."""

    def call(method: str, path: str, document: object = None) -> Any:  # noqa: ANN401 -- JSON is anything
        request = urllib.request.Request(
            f"{pikir['url']}/api/v1{path}",
            data=None if document is None else json.dumps(document).encode(),
            method=method,
            headers={
                "Authorization": f"Bearer {pikir['token']}",
                "Content-Type": "application/json",
            },
        )
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.loads(response.read() or b"null")

    return call


class OpenEvent(Protocol):
    """A function that creates an open event with published forms."""

    def __call__(
        self, event_id: str, title: Mapping[str, str], *forms: Mapping[str, Any], **fields: object
    ) -> str: ...


@pytest.fixture(scope="session")
def open_event(pikir: Mapping[str, str], call_api: Callable[..., Any]) -> OpenEvent:
    """Return a function that creates an open event and publishes its forms; it returns the event's address."""

    def create(
        event_id: str,
        title: Mapping[str, str],
        *forms: Mapping[str, Any],
        **fields: object,
    ) -> str:
        event = {
            "id": event_id,
            "kind": "meeting",
            "title": title,
            "starts_at": "2027-06-13T10:00:00+05:00",
            "ends_at": "2027-06-13T12:00:00+05:00",
            "state": "open",
            **fields,
        }
        call_api("POST", "/events", event)
        for form in forms:
            call_api("PUT", f"/events/{event_id}/forms/{form['name']}", form)
            call_api("POST", f"/events/{event_id}/forms/{form['name']}/publish")
        return f"{pikir['url']}/e/{event_id}"

    return create


@pytest.fixture(scope="session")
def small_event(open_event: OpenEvent) -> str:
    """Create an event with one place for pupils; return the address of its page."""
    categories = [
        {"name": "pupil", "label": {"kk": "Оқушы", "ru": "Ученик", "en": "Pupil"}},
        {"name": "teacher", "label": {"kk": "Мұғалім", "ru": "Учитель", "en": "Teacher"}},
    ]
    title = {"kk": "Шағын кездесу", "ru": "Небольшая встреча", "en": "A small meeting"}
    form = {
        "name": "registration",
        "purpose": "registration",
        "title": {"kk": "Тіркелу", "ru": "Регистрация", "en": "Registration"},
        "choices": {"who": categories},
        "questions": [
            {
                "type": "select_one",
                "name": "who",
                "list_name": "who",
                "role": "category",
                "required": True,
                "label": {"kk": "Сіз кімсіз?", "ru": "Кто вы?", "en": "Who are you?"},
            },
            {
                "type": "text",
                "name": "name",
                "role": "name",
                "required": True,
                "label": {"kk": "Атыңыз", "ru": "Имя", "en": "Name"},
            },
        ],
    }
    capacities = [{**categories[0], "capacity": 1}, categories[1]]
    return open_event("small-meeting", title, form, categories=capacities)
