"""Read the facts of a PDF as typst writes it: each is an element of the structure (``Em``) with its marked content.

A figure that shows text is a chart, and its alternative text a fact; a photo shows none.

This reads what Pikir writes, not PDF at large: objects one after the other, streams by Flate, text by ToUnicode maps
(ISO 32000-1, 9.10.3 and 14.6). A file that another program wrote anew is no report any more.
"""

import re
import zlib
from collections.abc import Iterator, Mapping
from typing import Final

from chalicelib.documents.verification.raw import RawDocument

_HEADER: Final = re.compile(rb"(?<![0-9])([0-9]{1,7}) 0 obj\s")
_STREAM: Final = re.compile(rb"stream\r?\n(.*)\r?\nendstream", re.DOTALL)
_REFERENCE: Final = re.compile(rb"([0-9]+) 0 R")
_LARGEST: Final = 20_000_000


def _string_pattern(depth: int) -> bytes:
    """Return the pattern of a literal string's content: parentheses are escaped or balanced (7.3.4.2)."""
    within = rb"|\(" + _string_pattern(depth - 1) + rb"\)" if depth else b""
    return rb"(?:\\.|[^\\()]" + within + rb")*"


_TOKEN: Final = re.compile(
    rb"/(?P<tag>\w+)<<(?P<properties>.*?)>>\s*BDC|(?P<end>\bEMC\b)"
    rb"|/(?P<font>\w+) [-0-9.]+ Tf"
    rb"|\((?P<literal>" + _string_pattern(9) + rb")\)|(?<!<)<(?P<hex>[0-9A-Fa-f\s]*)>(?!>)",
    re.DOTALL,
)
_ALTERNATIVE: Final = re.compile(
    rb"/Alt\s?(?:<(?P<hex>[0-9A-Fa-f]+)>|\((?P<literal>" + _string_pattern(9) + rb")\))", re.DOTALL
)
_BF: Final = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_HEX: Final = re.compile(rb"<([0-9A-Fa-f]+)>")
_ESCAPED: Final = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_ESCAPES: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}

_Mark = tuple[int, list[str], str | None]
"""Of marked content: its number (-1 for none), what it shows, and what is to be read instead."""


def read_pdf(content: bytes) -> RawDocument:
    """Return the manifest, and the facts' texts in order as f1, f2 …; raise ``ValueError`` if it is no report of ours."""
    objects = dict(_list_objects(content))
    manifest = next(
        (_inflate(each) for each in objects.values() if b"/Type/EmbeddedFile" in each[:300]), b""
    )
    facts: dict[int, list[str]] = {}
    for element, text in _list_pieces(objects):
        described = objects.get(element, b"")
        if b"/S/Em" in described:
            facts.setdefault(element, []).append(text)
        elif text and b"/S/Figure" in described:
            facts[element] = [_read_alternative(described)]
    shown = {
        f"f{number}": ("".join(texts),) for number, texts in enumerate(facts.values(), start=1)
    }
    return RawDocument(manifest.decode("utf-8"), shown, has_lines=True)


def _read_alternative(described: bytes) -> str:
    """Return what is to be read instead of a figure; of a text string only ASCII and UTF-16 are written (7.9.2.2)."""
    found = _ALTERNATIVE.search(described)
    if found is None:
        return ""
    if found["hex"] is not None:
        return _utf16(found["hex"]).removeprefix("\ufeff")
    return _read_string(found).decode("ascii", "replace")


def _list_objects(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield number and text of each object, in time that grows with the file alone."""
    for part in content.split(b"endobj"):
        header = _HEADER.search(part)
        if header:
            yield int(header[1]), part[header.end() :].rstrip()


def _list_pieces(objects: Mapping[int, bytes]) -> Iterator[tuple[int, str]]:
    """Yield element and text of the marked content of all pages in order; what is no content has no element."""
    tree = next((each for each in objects.values() if b"/ParentTree<<" in each), b"")
    parents = dict(re.findall(rb"([0-9]+) ([0-9]+) 0 R", _between(tree, b"/Nums[", b"]")))
    for number in _list_pages(objects):
        page = objects.get(number, b"")
        structure = re.search(rb"/StructParents ([0-9]+)", page)
        parent = int(parents.get(structure[1], 0)) if structure else 0
        elements = _REFERENCE.findall(objects.get(parent, b""))
        content = _inflate(_follow(page, b"Contents", objects))
        for marked, text in _read_content(content, _read_fonts(page, objects)):
            if marked < len(elements):
                yield int(elements[marked]), text


def _follow(described: bytes, name: bytes, objects: Mapping[int, bytes]) -> bytes:
    """Return the object that a dictionary refers to by that name, empty if it refers to none."""
    found = re.search(rb"/" + name + rb" ([0-9]+) 0 R", described)
    return objects.get(int(found[1]), b"") if found else b""


def _list_pages(objects: Mapping[int, bytes]) -> Iterator[int]:
    roots = (each for each in objects.values() if b"/Type/Pages" in each)
    root = next((each for each in roots if b"/Parent" not in each), b"")
    waiting = [int(each) for each in _REFERENCE.findall(_between(root, b"/Kids[", b"]"))]
    for _ in range(len(objects)):
        if not waiting:
            return
        number = waiting.pop(0)
        page = objects.get(number, b"")
        kids = _REFERENCE.findall(_between(page, b"/Kids[", b"]"))
        if kids:
            waiting[:0] = map(int, kids)
        else:
            yield number


def _between(text: bytes, opening: bytes, closing: bytes) -> bytes:
    return text.partition(opening)[2].partition(closing)[0]


def _read_fonts(page: bytes, objects: Mapping[int, bytes]) -> Mapping[bytes, Mapping[int, str]]:
    """Return the page's fonts, each with the text of its glyphs."""
    resources = _follow(page, b"Resources", objects) or page
    named = _follow(resources, b"Font", objects) or _between(resources, b"/Font<<", b">>")
    return {
        name: _read_map(_inflate(_follow(objects.get(int(number), b""), b"ToUnicode", objects)))
        for name, number in re.findall(rb"/(\w+) ([0-9]+) 0 R", named)
    }


def _read_map(source: bytes) -> Mapping[int, str]:
    glyphs: dict[int, str] = {}
    for lines in _BF.findall(source):
        for line in lines.splitlines():
            codes = _HEX.findall(line)
            if len(codes) == 2:
                glyphs[int(codes[0], 16)] = _utf16(codes[1])
    return glyphs


def _utf16(digits: bytes) -> str:
    return bytes.fromhex(digits.decode("ascii")).decode("utf-16-be")


def _read_content(
    content: bytes, fonts: Mapping[bytes, Mapping[int, str]]
) -> Iterator[tuple[int, str]]:
    """Yield number and text of each piece of marked content that has a number."""
    open_marks: list[_Mark] = []
    glyphs: Mapping[int, str] = {}
    for token in _TOKEN.finditer(content):
        if token["properties"] is not None:
            open_marks.append(_open_mark(token["properties"]))
        elif token["font"] is not None:
            glyphs = fonts.get(token["font"], {})
        elif open_marks and not token["end"]:
            open_marks[-1][1].append(_show(_read_string(token), glyphs))
        elif open_marks:
            number, text = _close_mark(open_marks)
            if number >= 0:
                yield number, text


def _show(codes: bytes, glyphs: Mapping[int, str]) -> str:
    numbers = (int.from_bytes(codes[at : at + 2], "big") for at in range(0, len(codes), 2))
    return "".join(glyphs.get(number, "") for number in numbers)


def _close_mark(open_marks: list[_Mark]) -> tuple[int, str]:
    """Close the innermost mark and return its number and text; one without a number is part of what it is in."""
    number, texts, instead = open_marks.pop()
    text = "".join(texts) if instead is None else instead
    if number < 0 and open_marks:
        open_marks[-1][1].append(text)
    return number, text


def _open_mark(properties: bytes) -> _Mark:
    number = re.search(rb"/MCID ([0-9]+)", properties)
    instead = re.search(rb"/ActualText\s?<([0-9A-Fa-f]+)>", properties)
    return (
        int(number[1]) if number else -1,
        [],
        _utf16(instead[1]).removeprefix("\ufeff") if instead else None,
    )


def _read_string(token: re.Match[bytes]) -> bytes:
    if token["hex"] is not None:
        digits = b"".join(token["hex"].split())
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
    return _ESCAPED.sub(_unescape, token["literal"])


def _unescape(found: re.Match[bytes]) -> bytes:
    code = found[1]
    if code[:1].isdigit():
        return bytes([int(code, 8) & 0xFF])
    return _ESCAPES.get(code, code)


def _inflate(stored: bytes) -> bytes:
    """Return the content of a stream; raise ``ValueError`` if it is broken or grows beyond measure."""
    found = _STREAM.search(stored)
    if found is None:
        return b""
    if b"/FlateDecode" not in stored[: found.start()]:
        return found[1]
    decompressor = zlib.decompressobj()
    try:
        content = decompressor.decompress(found[1], _LARGEST)
    except zlib.error as broken:
        raise ValueError("a broken stream") from broken
    if decompressor.unconsumed_tail:
        raise ValueError("a stream is too large")
    return content
