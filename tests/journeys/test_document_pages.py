"""The pages of a document that waits, is ready or has failed: axe, a phone's width, and WCAG 2.2's criteria, as of every page.

The running Pikir makes documents too fast to be looked at while they wait: the pages are rendered in this process, and
shown at the running one's address, which has their styles and scripts.
"""

import re
from collections.abc import Callable, Mapping

import pytest
from playwright.sync_api import Route

from chalicelib.actions import document_making, documents
from tests.journeys.conftest import OpenWindow
from tests.journeys.test_every_page import Walk
from tests.web.organiser.conftest import Console, console
from tests.web.organiser.test_documents import ask
from tests.web.organiser.test_text_answers import answers

__all__ = ["answers", "console"]
pytestmark = pytest.mark.browser


def answer_with(body: str) -> Callable[[Route], None]:
    """Return what answers a request with a page."""
    return lambda route: route.fulfill(body=body, content_type="text/html")


def test_pages_of_documents_are_accessible(
    answers: Console,
    pikir: Mapping[str, str],
    open_window: OpenWindow,
    find_violations: Callable[..., list[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(documents, "PAUSES", ())
    waiting, failed, ready = (
        ask(answers, names=names, language=language)
        for names, language in (("labels", "kk"), ("names", "kk"), ("labels", "ru"))
    )
    with monkeypatch.context() as small:
        small.setattr(document_making, "MOST_ROWS", 1)
        document_making.make_document(answers.services, "round-table", failed.rpartition("/")[2])
    document_making.make_document(answers.services, "round-table", ready.rpartition("/")[2])
    pages = [answers.get(address).text for address in (waiting, failed, ready)]

    walk = Walk(open_window(language="kk"), find_violations)
    for number, text in enumerate(pages):
        still = re.sub(r'<meta http-equiv="refresh"[^>]*>', "", text)
        assert (still == text) == (
            number == 1
        )  # the page of a failure alone stands still by itself
        shown = f"{pikir['url']}/console/shown/{number}"
        walk.page.route(shown, answer_with(still))
        walk.page.goto(shown)
        assert walk.page.locator("h1").count() == 1
        walk.check_page()
    assert walk.faults + walk.inconsistent_help() == []
