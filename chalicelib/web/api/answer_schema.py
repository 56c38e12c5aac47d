"""The answers that a form's version accepts, as JSON Schema (2020-12)."""

from typing import TYPE_CHECKING, Any

from chalicelib.forms.intake import json_schema
from chalicelib.forms.text import in_language
from chalicelib.locales import Language

if TYPE_CHECKING:
    from chalicelib.forms.intake import Form


def of(form: "Form", event: str, language: Language) -> dict[str, Any]:
    """Return the schema of the ``answers`` object, with its questions described in the language.

    An optional answer may also be null.
    """
    return {
        "$schema": json_schema.DIALECT,
        "$id": f"urn:pikir:form:{event}:{form.name}:{form.version}",
        "title": in_language(form.definition.title, language),
        **json_schema.answers_schema(form.root, language),
    }
