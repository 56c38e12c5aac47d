"""The request that is read from an API Gateway event."""

import base64
from typing import Any

import pytest

from chalicelib import errors
from chalicelib.web.request import read


def event(**changes: Any) -> dict[str, Any]:
    context = {"httpMethod": "GET", "resourcePath": "/e/{event}", "path": "/e/round-table"}
    return {
        "requestContext": context | changes.pop("context", {}),
        "headers": None,
        "pathParameters": {"event": "round-table"},
        "multiValueQueryStringParameters": None,
        "body": None,
        "isBase64Encoded": False,
    } | changes


def test_a_minimal_event_is_a_request() -> None:
    request = read(event(), "the-invocation")

    assert (request.method, request.path, request.prefix) == ("GET", "/e/round-table", "")
    assert (request.query, request.headers, request.cookies, request.body) == ({}, {}, {}, b"")
    assert request.request_id == "the-invocation"


@pytest.mark.parametrize("request_id", [None, "", "with space", "line\nbreak", "x" * 65])
def test_a_malformed_request_id_is_replaced(request_id: str | None) -> None:
    assert len(read(event(context={"requestId": request_id}), None).request_id) == 36


@pytest.mark.parametrize(
    ("template", "parameters", "path", "split"),
    [
        ("/", None, "/", ("", "/")),
        ("/", None, "/api", ("/api", "/")),
        ("/", None, "/api/", ("/api", "/")),
        ("/e/{event}", {"event": "a"}, "/e/a/", ("", "/e/a")),
        ("/e/{event}", {"event": "a"}, "/two/deep/e/a", ("/two/deep", "/e/a")),
        ("/{proxy+}", {"proxy": "no/such"}, "/api/no/such", ("/api", "/no/such")),
        ("/{proxy+}", {"proxy": "no"}, "/no", ("", "/no")),
        ("/{proxy+}", {"proxy": "no/"}, "/api/no/", ("/api", "/no")),
        ("/{proxy+}", {"proxy": "longer/than/path"}, "/no", ("", "/no")),
        ("/e/{event}", {"event": "a"}, "//host.example/e/a", ("", "/e/a")),
        ("/e/{event}", {"event": "a"}, "/'onclick/e/a", ("", "/e/a")),
    ],
)
def test_a_path_is_split_into_the_stage_and_the_rest(
    template: str, parameters: dict[str, str] | None, path: str, split: tuple[str, str]
) -> None:
    context = {"resourcePath": template, "path": path}

    request = read(event(context=context, pathParameters=parameters), None)

    assert (request.prefix, request.path) == split


@pytest.mark.parametrize(
    ("body", "encoded", "expected"),
    [
        ("Әйгерім", False, "Әйгерім".encode()),
        (base64.b64encode(b"\xff\x00").decode(), True, b"\xff\x00"),
        ("\ud800", False, b"\xed\xa0\x80"),
        (b"raw", False, b"raw"),
        ("", True, b""),
    ],
)
def test_a_body_is_the_bytes_that_were_sent(
    body: object, *, encoded: bool, expected: bytes
) -> None:
    assert read(event(body=body, isBase64Encoded=encoded), None).body == expected


@pytest.mark.parametrize(
    ("header", "token"), [("Bearer abc", "abc"), ("bearer  abc ", "abc"), (None, None)]
)
def test_a_bearer_token_is_read(header: str | None, token: str | None) -> None:
    headers = {} if header is None else {"authorization": header}
    assert read(event(headers=headers), None).bearer == token


@pytest.mark.parametrize("header", ["", "Basic abc", "Bearer", "Bearer  "])
def test_another_authorization_scheme_is_refused(header: str) -> None:
    request = read(event(headers={"Authorization": header}), None)

    with pytest.raises(errors.NotSignedIn):
        _ = request.bearer


def test_a_query_parameter_has_one_value() -> None:
    request = read(event(multiValueQueryStringParameters={"a": ["1"], "b": ["1", "2"]}), None)

    assert (request.one("a"), request.one("c")) == ("1", None)
    with pytest.raises(errors.BadParameter):
        request.one("b")
