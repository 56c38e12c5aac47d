"""Writes the JSON Schemas of the documents that people write by hand: ``python -m schemas.generate``.

Beside those of definitions and events, ``answers/`` holds what each form of this folder takes, where
that does not wait for an event's categories. A test holds them all to the code.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from chalicelib.domain.events import Event
from chalicelib.forms.definition import Definition, read
from chalicelib.forms.intake import Form
from chalicelib.xlsform import read_xlsform

FOLDER = Path(__file__).parent
DIALECT = "https://json-schema.org/draft/2020-12/schema"
MODELS: Mapping[str, type[BaseModel]] = {
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


def written(model: type[BaseModel]) -> str:
    """The schema of what is sent, as its file holds it."""
    return _text({"$schema": DIALECT, **model.model_json_schema(mode="validation")})


def answers_file(form: str) -> str:
    """Where the schema of a form's answers lies in the folder."""
    return f"answers/{Path(form).stem}.schema.json"


def answers_written(form: str) -> str:
    """The schema of what is sent to a form of the folder, in its own language."""
    content = (FOLDER / form).read_bytes()
    document = content if form.endswith(".json") else read_xlsform(content).document
    return _text(Form(read(document), version=1).json_schema())


def _text(schema: Mapping[str, Any]) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def main() -> None:
    """Write every file anew."""
    for name, model in MODELS.items():
        (FOLDER / name).write_text(written(model), encoding="utf-8")
    (FOLDER / "answers").mkdir(exist_ok=True)
    for form in FORMS:
        (FOLDER / answers_file(form)).write_text(answers_written(form), encoding="utf-8")


if __name__ == "__main__":
    main()
