"""The meaning of a sheet's headers, by pyxform's aliases or as Pikir's own columns."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from chalicelib.xlsform.reader.column_shapes import SheetKind, Tokens, is_readable
from chalicelib.xlsform.reader.sheets import Sheet

TextColumn = tuple[str, str, str | None]
"""The header, its key in a definition, and the language as it is named."""

_OWN = re.compile(r"\s*pikir\s*::?\s*(.+)", re.IGNORECASE | re.DOTALL)

TEXTS: Mapping[Tokens, str] = {
    ("label",): "label",
    ("hint",): "hint",
    ("guidance_hint",): "guidance_hint",
    ("bind", "jr:constraintMsg"): "constraint_message",
    ("bind", "jr:requiredMsg"): "required_message",
}
"""pyxform's name of a column of texts, and the definition's key for it."""

LOGIC: Mapping[Tokens, str] = {
    ("bind", "required"): "required",
    ("bind", "readonly"): "read_only",
    ("bind", "relevant"): "relevant",
    ("bind", "constraint"): "constraint",
    ("bind", "calculate"): "calculation",
    ("choice_filter",): "choice_filter",
    ("control", "jr:count"): "repeat_count",
    ("trigger",): "trigger",
    ("default",): "default",
    ("control", "appearance"): "appearance",
    ("parameters",): "parameters",
}
"""The same for columns without languages."""

_MEDIA = frozenset({"image", "big-image", "audio", "video"})


@dataclass(frozen=True)
class Columns:
    """A sheet's columns.

    ``meant`` are pyxform's tokens by header; ``own`` are the tokens of Pikir's columns by header, in
    lower case and without “pikir::”; a form's title in a language (``form_title::Русский``) is among them.
    ``doubled`` are headers of a column that another header has too, ``misfits`` those that pyxform cannot read.
    """

    meant: Mapping[str, Tokens]
    own: Mapping[str, Tokens]
    doubled: tuple[str, ...]
    misfits: Mapping[str, Tokens]

    def header(self, *tokens: str) -> str | None:
        """Return the last header of the column with pyxform's tokens, None where there is none."""
        headers = self.by_tokens.get(tokens)
        return headers[-1] if headers else None

    @cached_property
    def by_tokens(self) -> Mapping[Tokens, tuple[str, ...]]:
        """The headers of each column by pyxform's tokens."""
        found: dict[Tokens, tuple[str, ...]] = {}
        for header, meant in self.meant.items():
            found[meant] = (*found.get(meant, ()), header)
        return found

    @property
    def label(self) -> str | None:
        """The header of the first column of labels."""
        return next((header for header, key, _ in self.texts() if key == "label"), None)

    def texts(self) -> tuple[TextColumn, ...]:
        """Return the columns of texts: header, the definition's key, the language as it is named."""
        return self._texts

    def media(self) -> tuple[TextColumn, ...]:
        """Return the columns of media: header, kind, the language as it is named."""
        return self._media

    @cached_property
    def _texts(self) -> tuple[TextColumn, ...]:
        return tuple(
            (header, key, (*meant[len(start) :], None)[0] or None)
            for header, meant in self.meant.items()
            for start, key in TEXTS.items()
            if meant[: len(start)] == start and len(meant) <= len(start) + 1
        )

    @cached_property
    def _media(self) -> tuple[TextColumn, ...]:
        return tuple(
            (header, meant[1], (*meant[2:], None)[0] or None)
            for header, meant in self.meant.items()
            if meant[0] == "media" and len(meant) in (2, 3) and meant[1] in _MEDIA
        )

    def logic(self) -> Iterator[tuple[str, str]]:
        """Yield the other columns of a definition's row: header and the definition's key."""
        for header, meant in self.meant.items():
            if meant in LOGIC:
                yield header, LOGIC[meant]


def columns_of(sheet: Sheet, kind: SheetKind) -> Columns:
    """Return the columns of a sheet of that kind."""
    own: dict[str, Tokens] = {}
    foreign = []
    for header in sheet.headers:
        if mine := _OWN.fullmatch(header):
            parts = [part.strip() for part in re.split("::?", mine[1])]
            own[header] = (parts[0].lower().replace(" ", "_").replace("-", "_"), *parts[1:])
        else:
            foreign.append(header)
    if kind == "settings" and "form_id" in foreign and "id_string" in foreign:
        foreign.remove("id_string")  # the older name of the two; pyxform drops it as well
    titles, readable, misfits = _sort_headers(foreign, kind)
    meant: dict[str, Tokens] = {}
    doubled: list[str] = []
    for header, (is_alias, tokens) in readable.items():
        if tokens in meant.values() and is_alias:
            doubled.append(header)
        else:
            meant[header] = tokens
    return Columns(meant, own | titles, tuple(doubled), misfits)


class _SortedHeaders(NamedTuple):
    titles: dict[str, Tokens]
    readable: dict[str, tuple[bool, Tokens]]
    misfits: dict[str, Tokens]


def _sort_headers(headers: Sequence[str], kind: SheetKind) -> _SortedHeaders:
    """Return the headers of titles in a language, those that pyxform gets, and those that it cannot read.

    Whether “:” divides a header depends on whether one that pyxform gets has “::”.
    """
    from pyxform.parsing.sheet_headers import process_header

    aliases, known = _vocabulary(kind)
    found = _SortedHeaders({}, {}, {})
    double = any("::" in header for header in headers)
    for header in headers:
        new, tokens = process_header(header, double, aliases, known)
        if kind == "settings" and tokens[0] == "title" and len(tokens) == 2 and tokens[1]:
            found.titles[header] = tokens
        elif is_readable(tokens, kind):
            found.readable[header] = (new != header, tokens)
        else:
            found.misfits[header] = tokens
    if not double or any("::" in header for header in found.readable):
        return found
    again = _sort_headers(list(found.readable), kind)
    return _SortedHeaders(
        found.titles | again.titles, again.readable, found.misfits | again.misfits
    )


def _vocabulary(kind: SheetKind) -> tuple[dict[str, str | Tokens], set[str]]:
    from pyxform import aliases
    from pyxform.question import MultipleChoiceQuestion, Option
    from pyxform.survey import Survey

    return {
        "survey": (aliases.survey_header, set(MultipleChoiceQuestion.get_slot_names())),
        "choices": (aliases.list_header, set(Option.get_slot_names())),
        "settings": (aliases.settings_header, set(Survey.get_slot_names())),
    }[kind]
