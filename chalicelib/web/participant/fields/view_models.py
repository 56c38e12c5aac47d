"""What a form's page is made of: fields with their options, groups, repeats; ready for the template."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Media:
    """What is shown or played with a label: addresses of files attached to the form."""

    image: str = ""
    big_image: str = ""
    audio: str = ""
    video: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One choice, or one item to rank (then ``name`` is its own field's and ``value`` its place)."""

    id: str
    name: str
    value: str
    label: Markup
    title: str
    chosen: bool = False
    full: bool = False
    media: Media | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One part of a form's page; ``kind`` names its macro in ``participant/fields.html``.

    ``key`` is what a problem calls it (``members[0]/age``), ``node`` its number in the form's
    layout, where the page's program finds its rules.
    """

    kind: str
    node: int
    label: Markup
    title: str
    key: str = ""
    name: str = ""
    hint: Markup | None = None
    guidance: Markup | None = None
    media: Media | None = None
    depends: str = ""
    """What it depends on, in words, where the page shows it whether or not it is asked."""
    hidden: bool = False
    """Whether what was answered so far leaves it out."""
    locked: bool = False
    required: bool = True
    varies: bool = False
    """Whether it depends on other answers if one is needed here."""
    message: str = ""
    value: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    input_type: str = "radio"
    look: str = ""
    options: tuple[Option, ...] = ()
    filtered: bool = False
    """Whether the options depend on other answers."""
    other: Option | None = None
    other_message: str = ""
    lowest: str = ""
    highest: str = ""
    opens_private: bool = False
    file_name: str = ""
    """What the file was called that has arrived."""
    parts: tuple[Field, ...] = ()
    repeat: RepeatView | None = None

    @property
    def id(self) -> str:
        """The id of the first thing to fill in, where an error's link leads."""
        return self.name

    @property
    def described_by(self) -> str:
        """The ids of the hint and the message, for assistive technology."""
        parts = (("depends", self.depends), ("hint", self.hint), ("message", self.message))
        return " ".join(f"{self.id}-{what}" for what, there in parts if there)


@dataclass(frozen=True, slots=True)
class RepeatView:
    """A repeat on the page: its instances are the ``parts`` of its field."""

    path: str
    """``members``, or ``members[0]/pets``: what ``_add`` names."""
    counted: bool
    """Whether an expression says how many there are, so that nobody adds or removes."""
    full: bool
    blank: Field
    """An instance with ``[#]`` for its number, for the page's script to add."""


@dataclass(frozen=True, slots=True)
class InstanceView:
    """Where a field stands: in the form itself (``""``) or in one instance of a repeat.

    ``prefix`` goes before a question's key (``members[0]/``); ``rows`` are the numbers of the
    instances around it, from the outermost.
    """

    prefix: str = ""
    rows: tuple[int, ...] = ()
    is_blank: bool = False

    def inner(self, key: str, row: int) -> InstanceView:
        """The instance of that number of a repeat that stands here."""
        return InstanceView(prefix=f"{self.prefix}{key}[{row}]/", rows=(*self.rows, row))

    def blank(self, key: str) -> InstanceView:
        """An instance that is not there yet: the page's script gives it its number."""
        return InstanceView(prefix=f"{self.prefix}{key}[#]/", is_blank=True)


def every(parts: Sequence[Field]) -> Iterator[Field]:
    """All fields, those in groups and repeats too, in order."""
    for part in parts:
        yield part
        yield from every(part.parts)


Typed = Mapping[str, Sequence[str]]
"""What fields hold: the values of each field name, in order."""
