"""Writes the JSON Schemas of the documents that people write by hand: ``python -m schemas.generate``.

A test holds them to the models.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel

from chalicelib.domain.events import Event
from chalicelib.forms.definition import Definition

FOLDER = Path(__file__).parent
DIALECT = "https://json-schema.org/draft/2020-12/schema"
MODELS: Mapping[str, type[BaseModel]] = {
    "definition.schema.json": Definition,
    "event.schema.json": Event,
}


def written(model: type[BaseModel]) -> str:
    """The schema of what is sent, as its file holds it."""
    schema = {"$schema": DIALECT, **model.model_json_schema(mode="validation")}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def main() -> None:
    """Write every file anew."""
    for name, model in MODELS.items():
        (FOLDER / name).write_text(written(model), encoding="utf-8")


if __name__ == "__main__":
    main()
