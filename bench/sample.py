"""The measured case: one event, one form of nine questions, one submission of about 600 bytes."""

import json
from base64 import b64encode
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import uuid4

EVENT = "bench"
FORM = "impressions"
EVENT_ROUTE = "/api/v1/events/{event}"
FORM_ROUTE = "/api/v1/events/{event}/forms/{form}"
_HEADERS = {
    "Accept": "application/json",
    "Content-Type": "application/json",
    "Host": "example.org",
    "User-Agent": "bench",
}

EVENT_DOCUMENT: dict[str, Any] = {
    "id": EVENT,
    "kind": "round_table",
    "title": "Bench",
    "starts_at": "2026-06-13T10:00:00+05:00",
    "ends_at": "2026-06-13T13:00:00+05:00",
    "categories": [
        {"name": name, "label": name} for name in ("official", "deputy", "psychologist", "pupil")
    ],
}

_SCALE = {"start": 1, "end": 5, "step": 1}

DEFINITION: dict[str, Any] = {
    "name": FORM,
    "purpose": "impressions",
    "title": "Impressions",
    "default_language": "kk",
    "choices": {
        "who": [
            {"name": name, "label": name}
            for name in ("official", "deputy", "psychologist", "pupil")
        ],
        "topic": [{"name": name, "label": name} for name in ("law", "health", "school", "family")],
        "yes_no": [{"name": "yes", "label": "yes"}, {"name": "no", "label": "no"}],
    },
    "questions": [
        {
            "type": "select_one",
            "list_name": "who",
            "name": "who",
            "label": "Who",
            "required": True,
            "role": "category",
        },
        {
            "type": "range",
            "parameters": _SCALE,
            "appearance": "rating",
            "name": "overall",
            "label": "Overall",
            "required": True,
        },
        {
            "type": "range",
            "parameters": {"start": 0, "end": 10, "step": 1},
            "appearance": "nps",
            "name": "useful",
            "label": "Useful",
        },
        {"type": "select_multiple", "list_name": "topic", "name": "topics", "label": "Topics"},
        {
            "type": "range",
            "parameters": _SCALE,
            "appearance": "rating",
            "name": "clear",
            "label": "Clear",
        },
        {"type": "decimal", "name": "hours", "label": "Hours", "min": 0, "max": 24},
        {"type": "text", "name": "best", "label": "Best", "max_length": 2000},
        {"type": "text", "name": "missing", "label": "Missing", "max_length": 2000},
        {"type": "select_one", "list_name": "yes_no", "name": "again", "label": "Again"},
    ],
}

ANSWERS: dict[str, Any] = {
    "who": "pupil",
    "overall": 5,
    "useful": 9,
    "topics": ["law", "school"],
    "clear": 4,
    "hours": 1.5,
    "best": "Сұрақтарға нақты мысалдармен жауап берілді, бәрі түсінікті болды, рақмет айтқым келеді.",
    "missing": "Пікір алмасуға көбірек уақыт керек еді, оқушылар да сөйлегісі келді деп ойлаймын.",
    "again": "yes",
}


def body() -> str:
    """Make the body of a new submission, as a browser's ``fetch`` would send it."""
    sent = {"id": str(uuid4()), "language": "kk", "answers": ANSWERS}
    return json.dumps(sent, ensure_ascii=False)


def gateway_event(sent: str) -> dict[str, Any]:
    """Make API Gateway's event for one submission."""
    return event("POST", f"{FORM_ROUTE}/responses", sent, form=FORM)


def event(
    method: str,
    route: str,
    sent: str | bytes = "",
    *,
    form: str = "",
    headers: Mapping[str, str] = MappingProxyType({}),
    query: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, Any]:
    """Make API Gateway's event for a request about ``EVENT`` and one of its forms; bytes go as base64."""
    parameters = {"event": EVENT, "form": form}
    path = route.format(**parameters)
    headers = _HEADERS | dict(headers)
    return {
        "resource": route,
        "path": path,
        "httpMethod": method,
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": dict(query) or None,
        "multiValueQueryStringParameters": {name: [value] for name, value in query.items()} or None,
        "pathParameters": {
            key: value for key, value in parameters.items() if f"{{{key}}}" in route
        },
        "stageVariables": None,
        "requestContext": {
            "resourcePath": route,
            "httpMethod": method,
            "path": path,
            "requestId": str(uuid4()),
            "identity": {"sourceIp": "127.0.0.1"},
        },
        "body": sent if isinstance(sent, str) else b64encode(sent).decode(),
        "isBase64Encoded": isinstance(sent, bytes),
    }
