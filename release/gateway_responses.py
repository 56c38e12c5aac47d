"""What API Gateway answers by itself: a page in three languages to a browser, problem details to a program.

The gateway chooses a template by `Accept` and substitutes only simple variables, so it cannot choose a language: the page holds all three.
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
"""

import json
from dataclasses import dataclass
from html import escape
from typing import Any, Final

from chalicelib import errors, locales
from chalicelib.locales import LANGUAGES
from chalicelib.web.problem_details import TITLES

EXTENSION: Final = "x-amazon-apigateway-gateway-responses"


@dataclass(frozen=True, slots=True)
class GatewayRefusal:
    """One type of answer; ``status`` is None where the gateway's own status stays."""

    code: str
    title: str
    detail: str
    status: int | None = None
    retry_after: int | None = None


def _as(refusal: type[errors.Refusal], status: int | None = None) -> GatewayRefusal:
    """Say what Pikir itself says, with its code; a refusal that asks to try again says when."""
    is_busy = refusal is errors.Unavailable
    return GatewayRefusal(
        refusal.code,
        TITLES[refusal.status],
        refusal.message,
        status or refusal.status,
        2 if is_busy else None,
    )


_REFUSED: Final = GatewayRefusal("gateway.refused", TITLES[400], TITLES[400])
_FORBIDDEN: Final = GatewayRefusal("gateway.forbidden", TITLES[403], TITLES[403], 403)

RESPONSES: Final = {
    "DEFAULT_4XX": _REFUSED,
    "DEFAULT_5XX": _as(errors.Unavailable),
    "ACCESS_DENIED": _FORBIDDEN,
    "INTEGRATION_FAILURE": _as(errors.Unavailable, 502),
    "INTEGRATION_TIMEOUT": _as(errors.Unavailable, 504),
    "MISSING_AUTHENTICATION_TOKEN": _as(errors.PageNotFound),
    "QUOTA_EXCEEDED": _as(errors.Unavailable, 429),
    "REQUEST_TOO_LARGE": _as(errors.BodyTooLarge),
    "RESOURCE_NOT_FOUND": _as(errors.PageNotFound),
    "THROTTLED": _as(errors.Unavailable, 429),
    "UNSUPPORTED_MEDIA_TYPE": _as(errors.UnsupportedMedia),
    "WAF_FILTERED": _FORBIDDEN,
}
"""By the gateway's response type; what is not listed falls under one of the two defaults."""

_PAGE: Final = """\
<!doctype html>
<html lang="kk"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'"><meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark"><title>{title} · Pikir</title></head>
<body><main>{sections}<p>$context.requestId</p></main></body></html>
"""


def responses() -> dict[str, Any]:
    """Return the OpenAPI extension's value."""
    return {name: _response(refusal) for name, refusal in RESPONSES.items()}


def _response(refusal: GatewayRefusal) -> dict[str, Any]:
    headers = {
        "Cache-Control": "no-store",
        "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }
    if refusal.retry_after is not None:
        headers["Retry-After"] = str(refusal.retry_after)
    problem = _problem(refusal)
    return {
        **({} if refusal.status is None else {"statusCode": str(refusal.status)}),
        "responseParameters": {
            f"gatewayresponse.header.{name}": f"'{value}'" for name, value in headers.items()
        },
        "responseTemplates": {
            "application/json": problem,
            "application/problem+json": problem,
            "text/html": _page(refusal),
        },
    }


def _problem(refusal: GatewayRefusal) -> str:
    status = {} if refusal.status is None else {"status": refusal.status}
    return json.dumps(
        {
            "type": f"urn:pikir:problem:{refusal.code}",
            "title": refusal.title,
            **status,
            "detail": refusal.detail,
            "code": refusal.code,
            "request_id": "$context.requestId",
        }
    )


def _page(refusal: GatewayRefusal) -> str:
    sections = []
    for language in LANGUAGES:
        title, detail = (
            escape(locales.translate(text, language, None))
            for text in (refusal.title, refusal.detail)
        )
        heading = f"<h1>{title}</h1>" if language == "kk" else f"<h2>{title}</h2>"
        more = "" if refusal.detail == refusal.title else f"<p>{detail}</p>"
        sections.append(f'<section lang="{language}">{heading}{more}</section>')
    title = escape(locales.translate(refusal.title, "kk", None))
    return _PAGE.format(title=title, sections="".join(sections))
