"""Make pictures of every page of the example's report, in each language, from the PDF that the API gives.

poppler's `pdftoppm` draws them (on Debian: apt install poppler-utils).
"""

import json
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from PIL import Image

LANGUAGES: Final = ("kk", "ru", "en")
GREYS: Final = 16
_EVENT: Final = "/api/v1/events/round-table"
_PATIENCE: Final = 30
"""Seconds."""
_DOTS_PER_INCH: Final = "96"
_PROPOSAL: Final = {
    "id": "hotline-poster",
    "text": {
        "kk": "Әр мектептің кіреберісіне сенім телефонының нөмірін ілу",
        "ru": "Вывесить номер телефона доверия у входа в каждую школу",
        "en": "Put the number of the helpline up at the entrance of each school",
    },
}
_DECISION: Final = {
    "state": "accepted",
    "responsible": {
        "kk": "Аудандық білім бөлімі",
        "ru": "Районный отдел образования",
        "en": "District department of education",
    },
    "due": "2027-09-01",
}


def _call(links: Mapping[str, str], method: str, path: str, document: object = None) -> Any:  # noqa: ANN401 -- JSON is anything
    kind = "application/merge-patch+json" if method == "PATCH" else "application/json"
    request = urllib.request.Request(  # noqa: S310 -- ours
        f"{links['url']}{_EVENT}{path}",
        data=None if document is None else json.dumps(document).encode(),
        method=method,
        headers={"Authorization": f"Bearer {links['token']}", "Content-Type": kind},
    )
    with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310 -- as above
        return json.loads(response.read())


def prepare(links: Mapping[str, str]) -> None:
    """Give the example an accepted proposal of its own, and its report every annex."""
    proposal = _call(links, "POST", "/proposals", _PROPOSAL)
    _call(links, "PATCH", f"/proposals/{proposal['number']}", _DECISION)
    annexes = ["figures", "programme", "organisations"]
    _call(links, "PATCH", "", {"report_annexes": annexes})


def fetch(links: Mapping[str, str], language: str) -> bytes:
    """Return the example's full report as PDF."""
    asked = _call(links, "POST", f"/report?{urlencode({'format': 'pdf', 'language': language})}")
    until = time.monotonic() + _PATIENCE
    while asked["state"] != "ready":
        if time.monotonic() > until:
            raise TimeoutError(f"the report is still {asked['state']}")
        asked = _call(links, "GET", f"/documents/{asked['id']}")
    request = urllib.request.Request(  # noqa: S310 -- ours
        f"{links['url']}{_EVENT}/documents/{asked['id']}/file",
        headers={"Authorization": f"Bearer {links['token']}"},
    )
    with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310 -- as above
        content: bytes = response.read()
    return content


def draw(links: Mapping[str, str], folder: Path) -> Iterator[Path]:
    """Draw every page into the folder, in few greys: `report-kk-1.png` is the first in Kazakh."""
    prepare(links)
    for old in folder.glob("report-*.png"):
        old.unlink()
    for language in LANGUAGES:
        with tempfile.TemporaryDirectory() as pages:
            pdf = Path(pages) / "report.pdf"
            pdf.write_bytes(fetch(links, language))
            subprocess.run(
                ["pdftoppm", "-r", _DOTS_PER_INCH, "-gray", "-png", pdf, Path(pages) / "page"],
                check=True,
            )
            for number, page in enumerate(sorted(Path(pages).glob("page*.png")), start=1):
                file = folder / f"report-{language}-{number}.png"
                few = Image.open(page).convert("L").quantize(GREYS, dither=Image.Dither.NONE)
                few.save(file, optimize=True)
                yield file
