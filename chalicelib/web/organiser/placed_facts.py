"""The facts of a report's paragraph as people place them in a text: by their values in braces, ``{43 people}``.

A form carries which value stands for which fact, so that a figure that changes while somebody writes is still found.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from chalicelib.documents.text.edits import PLACEHOLDER

_LONGEST_NAME: Final = 40
_NO_BRACES: Final = str.maketrans("{}", "()")


@dataclass(frozen=True, slots=True)
class PlacedName:
    """What stands in braces for a fact; ``value`` is None for one that is not there any more."""

    name: str
    placeholder: str
    value: str | None


def name_facts(
    values: Mapping[str, str], former: Mapping[str, str | None]
) -> tuple[PlacedName, ...]:
    """Return a name of its own for each fact of the paragraph, and for ``former`` ones that an edit may still place."""
    shown: dict[str, str | None] = dict(values)
    gone = {key: value for key, value in former.items() if key not in values}
    named: dict[str, PlacedName] = {}
    for placeholder, value in (shown | gone).items():
        short = _shorten(value or placeholder)
        name, number = short, 1
        while name in named:
            number += 1
            name = f"{short} ({number})"
        named[name] = PlacedName(name, placeholder, values.get(placeholder))
    return tuple(named.values())


def _shorten(value: str) -> str:
    text = _squeeze(value.translate(_NO_BRACES))
    if len(text) <= _LONGEST_NAME:
        return text
    return text[: _LONGEST_NAME - 1].rstrip() + "…"


def _squeeze(text: str) -> str:
    """Return the text with single, ordinary spaces: browsers and people do not tell them apart."""
    return " ".join(text.split())


def show_names(text: str, names: Sequence[PlacedName]) -> str:
    """Return an edit's text with names in the place of placeholders."""
    by_placeholder = {each.placeholder: each.name for each in names}
    return _replace(text, by_placeholder)


def read_names(typed: str, names: Sequence[PlacedName]) -> str:
    """Return what was typed with placeholders in the place of names; what names nothing stays as it is."""
    by_name = {each.name: each.placeholder for each in names}
    return _replace(typed, by_name)


def _replace(text: str, words: Mapping[str, str]) -> str:
    def replace(found: re.Match[str]) -> str:
        return f"{{{words.get(found[1]) or words.get(_squeeze(found[1])) or found[1]}}}"

    return PLACEHOLDER.sub(replace, text)


def dump_names(names: Sequence[PlacedName]) -> str:
    """Write the names for a form to carry."""
    return json.dumps(
        [[each.name, each.placeholder, each.value] for each in names], ensure_ascii=False
    )


def load_names(text: str) -> tuple[PlacedName, ...]:
    """Read what a form carried; nothing if it carries something else."""
    try:
        rows = json.loads(text)
        return tuple(
            PlacedName(str(name), str(placeholder), None if value is None else str(value))
            for name, placeholder, value in rows
        )
    except (ValueError, TypeError):
        return ()


def values_of(names: Sequence[PlacedName]) -> Mapping[str, str]:
    """Return the values of the facts that were there, by their placeholders."""
    return {each.placeholder: each.value for each in names if each.value is not None}
