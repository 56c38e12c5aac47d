"""What visits of a participant cost, as ``pikir cost`` prints it from the log of a local Pikir.

A visit is the event's page, the form's page, everything that both name (style sheet, scripts, icon) once, the answers and the
page that thanks. ``python -m bench cost`` counts them for one visit at a time, each after the memory of functions has forgotten
the event, and for visits that follow each other; both for the two kinds of gateway.
"""

import re
import time
import urllib.request
from collections.abc import Iterator, Mapping
from decimal import Decimal
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Final
from urllib.parse import urlencode, urljoin

from typing_extensions import override

from bench.browser import running_pikir
from bench.figure import Figure
from chalicelib.domain.costs import Bill, Deployment, Gateway, Usage, make_bill
from chalicelib.domain.list_prices import LIST_PRICES
from chalicelib.domain.log_lines import read_log
from local import dynoxide
from release.invented_answers import impressions

EVENT: Final = "round-table"
FORM: Final = "impressions"
IN_A_ROW: Final = 40
ALONE: Final = 3
FORGOTTEN: Final = 11
"""Seconds after which nothing that functions remember is used any more."""
MOST_CENTS: Final = {"http": 3.5, "rest": 8.5}
"""Limits of a thousand visits in US cents, by gateway: what the issue of speed and cost set out from is 8.3."""
_FETCHED: Final = re.compile(r"stylesheet|modulepreload|icon")


class _Page(HTMLParser):
    """The addresses that a browser fetches for a page, and the form's hidden fields."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.fields: dict[str, str] = {}
        self.feed(html)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "link" and _FETCHED.search(given.get("rel", "")):
            self.addresses.append(given["href"])
        elif tag in ("script", "img") and "src" in given:
            self.addresses.append(given["src"])
        elif tag == "input" and given.get("type") == "hidden" and "name" in given:
            self.fields[given["name"]] = given.get("value", "")


class _Phone:
    """A participant's browser that was never here: it keeps cookies and files for one visit."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._kept: set[str] = set()
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self._opener = urllib.request.build_opener(cookies)

    def visit(self, answers: Mapping[str, object]) -> None:
        """Open the pages, fetch what they name, send the answers."""
        self._open(f"{self._url}/e/{EVENT}")
        address = f"{self._url}/e/{EVENT}/{FORM}"
        page = self._open(address)
        body = urlencode(
            page.fields | {f"q.{name}": each for name, each in answers.items()},
            doseq=True,
        ).encode()
        with self._opener.open(address, body) as answer:
            self._fetch(_Page(answer.read().decode()))
            if "/thanks/" not in answer.url:
                raise SystemExit(f"the answers were not taken: {answer.url}")

    def _open(self, address: str) -> _Page:
        with self._opener.open(address) as answer:
            page = _Page(answer.read().decode())
        self._fetch(page)
        return page

    def _fetch(self, page: _Page) -> None:
        for address in page.addresses:
            if address not in self._kept and not address.startswith("data:"):
                self._kept.add(address)
                self._opener.open(urljoin(self._url, address)).close()


def figures() -> dict[str, Figure]:
    """Return the US cents of a thousand visits, alone and in a row, by gateway."""
    measured = measure()
    return {
        f"cost_{way}_{gateway}": _figure(usage, gateway)
        for way, usage in measured.items()
        for gateway in ("http", "rest")
    }


def _figure(usage: Usage, gateway: Gateway) -> Figure:
    bill = make_bill(usage, LIST_PRICES, Deployment(gateway))
    return Figure(
        float(bill.total * 100), "cents / 1,000 visits", MOST_CENTS[gateway], beside=describe(bill)
    )


def describe(bill: Bill) -> str:
    """Return the amounts of a thousand visits in a few words."""
    usage = bill.usage
    return (
        f"{usage.requests / 1000:.1f} requests, {usage.milliseconds / 1000:.0f} ms, "
        f"{usage.read_units / 1000:.1f} read and {usage.write_units / 1000:.1f} written units a visit"
    )


def measure() -> dict[str, Usage]:
    """Visit a Pikir of our own; return what a thousand such visits use, ``alone`` and ``in_a_row``."""
    if dynoxide.binary() is None:
        raise SystemExit("the units are dynoxide's: run `npm ci` first")
    answers = [dict(each) for each, _ in impressions()]
    with running_pikir(with_examples=True) as links:
        log = _Log(Path(links["folder"]) / "log.jsonl")
        return {
            "alone": log.thousand(_alone(links["url"], answers[:ALONE]), ALONE),
            "in_a_row": log.thousand(_in_a_row(links["url"], answers), IN_A_ROW),
        }


class _Log:
    """The log of a running Pikir, read from where it was left."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def thousand(self, visits: Iterator[None], number: int) -> Usage:
        """Make the visits; return what a thousand would have used."""
        start = self._file.stat().st_size
        for _ in visits:
            pass
        time.sleep(0.2)
        lines = self._file.read_bytes()[start:].decode().splitlines()
        found = read_log(lines).by_event
        return (found.events[EVENT] + found.shared).share(Decimal(1000) / number)


def _alone(url: str, answers: list[dict[str, object]]) -> Iterator[None]:
    for each in answers:
        time.sleep(FORGOTTEN)
        _Phone(url).visit(each)
        yield


def _in_a_row(url: str, answers: list[dict[str, object]]) -> Iterator[None]:
    for number in range(IN_A_ROW):
        _Phone(url).visit(answers[number % len(answers)])
        yield
