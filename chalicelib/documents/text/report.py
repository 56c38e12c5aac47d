"""The text of a report: sections of paragraphs of runs; a run is plain words, or a fact with where it comes from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from chalicelib.charts.svg import Drawing
from chalicelib.domain.documents import ReportLength
from chalicelib.domain.events import ReportAnnex
from chalicelib.locales import Language

_PIXEL: Final = 25.4 / 96
"""In millimetres."""


@dataclass(frozen=True, slots=True)
class Words:
    """Words of the report's own; those that are ``bound`` agree with the fact before them, and change with it."""

    text: str
    is_bound: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """A value as it is shown, with the path to where it comes from: ``event.title``, ``record.talks.opening.gist``.

    ``language`` is that of a text which is not there in the report's language. ``inner`` is how a value reads within a
    sentence where it begins with a small letter there. ``nth`` counts the facts of one source in the paragraph that Pikir
    words, where somebody worded it anew. ``datum`` is what the text is a form of, where the sentence decides on the form:
    «мұғалім» of «мұғалімдерге», 21 of «21-і». One that ``is_bound`` agrees with the fact before it, as such words do.
    """

    text: str
    source: str
    language: Language | None = None
    inner: str | None = None
    nth: int | None = None
    datum: str = ""
    is_bound: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart, drawn for a telephone (``narrow``) and for a sheet (``wide``).

    ``alternative`` tells all of its figures in words, for who does not see it. ``picture`` is the chart for what shows no
    vectors.
    """

    narrow: Drawing
    wide: Drawing
    alternative: Fact
    picture: "Picture | None" = None


Run = Words | Fact
PictureType = Literal["image/jpeg", "image/png"]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of ``width`` × ``height`` pixels as it is seen, upright; ``source`` is the path to where it comes from.

    ``alternative`` is its text for those who do not see it, with its ``language`` where that is not the report's. On paper
    it is no larger than ``widest`` × ``tallest`` millimetres.
    """

    source: str
    media_type: PictureType
    content: bytes
    width: int
    height: int
    alternative: str
    language: Language | None = None
    widest: int = 120
    tallest: int = 90

    @property
    def size_on_paper(self) -> tuple[float, float]:
        """Its width and height in millimetres: as large as on a screen of 96 pixels an inch, unless that is too large."""
        scale = min(_PIXEL, self.widest / self.width, self.tallest / self.height)
        return round(self.width * scale, 1), round(self.height * scale, 1)


Cell = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A table: the headings of its columns, their shares of its width, and rows of as many cells."""

    headings: tuple[str, ...]
    shares: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]


Style = Literal[
    "text",
    "item",
    "numbered",
    "quote",
    "figure",
    "letterhead",
    "addressee",
    "reference",
    "title",
    "signature",
    "executor",
    "table",
    "annex",
    "annex_title",
]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. ``key`` stays the same whatever the facts become; ``label`` names them in a table of facts.

    The paragraph of a ``figure`` is the caption of its ``picture`` or ``chart``, which has this ``number`` among the figures.
    That of a ``table`` is the caption above it, with its number among the tables. An ``annex`` begins a page, and has a title.
    """

    key: str
    runs: tuple[Run, ...]
    style: Style = "text"
    label: str = ""
    picture: Picture | None = None
    chart: Chart | None = None
    table: ReportTable | None = None
    number: int = 0

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
    has_charts: bool = False
    """Whether there are charts where the figures are worth one."""
    edits: Mapping[str, int] = field(default_factory=dict)
    """The revisions of the edits that word paragraphs of it, by the paragraphs' keys."""
    annexes: tuple[ReportAnnex, ...] = ()
    """What was to be annexed."""

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """The pictures in the order of the report, those of charts among them."""
        return tuple(
            picture
            for section in self.sections
            for each in section.paragraphs
            for picture in (each.picture, each.chart and each.chart.picture)
            if picture
        )
