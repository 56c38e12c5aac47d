"""Reading an API Gateway event."""

import base64
from typing import Any

import pytest

from chalicelib import errors
from chalicelib.web import request


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


def test_a_bare_event_is_a_request() -> None:
    asked = request.read(event(), "the-invocation")

    assert (asked.method, asked.path, asked.prefix) == ("GET", "/e/round-table", "")
    assert (asked.query, asked.headers, asked.cookies, asked.body) == ({}, {}, {}, b"")
    assert asked.request_id == "the-invocation"


@pytest.mark.parametrize("given", [None, "", "with space", "line\nbreak", "x" * 65])
def test_a_malformed_request_id_is_replaced(given: str | None) -> None:
    assert len(request.read(event(context={"requestId": given}), None).request_id) == 36


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
        ("/{proxy+}", {"proxy": "longer/than/path"}, "/no", ("", "/no")),
        ("/e/{event}", {"event": "a"}, "//host.example/e/a", ("", "/e/a")),
        ("/e/{event}", {"event": "a"}, "/'onclick/e/a", ("", "/e/a")),
    ],
)
def test_a_path_is_split_into_the_stage_and_the_rest(
    template: str, parameters: dict[str, str] | None, path: str, split: tuple[str, str]
) -> None:
    context = {"resourcePath": template, "path": path}

    asked = request.read(event(context=context, pathParameters=parameters), None)

    assert (asked.prefix, asked.path) == split


@pytest.mark.parametrize(
    ("body", "encoded", "read"),
    [
        ("Әйгерім", False, "Әйгерім".encode()),
        (base64.b64encode(b"\xff\x00").decode(), True, b"\xff\x00"),
        ("\ud800", False, b"\xed\xa0\x80"),
        (b"raw", False, b"raw"),
        ("", True, b""),
    ],
)
def test_a_body_is_the_bytes_that_were_sent(body: object, *, encoded: bool, read: bytes) -> None:
    assert request.read(event(body=body, isBase64Encoded=encoded), None).body == read


@pytest.mark.parametrize(
    ("header", "token"), [("Bearer abc", "abc"), ("bearer  abc ", "abc"), (None, None)]
)
def test_a_bearer_token_is_read(header: str | None, token: str | None) -> None:
    headers = {} if header is None else {"authorization": header}
    assert request.read(event(headers=headers), None).bearer == token


@pytest.mark.parametrize("header", ["", "Basic abc", "Bearer", "Bearer  "])
def test_another_authorization_scheme_is_refused(header: str) -> None:
    asked = request.read(event(headers={"Authorization": header}), None)

    with pytest.raises(errors.NotSignedIn):
        _ = asked.bearer


def test_a_parameter_has_one_value() -> None:
    asked = request.read(event(multiValueQueryStringParameters={"a": ["1"], "b": ["1", "2"]}), None)

    assert (asked.one("a"), asked.one("c")) == ("1", None)
    with pytest.raises(errors.BadParameter):
        asked.one("b")
