"""The estimate of a page's weight lies above the page that is shown, and not far above it."""

from typing import Any

import pytest

from chalicelib.forms.validation.page_weight import page_weight
from chalicelib.forms.validation.review_input import ReviewContext, ReviewInput
from chalicelib.forms.validation.structure import outline_definition
from tests.web.participant.conftest import Site

TEXT = "Қай мектептен келдіңіз? «Әке & шеше» айтсын"


def row(kind: str, number: int = 0, **keys: object) -> dict[str, Any]:
    return {"type": kind, "name": f"q{number:03}", "label": {"kk": TEXT}, **keys}


def rows(kind: str, **keys: object) -> list[dict[str, Any]]:
    return [row(kind, number, **keys) for number in range(60)]


SELECT: dict[str, Any] = {"list_name": "list"}
FILTERED: dict[str, Any] = {**SELECT, "choice_filter": "name != ${other}"}
REPEAT = {**row("begin_repeat", 999), "questions": [row("select_one", **SELECT)]}
FORMS = {
    "texts": rows("text"),
    "positions": rows("geopoint"),
    "pictures": rows("image"),
    "films": rows("video"),
    "codes": rows("barcode"),
    "ticks": rows("acknowledge"),
    "hints": rows("text", hint={"kk": TEXT * 10}),
    "messages": rows(
        "text",
        constraint=". != 'x'",
        constraint_message={"kk": TEXT * 5},
        required=True,
        required_message={"kk": TEXT * 5},
    ),
    "logic": rows("text", relevant=" and ".join(["${other} = 'a'"] * 5)),
    "choices": [row("select_one", **SELECT), row("select_multiple", 1, **SELECT)],
    "filtered": [row("select_one", **FILTERED), row("select_one", 1, **FILTERED)],
    "repeated": [REPEAT],
}
LIMITS = {"texts": 2.5, "hints": 2.5}
"""How many times the page the estimate may be; twice where nothing else is said."""


@pytest.mark.parametrize("name", FORMS)
def test_the_estimate_lies_a_little_above_the_page(site: Site, name: str) -> None:
    listed = [{"name": f"n{n:04}", "label": {"kk": f"{TEXT} {n}"}} for n in range(200)]
    document = {
        "name": "heavy",
        "purpose": "other",
        "title": {"kk": TEXT},
        "choices": {"list": listed} if "list_name" in str(FORMS[name]) else {},
        "questions": [row("text", name="other"), *FORMS[name]],
    }
    light = {**document, "name": "light", "choices": {}, "questions": [row("text", name="other")]}
    pages = []
    for each in (light, document):
        site.publish(each)
        pages.append(len(site.browser.get(f"/e/round-table/{each['name']}").body))
    outline, _ = outline_definition(document)
    estimate = page_weight(
        ReviewInput.of(document, None, outline, ReviewContext(None, None, None, False))
    )
    page = pages[1] - pages[0]
    assert page <= estimate, (page, estimate)
    assert estimate <= LIMITS.get(name, 2) * page, (page, estimate)
