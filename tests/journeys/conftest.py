"""Fixtures for journeys: a local Pikir started as `make run` does, and the installed Chromium, headless."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

ROOT = Path(__file__).parent.parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
]
PHONE, DESK = 320, 1100
STARTED_WITHIN = 90
ORGANISER = "organiser@pikir.example"


class Open(Protocol):
    """Opens a window with cookies of its own, as another person would."""

    def __call__(
        self, *, script: bool = True, width: int = PHONE, dark: bool = False, language: str = "kk"
    ) -> Page: ...


@pytest.fixture(scope="session")
def pikir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, str]]:
    """Run a Pikir with the example series and give its links, as ``.local/run.json`` holds them."""
    folder = tmp_path_factory.mktemp("local")
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AWS_", "PIKIR_", "COV"))
    }
    log = (folder / "log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "local"],
        cwd=ROOT,
        env={**inherited, "PIKIR_LOCAL": str(folder), "PORT": "0"},
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        yield _links(folder, process)
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=20)
        process.kill()
        process.wait()
        log.close()


def _links(folder: Path, process: "subprocess.Popen[bytes]") -> Mapping[str, str]:
    until = time.monotonic() + STARTED_WITHIN
    while time.monotonic() < until and process.poll() is None:
        with suppress(FileNotFoundError, json.JSONDecodeError):
            links: Mapping[str, str] = json.loads((folder / "run.json").read_bytes())
            return links
        time.sleep(0.1)
    raise AssertionError((folder / "log").read_text(errors="replace"))


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
        launched = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def open_window(browser: Browser) -> Iterator[Open]:
    """Give a function that opens windows, and assert that their consoles report nothing.

    A blocked script or style is reported there.
    """
    messages: list[str] = []
    contexts = []

    def note_message(message: ConsoleMessage) -> None:
        # Chromium reports every 4xx and 503 answer and every dropped connection; the tests check those themselves.
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
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", note_message)
        return page

    yield window
    for context in contexts:
        context.close()
    assert messages == []


@pytest.fixture(scope="session")
def violations() -> Callable[[Page], list[str]]:
    """Return a function that lists axe's violations on the open page."""
    if not AXE.exists():
        message = "axe is not in node_modules: run `npm ci`"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    source = AXE.read_text(encoding="utf-8")

    def check(page: Page) -> list[str]:
        page.evaluate(source)
        found: list[dict[str, Any]] = page.evaluate("axe.run().then(all => all.violations)")
        return [
            f"{one['id']}: {one['help']}: {node['html']}" for one in found for node in one["nodes"]
        ]

    return check


def mailed_link(page: Page, outbox: str) -> str:
    """Wait for the newest sign-in link among the sent mail."""
    for _ in range(60):
        page.goto(outbox)
        link = page.locator("a[href*='/console/sign-in/']").first
        if link.count():
            return link.get_attribute("href") or ""
        page.wait_for_timeout(250)
    raise AssertionError("no mail came")


@pytest.fixture(scope="session")
def mailed(pikir: Mapping[str, str], browser: Browser) -> tuple[str, Sequence[Any]]:
    """Sign an organiser in from the mailed link; return the link and the browser's cookies."""
    context = browser.new_context(locale="kk-KZ")
    page = context.new_page()
    page.goto(f"{pikir['url']}/console?lang=kk")
    expect(page).to_have_url(re.compile("/console/sign-in$"))
    page.locator("[name=email]").fill(ORGANISER)
    page.locator("main form button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Поштаңызды тексеріңіз")
    link = mailed_link(page, pikir["mail"])
    page.goto(link)
    page.locator("main form button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Іс-шаралар")
    cookies = context.cookies()
    context.close()
    return link, cookies


@pytest.fixture
def signed_in(mailed: tuple[str, Sequence[Any]]) -> Callable[[Page], None]:
    """Return a function that gives a window the organiser's session."""
    session = [cookie for cookie in mailed[1] if cookie["name"] == "pikir_session"]
    return lambda page: page.context.add_cookies(session)


@pytest.fixture(scope="session")
def call(pikir: Mapping[str, str]) -> Callable[..., Any]:
    """Return a function that calls the API with the local stack's token."""

    def send(method: str, path: str, document: object = None) -> Any:  # noqa: ANN401 -- whatever it answers
        request = urllib.request.Request(
            f"{pikir['url']}/api/v1{path}",
            data=None if document is None else json.dumps(document).encode(),
            method=method,
            headers={
                "Authorization": f"Bearer {pikir['token']}",
                "Content-Type": "application/json",
            },
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read() or b"null")

    return send


@pytest.fixture(scope="session")
def small_event(pikir: Mapping[str, str], call: Callable[..., Any]) -> str:
    """Create an event with one place for pupils; return the address of its page."""
    both = [
        {"name": "pupil", "label": {"kk": "Оқушы", "ru": "Ученик", "en": "Pupil"}},
        {"name": "teacher", "label": {"kk": "Мұғалім", "ru": "Учитель", "en": "Teacher"}},
    ]
    event = {
        "id": "small-meeting",
        "kind": "meeting",
        "title": {"kk": "Шағын кездесу", "ru": "Небольшая встреча", "en": "A small meeting"},
        "starts_at": "2027-06-13T10:00:00+05:00",
        "ends_at": "2027-06-13T12:00:00+05:00",
        "categories": [{**both[0], "capacity": 1}, both[1]],
        "state": "open",
    }
    form = {
        "name": "registration",
        "purpose": "registration",
        "title": {"kk": "Тіркелу", "ru": "Регистрация", "en": "Registration"},
        "choices": {"who": both},
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
    call("POST", "/events", event)
    call("PUT", "/events/small-meeting/forms/registration", form)
    call("POST", "/events/small-meeting/forms/registration/publish")
    return f"{pikir['url']}/e/small-meeting"
