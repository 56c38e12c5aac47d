"""The JSON Schemas under `schemas/`: of the documents that people write by hand, and of answers.

``schemas/answers/`` holds what each template takes, except where that depends on an event's
categories. The dialect is JSON Schema 2020-12.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from chalicelib.domain.events import Event
from chalicelib.forms.definition import Definition
from chalicelib.forms.intake import Form
from chalicelib.forms.types import TYPES
from chalicelib.forms.validation import read_definition
from chalicelib.xlsform import read_xlsform

if TYPE_CHECKING:
    from pydantic import BaseModel

FOLDER = Path(__file__).parent.parent / "schemas"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
MODELS: "Mapping[str, type[BaseModel]]" = {
    "definition.schema.json": Definition,
    "event.schema.json": Event,
}
FORMS = (
    "child_protection.xlsx",
    "follow_up.json",
    "proposals.json",
    "questions.json",
    "school_climate.xlsx",
    "training_evaluation.xlsx",
)


def files() -> dict[Path, bytes]:
    """Return the content of every schema's file, from the models and the templates."""
    models = {FOLDER / name: model_schema(model) for name, model in MODELS.items()}
    answers = {answers_file(form): answers_schema(form) for form in FORMS}
    return {path: text.encode() for path, text in (models | answers).items()}


def model_schema(model: "type[BaseModel]") -> str:
    """Return the schema of what is sent for a model, as its file holds it."""
    schema = model.model_json_schema(mode="validation")
    if model is Definition:
        supported = [kind.name for kind in TYPES.values() if kind.is_supported]
        schema["$defs"]["Row"]["properties"]["type"] = {"title": "Type", "enum": supported}
    return _to_text({"$schema": DIALECT, **schema})


def answers_file(form: str) -> Path:
    """Return the file that holds the schema of a template's answers."""
    return FOLDER / "answers" / f"{Path(form).stem}.schema.json"


def answers_schema(form: str) -> str:
    """Return the schema of the answers to a template, with texts in the form's own language."""
    content = (FOLDER / form).read_bytes()
    source = content if form.endswith(".json") else read_xlsform(content)
    return _to_text(Form(read_definition(source), version=1).json_schema())


def _to_text(schema: Mapping[str, object]) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
