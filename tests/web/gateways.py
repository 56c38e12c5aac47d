"""One request as each of API Gateway's two kinds of APIs sends it to the function.

Written from AWS's documentation and from what others captured: a REST API leaves paths encoded and splits queries, an HTTP
API decodes every escape of a path but ``%25``, leaves queries alone, joins headers by commas, and lists cookies.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote

from chalicelib.web.request import ANYWHERE

TEXT = ("text/", "application/json", "application/javascript", "application/xml")
"""The types whose bodies an HTTP API sends as text."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a client sends; ``path`` is percent-encoded."""

    method: str = "GET"
    path: str = "/"
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Sequence[str] = ()
    body: bytes = b""
    source: str = "192.0.2.7"
    request_id: str = "JKJaXmPLvHcESHA="


def rest(sent: Sent, template: str, parameters: Mapping[str, str], stage: str) -> dict[str, Any]:
    """Return the event of a REST API with `*/*` as its binary media types."""
    values: dict[str, list[str]] = {}
    for name, value in parse_qsl(sent.query, keep_blank_values=True, errors="replace"):
        values.setdefault(name, []).append(value)
    headers = {**sent.headers, **({"Cookie": "; ".join(sent.cookies)} if sent.cookies else {})}
    return {
        "resource": template,
        "path": sent.path,
        "httpMethod": sent.method,
        "headers": headers or None,
        "multiValueHeaders": {name: [value] for name, value in headers.items()} or None,
        "queryStringParameters": {name: each[-1] for name, each in values.items()} or None,
        "multiValueQueryStringParameters": values or None,
        "pathParameters": dict(parameters) or None,
        "stageVariables": None,
        "requestContext": {
            "resourcePath": template,
            "httpMethod": sent.method,
            "path": stage + sent.path,
            "requestId": sent.request_id,
            "identity": {"sourceIp": sent.source},
        },
        "body": base64.b64encode(sent.body).decode() if sent.body else None,
        "isBase64Encoded": bool(sent.body),
    }


def http(sent: Sent, *, stage: str = "$default", domain_path: str = "") -> dict[str, Any]:
    """Return the event of an HTTP API (payload format 2.0)."""
    prefix = domain_path + ("" if stage == "$default" else f"/{stage}")
    path = "%25".join(
        unquote(part, errors="replace") for part in f"{prefix}{sent.path}".split("%25")
    )
    headers = {name.lower(): value for name, value in sent.headers.items()}
    is_text = headers.get("content-type", "").startswith(TEXT)
    body = sent.body.decode(errors="replace") if is_text else base64.b64encode(sent.body).decode()
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": sent.query,
        **({"cookies": list(sent.cookies)} if sent.cookies else {}),
        "headers": headers,
        "requestContext": {
            "http": {
                "method": sent.method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": sent.source,
                "userAgent": headers.get("user-agent", ""),
            },
            "requestId": sent.request_id,
            "routeKey": "$default",
            "stage": stage,
        },
        **({"body": body} if sent.body else {}),
        "isBase64Encoded": bool(sent.body) and not is_text,
    }


def match(templates: Sequence[str], path: str) -> tuple[str, dict[str, str]]:
    """Return the resource that a REST API chooses, and the path's parameters, encoded."""
    segments = (path.rstrip("/") or "/").split("/")
    for template in sorted(templates):
        names = template.split("/")
        pairs = list(zip(names, segments, strict=False))
        fits = len(names) == len(segments) and all(n == s or (n[:1] == "{" and s) for n, s in pairs)
        if fits and template != ANYWHERE:
            return template, {n[1:-1]: s for n, s in pairs if n[:1] == "{"}
    return ANYWHERE, {"proxy": path.lstrip("/")}
