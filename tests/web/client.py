"""API Gateway in a few lines: HTTP requests as the events that Lambda gets, answers read back.

More faithful than Chalice's own test client: bodies come as text, or as base64 when they are not
UTF-8 text, unknown paths and methods arrive as the deployed gateway delivers them, and a stage
prefix can be put in front.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from chalice.app import Chalice

from chalicelib.web import api, organiser, participant
from chalicelib.web.endpoint import Endpoint
from chalicelib.web.request import ANYWHERE
from chalicelib.web.routes import Route, declare

ALL_ROUTES = (*participant.ROUTES, *organiser.ROUTES, *api.ROUTES)
BOUNDARY = "----PikirTestBoundary7MA4YWxkTrZu0gW"


@dataclass(frozen=True, slots=True)
class Received:
    """An answer as a browser receives it; header names in lower case."""

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
        """The stable code of a problem."""
        code: str = self.json["code"]
        return code


class Client:
    """Sends requests to an app in this process."""

    def __init__(self, app: Chalice, *, stage: str = "", token: str | None = None) -> None:
        self._app = app
        self._stage = stage
        self._token = token

    def at(self, stage: str) -> "Client":
        """Return the same caller under a stage prefix."""
        return Client(self._app, stage=stage, token=self._token)

    def request(
        self,
        method: str,
        address: str,
        *,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> Received:
        split = urlsplit(address)
        template, parameters = _matched(list(self._app.routes), split.path)
        sent = {} if self._token is None else {"Authorization": f"Bearer {self._token}"}
        answer = self._app(
            {
                "requestContext": {
                    "httpMethod": method,
                    "resourcePath": template,
                    "path": self._stage + split.path,
                    "requestId": "11111111-2222-4333-8444-555555555555",
                },
                "headers": {**sent, **(headers or {})},
                "pathParameters": parameters,
                "stageVariables": None,
                "multiValueQueryStringParameters": (
                    parse_qs(split.query, keep_blank_values=True) or None
                ),
                **_wire(body),
            },
            SimpleNamespace(aws_request_id=None),
        )
        return _received(answer)

    def get(self, address: str, **headers: str) -> Received:
        return self.request("GET", address, headers=_named(headers))

    def send_json(self, method: str, address: str, document: object, **headers: str) -> Received:
        body = document if isinstance(document, bytes) else json.dumps(document).encode()
        named = {"Content-Type": "application/json", **_named(headers)}
        return self.request(method, address, body=body, headers=named)

    def send_form(
        self, address: str, pairs: Sequence[tuple[str, str]] | bytes, **headers: str
    ) -> Received:
        body = pairs if isinstance(pairs, bytes) else urlencode(pairs).encode()
        named = {"Content-Type": "application/x-www-form-urlencoded", **_named(headers)}
        return self.request("POST", address, body=body, headers=named)

    def send_parts(
        self,
        address: str,
        pairs: Sequence[tuple[str, str]] = (),
        files: Sequence[tuple[str, str, str, bytes]] = (),
        **headers: str,
    ) -> Received:
        """Send ``multipart/form-data``; a file is given by field, name, type and content."""
        body = multipart_body(pairs, files)
        named = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", **_named(headers)}
        return self.request("POST", address, body=body, headers=named)


def multipart_body(
    pairs: Sequence[tuple[str, str]] = (), files: Sequence[tuple[str, str, str, bytes]] = ()
) -> bytes:
    """Write the parts as a browser does (https://html.spec.whatwg.org/#multipart-form-data)."""
    written = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{_quoted(name)}"\r\n\r\n'.encode()
        + value.encode()
        for name, value in pairs
    ] + [
        (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{_quoted(field)}"; '
            f'filename="{_quoted(name)}"\r\nContent-Type: {kind}\r\n\r\n'
        ).encode()
        + content
        for field, name, kind, content in files
    ]
    return b"".join(part + b"\r\n" for part in written) + f"--{BOUNDARY}--\r\n".encode()


def _quoted(text: str) -> str:
    return text.replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")


def app_of(routes: Sequence[Route], services: Any) -> Chalice:  # noqa: ANN401 -- a stand-in will do
    """Make an app with these routes and these services."""
    app = Chalice(app_name="pikir", configure_logs=False, env={})
    app.register_blueprint(declare("tests", routes, ANYWHERE))
    app.register_middleware(Endpoint(routes, lambda: services), "http")
    return app


def _named(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def _wire(body: bytes) -> dict[str, object]:
    try:
        return {"body": body.decode() or None, "isBase64Encoded": False}
    except UnicodeDecodeError:
        return {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}


def _matched(templates: Sequence[str], path: str) -> tuple[str, dict[str, str]]:
    parts = (path.rstrip("/") or "/").split("/")
    for template in sorted(templates):
        wanted = template.split("/")
        pairs = list(zip(wanted, parts, strict=False))
        fits = len(wanted) == len(parts) and all(w == p or w[:1] == "{" for w, p in pairs)
        if fits and template != ANYWHERE:
            return template, {w[1:-1]: p for w, p in pairs if w[:1] == "{"}
    return ANYWHERE, {"proxy": path.lstrip("/")}


def _received(answer: Mapping[str, Any]) -> Received:
    body = answer["body"]
    return Received(
        status=answer["statusCode"],
        headers={name.lower(): value for name, value in answer["headers"].items()},
        cookies=answer["multiValueHeaders"].get("Set-Cookie", []),
        body=base64.b64decode(body) if answer.get("isBase64Encoded") else body.encode(),
    )
