"""Pikir as ``make run`` starts it, and a page of it in Chromium whose main thread is measured."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from local.resources import ROOT

START_SECONDS = 90
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
_PAINTED = "() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))"


@contextmanager
def running_pikir(
    checkout: Path = ROOT, *, with_examples: bool = False
) -> Iterator[Mapping[str, str]]:
    """Start a checkout's Pikir on data of its own; yield its links."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        inherited = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("AWS_", "PIKIR_"))
        }
        own = {"PIKIR_LOCAL": str(folder), "PIKIR_EMPTY": "" if with_examples else "1", "PORT": "0"}
        process = subprocess.Popen(
            [sys.executable, "-m", "local"],
            cwd=checkout,
            env=inherited | own,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield _links(folder / "run.json", process)
        finally:
            process.terminate()
            process.wait(timeout=30)


def _links(file: Path, process: "subprocess.Popen[bytes]") -> Mapping[str, str]:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        with suppress(FileNotFoundError, json.JSONDecodeError):
            links: Mapping[str, str] = json.loads(file.read_bytes())
            return {**links, "folder": str(file.parent)}
        time.sleep(0.1)
    raise SystemExit("Pikir did not start")


def ask(token: str, method: str, address: str, document: Mapping[str, Any]) -> None:
    """Send a document to the API as the owner of the token."""
    kind = "application/merge-patch+json" if method == "PATCH" else "application/json"
    request = urllib.request.Request(  # noqa: S310 -- our own server
        address,
        data=json.dumps(document).encode() if document else None,
        method=method,
        headers={"Authorization": f"Bearer {token}", "Content-Type": kind},
    )
    with urllib.request.urlopen(request) as answer:  # noqa: S310 -- as above
        answer.read()


@contextmanager
def running_chromium() -> Iterator[Any]:
    """Start the installed Chromium; yield Playwright's browser."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise SystemExit("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=_ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def open_page() -> Iterator[tuple[Any, Any]]:
    """Open a page in Chromium; yield it, and the session that measures it: the processor's time, whatever else the machine does."""
    with running_chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        measure = page.context.new_cdp_session(page)
        measure.send("Performance.enable", {"timeDomain": "threadTicks"})
        yield page, measure


def press(page: Any, measure: Any, key: str) -> float:  # noqa: ANN401 -- Playwright's objects
    """Press a key; return the milliseconds that the page's main thread worked until it was painted."""
    before = busy(measure)
    page.keyboard.press(key)
    page.evaluate(_PAINTED)
    return busy(measure) - before


def busy(session: Any) -> float:  # noqa: ANN401 -- Playwright's session
    """Return the milliseconds that the page's main thread has worked so far."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return 1000 * float(next(each["value"] for each in metrics if each["name"] == "TaskDuration"))
