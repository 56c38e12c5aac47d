"""The files of the corpus: its forms, and the answers to them."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from tests.xlsform.corpus.sheets import Source, read_source

FOLDER = Path(__file__).parent / "forms"
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.form")))
REFUSED = tuple(name for name in NAMES if name.startswith("refused_"))
ACCEPTED = tuple(name for name in NAMES if name not in REFUSED)
LONG = ("child_protection", "school_climate", "training_evaluation")
"""Real in shape, in three languages; they are templates too."""


@cache
def source(name: str) -> Source:
    """The form's sheets."""
    return read_source(FOLDER / f"{name}.form")


def cases(name: str) -> list[Mapping[str, Any]]:
    """The answers to give to the form, each with what is to come of them."""
    path = FOLDER / f"{name}.cases.json"
    read: list[Mapping[str, Any]] = json.loads(path.read_bytes()) if path.exists() else []
    return read
