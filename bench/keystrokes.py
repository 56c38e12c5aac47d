"""The cost of a keystroke on the page of a form with 500 questions, in Chromium.

The bench starts Pikir as ``make run`` does, publishes the form and presses keys in fields that others
depend on. It counts all work of the page's main thread: script, layout and painting.
"""

from collections.abc import Mapping
from statistics import median

from bench import questionnaire
from bench.browser import ask, open_page, press, running_pikir
from bench.figure import Figure

EVENT = "bench-typing"
FRAME = 16
SECTIONS = 8
"""The number of the form's sections in which the bench types."""
TYPED = "4712"


def figures() -> dict[str, Figure]:
    """Measure the milliseconds of the main thread that one key takes."""
    with running_pikir() as links:
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
        ask(links["token"], method, f"{api}{path}", document)
    return f"{links['url']}/e/{EVENT}/{form['name']}"


def _type(address: str) -> tuple[list[float], float]:
    """Return the milliseconds of each key, and the mean of the slowest field."""
    times: list[float] = []
    slowest = 0.0
    with open_page() as (page, measure):
        page.goto(address)
        for number in range(SECTIONS):
            page.locator(f'input[name="q.open{number}"][value="yes"]').check()
            field = page.locator(f'[name="q.n{number}_0"]')
            field.click()
            keys = [press(page, measure, key) for key in TYPED]
            times += keys
            slowest = max(slowest, sum(keys) / len(keys))
    return times, slowest
