"""The JSON Schema (2020-12) of what a form takes, for those who send JSON.

Without expressions it is exact: a validator and the server take and refuse the same answers. Beyond
its words are only: text outside of Unicode's NFC, and carriage returns (the server normalises both);
the length, where it may be more than 200, of text with white space around it; domains of e-mail
addresses in other letters than Latin; the digits of decimals (at most 15); earliest and latest dates
and times; moments that a zone's clocks skip; how many instances of repeats there are in all.

Expressions are beyond it as well. What may turn out not to be relevant is not required here, and what
the schema refuses the server refuses only where the question is relevant: elsewhere it drops the
answer unread.
"""

from typing import TYPE_CHECKING, Any

from chalicelib.forms.text import in_language
from chalicelib.forms.types.repeat_types import Repeat
from chalicelib.locales import LANGUAGES

if TYPE_CHECKING:
    from chalicelib.forms.intake import Form
    from chalicelib.forms.types.base import Question
    from chalicelib.forms.types.repeat_types import Level
    from chalicelib.locales import Language

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
            "answers": answers_of(form, shown),
        },
        "required": ["answers"],
        "additionalProperties": False,
    }


def answers_of(form: "Form", language: "Language") -> dict[str, Any]:
    """The schema of ``answers`` alone, its questions described in that language."""
    return _object(form.root, language)


def _object(level: "Level", language: "Language") -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {question.own: _described(question, language) for question in level.asked},
        "required": [question.own for question in level.asked if question.must],
        "additionalProperties": False,
    }


def _described(question: "Question", language: "Language") -> dict[str, Any]:
    words = {
        "title": in_language(question.row.label, language),
        "description": in_language(question.row.hint, language),
    }
    said = {key: text for key, text in words.items() if text}
    schema = question.json_schema()
    if isinstance(question, Repeat):
        schema["items"] = _object(question.level, language)
    if question.must:
        return {**said, **schema}
    return {**said, "anyOf": [schema, *question.no_answer, {"type": "null"}]}
