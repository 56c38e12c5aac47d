"""What is kept of empty forms' pages: how much, for whom, and until when."""

import gzip
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from chalicelib.domain.events import Event
from chalicelib.forms.intake import Form
from chalicelib.forms.validation import read_definition
from chalicelib.web.compression import compress
from chalicelib.web.page_style import find_style
from chalicelib.web.participant import form_page
from chalicelib.web.participant.kept_pages import FilledPage, KeptPages, PageKey
from tests.web.client import control_fields
from tests.web.participant.conftest import EVENT, REGISTRATION, Site
from tests.web.participant.form_visits import MOMENT, visit_form

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
    return pages.show(key(name), of, event, VALUES, render).content.decode()


def packed_of(page: FilledPage) -> bytes:
    packed = page.gzip(None) if page.gzip else None
    assert packed is not None
    return packed


def test_a_page_is_rendered_once_and_filled_in_escaped() -> None:
    pages, of, render = KeptPages(), form(), Renderer()
    for _ in range(3):
        assert show(pages, "a", of, HELD, render) == "<p>an &lt;id&gt;</p>now"
    assert render.times == 1


def test_a_page_is_compressed_once_for_all_ids_and_moments() -> None:
    pages, of, render = KeptPages(), form(), Renderer(5_000)
    for number in range(3):
        moment = f"2026-06-01T09:00:0{number}+00:00"
        values = {"submission": str(UUID(int=number)), "started": moment}
        page = pages.show(key("a"), of, HELD, values, render)
        assert gzip.decompress(packed_of(page)) == page.content
        assert moment in page.content.decode()
    other_lengths = pages.show(key("a"), of, HELD, VALUES, render)
    assert other_lengths.gzip is not None
    assert other_lengths.gzip(None) is None
    assert render.times == 1


def test_a_kept_page_travels_as_it_is_kept() -> None:
    visit = visit_form(form(), HELD, compresses=True)
    request = replace(visit.request, headers={"accept-encoding": "gzip"})
    reply = form_page.show_fresh(replace(visit, request=request))
    headers = {"Vary": "Cookie", "Content-Type": reply.content_type or ""}
    style = find_style(reply.body)
    assert style is not None
    packed = compress(reply, headers, request, style)
    assert isinstance(packed, bytes)
    assert gzip.decompress(packed) == style.put_into(reply.body)
    assert reply.gzip is not None
    assert packed == reply.gzip(style)
    assert reply.gzip(replace(style, source="another")) is None
    assert headers["Content-Encoding"] == "gzip"
    assert headers["Vary"] == "Cookie, Accept-Encoding"
    rendered = form_page.render_filled(visit_form(form(), HELD))
    assert reply.body == str(rendered.body).encode()


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


NOTE: dict[str, Any] = {"type": "note", "name": "n", "label": {"kk": "N"}}
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
def test_a_page_that_shows_more_of_a_visit_has_parts_of_its_own(row: dict[str, Any]) -> None:
    rows = [{"type": "start", "name": "begun"}, {"name": "v", "label": {"kk": "V"}, **row}]
    definition = {**REGISTRATION, "questions": [*REGISTRATION["questions"], *rows]}
    groups = [{"type": "begin_group", "name": name, "questions": [NOTE]} for name in "hi"]
    chapter: dict[str, Any] = {"type": "begin_group", "name": "g", "label": {"kk": "It is ${v}"}}
    chapter["questions"] = [*rows, *groups]
    for more in ({}, {"style": "pages", "questions": [*REGISTRATION["questions"], chapter]}):
        of = Form(read_definition({**definition, **more}), 1)
        assert of.page_logic.reads_moment
        for moment in (MOMENT, MOMENT + timedelta(seconds=5), MOMENT + timedelta(days=1)):
            shown, rendered = (visit_form(of, HELD, moment=moment) for _ in range(2))
            assert form_page.show_fresh(shown) == form_page.render_filled(rendered)


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
