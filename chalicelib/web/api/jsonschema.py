"""The answers that a form's version takes, as JSON Schema (2020-12)."""

from typing import TYPE_CHECKING, Any

from chalicelib.forms.text import Language, in_language

if TYPE_CHECKING:
    from chalicelib.forms.compiled import Form
    from chalicelib.forms.questions.base import Question


def of(form: "Form", event: str, language: Language) -> dict[str, Any]:
    """The schema of the ``answers`` object, its questions described in that language.

    What JSON Schema cannot say (a date that exists, text in its normal form) the server still
    checks. An answer that may be left out may also be null.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:pikir:form:{event}:{form.name}:{form.version}",
        "title": in_language(form.definition.title, language),
        "type": "object",
        "properties": {question.key: _answer(question, language) for question in form.asked},
        "required": [question.key for question in form.asked if question.required],
        "additionalProperties": False,
    }


def _answer(question: "Question", language: Language) -> dict[str, Any]:
    schema = question.json_schema()
    described: dict[str, Any] = {"title": in_language(question.row.label, language)}
    if question.row.hint:
        described["description"] = in_language(question.row.hint, language)
    if question.required:
        return {**described, **schema}
    return {**described, "anyOf": [schema, {"type": "null"}]}
