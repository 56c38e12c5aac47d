"""A client that passes HTTP requests to an app as the events that API Gateway sends to Lambda.

It is closer to the deployed gateway than Chalice's own test client: a body that is not UTF-8 text is
sent as base64, unknown paths and methods reach the app through the catch-all route, and paths can
start with a stage.
"""

import base64
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from chalice.app import Chalice

from chalicelib.web import api, organiser, participant
from chalicelib.web.endpoint import Endpoint
from chalicelib.web.request import ANYWHERE
from chalicelib.web.routes import Route, declare
from tests.web.gateways import match

ALL_ROUTES = (*participant.ROUTES, *organiser.ROUTES, *api.ROUTES)
BOUNDARY = "----PikirTestBoundary7MA4YWxkTrZu0gW"


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """A response as a browser receives it, with header names in lower case."""

    status: int
    headers: Mapping[str, str]
    cookies: Sequence[str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:  # noqa: ANN401 -- JSON is anything
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """Return the stable code of a problem."""
        code: str = self.json["code"]
        return code


class Client:
    """Sends requests to an app in this process."""

    def __init__(
        self,
        app: Chalice,
        *,
        stage: str = "",
        token: str | None = None,
        source: str = "203.0.113.1",
    ) -> None:
        self._app = app
        self._source = source
        self._stage = stage
        self._token = token

    def with_stage(self, stage: str) -> "Client":
        """Return a client with the same token that puts a stage in front of paths."""
        return Client(self._app, stage=stage, token=self._token, source=self._source)

    def request(
        self,
        method: str,
        address: str,
        *,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> HttpResponse:
        url = urlsplit(address)
        template, parameters = match(list(self._app.routes), url.path)
        authorization = {} if self._token is None else {"Authorization": f"Bearer {self._token}"}
        reply = self._app(
            {
                "requestContext": {
                    "httpMethod": method,
                    "resourcePath": template,
                    "path": self._stage + url.path,
                    "requestId": "11111111-2222-4333-8444-555555555555",
                    "identity": {"sourceIp": self._source},
                },
                "headers": {**authorization, **(headers or {})},
                "pathParameters": parameters,
                "stageVariables": None,
                "multiValueQueryStringParameters": (
                    parse_qs(url.query, keep_blank_values=True) or None
                ),
                **_encode_body(body),
            },
            SimpleNamespace(aws_request_id=None),
        )
        return _decode_response(reply)

    def get(self, address: str, **headers: str) -> HttpResponse:
        return self.request("GET", address, headers=_dash_names(headers))

    def send_json(
        self, method: str, address: str, document: object, **headers: str
    ) -> HttpResponse:
        body = document if isinstance(document, bytes) else json.dumps(document).encode()
        named_headers = {"Content-Type": "application/json", **_dash_names(headers)}
        return self.request(method, address, body=body, headers=named_headers)

    def send_form(
        self, address: str, pairs: Sequence[tuple[str, str]] | bytes, **headers: str
    ) -> HttpResponse:
        body = pairs if isinstance(pairs, bytes) else urlencode(pairs).encode()
        named_headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            **_dash_names(headers),
        }
        return self.request("POST", address, body=body, headers=named_headers)

    def send_parts(
        self,
        address: str,
        pairs: Sequence[tuple[str, str]] = (),
        files: Sequence[tuple[str, str, str, bytes]] = (),
        **headers: str,
    ) -> HttpResponse:
        """Send ``multipart/form-data``; a file is given by field, name, type and content."""
        body = multipart_body(pairs, files)
        named_headers = {
            "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
            **_dash_names(headers),
        }
        return self.request("POST", address, body=body, headers=named_headers)


def multipart_body(
    pairs: Sequence[tuple[str, str]] = (), files: Sequence[tuple[str, str, str, bytes]] = ()
) -> bytes:
    """Write the parts as a browser does (https://html.spec.whatwg.org/#multipart-form-data)."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{_quote(name)}"\r\n\r\n'.encode()
        + value.encode()
        for name, value in pairs
    ] + [
        (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{_quote(field)}"; '
            f'filename="{_quote(name)}"\r\nContent-Type: {kind}\r\n\r\n'
        ).encode()
        + content
        for field, name, kind, content in files
    ]
    return b"".join(part + b"\r\n" for part in parts) + f"--{BOUNDARY}--\r\n".encode()


def _quote(text: str) -> str:
    return text.replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")


def control_fields(page: str) -> list[tuple[str, str]]:
    """Return the hidden fields that the page of a form adds to the answers."""
    fields = re.findall(r'name="(_id|_version|_shown|_started)" value="([^"]*)"', page)
    assert dict(fields).keys() >= {"_id", "_version", "_shown"}
    return fields


def app_of(
    routes: Sequence[Route],
    services: Any,  # noqa: ANN401 -- a stand-in will do
    clock: Callable[[], float] = monotonic,
) -> Chalice:
    """Make an app with these routes and these services; ``clock`` is monotonic, for deadlines."""
    return app_with(routes, lambda: services, clock)


def app_with(
    routes: Sequence[Route],
    services: Callable[[], Any],
    clock: Callable[[], float] = monotonic,
) -> Chalice:
    """Make an app with these routes, and services that are made when they are first needed."""
    app = Chalice(app_name="pikir", configure_logs=False, env={})
    app.register_blueprint(declare("tests", routes, ANYWHERE))
    app.register_middleware(Endpoint(routes, services, clock), "http")
    return app


def _dash_names(headers: Mapping[str, str]) -> dict[str, str]:
    """Replace the underscores of keyword arguments with dashes."""
    return {name.replace("_", "-"): value for name, value in headers.items()}


def _encode_body(body: bytes) -> dict[str, object]:
    try:
        return {"body": body.decode() or None, "isBase64Encoded": False}
    except UnicodeDecodeError:
        return {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}


def _decode_response(reply: Mapping[str, Any]) -> HttpResponse:
    body = reply["body"]
    return HttpResponse(
        status=reply["statusCode"],
        headers={name.lower(): value for name, value in reply["headers"].items()},
        cookies=reply["multiValueHeaders"].get("Set-Cookie", []),
        body=base64.b64decode(body) if reply.get("isBase64Encoded") else body.encode(),
    )
