"""The text of a report: sections of paragraphs of runs; a run is plain words, or a fact with where it comes from."""

from dataclasses import dataclass
from typing import Literal

from chalicelib.domain.documents import ReportLength
from chalicelib.locales import Language


@dataclass(frozen=True, slots=True)
class Words:
    """Words of the report's own."""

    text: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A value as it is shown, with the path to where it comes from: ``event.title``, ``record.talks.opening.gist``.

    ``language`` is that of a text which is not there in the report's language.
    """

    text: str
    source: str
    language: Language | None = None


Run = Words | Fact
Style = Literal[
    "text",
    "item",
    "numbered",
    "quote",
    "letterhead",
    "addressee",
    "reference",
    "title",
    "signature",
    "executor",
]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. ``key`` stays the same whatever the facts become; ``label`` names them in a table of facts."""

    key: str
    runs: tuple[Run, ...]
    style: Style = "text"
    label: str = ""

    @property
    def text(self) -> str:
        """The paragraph as plain text."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class ReportSection:
    """A part of a report; ``heading`` is empty where the report shows none."""

    name: str
    heading: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class ReportText:
    """A whole report in one language."""

    language: Language
    length: ReportLength
    sections: tuple[ReportSection, ...]
