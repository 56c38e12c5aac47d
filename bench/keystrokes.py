"""The cost of a keystroke on the page of a form with 500 questions, in Chromium.

The bench starts Pikir as ``make run`` does, publishes the form and presses keys in fields that others
depend on. It counts all work of the page's main thread: script, layout and painting.
"""

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
from statistics import median
from typing import Any

from bench import questionnaire
from bench.figure import Figure
from local.resources import ROOT

EVENT = "bench-typing"
FRAME = 16
START_SECONDS = 90
SECTIONS = 8
"""The number of the form's sections in which the bench types."""
TYPED = "4712"
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


def figures() -> dict[str, Figure]:
    """Measure the milliseconds of the main thread that one key takes."""
    with _pikir() as links:
        address = _publish(links)
        times, slowest = _type(address)
    return {
        "keystroke_500": Figure(
            median(times),
            "ms of the page",
            FRAME,
            beside=f"{len(times)} keys, the slowest field {slowest:.1f} ms a key",
        )
    }


@contextmanager
def _pikir() -> Iterator[Mapping[str, str]]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        inherited = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("AWS_", "PIKIR_"))
        }
        own = {"PIKIR_LOCAL": str(folder), "PIKIR_EMPTY": "1", "PORT": "0"}
        process = subprocess.Popen(
            [sys.executable, "-m", "local"],
            cwd=ROOT,
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
            return links
        time.sleep(0.1)
    raise SystemExit("Pikir did not start")


def _publish(links: Mapping[str, str]) -> str:
    """Publish the form in an open event; return the address of its page."""
    api = f"{links['url']}/api/v1"
    form = questionnaire.long()
    event = {
        "id": EVENT,
        "kind": "meeting",
        "title": "Bench",
        "starts_at": "2026-06-13T10:00:00+05:00",
        "ends_at": "2026-06-13T13:00:00+05:00",
    }
    for method, path, document in (
        ("POST", "/events", event),
        ("PUT", f"/events/{EVENT}/forms/{form['name']}", form),
        ("POST", f"/events/{EVENT}/forms/{form['name']}/publish", {}),
        ("PATCH", f"/events/{EVENT}", {"state": "open"}),
    ):
        _ask(links["token"], method, f"{api}{path}", document)
    return f"{links['url']}/e/{EVENT}/{form['name']}"


def _ask(token: str, method: str, address: str, document: Mapping[str, Any]) -> None:
    kind = "application/merge-patch+json" if method == "PATCH" else "application/json"
    request = urllib.request.Request(  # noqa: S310 -- our own server
        address,
        data=json.dumps(document).encode() if document else None,
        method=method,
        headers={"Authorization": f"Bearer {token}", "Content-Type": kind},
    )
    with urllib.request.urlopen(request) as answer:  # noqa: S310 -- as above
        answer.read()


def _type(address: str) -> tuple[list[float], float]:
    """Return the milliseconds of each key, and the mean of the slowest field."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise SystemExit("Chromium is not installed")
    times: list[float] = []
    slowest = 0.0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=_ARGUMENTS)
        page = browser.new_page()
        page.goto(address)
        measure = page.context.new_cdp_session(page)
        measure.send("Performance.enable")
        for number in range(SECTIONS):
            page.locator(f'input[name="q.open{number}"][value="yes"]').check()
            field = page.locator(f'[name="q.n{number}_0"]')
            field.click()
            keys = []
            for key in TYPED:
                before = _busy(measure)
                page.keyboard.press(key)
                page.evaluate(
                    "() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))"
                )
                keys.append(_busy(measure) - before)
            times += keys
            slowest = max(slowest, sum(keys) / len(keys))
        browser.close()
    return times, slowest


def _busy(session: Any) -> float:  # noqa: ANN401 -- Playwright's session
    """Return the milliseconds that the page's main thread has worked so far."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return 1000 * float(next(each["value"] for each in metrics if each["name"] == "TaskDuration"))
