"""The JSON Schema (2020-12) of the answers that a form accepts.

For a form without expressions the schema is exact: a validator and the server accept the same answers.
JSON Schema cannot express: text outside Unicode's NFC, and carriage returns (the server normalises
both); lengths above 200 of text with surrounding white space; e-mail domains in non-Latin letters; the
number of a decimal's digits (at most 15); earliest and latest dates and times; local times that a zone
skips; the number of instances of repeats in all.

It cannot express expressions either. What may turn out not to be relevant is not required here, and
what the schema refuses the server refuses only where the question is relevant: elsewhere it drops the
answer unread.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.forms.text import in_language
from chalicelib.forms.types import json_patterns
from chalicelib.forms.types.repeat_types import QuestionScope, Repeat
from chalicelib.locales import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chalicelib.forms.definition import Definition
    from chalicelib.forms.types.base import JsonSchema, Question
    from chalicelib.locales import Language

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def submission_schema(
    definition: Definition,
    root: QuestionScope,
    language: Language | None = None,
    *,
    one_of: Sequence[str] = (),
) -> JsonSchema:
    """The schema of a submission's envelope; titles in that language, else in the form's default.

    ``one_of`` are the keys of text questions of which one must be answered.
    """
    titles = language or definition.default_language
    return {
        "$schema": DIALECT,
        "title": in_language(definition.title, titles),
        "type": "object",
        "properties": {
            "id": {"type": ["string", "null"], "format": "uuid"},
            "language": {"enum": [*LANGUAGES, None]},
            "version": {"type": ["integer", "null"], "minimum": 1},
            "answers": {**answers_schema(root, titles), **_require_one(one_of)},
        },
        "required": ["answers"],
        "additionalProperties": False,
    }


def answers_schema(scope: QuestionScope, language: Language) -> JsonSchema:
    """The schema of an object of answers, its questions described in that language."""
    return {
        "type": "object",
        "properties": {
            question.key_in_scope: _answer_schema(question, language)
            for question in scope.answerable
        },
        "required": [each.key_in_scope for each in scope.answerable if each.always_required],
        "additionalProperties": False,
    }


def _require_one(keys: Sequence[str]) -> JsonSchema:
    """The schema of an object with text under one of the keys; an empty one for no keys."""
    text = {"type": "string", "pattern": json_patterns.INK}
    options = [{"required": [key], "properties": {key: text}} for key in keys]
    return {"anyOf": options} if options else {}


def _answer_schema(question: Question, language: Language) -> JsonSchema:
    texts = {
        "title": in_language(question.row.label, language),
        "description": in_language(question.row.hint, language),
    }
    described = {key: text for key, text in texts.items() if text}
    schema = question.json_schema()
    if isinstance(question, Repeat):
        schema["items"] = answers_schema(question.inner, language)
    if question.always_required:
        return {**described, **schema}
    return {**described, "anyOf": [schema, *question.no_answer, {"type": "null"}]}
