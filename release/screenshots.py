"""Make the pictures of the console and of a report in docs/screenshots: `make screenshots`, with an installed Chromium.

They show the example events of `make run`, with answers that are invented here. The pictures have few colours, so that
they stay small in the repository.
"""

import json
import shutil
import sys
import tempfile
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from local.process import run_pikir
from release import invented_answers, report_pictures

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "screenshots"
COLOURS: Final = 64
DESK, PHONE = (1280, 860), (360, 1150)
_EVENT = "/console/events/round-table"


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: the page, its language, and the window's size; ``scale`` is pixels per CSS pixel."""

    name: str
    path: str
    language: str
    size: tuple[int, int] = DESK
    scale: float = 1


SHOTS: Final = (
    Shot("new-event", "/console/new", "kk"),
    Shot("overview", _EVENT, "ru"),
    Shot("new-form", f"{_EVENT}/new-form", "kk"),
    Shot("editor", f"{_EVENT}/forms/impressions/edit", "kk"),
    Shot("sharing", f"{_EVENT}/sharing", "kk"),
    Shot("poster", f"{_EVENT}/sharing/poster?form=registration", "kk", (900, 1150)),
    Shot("invitation", "/console/settings/members/invite", "ru"),
    Shot("record", f"{_EVENT}/record", "kk", (1280, 1500)),
    Shot("record-phone", f"{_EVENT}/record#talks", "kk", PHONE, 2),
    Shot("people", f"{_EVENT}/people", "kk", PHONE, 2),
)


def send_answers(links: Mapping[str, str]) -> None:
    """Send the invented answers to the example event."""
    for form, people in (
        ("registration", invented_answers.registrations()),
        ("impressions", invented_answers.impressions()),
    ):
        address = f"{links['url']}/api/v1/events/round-table/forms/{form}/responses"
        for answers, language in people:
            body = json.dumps({"answers": answers, "language": language}).encode()
            headers = {"Content-Type": "application/json"}
            request = urllib.request.Request(address, data=body, headers=headers)  # noqa: S310 -- ours
            urllib.request.urlopen(request, timeout=30).close()  # noqa: S310 -- as above


def sign_in(browser: Browser, links: Mapping[str, str]) -> Sequence[object]:
    """Return the cookies of a session that the printed link began."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(links["sign_in"])
    page.locator("main form button:not([type=button])").click()
    cookies: Sequence[object] = context.cookies()
    context.close()
    return cookies


def save(context: BrowserContext, address: str, file: Path) -> None:
    """Save the upper part of a page, in few colours."""
    page = context.new_page()
    page.goto(address)
    picture = Image.open(BytesIO(page.screenshot(animations="disabled")))
    few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(file, optimize=True)
    page.close()


def main() -> int:
    """Make every picture, or those that the command line names."""
    named = [shot for shot in SHOTS if not sys.argv[1:] or shot.name in sys.argv[1:]]
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        run_pikir(Path(folder)) as links,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        send_answers(links)
        cookies = sign_in(browser, links)
        for shot in named:
            width, height = shot.size
            context = browser.new_context(
                viewport={"width": width, "height": height},
                device_scale_factor=shot.scale,
                locale=shot.language,
                extra_http_headers={"Accept-Language": shot.language},
            )
            context.add_cookies(
                [each for each in cookies if each["name"] == "pikir_session"]  # type: ignore[index,misc]
            )
            file = FOLDER / f"{shot.name}.png"
            save(context, links["url"] + shot.path, file)
            tell(file)
            context.close()
        if not sys.argv[1:] or "report" in sys.argv[1:]:
            for file in report_pictures.draw(links, FOLDER):
                tell(file)
    return 0


def tell(file: Path) -> None:
    """Print which picture was made, and its size."""
    sys.stdout.write(f"{file.relative_to(ROOT)}: {file.stat().st_size // 1000} KB\n")


if __name__ == "__main__":
    sys.exit(main())
