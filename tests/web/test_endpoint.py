"""The middleware around every route: errors, headers, methods, languages and log lines."""

import json
import logging
import re
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest
from chalice.app import Chalice
from typing_extensions import override

from chalicelib import errors
from chalicelib.web.reply import Reply, json_reply
from chalicelib.web.request import MAX_BODY_WITH_FILE, Request
from chalicelib.web.routes import FORM, FORM_WITH_FILES, JSON, Route, handler
from tests.web.client import Client, app_of

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "media-src 'self'; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
SERVICES = SimpleNamespace(settings=SimpleNamespace(public_url="https://pikir.example"))


@handler
def echo(request: Request, services: object, **parameters: str) -> Reply:
    return json_reply(
        {
            "path": request.path,
            "prefix": request.prefix,
            "language": request.language,
            "parameters": parameters,
            "body": request.body.decode(),
        }
    )


@handler
def fields(request: Request, services: object) -> Reply:
    return json_reply(request.form_pairs())


@handler
def page(request: Request, services: object) -> Reply:
    return Reply(body="<p>Сәлем</p>")


@handler
def picture(request: Request, services: object) -> Reply:
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Reply(body=b"\x89PNG\xff", content_type="image/png", headers=headers)


@handler
def letters(request: Request, services: object) -> Reply:
    return Reply(body=request.one("letter") * int(request.one("times")))  # type: ignore[operator, arg-type] # both are sent


@handler
def explode(request: Request, services: object) -> Reply:
    raise ValueError("the phone is +77011234567")


@handler
def refuse(request: Request, services: object) -> Reply:
    problem = errors.Problem("who", "answer.required", "Please answer {question}.", {"question": 1})
    raise errors.AnswersRefused(problems=[problem])


def _route(method: str, path: str, handler: str, **more: object) -> Route:
    return Route(method, path, f"tests.web.test_endpoint:{handler}", **more)  # type: ignore[arg-type]  # keywords of Route


ROUTES = (
    _route("GET", "/", "page"),
    _route("GET", "/picture", "picture"),
    _route("GET", "/letters", "letters"),
    _route("GET", "/e/{event}/{form}", "echo"),
    _route("GET", "/topics/{topic}", "echo"),
    _route("GET", "/api/v1/{event}/{form}", "echo", audience="api"),
    _route("GET", "/api/v1/{event}/{form}/{id}", "echo", audience="api"),
    _route("POST", "/fields", "fields", reads=FORM),
    _route("POST", "/files", "fields", reads=FORM_WITH_FILES, largest=MAX_BODY_WITH_FILE),
    _route("GET", "/api/v1/{event}", "echo", audience="api"),
    _route("POST", "/api/v1/{event}", "echo", audience="api", reads=JSON),
    _route("GET", "/api/explode", "explode", audience="api"),
    _route("GET", "/api/refuse", "refuse", audience="api"),
    _route("GET", "/explode", "explode"),
)


@pytest.fixture
def client() -> Client:
    return Client(app_of(ROUTES, SERVICES))


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("GET", "/"),
        ("GET", "/nowhere/at/all"),
        ("GET", "/api/v1/one"),
        ("GET", "/api/refuse"),
        ("GET", "/api/explode"),
        ("DELETE", "/api/v1/one"),
        ("OPTIONS", "/"),
        ("HEAD", "/picture"),
    ],
)
def test_every_response_has_the_security_headers(client: Client, method: str, address: str) -> None:
    headers = client.request(method, address).headers

    is_page = address == "/nowhere/at/all"
    style = re.search(r" 'sha256-[\w+/=]{44}'", headers["content-security-policy"])
    assert bool(style) == is_page, "a page allows the style that it holds"
    assert headers["content-security-policy"].replace(style.group() if style else "", "") == CSP
    assert headers["strict-transport-security"].startswith("max-age=63072000")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["content-language"] == "kk"
    assert headers["x-request-id"] == "11111111-2222-4333-8444-555555555555"
    assert headers["vary"].startswith("Accept-Language")
    immutable = address == "/picture"
    assert headers["cache-control"].endswith("immutable" if immutable else "no-store")


def test_text_is_sent_as_text_and_bytes_as_bytes(client: Client) -> None:
    assert client.get("/").text == "<p>Сәлем</p>"
    assert client.get("/").headers["content-type"] == "text/html; charset=utf-8"
    assert client.get("/picture").body == b"\x89PNG\xff"


def test_head_is_get_without_its_body(client: Client) -> None:
    response = client.request("HEAD", "/picture")

    assert (response.status, response.body) == (200, b"")
    assert response.headers["content-type"] == "image/png"


def test_options_lists_the_methods(client: Client) -> None:
    response = client.request("OPTIONS", "/api/v1/one")

    assert (response.status, response.body) == (204, b"")
    assert response.headers["allow"] == "GET, HEAD, OPTIONS, POST"


def test_another_method_is_refused_with_the_allowed_ones(client: Client) -> None:
    response = client.request("DELETE", "/api/v1/one")

    assert (response.status, response.code) == (405, "route.method_not_allowed")
    assert response.headers["allow"] == "GET, HEAD, OPTIONS, POST"


@pytest.mark.parametrize("stage", ["", "/api"])
def test_the_stage_is_split_from_the_path(stage: str) -> None:
    client = Client(app_of(ROUTES, SERVICES), stage=stage)

    response = client.get("/e/round-table/impressions").json

    assert response["path"] == "/e/round-table/impressions"
    assert response["prefix"] == stage
    assert response["parameters"] == {"event": "round-table", "form": "impressions"}


def test_a_prefix_that_names_another_host_is_dropped() -> None:
    client = Client(app_of(ROUTES, SERVICES), stage="//elsewhere.example")

    assert client.get("/e/aaa/b").json["prefix"] == ""


def test_path_parameters_are_decoded(client: Client) -> None:
    response = client.get("/topics/%D0%B4").json

    assert response["parameters"] == {"topic": "д"}


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("/api/v1/a%23b", "event.not_found"),
        ("/api/v1/UPPER", "event.not_found"),
        ("/api/v1/%FF", "event.not_found"),
        ("/api/v1/aaa/impressions%23V%231", "form.not_found"),
        ("/api/v1/aaa/impressions/NOT-A-UUID", "submission.not_found"),
    ],
)
def test_an_address_with_a_malformed_id_is_not_found(
    client: Client, address: str, code: str
) -> None:
    response = client.get(address)

    assert (response.status, response.code) == (404, code)


def test_an_unknown_address_is_json_under_api_and_a_page_elsewhere(client: Client) -> None:
    assert client.get("/api/nowhere/at/all").code == "route.not_found"
    page = client.get("/nowhere/at/all")
    assert page.status == 404
    assert page.headers["content-type"].startswith("text/")


def test_a_refusal_is_problem_json(client: Client) -> None:
    response = client.get("/api/refuse")

    assert response.status == 422
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json
    assert problem["errors"] == [
        {"name": "who", "code": "answer.required", "message": "Please answer 1."}
    ]
    assert problem["type"] == "urn:pikir:problem:answers.refused"
    assert (problem["status"], problem["code"]) == (422, "answers.refused")
    assert problem["title"]
    assert problem["detail"]
    assert problem["request_id"] == response.headers["x-request-id"]


@pytest.mark.parametrize("address", ["/api/explode", "/explode"])
def test_a_fault_is_logged_and_not_shown(
    client: Client, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    response = client.get(address)

    assert response.status == 500
    assert "7701" not in response.text
    assert "7701" not in caplog.text
    failure = json.loads(caplog.messages[0])
    assert failure["request_id"] == response.headers["x-request-id"]
    assert failure["failure"][0] == "ValueError"
    assert any(frame.endswith(" explode") for frame in failure["failure"])


def test_each_request_is_one_log_line_without_personal_data(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="pikir")

    client.get("/e/secret/form?name=Aigerim", Authorization="Bearer secret")

    [line] = [json.loads(message) for message in caplog.messages]
    assert line.pop("ms") >= 0
    assert line == {
        "request_id": "11111111-2222-4333-8444-555555555555",
        "method": "GET",
        "route": "/e/{event}/{form}",
        "status": 200,
        "code": None,
        "event": "secret",
        "bytes_out": line["bytes_out"],
    }


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Content-Type": ""},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "application/json; charset=windows-1251"},
    ],
)
def test_a_content_type_that_is_not_read_is_refused(
    client: Client, headers: Mapping[str, str]
) -> None:
    response = client.request("POST", "/api/v1/one", body=b"{}", headers=headers)

    assert (response.status, response.code) == (415, "body.unsupported_media_type")


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "Application/JSON; Charset=UTF-8", "application/json;x=y"],
)
def test_the_case_and_parameters_of_a_content_type_are_ignored(
    client: Client, content_type: str
) -> None:
    headers = {"content-type": content_type}
    assert client.request("POST", "/api/v1/one", body=b"{}", headers=headers).status == 200


@pytest.mark.parametrize(("size", "status"), [(256 * 1024, 200), (256 * 1024 + 1, 413)])
def test_a_body_over_256_kb_is_refused(client: Client, size: int, status: int) -> None:
    assert client.send_json("POST", "/api/v1/one", b" " * size).status == status


def test_form_fields_keep_their_order_and_every_letter(client: Client) -> None:
    pairs = [
        ("q.name", "Әйгерім & co"),
        ("q.many", "a"),
        ("q.many", "b"),
        ("q.empty", ""),
    ]

    assert [tuple(pair) for pair in client.send_form("/fields", pairs).json] == pairs


@pytest.mark.parametrize(
    "body", [b"q=%FF", b"q=\xff", b"justtext", b"a=1&&b=2", b"&".join([b"a=1"] * 20_001)]
)
def test_malformed_form_fields_are_refused(client: Client, body: bytes) -> None:
    assert client.send_form("/fields", body).status == 400


def test_a_language_from_the_address_is_set_as_a_cookie(client: Client) -> None:
    response = client.get("/?lang=ru")

    assert response.headers["content-language"] == "ru"
    [cookie] = response.cookies
    assert cookie.startswith("__Host-pikir_language=ru; Path=/; HttpOnly; SameSite=Lax; Max-Age=")
    assert cookie.endswith("; Secure")


def test_the_api_sets_no_cookie(client: Client) -> None:
    assert client.get("/api/v1/one?lang=ru").cookies == []


def test_a_refusal_whose_page_fails_is_plain_text(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chalicelib.web.render.refusal_page", explode)
    response = client.get("/nowhere", Accept_Language="en")

    assert (response.status, response.text) == (404, "There is no such page.")
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.headers["content-security-policy"] == CSP


def test_a_lambda_event_that_is_not_http_is_passed_to_chalice() -> None:
    reply = app_of(ROUTES, SERVICES)({"Records": []}, None)

    assert reply["statusCode"] == 500


@pytest.mark.parametrize(
    ("letter", "times", "status"),
    [
        ("ә", 50_000, 200),
        ("ә", 1_000_000, 200),
        ("ә", 2_200_000, 200),
        ("ә", 2_300_000, 413),
        ("a", 5_900_000, 200),
        ("a", 6_100_000, 413),
    ],
)
def test_an_answer_travels_in_at_most_6_mb(letter: str, times: int, status: int) -> None:
    """Counted as Lambda's runtime for Python 3.11 writes it: JSON in ASCII."""
    sent: list[int] = []

    class CountedApp(Chalice):
        """Counts the bytes of each answer."""

        @override
        def __call__(self, event: Any, context: Any) -> dict[str, Any]:
            answer: dict[str, Any] = super().__call__(event, context)
            sent.append(len(json.dumps(answer)))
            return answer

    app = app_of(ROUTES, SERVICES)
    app.__class__ = CountedApp
    received = Client(app).get(f"/letters?letter={letter}&times={times}")
    assert received.status == status
    assert sent[0] <= 6 * 1024 * 1024
    if status == 200:
        assert received.text == letter * times


def test_fields_without_a_file_are_as_small_as_any_other_body(client: Client) -> None:
    assert client.send_form("/files", b"q=" + b"a" * (256 * 1024 - 2)).status == 200
    assert client.send_form("/files", b"q=" + b"a" * (256 * 1024 - 1)).status == 413
    assert client.send_parts("/files", [("q", "a" * 256 * 1000)]).status == 200
    assert client.send_parts("/files", [("q", "a" * 256 * 1024)]).status == 413
    picture = ("photo", "a.jpg", "image/jpeg", bytes(4_000_000))
    assert client.send_parts("/files", [("q", "a")], [picture]).status == 200
