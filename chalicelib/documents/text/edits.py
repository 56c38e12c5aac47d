"""Put an organiser's words in the place of a report's paragraphs; facts keep their current values wherever they stand.

A fact and the words that agree with it (a noun after its number) are one *piece*, which an edit moves or leaves out as a
whole.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final

from chalicelib.documents.text import number_captions
from chalicelib.documents.text.composing import tidy
from chalicelib.documents.text.report import (
    Fact,
    Paragraph,
    ReportSection,
    ReportText,
    Run,
    Words,
)
from chalicelib.domain.paragraph_edits import (
    FactChange,
    FactSnapshot,
    ParagraphEdit,
    compare_snapshots,
)

Piece = tuple[Run, ...]

PLACEHOLDER: Final = re.compile(r"\{([^{}\n]*)\}")
_TALKS: Final = re.compile(r"^(event\.programme|record\.talks)\.")
"""What is told of a talk is the event's until somebody writes about it, and the record's afterwards."""
_NO_BRACES: Final = str.maketrans("{}", "()")
_PARTICIPANTS_WORDS: Final = re.compile(r"quotes\..*|(?:.*\.)?proposals\.[0-9]+\.text")
_ALONE: Final = frozenset({"item", "numbered", "quote", "figure", "table", "annex", "annex_title"})
_ENDS: Final = (".", "!", "?", "…")
_DIGEST_LENGTH: Final = 16


@dataclass(frozen=True, slots=True)
class ReviewedEdit:
    """An edit beside its paragraph as Pikir words it now, None where the report has no such paragraph any more.

    ``is_used`` is False where a fact that it places is not there any more: the report is then worded by Pikir.
    ``is_elsewhere``: what was a sentence by itself is one of a list now, or the other way round.
    """

    edit: ParagraphEdit
    paragraph: Paragraph | None
    is_used: bool = False
    is_elsewhere: bool = False
    changes: tuple[FactChange, ...] = ()

    @property
    def is_outdated(self) -> bool:
        """Whether what the paragraph tells has changed since."""
        return self.is_elsewhere or bool(self.changes)


def list_pieces(paragraph: Paragraph) -> Mapping[str, Piece]:
    """Return the pieces of a paragraph as Pikir words it, by their placeholders, in order."""
    seen = Counter([paragraph.chart.alternative.source] if paragraph.chart else [])
    pieces: dict[str, Piece] = {}
    name = ""
    for run in paragraph.runs:
        if isinstance(run, Fact):
            nth = seen[run.source]
            seen[run.source] += 1
            if run.is_bound:
                pieces[name] += (replace(run, nth=nth),)
                continue
            name = _TALKS.sub("talks.", run.source).translate(_NO_BRACES)
            name += f"#{nth + 1}" if nth else ""
            pieces[name] = (replace(run, nth=nth),)
        elif run.is_bound:
            pieces[name] += (run,)
    return pieces


def write_template(paragraph: Paragraph) -> str:
    """Return a paragraph as Pikir words it as the text of an edit."""
    placeholders = iter(list_pieces(paragraph))
    return "".join(
        f"{{{next(placeholders)}}}" if isinstance(run, Fact) else run.text
        for run in paragraph.runs
        if not run.is_bound
    )


def show_pieces(paragraph: Paragraph) -> Mapping[str, str]:
    """Return the pieces of a paragraph as they are shown now, by their placeholders."""
    return {
        name: "".join(run.text for run in piece) for name, piece in list_pieces(paragraph).items()
    }


def take_snapshots(shown: Mapping[str, str]) -> tuple[FactSnapshot, ...]:
    """Return the facts of a paragraph as somebody saw them."""
    return tuple(
        FactSnapshot(
            placeholder=name,
            digest=sha256(value.encode()).hexdigest()[:_DIGEST_LENGTH],
            value=None if _PARTICIPANTS_WORDS.fullmatch(name) else value,
        )
        for name, value in shown.items()
    )


def find_unknown(text: str, paragraph: Paragraph) -> tuple[str, ...]:
    """Return what stands in braces in the text and is no fact of the paragraph."""
    pieces = list_pieces(paragraph)
    return tuple(name for name in PLACEHOLDER.findall(text) if name not in pieces)


def word_paragraph(paragraph: Paragraph, text: str) -> tuple[Paragraph, ...]:
    """Return what an edit makes of a paragraph: one for each line, none for no text.

    After the first line of a list's item or a caption the others are paragraphs by themselves; a title is one line. Raises ``KeyError``
    if the text places a fact that is not there.
    """
    pieces = list_pieces(paragraph)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if paragraph.style == "title" and lines:
        lines = [" ".join(lines)]
    further = "text" if paragraph.style in _ALONE else paragraph.style
    return tuple(
        replace(
            paragraph,
            runs=tidy(_place_pieces(line, pieces)),
            style=further if number else paragraph.style,
            picture=None if number else paragraph.picture,
            chart=None if number else paragraph.chart,
            table=None if number else paragraph.table,
        )
        for number, line in enumerate(lines)
    )


def _place_pieces(line: str, pieces: Mapping[str, Piece]) -> list[Run]:
    runs: list[Run] = []
    for number, part in enumerate(PLACEHOLDER.split(line)):
        if number % 2:
            fact, *bound = pieces[part]
            begins = not runs or runs[-1].text.rstrip().endswith(_ENDS)
            runs += [_in_its_place(fact, begins=begins), *bound]
        elif part:
            runs.append(Words(part))
    return runs


def _in_its_place(run: Run, *, begins: bool) -> Run:
    """Return a fact with a capital or a small first letter, if it is one that has both."""
    if not isinstance(run, Fact) or run.inner is None:
        return run
    return replace(run, text=run.inner[:1].upper() + run.inner[1:] if begins else run.inner)


def review_edits(
    report: ReportText, edits: Mapping[str, ParagraphEdit]
) -> Mapping[str, ReviewedEdit]:
    """Return the edits that are not taken back, beside the report as Pikir words it, by their paragraphs' keys."""
    paragraphs = {each.key: each for section in report.sections for each in section.paragraphs}
    return {
        key: _review(edit, paragraphs.get(key))
        for key, edit in edits.items()
        if not edit.is_taken_back
    }


def _review(edit: ParagraphEdit, paragraph: Paragraph | None) -> ReviewedEdit:
    if paragraph is None:
        return ReviewedEdit(edit, None)
    return ReviewedEdit(
        edit,
        paragraph,
        is_used=not find_unknown(edit.text, paragraph),
        is_elsewhere=edit.style != paragraph.style,
        changes=compare_snapshots(edit.basis, take_snapshots(show_pieces(paragraph))),
    )


def apply_edits(report: ReportText, reviewed: Mapping[str, ReviewedEdit]) -> ReportText:
    """Return the report with the edits in it; a section of which nothing is left is left out."""
    used = {key: each.edit for key, each in reviewed.items() if each.is_used}
    sections = (_word_section(section, used) for section in report.sections)
    return replace(
        report,
        sections=number_captions([each for each in sections if each.paragraphs]),
        edits={key: edit.revision for key, edit in used.items()},
    )


def _word_section(section: ReportSection, used: Mapping[str, ParagraphEdit]) -> ReportSection:
    return replace(section, paragraphs=tuple(_word_all(section.paragraphs, used)))


def _word_all(
    paragraphs: tuple[Paragraph, ...], used: Mapping[str, ParagraphEdit]
) -> Iterator[Paragraph]:
    for paragraph in paragraphs:
        if paragraph.key in used:
            yield from word_paragraph(paragraph, used[paragraph.key].text)
        else:
            yield paragraph
