"""The style within participants' pages: put there last, compressed once, and allowed by its hash."""

import gzip
import re
from base64 import b64encode
from hashlib import sha256

import pytest

from chalicelib.web.page_style import MARK, find_style
from tests.web.participant.conftest import Site

_POLICY = "content-security-policy"


@pytest.mark.parametrize(
    ("before", "after"),
    [("<head>", "<p>Қарағым, келдің бе?</p>" * 400), ("", ""), ("ә" * 300, MARK)],
)
def test_a_page_is_the_same_compressed_in_parts(before: str, after: str) -> None:
    page = f"{before}{MARK}{after}"
    style = find_style(page)
    assert style is not None
    made = style.put_into(page)
    assert made == f"{before}{style.element}{after}"
    assert style.put_into(page.encode()) == made.encode()  # as a page too large for a text travels
    assert gzip.decompress(style.compress(page.encode(), 6)).decode() == made


def test_a_page_that_links_its_sheets_has_no_style() -> None:
    assert find_style("<head><link rel=stylesheet></head>") is None


def test_the_policy_of_a_page_allows_its_own_style_and_no_other(site: Site) -> None:
    reply = site.browser.get("/e/round-table/feedback")
    [style] = re.findall("<style>(.*?)</style>", reply.text, re.DOTALL)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert f"; style-src 'self' 'sha256-{digest}'; " in reply.headers[_POLICY]
    assert "unsafe" not in reply.headers[_POLICY]
    assert "; style-src 'self'; " in site.browser.get("/robots.txt").headers[_POLICY]


def test_a_text_that_looks_like_the_place_of_the_style_stays_a_text(site: Site) -> None:
    site.change(title={"kk": f"{MARK} жиналыс"})
    page = site.browser.get("/e/round-table").text
    assert page.count("<style>") == 1
    assert page.count("&lt;style&gt;&lt;/style&gt;") > 1
