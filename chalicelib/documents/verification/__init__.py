"""Check a report's document: read its facts back, and compare them with its manifest and with what is stored now."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel, ConfigDict, ValidationError

from chalicelib import errors
from chalicelib.documents.glyphs import SUBSTITUTE, keep_visible
from chalicelib.documents.manifest import FactEntry, Manifest
from chalicelib.documents.verification.raw import RawDocument
from chalicelib.locales import N_

if TYPE_CHECKING:
    from collections.abc import Callable


class FactProblem(StrEnum):
    """What is wrong with a fact of a document."""

    TYPED_OVER = "typed_over"
    MISSING = "missing"
    CHANGED = "changed"
    GONE = "gone"
    NEW = "new"
    REWORDED = "reworded"


PROBLEM_MESSAGES: Final[Mapping[FactProblem, str]] = {
    FactProblem.TYPED_OVER: N_("Typed over in the document"),
    FactProblem.MISSING: N_("Removed from the document"),
    FactProblem.CHANGED: N_("Changed in Pikir since"),
    FactProblem.GONE: N_("Not in Pikir any more"),
    FactProblem.NEW: N_("New in Pikir since"),
    FactProblem.REWORDED: N_("Worded anew in Pikir since"),
}


class FactFinding(BaseModel):
    """A fact that is not as it was: ``shown`` by the document, ``recorded`` when it was made, ``now`` in Pikir.

    For ``reworded`` the ``source`` is ``wording.`` and the key of a paragraph, whose facts need not have changed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    problem: FactProblem
    source: str
    shown: str | None = None
    recorded: str | None = None
    now: str | None = None


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document as read: its manifest, and by a fact's id each text that stands in its place."""

    manifest: Manifest
    shown: Mapping[str, tuple[str, ...]]
    has_lines: bool


def read_document(content: bytes) -> ReadDocument:
    """Read a report that Pikir wrote as DOCX, PDF or HTML.

    Raises:
        errors.NotAReport: it is none, or it was saved without its facts.
    """
    try:
        raw = _reader(content)(content)
        manifest = Manifest.model_validate_json(raw.manifest)
    except (ValidationError, ValueError, LookupError):
        raise errors.NotAReport from None
    return ReadDocument(manifest, raw.shown, raw.has_lines)


def _reader(content: bytes) -> "Callable[[bytes], RawDocument]":
    if content.startswith(b"PK"):
        from chalicelib.documents.verification.docx_reader import read_docx

        return read_docx
    if content.startswith(b"%PDF-"):
        from chalicelib.documents.verification.pdf_reader import read_pdf

        return read_pdf
    from chalicelib.documents.verification.html_reader import read_html

    return read_html


def compare_facts(
    document: ReadDocument, now: Manifest, own: Manifest | None = None
) -> tuple[FactFinding, ...]:
    """Return every fact that was typed over or removed, and every one that Pikir now tells otherwise.

    ``own`` is the manifest of the report as Pikir words it, where ``now`` has paragraphs that somebody worded: a fact that
    a changed wording leaves out is not gone.
    """
    return (*_compare_shown(document), *_compare_stored(document.manifest, now, own or now))


def _compare_shown(document: ReadDocument) -> Iterator[FactFinding]:
    """Yield each fact of the manifest that the document does not show as it was; each copy of it counts."""
    is_same = _is_same_in_lines if document.has_lines else _is_same
    for fact in document.manifest.facts:
        texts = document.shown.get(fact.id, ())
        others = [each for each in texts if not is_same(each, fact.value)]
        if not any(map(str.strip, texts)) and fact.value.strip():
            yield FactFinding(problem=FactProblem.MISSING, source=fact.source, recorded=fact.value)
        elif others:
            yield FactFinding(
                problem=FactProblem.TYPED_OVER,
                source=fact.source,
                shown=others[0],
                recorded=fact.value,
            )


def _compare_stored(recorded: Manifest, now: Manifest, own: Manifest) -> Iterator[FactFinding]:
    """Yield each fact that Pikir tells otherwise by now; a fact is known by its paragraph, source and number."""
    reworded = {
        each
        for each in (*recorded.edits, *now.edits)
        if recorded.edits.get(each) != now.edits.get(each)
    }
    before = {_place(each): each for each in recorded.facts}
    after = {_place(each): each for each in now.facts}
    stored = {_place(each): each for each in own.facts} | after
    for place, fact in before.items():
        current = stored.get(place)
        if current is None:
            yield FactFinding(problem=FactProblem.GONE, source=fact.source, recorded=fact.value)
        elif not _is_same_value(fact, current):
            yield FactFinding(
                problem=FactProblem.CHANGED,
                source=fact.source,
                recorded=fact.value,
                now=current.value,
            )
    for place, fact in after.items():
        if place not in before and fact.paragraph not in reworded:
            yield FactFinding(problem=FactProblem.NEW, source=fact.source, now=fact.value)
    for paragraph in sorted(reworded):
        yield FactFinding(problem=FactProblem.REWORDED, source=f"wording.{paragraph}")


def _place(fact: FactEntry) -> tuple[str, str, int]:
    return fact.paragraph, fact.source, fact.nth


def _is_same_value(before: FactEntry, now: FactEntry) -> bool:
    """Compare what is told, whatever form the sentences give it."""
    return (before.datum or before.value) == (now.datum or now.value)


def _is_same(shown: str, recorded: str) -> bool:
    """Compare texts; programs that write files of text break lines and indent."""
    return shown.split() == recorded.split()


def _is_same_in_lines(shown: str, recorded: str) -> bool:
    """Compare texts as a PDF shows them: without spaces, and an empty square is any letter."""
    one, other = ("".join(keep_visible(text).split()) or SUBSTITUTE for text in (shown, recorded))
    return len(one) == len(other) and all(
        letter in (wanted, SUBSTITUTE) for letter, wanted in zip(one, other, strict=True)
    )
