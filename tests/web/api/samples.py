"""Samples for tests of the API: an event, two forms, and answers to the form with most question types."""

from typing import Any

EVENT: dict[str, Any] = {
    "id": "round-table",
    "kind": "round_table",
    "title": {"kk": "Дөңгелек үстел", "ru": "Круглый стол", "en": "Round table"},
    "starts_at": "2026-06-13T10:00:00+05:00",
    "ends_at": "2026-06-13T13:00:00+05:00",
    "categories": [
        {"name": "pupil", "label": {"kk": "Оқушы", "ru": "Ученик", "en": "Pupil"}, "capacity": 1},
        {"name": "guest", "label": {"kk": "Қонақ", "ru": "Гость", "en": "Guest"}},
    ],
}


def _label(text: str) -> dict[str, str]:
    return {"kk": f"{text} (kk)", "ru": f"{text} (ru)", "en": text}


_WHO = {
    "type": "select_one",
    "list_name": "who",
    "name": "who",
    "label": _label("Who"),
    "required": True,
    "role": "category",
}
_CHOICES = {
    "who": [
        {"name": "pupil", "label": _label("Pupil")},
        {"name": "guest", "label": _label("Guest")},
    ],
    "topics": [
        {"name": "safety", "label": _label("Safety")},
        {"name": "food", "label": _label("Food")},
        {"name": "sport", "label": _label("Sport")},
    ],
}

IMPRESSIONS: dict[str, Any] = {
    "name": "impressions",
    "purpose": "impressions",
    "title": _label("Impressions"),
    "choices": _CHOICES,
    "questions": [
        _WHO,
        {
            "type": "range",
            "parameters": {"start": 1, "end": 5, "step": 1},
            "appearance": "rating",
            "name": "overall",
            "label": _label("Overall"),
            "required": True,
        },
        {
            "type": "text",
            "name": "why",
            "label": _label("Why"),
            "hint": _label("In a few words"),
            "max_length": 200,
        },
        {"type": "note", "name": "thanks", "label": _label("Thank you")},
        {"type": "integer", "name": "visits", "label": _label("Visits"), "min": 0, "max": 99},
        {"type": "decimal", "name": "hours", "label": _label("Hours")},
        {
            "type": "select_multiple",
            "list_name": "topics",
            "name": "topics",
            "label": _label("Topics"),
        },
        {"type": "rank", "list_name": "topics", "name": "order", "label": _label("Order")},
        {"type": "date", "name": "day", "label": _label("Day")},
        {"type": "time", "name": "hour", "label": _label("Hour")},
        {"type": "dateTime", "name": "moment", "label": _label("Moment")},
        {"type": "acknowledge", "name": "agreed", "label": _label("Agreed")},
    ],
}

REGISTRATION: dict[str, Any] = {
    "name": "registration",
    "purpose": "registration",
    "title": _label("Registration"),
    "choices": {"who": _CHOICES["who"]},
    "questions": [
        _WHO,
        {"type": "text", "name": "name", "label": _label("Name"), "required": True, "role": "name"},
        {"type": "text", "name": "email", "label": _label("E-mail"), "role": "email"},
    ],
}

FULL_ANSWERS: dict[str, Any] = {
    "who": "pupil",
    "overall": 5,
    "why": "Өте пайдалы болды",
    "visits": 2,
    "hours": 1.5,
    "topics": ["safety", "sport"],
    "order": ["food", "safety", "sport"],
    "day": "2026-06-13",
    "hour": "10:30",
    "moment": "2026-06-13T10:30:00+05:00",
    "agreed": "OK",
}
ANSWERS = {"who": "guest", "overall": 4}
ID = "0b6f9c1e-6a0f-4e53-9d0e-3f1f6f0c2a11"
