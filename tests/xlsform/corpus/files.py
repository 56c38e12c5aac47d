"""The files of the corpus: its forms, and the cases that answer them."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from tests.xlsform.corpus.sheets import Source, parse_source

FOLDER = Path(__file__).parent / "forms"
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.form")))
REFUSED = tuple(name for name in NAMES if name.startswith("refused_"))
ACCEPTED = tuple(name for name in NAMES if name not in REFUSED)
LONG = ("child_protection", "school_climate", "training_evaluation")
"""Forms of realistic length in three languages, which are also the templates."""


@cache
def read_source(name: str) -> Source:
    """Return the sheets of the form."""
    return parse_source(name, (FOLDER / f"{name}.form").read_text("utf-8"))


def read_cases(name: str) -> list[Mapping[str, Any]]:
    """Return the form's cases: answers, and the outcome that they should have."""
    path = FOLDER / f"{name}.cases.json"
    cases: list[Mapping[str, Any]] = json.loads(path.read_bytes()) if path.exists() else []
    return cases
