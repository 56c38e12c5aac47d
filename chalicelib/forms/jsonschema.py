"""The JSON Schema (2020-12) of what a form takes, for those who send JSON.

It describes answers as they are kept. The form is more lenient in what is no answer at all (null,
empty text) and stricter where a schema has no words for it.
"""

from typing import TYPE_CHECKING, Any

from chalicelib.forms.text import LANGUAGES, in_language

if TYPE_CHECKING:
    from chalicelib.forms.compiled import Form
    from chalicelib.forms.questions.base import Question
    from chalicelib.forms.text import Language

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(form: "Form", language: "Language | None" = None) -> dict[str, Any]:
    """The schema of a submission's envelope; titles in that language, else the form's own."""
    shown = language or form.definition.default_language
    return {
        "$schema": DIALECT,
        "title": in_language(form.definition.title, shown),
        "type": "object",
        "properties": {
            "id": {"type": ["string", "null"], "format": "uuid"},
            "language": {"enum": [*LANGUAGES, None]},
            "version": {"type": ["integer", "null"], "minimum": 1},
            "answers": _answers(form, shown),
        },
        "required": ["answers"],
        "additionalProperties": False,
    }


def _answers(form: "Form", language: "Language") -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {question.key: _described(question, language) for question in form.asked},
        "required": [question.key for question in form.asked if question.required],
        "additionalProperties": False,
    }


def _described(question: "Question", language: "Language") -> dict[str, Any]:
    words = {
        "title": in_language(question.row.label, language),
        "description": in_language(question.row.hint, language),
    }
    return {**question.json_schema(), **{key: text for key, text in words.items() if text}}
