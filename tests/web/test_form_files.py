"""Files of a form over HTTP: organisers attach them, and anyone reads them from Pikir's own address."""

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from chalicelib import wiring
from chalicelib.actions import access, events
from chalicelib.domain.permissions import SYSTEM
from chalicelib.web import policy
from chalicelib.web.participant.static_files import FOR_A_MINUTE, FOR_EVER
from chalicelib.web.request import MAX_FILE
from tests.actions.photos import EVENT, PNG
from tests.actions.setting import ORGANISER, as_json, event_document, publish
from tests.actions.test_form_files import CITIES, LISTED, SVG, form
from tests.web.client import Client

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.settings import Settings

pytestmark = pytest.mark.dynoxide

FORM = f"/api/v1/events/{EVENT}/forms/cities"
SHOWN = f"/e/{EVENT}/cities/files/map.png"


@pytest.fixture
def services(files_settings: "Settings") -> "Services":
    services = replace(wiring.make(files_settings), admission_copies=2)
    events.create_event(services, ORGANISER, as_json(event_document()))
    return services


def attach(organiser: Client, name: str, content: bytes, kind: str = "image/png") -> int:
    """Attach a file to the form; return the status."""
    response = organiser.request(
        "PUT", f"{FORM}/files/{name}", body=content, headers={"Content-Type": kind}
    )
    return response.status


@pytest.fixture
def published_form(services: "Services", organiser: Client) -> None:
    """Publish the form with a picture and a list of choices attached."""
    assert attach(organiser, "map.png", PNG) == 200
    assert attach(organiser, "cities.csv", CITIES, "text/csv") == 200
    publish(services, form())


def test_a_file_is_attached_listed_read_and_removed(
    services: "Services", organiser: Client
) -> None:
    assert attach(organiser, "%D0%9A%D0%B0%D1%80%D1%82%D0%B0.png", PNG) == 200
    [listed] = organiser.get(f"{FORM}/files").json["files"]
    assert (listed["name"], listed["type"], listed["size"]) == ("Карта.png", "image/png", len(PNG))
    address = f"{FORM}/files/%D0%9A%D0%B0%D1%80%D1%82%D0%B0.png"
    response = organiser.get(address)
    assert response.body == PNG
    assert response.headers["content-disposition"].startswith("attachment")
    assert organiser.request("DELETE", address).status == 204
    assert organiser.get(address).code == "file.not_found"


def test_a_list_of_choices_is_read_when_it_is_attached_and_its_errors_are_located(
    organiser: Client,
) -> None:
    refused = organiser.request(
        "PUT",
        f"{FORM}/files/cities.csv?lang=en",
        body=b"name,label\na,A\n,B\n",
        headers={"Content-Type": "text/csv"},
    )
    assert (refused.status, refused.code) == (422, "form.refused")
    [problem] = refused.json["errors"]
    assert (problem["sheet"], problem["row"], problem["column"]) == ("cities.csv", 3, "name")
    assert attach(organiser, "cities.csv", CITIES, "text/csv; charset=utf-8") == 200
    assert organiser.send_json("PUT", FORM, form()).status == 200
    assert organiser.get(f"{FORM}?version=draft").json["choices"]["cities.csv"] == LISTED


@pytest.mark.parametrize(
    ("name", "kind", "content", "served"),
    [
        ("towns.xml", "text/xml", b"<root><item><name>a</name></item></root>", "application/xml"),
        (
            "prices.xml",
            "application/xml",
            b"<root><item><code>a</code></item></root>",
            "application/xml",
        ),
        (
            "halls.geojson",
            "application/geo+json",
            b'{"type": "FeatureCollection", "features": [{"type": "Feature", "id": 1}]}',
            "application/geo+json",
        ),
    ],
)
def test_lists_and_data_are_attached_in_each_format_and_saved_by_a_browser_that_opens_them(
    organiser: Client, name: str, kind: str, content: bytes, served: str
) -> None:
    assert attach(organiser, name, content, kind) == 200
    answer = organiser.get(f"{FORM}/files/{name}")
    assert answer.body == content
    assert answer.headers["content-type"] == served
    assert answer.headers["content-disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("name", "content", "kind", "status"),
    [
        ("map.png", PNG + bytes(MAX_FILE), "image/png", 413),
        ("map.png", PNG, "text/html", 415),
        ("map.html", b"<html>", "application/octet-stream", 422),
        ("a%2Fb.png", PNG, "image/png", 404),
        ("a%00b.png", PNG, "image/png", 404),
    ],
)
def test_a_file_of_bad_size_type_content_or_name_is_refused(
    organiser: Client, name: str, content: bytes, kind: str, status: int
) -> None:
    assert attach(organiser, name, content, kind) == status


@pytest.mark.usefixtures("published_form")
def test_a_picture_of_a_version_is_cached_for_ever(anyone: Client) -> None:
    for address, cache_control in ((f"{SHOWN}?version=1", FOR_EVER), (SHOWN, FOR_A_MINUTE)):
        response = anyone.get(address)
        assert (response.status, response.body) == (200, PNG)
        assert response.headers["cache-control"] == cache_control
        assert response.headers["content-type"] == "image/png"
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["content-security-policy"] == policy.ONLY_A_FILE
        assert "content-disposition" not in response.headers


def test_an_svg_picture_is_sandboxed(services: "Services", organiser: Client) -> None:
    assert attach(organiser, "map.svg", SVG, "image/svg+xml") == 200
    assert attach(organiser, "cities.csv", CITIES, "text/csv") == 200
    publish(services, form(media={"image": "map.svg"}))
    response = organiser.get(f"/e/{EVENT}/cities/files/map.svg")
    assert response.body == SVG
    assert "sandbox" in response.headers["content-security-policy"]


@pytest.mark.usefixtures("published_form")
def test_the_page_shows_the_file_of_its_own_version(anyone: Client) -> None:
    assert f"{SHOWN}?version=1" in anyone.get(f"/e/{EVENT}/cities").text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"{SHOWN}?version=2", 409),
        (f"{SHOWN}?version=0", 400),
        (f"{SHOWN}?version=x", 400),
        (f"{SHOWN}?version=1&version=1", 400),
        (f"/e/{EVENT}/cities/files/cities.csv", 404),
        (f"/e/{EVENT}/cities/files/none.png", 404),
        (f"/e/{EVENT}/none/files/map.png", 404),
    ],
)
@pytest.mark.usefixtures("published_form")
def test_an_unknown_form_file_or_version_is_refused(
    anyone: Client, address: str, status: int
) -> None:
    assert anyone.get(address).status == status


@pytest.mark.parametrize(
    ("byte_range", "status", "body", "content_range"),
    [
        ("bytes=0-3", 206, PNG[:4], f"bytes 0-3/{len(PNG)}"),
        ("bytes=4-", 206, PNG[4:], f"bytes 4-{len(PNG) - 1}/{len(PNG)}"),
        ("bytes=-5", 206, PNG[-5:], f"bytes {len(PNG) - 5}-{len(PNG) - 1}/{len(PNG)}"),
        ("bytes=0-99999", 206, PNG, f"bytes 0-{len(PNG) - 1}/{len(PNG)}"),
        ("bytes=99999-", 416, b"", f"bytes */{len(PNG)}"),
        ("bytes=-0", 416, b"", f"bytes */{len(PNG)}"),
        ("bytes=5-4", 416, b"", f"bytes */{len(PNG)}"),
        ("bytes=-", 200, PNG, None),
        ("bytes=0-1,3-4", 200, PNG, None),
        ("pages=1-2", 200, PNG, None),
    ],
)
@pytest.mark.usefixtures("published_form")
def test_a_byte_range_of_a_file_is_sent(
    anyone: Client, byte_range: str, status: int, body: bytes, content_range: str | None
) -> None:
    response = anyone.get(SHOWN, Range=byte_range)
    assert (response.status, response.body) == (status, body)
    assert response.headers.get("content-range") == content_range


def test_the_console_shows_the_files_of_a_draft(
    services: "Services", organiser: Client, anyone: Client
) -> None:
    assert attach(organiser, "map.png", PNG) == 200
    assert attach(organiser, "cities.csv", CITIES, "text/csv") == 200
    address = f"/console/events/{EVENT}/forms/cities/files"
    assert anyone.get(f"{address}/map.png").status == 303
    link = access.make_sign_in_link(services, SYSTEM)
    cookie = access.sign_in(services, link.rpartition("/")[2].partition("?")[0])
    signed_in = {"Cookie": f"__Host-pikir_session={cookie}"}
    picture = anyone.get(f"{address}/map.png", **signed_in)
    assert (picture.status, picture.body) == (200, PNG)
    assert picture.headers["cache-control"] == "no-store"
    cities = anyone.get(f"{address}/cities.csv", **signed_in)
    assert cities.headers["content-disposition"].startswith("attachment")
