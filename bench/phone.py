"""Participants' pages on a slow phone: Chromium with a sixth of the CPU, 400 kbit/s and 400 ms, everything fetched anew.

``python -m bench phone --against FOLDER`` opens the same pages of another checkout in turn, and each figure is the ratio to
it. Both run as ``make run`` runs them, behind a proxy that compresses what API Gateway compresses.
"""

import gzip
import json
import math
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import Any, Final
from uuid import uuid4

from typing_extensions import override

from bench.browser import running_chromium, running_pikir
from bench.figure import Figure
from local.resources import ROOT

RUNS: Final = 5
CPU: Final = 6
BYTES_A_SECOND: Final = 400_000 / 8
LATENCY: Final = 400
NOTICEABLE: Final = 1.05
"""Up to this ratio a page is as fast as it was."""
FIRST_PAINT: Final = 1_400
"""In ms: when the first visit of a form shows something."""
READY: Final = 1_500
"""In ms: when it reacts."""
COMPRESSED: Final = 1_400
"""In bytes, from which the gateway compresses (``minimum_compression_size``)."""
FORMS: Final = ("registration", "impressions")

_PAINTED = """() => new Promise((done) => {
  const read = () => {
    const painted = performance.getEntriesByName("first-contentful-paint")[0];
    const [page] = performance.getEntriesByType("navigation");
    if (!painted || !page.domContentLoadedEventEnd) return setTimeout(read, 20);
    done([painted.startTime, page.domContentLoadedEventEnd]);
  };
  read();
})"""


@dataclass(frozen=True, slots=True)
class Visit:
    """One first visit of a page. Modules run before ``DOMContentLoaded`` ends: then the page reacts."""

    requests: float
    kilobytes: float
    first_paint: float
    ready: float


def figures(other: Path | None = None) -> dict[str, Figure]:
    """Measure the pages; with another checkout, the ratios to its pages."""
    with ExitStack() as stack:
        ours = stack.enter_context(_serve(ROOT))
        theirs = stack.enter_context(_serve(other)) if other else None
        visits = _visit_in_turn([each for each in (ours, theirs) if each])
    if theirs is None:
        return {
            name: figure
            for page, visit in visits[0].items()
            for name, figure in _limit(page, visit)
        }
    return {
        name: figure
        for page in visits[0]
        for name, figure in _compare(page, visits[0][page], visits[1][page])
    }


def _limit(page: str, visit: Visit) -> Iterator[tuple[str, Figure]]:
    paint, ready = (FIRST_PAINT, READY) if page in FORMS else (math.inf, math.inf)
    yield f"phone_{page}_paint", Figure(visit.first_paint, "ms", paint)
    yield f"phone_{page}_ready", Figure(visit.ready, "ms", ready, beside=_describe(visit))


def _compare(page: str, ours: Visit, theirs: Visit) -> Iterator[tuple[str, Figure]]:
    beside = f"{_describe(ours)}; there {_describe(theirs)}"
    yield f"{page}_paint", Figure(ours.first_paint / theirs.first_paint, "×", NOTICEABLE)
    yield f"{page}_ready", Figure(ours.ready / theirs.ready, "×", NOTICEABLE, beside=beside)


def _describe(visit: Visit) -> str:
    return (
        f"{visit.requests:.0f} requests, {visit.kilobytes:.1f} kB, "
        f"paint {visit.first_paint:,.0f} ms, ready {visit.ready:,.0f} ms"
    )


def _visit_in_turn(sites: Sequence[Mapping[str, str]]) -> list[dict[str, Visit]]:
    """Return the medians of each page for each site; the runs alternate, so that a busy moment meets all."""
    runs: list[dict[str, list[Visit]]] = [{page: [] for page in site} for site in sites]
    with running_chromium() as browser:
        for number in range(RUNS):
            for page in sites[0]:
                turns = list(zip(sites, runs, strict=True))
                for site, run in turns if number % 2 else reversed(turns):
                    run[page].append(_visit(browser, site[page]))
    return [{page: _median(visits) for page, visits in run.items()} for run in runs]


def _median(visits: Sequence[Visit]) -> Visit:
    return Visit(
        median(each.requests for each in visits),
        median(each.kilobytes for each in visits),
        median(each.first_paint for each in visits),
        median(each.ready for each in visits),
    )


def _visit(browser: Any, address: str) -> Visit:  # noqa: ANN401 -- Playwright's browser
    """Open a page as a phone that was never here does."""
    context = browser.new_context(
        viewport={"width": 360, "height": 760},
        device_scale_factor=2,
        is_mobile=True,
        has_touch=True,
        extra_http_headers={"Accept-Language": "kk"},
    )
    page = context.new_page()
    page.set_default_timeout(120_000)
    session = context.new_cdp_session(page)
    sizes: list[int] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": False})
    rates = {"downloadThroughput": BYTES_A_SECOND, "uploadThroughput": BYTES_A_SECOND}
    session.send(
        "Network.emulateNetworkConditions", {"offline": False, "latency": LATENCY, **rates}
    )
    session.send("Emulation.setCPUThrottlingRate", {"rate": CPU})
    page.goto(address, wait_until="load")
    painted, ready = page.evaluate(_PAINTED)
    context.close()
    return Visit(len(sizes), sum(sizes) / 1000, painted, ready)


@contextmanager
def _serve(checkout: Path) -> Iterator[Mapping[str, str]]:
    """Run a checkout behind the compressing proxy; return its pages' addresses."""
    with running_pikir(checkout, with_examples=True) as links:
        receipt = _send_question(links)
        server = _Proxies(("127.0.0.1", 0), _proxy_of(links["url"]))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        event = f"http://127.0.0.1:{server.server_port}/e/round-table"
        try:
            yield {
                "event": event,
                **{form: f"{event}/{form}" for form in FORMS},
                "thanks": f"{event}/questions/thanks/{receipt}",
            }
        finally:
            server.shutdown()
            server.server_close()


def _send_question(links: Mapping[str, str]) -> str:
    """Send an answer to the example's form for questions; return its id."""
    id = str(uuid4())  # noqa: A001 -- its name everywhere
    request = urllib.request.Request(  # noqa: S310 -- our own server
        f"{links['url']}/api/v1/events/round-table/forms/questions/responses",
        data=json.dumps(
            {"id": id, "answers": {"topic": "rights", "question": "When does it begin?"}}
        ).encode(),
        headers={"Content-Type": "application/json"},
    )
    urllib.request.urlopen(request).close()  # noqa: S310 -- as above
    return id


class _Proxies(ThreadingHTTPServer):
    daemon_threads = True

    @override
    def handle_error(self, *_: object) -> None:
        """Say nothing: a browser that leaves a page drops what it was reading."""


def _proxy_of(origin: str) -> type[BaseHTTPRequestHandler]:
    class CompressingProxy(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            passed = {
                name: self.headers.get(name, "") for name in ("Accept-Language", "Accept-Encoding")
            }
            request = urllib.request.Request(f"{origin}{self.path}", headers=passed)  # noqa: S310 -- our own server
            try:
                answer = urllib.request.urlopen(request)  # noqa: S310 -- as above
            except urllib.error.HTTPError as refused:
                answer = refused
            with answer:
                body = answer.read()
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                if name.lower() not in ("content-length", "connection", "server", "date"):
                    self.send_header(name, value)
            if len(body) >= COMPRESSED and "Content-Encoding" not in answer.headers:
                body = gzip.compress(body, 6)
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        @override
        def log_message(self, format: str, *_: object) -> None:
            """Say nothing: the browser's console tells what failed."""

    return CompressingProxy
