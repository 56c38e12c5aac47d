"""A form, an event and answers that the tests of summaries share."""

from datetime import UTC, datetime
from typing import Any

from chalicelib.domain.events import Event
from chalicelib.forms.intake import Form
from chalicelib.forms.validation import read_definition
from tests.forms.definitions import NOW

CATEGORIES = ("pupil", "teacher", "official", "parent")
DEFINITION: dict[str, Any] = {
    "name": "impressions",
    "purpose": "impressions",
    "title": "Impressions",
    "choices": {
        "who": [{"name": name, "label": name.title()} for name in CATEGORIES],
        "topics": [{"name": name, "label": name.title()} for name in ("a", "b", "c")],
    },
    "questions": [
        {
            "type": "select_one",
            "list_name": "who",
            "name": "who",
            "label": "Who are you?",
            "role": "category",
        },
        {
            "type": "range",
            "name": "overall",
            "label": "Overall",
            "parameters": {"start": 1, "end": 5, "step": 1},
            "appearance": "rating",
        },
        {"type": "range", "name": "recommend", "label": "Recommend?", "appearance": "nps"},
        {"type": "select_multiple", "list_name": "topics", "name": "met", "label": "Met"},
        {"type": "rank", "list_name": "topics", "name": "best", "label": "Best"},
        {"type": "decimal", "name": "hours", "label": "Hours"},
        {"type": "date", "name": "day", "label": "Day"},
        {"type": "text", "name": "why", "label": "Why?"},
        {"type": "text", "name": "email", "role": "email", "label": "E-mail"},
    ],
}
FORM = Form(read_definition(DEFINITION), version=1)
FORMS = {1: FORM}
EVENT = Event.model_validate(
    {
        "id": "round-table",
        "kind": "round_table",
        "title": "Round table",
        "starts_at": datetime(2026, 6, 13, 5, tzinfo=UTC),
        "ends_at": datetime(2026, 6, 13, 8, tzinfo=UTC),
        "categories": [{"name": name, "label": name.title()} for name in CATEGORIES],
        "state": "open",
    }
)


def line(form: Form = FORM, /, **answers: object) -> str:
    """Return the statistics line of these answers."""
    return form.stat_line(form.check(answers, now=NOW))
