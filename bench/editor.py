"""What a keystroke and a move cost in the editor of a form with 300 questions, in Chromium with the preview beside it.

The bench starts Pikir as ``make run`` does. It opens questions in place and types in them, then moves lines by the keyboard, and
counts all work of the page's main thread until the change is painted: script, layout and painting.
"""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from bench import questionnaire
from bench.browser import ask, open_page, press, running_pikir
from bench.figure import Figure
from chalicelib.web import static
from release import bundles

EVENT = "bench-editor"
FRAME, MOVE = 16, 100
QUESTIONS = 12
"""The number of questions in which the bench types."""
READING = 2_000
"""Milliseconds before the first key: the preview of what was saved before is drawn meanwhile, for some 100 ms."""
MOVES = 60
TYPED = "Which school is it? "
SCRIPTS = 13_000
"""In bytes: what the scripts of the editor's page may weigh, compressed."""


def figures() -> dict[str, Figure]:
    """Measure milliseconds of the main thread at the 95th percentile, and the weight of the editor's scripts."""
    with running_pikir() as links:
        keys, moves = _edit(_create(links), links["sign_in"])
    return {
        "editor_key_300": _slow(keys, FRAME),
        "editor_move_300": _slow(moves, MOVE),
        "editor_scripts": _weigh(),
    }


def _slow(times: Sequence[float], limit: float) -> Figure:
    value = quantiles(times, n=20)[-1]
    beside = (
        f"95th percentile of {len(times)}; median {median(times):.1f}, longest {max(times):.1f}"
    )
    return Figure(value, "ms of the page", limit, beside=beside)


def _weigh() -> Figure:
    """Weigh the bundles as `make run` and a package serve them."""
    if not bundles.is_possible():
        raise SystemExit("esbuild is not installed: run `npm ci`")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / static.BUILT
        bundles.build(folder)
        sizes = [_size(folder, name) for name in ("console.js", "editor.js")]
    return Figure(sum(sizes), "bytes", SCRIPTS, beside="console.js and editor.js, by gzip")


def _size(folder: Path, name: str) -> int:
    [file] = folder.glob(f"{Path(name).stem}.????????????.js.gz")
    return file.stat().st_size


def _create(links: Mapping[str, str]) -> str:
    """Make an event with the form; return the address of its editor."""
    form = questionnaire.long()
    form["questions"] = form["questions"][:15]
    event = {
        "id": EVENT,
        "kind": "meeting",
        "title": "Bench",
        "starts_at": "2027-06-13T10:00:00+05:00",
        "ends_at": "2027-06-13T13:00:00+05:00",
    }
    api = f"{links['url']}/api/v1/events"
    ask(links["token"], "POST", api, event)
    ask(links["token"], "PUT", f"{api}/{EVENT}/forms/{form['name']}", form)
    return f"{links['url']}/console/events/{EVENT}/forms/{form['name']}/edit"


def _edit(address: str, sign_in: str) -> tuple[list[float], list[float]]:
    with open_page() as (page, measure):
        page.goto(sign_in)
        page.locator("main form button:not([type=button])").click()
        page.wait_for_url("**/console")
        page.goto(address)
        page.frame_locator("iframe").locator("form").first.wait_for()
        return _type(page, measure), _move(page, measure)


def _type(page: Any, measure: Any) -> list[float]:  # noqa: ANN401 -- Playwright's objects
    times = []
    for number in range(QUESTIONS):
        page.locator("li[data-row]:not([data-group]) h2 a").nth(number * 19).click()
        page.locator("[data-panel] textarea").first.wait_for()
        page.wait_for_timeout(READING)
        times += [press(page, measure, key) for key in TYPED]
        page.keyboard.press("Escape")
    return times


def _move(page: Any, measure: Any) -> list[float]:  # noqa: ANN401 -- as above
    page.locator("li[data-row]:not([data-group]) h2 a").nth(150).focus()
    times = []
    for number in range(MOVES):
        times.append(press(page, measure, "Alt+ArrowDown" if number % 4 < 2 else "Alt+ArrowUp"))
        page.wait_for_timeout(50)
    return times
