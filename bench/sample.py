"""What is measured: one form of nine questions, one submission of ~600 bytes, one event."""

import json
from typing import Any
from uuid import uuid4

EVENT = "bench"
FORM = "impressions"

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
    """A new submission, as a browser's ``fetch`` would send it."""
    sent = {"id": str(uuid4()), "language": "kk", "answers": ANSWERS}
    return json.dumps(sent, ensure_ascii=False)


def gateway_event(sent: str) -> dict[str, Any]:
    """API Gateway's event for one submission."""
    path = f"/api/v1/events/{EVENT}/forms/{FORM}/responses"
    template = "/api/v1/events/{event}/forms/{form}/responses"
    return {
        "resource": template,
        "path": path,
        "httpMethod": "POST",
        "headers": {
            "Accept": "application/json",
            "Content-Type": "application/json",
            "Host": "example.org",
            "User-Agent": "bench",
        },
        "multiValueHeaders": {"Content-Type": ["application/json"]},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": {"event": EVENT, "form": FORM},
        "stageVariables": None,
        "requestContext": {
            "resourcePath": template,
            "httpMethod": "POST",
            "path": path,
            "requestId": str(uuid4()),
            "identity": {"sourceIp": "127.0.0.1"},
        },
        "body": sent,
        "isBase64Encoded": False,
    }
