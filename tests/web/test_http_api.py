"""An HTTP API's events are the same requests as a REST API's, and its answers say the same."""

import base64
import json
import zlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import override

from chalicelib import wiring
from chalicelib.web.compression import accepts_gzip
from chalicelib.web.endpoint import Endpoint
from chalicelib.web.http_api import HttpApiApp, encode_path
from chalicelib.web.reply import Reply
from chalicelib.web.request import ANYWHERE, Request
from chalicelib.web.routes import Route, declare
from tests.web import gateways
from tests.web.client import ALL_ROUTES
from tests.web.gateways import Sent

TEMPLATES = sorted({route.path for route in ALL_ROUTES})


class Listener(Endpoint):
    """Remembers each request and gives one answer."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(ALL_ROUTES, wiring.services)
        self.heard: list[Request] = []
        self._given = reply

    @override
    def _answer(self, request: Request) -> tuple[Reply, str | None]:
        self.heard.append(request)
        return self._given, None


def app_with(reply: Reply | None = None, public_path: str = "") -> tuple[HttpApiApp, list[Request]]:
    app = HttpApiApp("pikir", lambda: public_path, configure_logs=False, env={})
    routes: Sequence[Route] = ALL_ROUTES
    app.register_blueprint(declare("tests", routes, ANYWHERE))
    listener = Listener(reply or Reply(content_type=None))
    app.answer_with(listener)
    return app, listener.heard


APP, HEARD = app_with()


def hear(event: dict[str, Any]) -> Request:
    """Return the request that the endpoint reads from an event."""
    HEARD.clear()
    APP(event, None)
    return HEARD.pop()


def decode_path(request: Request) -> Request:
    """Return the request with a decoded path: an HTTP API does not tell how it was encoded."""
    parameters = {name: unquote(value) for name, value in request.parameters.items()}
    return replace(request, path=unquote(request.path), parameters=parameters)


def both(sent: Sent) -> tuple[Request, Request]:
    template, parameters = gateways.match(TEMPLATES, sent.path)
    stage = "/pikir"
    by_rest = hear(gateways.rest(sent, template, parameters, stage))
    by_http = hear(gateways.http(sent))
    assert by_rest.prefix in (stage, "")
    assert (by_rest.compresses, by_http.compresses) == (False, True)
    return (
        decode_path(replace(by_rest, prefix="")),
        decode_path(replace(by_http, compresses=False)),
    )


segments = st.text(
    st.characters(codec="utf-8", min_codepoint=0x20, exclude_characters="/?"),
    min_size=1,
    max_size=8,
).filter(lambda text: text.strip(".") != "")
texts = st.text(st.characters(codec="utf-8"), max_size=8)


@st.composite
def requests(draw: st.DrawFn) -> Sent:
    """Draw a request to any route, or to none."""
    if draw(st.booleans()):
        parts = draw(st.sampled_from(TEMPLATES)).split("/")[1:]
        words = [draw(segments) if part.startswith("{") else part for part in parts]
    else:
        words = draw(st.lists(segments, max_size=4))
    pairs = draw(st.lists(st.tuples(texts, texts), max_size=4))
    plus = draw(st.sampled_from(["%20", "+"]))
    query = "&".join(f"{quote(n)}={quote(v)}".replace("%20", plus) for n, v in pairs)
    names = st.sampled_from(["Accept", "ACCEPT-LANGUAGE", "x-Forwarded-For", "If-Match", "Origin"])
    values = st.sampled_from(["*/*", "kk, ru;q=0.5", "198.51.100.1, 203.0.113.9", '"tag"', "ұ"])
    kinds = st.sampled_from(
        ["application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
    )
    kind = draw(kinds)
    is_json = kind == "application/json"
    body = draw(texts).encode() if is_json else draw(st.binary(max_size=20))
    return Sent(
        method=draw(st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "BREW"])),
        path="/"
        + "/".join(quote(word, safe="") for word in words)
        + draw(st.sampled_from(["", "/"])),
        query=query,
        headers=draw(st.dictionaries(names, values, max_size=3)) | {"Content-Type": kind},
        cookies=draw(st.lists(st.sampled_from(["pikir_language=kk", "a=1", "b=2"]), max_size=2)),
        body=body,
    )


@given(requests())
def test_a_request_is_the_same_by_either_gateway(sent: Sent) -> None:
    by_rest, by_http = both(sent)
    assert by_http == by_rest


@pytest.mark.parametrize(
    "sent",
    [
        Sent(path="/"),
        Sent(path="/e/round-table/"),
        Sent(path="/no/such/%D0%B0%D1%81%20%2525"),
        Sent(path="/e//impressions"),
        Sent(path="//host.example/e/a"),
        Sent(path="/e/a+b", query="a=1+2&a=%2B&empty=&bare"),
        Sent(method="HEAD", path="/e/round-table"),
        Sent(method="POST", path="/e/round-table/impressions", body=b"q.a=%D2%99"),
        Sent(cookies=("a=1", "pikir_language=ru")),
        Sent(headers={"Accept": "x" * 8000}),
    ],
)
def test_known_hard_requests_are_the_same_by_either_gateway(sent: Sent) -> None:
    by_rest, by_http = both(sent)
    assert by_http == by_rest


def test_the_route_is_chosen_as_rest_chooses_it() -> None:
    for template in TEMPLATES:
        path = "/".join("x" if part.startswith("{") else part for part in template.split("/"))
        chosen, _ = gateways.match(TEMPLATES, path)
        assert hear(gateways.http(Sent(path=path))).route == chosen


def test_an_encoded_slash_reaches_no_other_route_than_one_that_exists() -> None:
    request = hear(gateways.http(Sent(path="/e/round-table%2Fimpressions")))
    assert request.route == "/e/{event}/{form}"


@pytest.mark.parametrize(
    ("raw", "encoded"),
    [
        ("/e/Әсер 1", "/e/%D3%98%D1%81%D0%B5%D1%80%201"),
        ("/a%2541", "/a%2541"),
        ("/50%", "/50%25"),
        ("/a?b#c", "/a%3Fb%23c"),
        ("/\ud800", "/%ED%A0%80"),
    ],
)
def test_a_decoded_path_is_encoded_again(raw: str, encoded: str) -> None:
    assert encode_path(raw) == encoded


def test_no_header_tells_the_address() -> None:
    """The gateway's word counts, whatever a client invents."""
    invented = {"X-Forwarded-For": "198.51.100.9", "Forwarded": "for=198.51.100.9"}
    request = hear(gateways.http(Sent(headers=invented)))
    assert request.source_address == request.client_address(None) == "192.0.2.7"
    by_proxy = hear(gateways.http(Sent(headers={"CF-Connecting-IP": "1.1.1.1,203.0.113.4"})))
    assert by_proxy.client_address("cf-connecting-ip") == "203.0.113.4"


@pytest.mark.parametrize(
    ("stage", "domain_path", "public_path", "prefix"),
    [
        ("$default", "", "", ""),
        ("test", "", "", "/test"),
        ("$default", "/forms", "/forms", "/forms"),
        ("$default", "", "/forms", ""),
    ],
)
def test_the_stage_or_the_path_of_the_public_address_is_the_prefix(
    stage: str, domain_path: str, public_path: str, prefix: str
) -> None:
    app, heard = app_with(public_path=public_path)
    for path in ("/", "/e/round-table", "/no/such"):
        app(gateways.http(Sent(path=path), stage=stage, domain_path=domain_path), None)
        request = heard.pop()
        assert (request.prefix, request.path) == (prefix, path)


def test_another_path_is_no_prefix() -> None:
    app, heard = app_with(public_path="/form")
    app(gateways.http(Sent(path="/forms/e/round-table")), None)
    assert (heard[0].route, heard[0].prefix) == (ANYWHERE, "")


def answer(reply: Reply, **headers: str) -> dict[str, Any]:
    app, _ = app_with(reply)
    sent = Sent(headers={name.replace("_", "-"): value for name, value in headers.items()})
    given: dict[str, Any] = app(gateways.http(sent), None)
    assert set(given) <= {"statusCode", "headers", "cookies", "body", "isBase64Encoded"}
    assert all(isinstance(value, str) for value in given["headers"].values())
    return given


def test_cookies_are_a_list_of_their_own() -> None:
    given = answer(Reply(cookies=("a=1; Path=/", "b=2; Path=/"), content_type=None))
    assert given["cookies"] == ["a=1; Path=/", "b=2; Path=/"]
    assert "Set-Cookie" not in given["headers"]
    assert "cookies" not in answer(Reply(content_type=None))


LONG = "Әңгіме " * 1000


@pytest.mark.parametrize("body", [LONG, LONG.encode()])
def test_a_long_text_is_compressed_for_who_can_read_it(body: str | bytes) -> None:
    given = answer(Reply(body=body), Accept_Encoding="br, gzip")
    assert given["isBase64Encoded"] is True
    assert given["headers"]["Content-Encoding"] == "gzip"
    assert given["headers"]["Vary"].endswith(", Accept-Encoding")
    packed = base64.b64decode(given["body"])
    assert len(packed) < 200
    assert zlib.decompress(packed, 16 + zlib.MAX_WBITS).decode() == LONG


def test_a_client_without_gzip_gets_the_text_and_caches_tell_them_apart() -> None:
    given = answer(Reply(body=LONG), Accept_Encoding="gzip;q=0")
    assert (given["body"], given["isBase64Encoded"]) == (LONG, False)
    assert "Content-Encoding" not in given["headers"]
    assert "Accept-Encoding" in given["headers"]["Vary"]


def test_the_encoding_is_named_once_among_what_an_answer_depends_on() -> None:
    static = Reply(body=LONG, headers={"Vary": "Accept-Encoding"})
    assert answer(static, Accept_Encoding="gzip")["headers"]["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "reply",
    [
        Reply(body="short"),
        Reply(body=b"\x89PNG" * 1000, content_type="image/png"),
        Reply(body=b"packed" * 1000, headers={"Content-Encoding": "br"}),
        Reply(status=304, content_type=None),
    ],
)
def test_small_and_packed_bodies_are_left_alone(reply: Reply) -> None:
    given = answer(reply, Accept_Encoding="gzip")
    assert given["headers"].get("Content-Encoding") != "gzip"
    body = base64.b64decode(given["body"]) if given["isBase64Encoded"] else given["body"]
    assert body == reply.body


@pytest.mark.parametrize(
    ("accepted", "allows"),
    [
        ("gzip", True),
        ("deflate, GZIP;q=0.5, br", True),
        ("*", True),
        ("gzip; q=0.0", False),
        ("", False),
        ("x-gzipped, br", False),
        ("gzip;q=1.000", True),
    ],
)
def test_accept_encoding_is_read(accepted: str, *, allows: bool) -> None:
    assert accepts_gzip(accepted) is allows


def test_other_events_are_no_http_requests() -> None:
    """A queue's records, and an event of version 2.0 that is none of the gateway's."""
    assert APP({"Records": []}, None)["statusCode"] == 500
    assert APP({"version": "2.0"}, None)["statusCode"] == 500
    assert HEARD == []


def test_an_answer_is_json_for_lambda() -> None:
    assert json.loads(json.dumps(answer(Reply(body="ұ"))))["body"] == "ұ"
