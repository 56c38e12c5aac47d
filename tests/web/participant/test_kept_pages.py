"""What is kept of empty forms' pages: how much, for whom, and until when."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.events import Event
from chalicelib.forms.intake import Form
from chalicelib.forms.validation import read_definition
from chalicelib.web.participant.kept_pages import KeptPages, PageKey
from tests.web.client import control_fields
from tests.web.participant.conftest import EVENT, REGISTRATION, Site

HELD = Event.model_validate(EVENT)
VALUES = {"submission": "an <id>", "started": "now"}


def form() -> Form:
    return Form(read_definition(REGISTRATION), 1)


def key(name: str) -> PageKey:
    return PageKey("round-table", name, "kk", "", frozenset(), "+05:00", "")


class Renderer:
    """Renders a page of a size, and counts how often."""

    def __init__(self, size: int = 0) -> None:
        self.size, self.times = size, 0

    def __call__(self, slots: Mapping[str, str]) -> str:
        self.times += 1
        return f"<p>{slots['submission']}</p>{slots['started']}" + "x" * self.size


def show(pages: KeptPages, name: str, of: Form, event: Event, render: Renderer) -> str:
    return pages.show(key(name), of, event, VALUES, render)


def test_a_page_is_rendered_once_and_filled_in_escaped() -> None:
    pages, of, render = KeptPages(), form(), Renderer()
    for _ in range(3):
        assert show(pages, "a", of, HELD, render) == "<p>an &lt;id&gt;</p>now"
    assert render.times == 1


def test_another_version_or_state_of_the_event_has_a_page_of_its_own() -> None:
    pages, of, render = KeptPages(), form(), Renderer()
    show(pages, "a", of, HELD, render)
    show(pages, "a", of, HELD.model_copy(), render)
    assert render.times == 1
    show(pages, "a", of, HELD.model_copy(update={"revision": 1}), render)
    assert render.times == 2
    show(pages, "a", form(), HELD, render)
    assert render.times == 3


def test_no_more_than_so_many_bytes_are_kept() -> None:
    pages, of = KeptPages(largest=10_000), form()
    for name in "abcdefgh":
        show(pages, name, of, HELD, Renderer(2_000))
        assert pages.size <= 10_000
    last, first = Renderer(2_000), Renderer(2_000)
    show(pages, "h", of, HELD, last)
    show(pages, "a", of, HELD, first)
    assert (last.times, first.times) == (0, 1)


def test_a_page_that_is_too_large_is_not_kept() -> None:
    pages, of, large = KeptPages(largest=10_000), form(), Renderer(5_000)
    show(pages, "a", of, HELD, large)
    show(pages, "a", of, HELD, large)
    assert (large.times, pages.size) == (2, 0)


VARYING = {
    "moment": {"type": "dateTime", "default": "now()"},
    "id": {"type": "text", "calculation": "once(uuid())"},
    "start": {"type": "note", "relevant": "${begun} != ''"},
    "shuffled": {
        "type": "select_one",
        "list_name": "who",
        "parameters": {"randomize": True},
    },
}


@pytest.mark.parametrize("row", VARYING.values(), ids=VARYING)
def test_a_form_that_shows_more_of_a_visit_is_not_kept(row: dict[str, Any]) -> None:
    rows = [{"type": "start", "name": "begun"}, {"name": "v", "label": {"kk": "V"}, **row}]
    definition = {**REGISTRATION, "questions": [*REGISTRATION["questions"], *rows]}
    assert Form(read_definition(definition), 1).page_logic.reads_moment


def test_each_visit_has_an_id_and_a_moment_of_its_own_and_nothing_of_another(site: Site) -> None:
    address = "/e/round-table/registration"
    kiosk = site.browser.request("GET", f"{address}?kiosk=1", headers={"Cookie": "pikir_session=x"})
    assert "data-kiosk" in kiosk.text
    pages = []
    for _ in range(3):
        pages.append(site.browser.request("GET", address))
        site.clock.pass_by(timedelta(seconds=1))
    fields = [dict(control_fields(page.text)) for page in pages]
    assert len({each["_id"] for each in fields}) == len({each["_started"] for each in fields}) == 3
    assert not any("kiosk" in page.text or "<<" in page.text for page in pages)


def test_a_page_shows_a_change_of_its_event_and_a_new_version(site: Site) -> None:
    address = "/e/round-table/registration"
    assert "Мектеп пен отбасы" in site.browser.request("GET", address).text
    site.change(title={"kk": "Жаңа атау"})
    site.clock.pass_by(timedelta(seconds=11))
    assert "Жаңа атау" in site.browser.request("GET", address).text
    site.publish({**REGISTRATION, "title": {"kk": "Қатысу"}})
    site.clock.pass_by(timedelta(seconds=11))
    page = site.browser.request("GET", address).text
    assert "<h1>Қатысу</h1>" in page
    assert dict(control_fields(page))["_version"] == "2"
