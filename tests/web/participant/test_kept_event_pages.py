"""What is kept of events' pages: how much, for whom, and until when."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.actions import promises
from chalicelib.actions.catalogue import ShownEvent
from chalicelib.actions.promises import PublicProposals
from chalicelib.actions.services import Services
from chalicelib.domain.events import Event
from chalicelib.web import cookies
from chalicelib.web.participant.kept_event_pages import (
    EventContents,
    EventPageKey,
    KeptEventPages,
)
from tests.web.participant.conftest import EVENT, Site

ADDRESS = "/e/round-table"
CONTENTS = EventContents(ShownEvent(Event.model_validate(EVENT), ()), (), None)


class Renderer:
    """Renders a page of a size, and counts how often."""

    def __init__(self, size: int = 0) -> None:
        self.size, self.times = size, 0

    def __call__(self, slots: Mapping[str, object]) -> str:
        self.times += 1
        address_in = slots["address_in"]
        assert callable(address_in)
        return f"{address_in('ru')}{'x' * self.size}"


def show(pages: KeptEventPages, event: str, contents: EventContents, render: Renderer) -> str:
    key = EventPageKey(event, "kk", "", "https://forms.example", (0, 0))
    return pages.show(key, contents, "?a=<b>&", render).content.decode()


def test_a_page_is_rendered_once_for_what_is_equal() -> None:
    pages, render = KeptEventPages(), Renderer()
    for shown in (CONTENTS, CONTENTS, replace(CONTENTS, shown=replace(CONTENTS.shown))):
        assert show(pages, "a", shown, render) == "?a=&lt;b&gt;&amp;lang=ru"
    assert render.times == 1
    show(pages, "a", replace(CONTENTS, proposals=PublicProposals()), render)
    assert render.times == 2


def test_no_more_than_so_many_bytes_are_kept() -> None:
    pages, last, first, large = (
        KeptEventPages(largest=20_000),
        *map(Renderer, (2_000, 2_000, 9_000)),
    )
    for event in "abcdefgh":
        show(pages, event, CONTENTS, Renderer(2_000))
    show(pages, "h", CONTENTS, last)
    show(pages, "a", CONTENTS, first)
    assert (last.times, first.times) == (0, 1)
    for _ in range(2):
        show(pages, "large", CONTENTS, large)
    assert large.times == 2


def test_no_visit_sees_the_address_of_another(site: Site) -> None:
    for query in ("?ref=zq7&lang=kk", "?ref=second%3Cb%3E", ""):
        page = site.browser.get(f"{ADDRESS}{query}").text
        links = re.findall(r'<a href="(\?[^"]*lang=ru)"', page)
        other = query.removesuffix("lang=kk").rstrip("&")
        assert links == [f"{other}&amp;lang=ru" if other else "?lang=ru"]
        assert "<<" not in page
        assert "zq7" not in site.browser.get(f"{ADDRESS}/registration{query}").text


def test_proposals_are_read_again_after_ten_seconds_or_for_an_organiser(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.change(shows_proposals=True, shows_earlier_proposals=True)
    read: list[str] = []
    find = promises.read_public_proposals

    def count(services: Services, event: Event) -> PublicProposals:
        read.append(event.id)
        return find(services, event)

    monkeypatch.setattr(promises, "read_public_proposals", count)
    secure = site.services.settings.public_url.startswith("https:")
    session = f"{cookies.name_of(cookies.SESSION, secure=secure)}=x"
    for cookie, seconds, times in (("", 0, 1), ("", 9, 1), (session, 0, 2), ("", 10, 3)):
        site.clock.pass_by(timedelta(seconds=seconds))
        assert site.browser.get(ADDRESS, cookie=cookie).status == 200
        assert len(read) == times
