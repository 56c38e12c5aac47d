"""Shared strings and styles of an .xlsx (ECMA-376, part 1, 18.4 and 18.8), as far as the text of cells needs them.

openpyxl makes an object of each string's runs and of each font, fill and border: of the largest workbook that the guards let
through that takes 10 s and 800 MB.
"""

from dataclasses import dataclass, field
from typing import NamedTuple
from xml.parsers import expat


class DateStyles(NamedTuple):
    """The indexes of the cell styles that show a number as a date, and as a span of time."""

    dates: set[int]
    spans: set[int]


def read_shared_strings(part: bytes) -> list[str]:
    """Return the strings, without their phonetic readings, unescaped as ST_Xstring (22.9.2.19) has it.

    Other escapes than that of “_” stay as they are, as they do for other tools.
    """
    reader = _StringReader()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.Parse(part, True)  # noqa: FBT003 -- expat's own signature
    return reader.strings


@dataclass(slots=True)
class _StringReader:
    strings: list[str] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)
    _is_text: bool = False
    _is_phonetic: bool = False

    def start(self, tag: str, _: object) -> None:
        name = tag.rpartition("}")[2]
        if name == "t":
            self._is_text = not self._is_phonetic
        elif name == "si":
            self._pieces = []
        elif name == "rPh":
            self._is_phonetic = True

    def end(self, tag: str) -> None:
        name = tag.rpartition("}")[2]
        if name == "t":
            self._is_text = False
        elif name == "si":
            self.strings.append("".join(self._pieces).replace("_x005F_", "_"))
        elif name == "rPh":
            self._is_phonetic = False

    def text(self, piece: str) -> None:
        if self._is_text:
            self._pieces.append(piece)


def read_date_styles(part: bytes) -> DateStyles:
    """Return which cell styles are of dates and of spans of time, by openpyxl's own rules for a format's code."""
    reader = _StyleReader()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.Parse(part, True)  # noqa: FBT003 -- expat's own signature
    return reader.styles()


@dataclass(slots=True)
class _StyleReader:
    _codes: dict[int, str] = field(default_factory=dict)
    _formats: list[int] = field(default_factory=list)
    _inside: str = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition("}")[2]
        if name in ("numFmts", "cellXfs"):
            self._inside = name
        elif name == "xf" and self._inside == "cellXfs":
            self._formats.append(int(attributes.get("numFmtId", 0)))
        elif name == "numFmt" and self._inside == "numFmts":
            self._codes[int(attributes["numFmtId"])] = attributes["formatCode"]

    def end(self, tag: str) -> None:
        if tag.rpartition("}")[2] == self._inside:
            self._inside = ""

    def styles(self) -> DateStyles:
        from openpyxl.styles.numbers import (
            builtin_format_code,
            is_date_format,
            is_timedelta_format,
        )

        used = {
            each: self._codes.get(each, builtin_format_code(each)) for each in set(self._formats)
        }
        dates = {each for each, code in used.items() if is_date_format(code)}
        spans = {each for each, code in used.items() if is_timedelta_format(code)}
        return DateStyles(
            {index for index, each in enumerate(self._formats) if each in dates},
            {index for index, each in enumerate(self._formats) if each in spans},
        )
