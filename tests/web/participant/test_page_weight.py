"""What a browser loads of a deployed Pikir: requests and compressed bytes of first visits and of the pages that follow.

The static files are built as `make package` builds them; every address that a page names is fetched, and what those name.
"""

import gzip
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bench.road.weight import load
from chalicelib.web import static
from release import bundles
from tests.web.client import Client
from tests.web.participant.conftest import Site
from tests.web.participant.test_logic import FORM as LOGIC

pytestmark = pytest.mark.counts

ADDRESS = "/e/round-table/feedback"
TEN: list[dict[str, Any]] = [
    {"type": "text", "name": f"q{number}", "label": {"kk": f"{number}-сұрақ", "en": "A question"}}
    for number in range(10)
]
TEN[3] |= {"type": "range", "parameters": {"start": 1, "end": 5, "step": 1}}
TEN[4] |= {"type": "integer"}
TEN[5] |= {"type": "select_one", "list_name": "yn"}


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Serve a build of the static files."""
    if not bundles.is_possible():
        message = "esbuild is not in node_modules: run `npm ci`"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(message)
    folder = tmp_path_factory.mktemp("static") / "built"
    bundles.build(folder)
    static.serve_build(folder)
    yield folder
    static.serve_build(static.FOLDER / static.BUILT)


@pytest.fixture
def built_site(build: Path, site: Site) -> Site:
    return site


def publish(site: Site, *questions: dict[str, Any], in_steps: bool) -> None:
    asked = [*TEN, *questions]
    if in_steps:
        asked = [
            {"type": "begin_group", "name": f"part{number}", "label": "Part", "questions": part}
            for number, part in enumerate((asked[:5], asked[5:]))
        ]
    form = {
        "name": "feedback",
        "purpose": "other",
        "title": "What was it like?",
        "choices": {"yn": [{"name": "yes", "label": "Yes"}, {"name": "no", "label": "No"}]},
        "questions": asked,
        **({"style": "pages"} if in_steps else {}),
    }
    site.publish(form)


def visit(browser: Client, address: str, known: frozenset[str] = frozenset()) -> dict[str, int]:
    """Return the compressed sizes of the page and of all that it loads beyond what is known, by address."""

    def fetch(each: str) -> bytes:
        reply = browser.get(each, accept_encoding="gzip")
        assert reply.status == 200
        if each == address:
            return gzip.compress(reply.body, 6)
        assert reply.headers["content-encoding"] == "gzip"
        return reply.body

    return load(fetch, address, known)


WHY = {"type": "text", "name": "why", "label": "Why?", "relevant": "${q4} > 2"}
PHOTO = {"type": "image", "name": "photo", "label": "Photo"}
PLACE = {"type": "geopoint", "name": "place", "label": "Place"}
CODE = {"type": "barcode", "name": "code", "label": "Code"}


@pytest.mark.parametrize(
    ("questions", "in_steps", "requests", "largest"),
    [
        ([], False, 2, 15_000),
        ([], True, 2, 16_500),
        ([PHOTO], False, 2, 15_500),
        ([WHY], False, 2, 26_500),
        ([WHY], True, 2, 28_000),
        ([WHY, PHOTO], True, 2, 28_300),
        ([WHY, PHOTO, PLACE, CODE], True, 2, 28_672),
    ],
    ids=["plain", "steps", "uploads", "logic", "logic in steps", "all but devices", "all"],
)
def test_a_first_visit_takes_few_requests_and_the_next_page_one(
    built_site: Site,
    questions: list[dict[str, Any]],
    in_steps: bool,
    requests: int,
    largest: int,
) -> None:
    publish(built_site, *questions, in_steps=in_steps)
    first = visit(built_site.browser, ADDRESS)
    assert len(first) == requests, first
    assert sum(first.values()) <= largest, first
    known = frozenset(first)
    assert len(visit(built_site.browser, "/e/round-table", known)) == 1
    assert len(visit(built_site.browser, f"{ADDRESS}?lang=en", known)) == 1
    assert len(visit(built_site.browser, f"{ADDRESS}?kiosk=1", known)) == 2


def test_the_longest_form_takes_no_more_requests(built_site: Site) -> None:
    built_site.publish(LOGIC)
    assert len(visit(built_site.browser, f"/e/round-table/{LOGIC['name']}")) <= 5


def test_a_plain_form_loads_nothing_of_logic(build: Path) -> None:
    for name, has_logic in (
        ("form-plain.js", False),
        ("steps-plain.js", False),
        ("form-logic.js", True),
    ):
        made_of = json.loads((build / bundles.MAPS / f"{name}.map").read_bytes())["sources"]
        modules = {source.rpartition("/")[2] for source in made_of}
        assert "form-page.js" in modules
        logic = {"logic.js", "premises.js", "repeats.js", "choices.js", "expressions.js"}
        assert (logic & modules) == (logic if has_logic else set())


def test_a_build_holds_each_script_of_a_page_and_a_map_of_it(build: Path) -> None:
    built = static.assets()
    assert {*built} == {*bundles.entries(), "pikir.css", "console.css", "favicon.svg"}
    for plain in built:
        assert built[plain].imports == ()
        is_mapped = (build / bundles.MAPS / f"{plain}.map").exists()
        assert is_mapped is (not plain.endswith(".svg"))


@pytest.mark.usefixtures("build")
def test_a_package_holds_the_build_in_place_of_the_sources(tmp_path: Path) -> None:
    for name in ("form.js", "pikir.css", "favicon.svg", "__init__.py"):
        (tmp_path / name).write_bytes((static.FOLDER / name).read_bytes())
    assert bundles.replace_sources(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"__init__.py", static.BUILT}
    assert not (tmp_path / static.BUILT / bundles.MAPS).exists()


def test_without_esbuild_the_modules_stay_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundles, "ESBUILD", tmp_path / "esbuild")
    (tmp_path / "form.js").write_text("let unchanged;")
    assert not bundles.replace_sources(tmp_path)
    assert (tmp_path / "form.js").read_text() == "let unchanged;"


@pytest.mark.usefixtures("build")
def test_a_script_that_esbuild_refuses_stops_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "sources"
    broken.mkdir()
    for name in bundles.entries():
        (broken / name).write_text("let let;")
    monkeypatch.setattr(static, "FOLDER", broken)
    with pytest.raises(SystemExit, match="esbuild failed"):
        bundles.build(tmp_path / "built")
