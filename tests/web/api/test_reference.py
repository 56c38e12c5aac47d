"""The reference of the API for people: all that the OpenAPI document says, on a page that needs no script."""

import re
from html.parser import HTMLParser

import pytest
from typing_extensions import override

from chalicelib.web import policy
from chalicelib.web.api import openapi
from tests.web.client import Client, HttpResponse

DOCS = "/api/docs"


class Anchors(HTMLParser):
    """The ids of a page, its links within itself, and its elements."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: set[str] = set()
        self.elements: set[str] = set()
        self.feed(page)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.elements.add(tag)
        if attributes.get("id"):
            self.ids.append(str(attributes["id"]))
        if str(attributes.get("href")).startswith("#"):
            self.links.add(str(attributes["href"])[1:])


@pytest.fixture
def response(anyone: Client) -> HttpResponse:
    return anyone.with_stage("/api").get(DOCS, Accept_Language="kk")


def test_the_reference_needs_no_script_and_nothing_from_elsewhere(response: HttpResponse) -> None:
    assert response.status == 200
    assert response.headers["content-language"] == "en"
    assert response.headers["content-security-policy"] == policy.policy()
    assert response.headers["cache-control"] == "public, max-age=300"
    assert {"script", "style", "iframe"}.isdisjoint(Anchors(response.text).elements)
    addresses = re.findall(r'(?:href|src)="(?!#|data:image/svg)([^"]*)"', response.text)
    assert all(address.startswith("/api/") for address in addresses)


def test_the_reference_has_each_operation_schema_and_code(response: HttpResponse) -> None:
    document = openapi.document()
    operations = [each for methods in document["paths"].values() for each in methods.values()]
    schemas = document["components"]["schemas"]
    codes = {
        code
        for each in operations
        for answer in each["responses"].values()
        for code in answer.get(openapi.CODES, ())
    }
    expected = {
        *(each["operationId"] for each in operations),
        *(f"schema-{name}" for name in schemas),
        *(f"code-{code}" for code in codes),
    }

    assert expected <= set(Anchors(response.text).ids)


def test_each_link_within_the_reference_leads_somewhere(response: HttpResponse) -> None:
    anchors = Anchors(response.text)

    assert anchors.links <= set(anchors.ids)
    assert len(anchors.ids) == len(set(anchors.ids))
