"""Read the facts of a report's page as a browser saved it."""

from html.parser import HTMLParser
from typing import Final

from chalicelib.documents.html import MANIFEST_ID
from chalicelib.documents.verification.raw import RawDocument, collect
from chalicelib.override import override

_VOID: Final = frozenset({"br", "hr", "img", "input", "link", "meta", "wbr"})


def read_html(content: bytes) -> RawDocument:
    """Return the manifest and the marked texts; raise ``ValueError`` if it is no report of Pikir's."""
    parser = _FactParser()
    parser.feed(content.decode("utf-8"))
    parser.close()
    return RawDocument("".join(parser.manifest), collect(parser.facts))


class _FactParser(HTMLParser):
    """Collects what stands within ``data-fact``, and the block with the manifest."""

    def __init__(self) -> None:
        super().__init__()
        self.facts: list[tuple[str, str]] = []
        self.manifest: list[str] = []
        self._fact = ""
        self._depth = 0
        self._is_manifest = False

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "script":
            self._is_manifest = attributes.get("id") == MANIFEST_ID
        elif self._fact:
            self._depth += tag not in _VOID
        elif attributes.get("data-fact"):
            self._fact, self._depth = attributes["data-fact"] or "", 1
            self.facts.append((self._fact, ""))

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._is_manifest = False
        elif self._fact and tag not in _VOID:
            self._depth -= 1
            if self._depth == 0:
                self._fact = ""

    @override
    def handle_data(self, data: str) -> None:
        if self._is_manifest:
            self.manifest.append(data)
        elif self._fact:
            self.facts[-1] = (self._fact, self.facts[-1][1] + data)
