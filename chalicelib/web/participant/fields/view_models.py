"""What the template of a form's page gets: fields with their options, groups and repeats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import Markup

from chalicelib.frozen import dataclass

if TYPE_CHECKING:
    from chalicelib.web.participant.fields.cut_html import CutHtml


@dataclass(frozen=True, slots=True)
class Media:
    """The addresses of the attached files that are shown or played with a label."""

    image: str = ""
    big_image: str = ""
    audio: str = ""
    video: str = ""


class Option(NamedTuple):
    """One choice; of a ranking one item, whose ``name`` is its own field's and whose ``value`` is its place."""

    id: str
    name: str
    value: str
    label: Markup
    title: str
    is_chosen: bool = False
    is_full: bool = False
    media: Media | None = None
    slot: Markup = Markup("")
    """Stands around what the template writes where it is chosen, to be cut there."""


class FieldState(NamedTuple):
    """What the answers decide about a row beside its own answer."""

    hidden: bool
    has_relevance: bool
    """Whether the page says in words when it is asked."""
    required: bool = False
    is_read_only: bool = False


class Field(NamedTuple):
    """One part of a form's page; ``kind`` is the name of its macro in ``participant/fields.html``.

    ``key`` is the name that problems have for it (``members[0]/age``), ``node`` the index of its row in
    document order, under which the page's script finds its rules.
    """

    kind: str
    node: int
    label: Markup
    title: str
    key: str = ""
    name: str = ""
    hint: Markup | None = None
    rule: str = ""
    """What Pikir itself asks of the answer, in words; below the form's hint."""
    plain_rule: str = ""
    """What it asks where no script runs."""
    guidance: Markup | None = None
    media: Media | None = None
    relevance_text: str = ""
    """When it is asked, in words, if the page shows it in any case."""
    hidden: bool = False
    """Whether the answers so far make it irrelevant."""
    is_read_only: bool = False
    required: bool = True
    requirement_varies: bool = False
    """Whether other answers decide if it is required."""
    message: str = ""
    value: str = ""
    attributes: Mapping[str, str] = MappingProxyType({})
    input_type: str = "radio"
    variant: str = ""
    options: tuple[Option, ...] = ()
    is_filtered: bool = False
    """Whether other answers decide what can be chosen."""
    other: Option | None = None
    other_message: str = ""
    lowest: str = ""
    highest: str = ""
    announces_privacy: bool = False
    file_name: str = ""
    """The name of the file that has arrived."""
    parts: tuple[Field, ...] = ()
    repeat: RepeatView | None = None
    is_blank: bool = False
    """Whether it is kept, and shows no answer here."""
    cuts: dict[tuple[str, bool], tuple[Field, CutHtml]] | None = None
    """It without an answer, written, by its kind and whether it announces privacy; None where it is not kept."""
    html: Markup | None = None
    """Its HTML, where it is written already."""

    def change(self, **changes: Any) -> Field:
        """Return the field with other attributes."""
        return self._replace(**changes)

    def as_slot(self, html: Markup) -> Field:
        """Return nothing but its place, with other HTML."""
        return Field(kind=self.kind, node=self.node, label=Markup(""), title="", html=html)

    def answer(self, texts: Sequence[str], message: str) -> Field:
        """Return a field without an answer as it shows one, and what is wrong with it."""
        chosen = texts if self.input_type == "checkbox" else texts[-1:]
        options = self.options
        if options and chosen:
            options = tuple(
                one._replace(is_chosen=True) if one.value in chosen else one for one in options
            )
        value = texts[-1] if texts else ""
        return self.change(value=value, options=options, message=message, is_blank=False)

    @property
    def has_words(self) -> bool:
        """Whether there is anything to read between the label and the control."""
        return bool(
            self.hint
            or self.message
            or self.relevance_text
            or self.rule
            or self.guidance
            or self.media
        )

    @property
    def is_wrong(self) -> bool:
        """Whether there is a message at it."""
        return bool(self.message or self.other_message)

    @property
    def can_be_left(self) -> bool:
        """Whether no answer is required, or other answers decide if one is."""
        return self.requirement_varies or not self.required

    @property
    def id(self) -> str:
        """The id of the first control, where the link of an error leads."""
        return self.name

    @property
    def described_by(self) -> str:
        """The ids of the hint and the message, for assistive technology."""
        parts = (
            ("depends", self.relevance_text),
            ("hint", self.hint),
            ("rule", self.rule),
            ("message", self.message),
        )
        return " ".join(f"{self.id}-{name}" for name, text in parts if text)


@dataclass(frozen=True, slots=True)
class RepeatView:
    """A repeat; its instances are the ``parts`` of its field."""

    path: str
    """``members``, or ``members[0]/pets``: the value of ``_add``."""
    is_counted: bool
    """Whether an expression gives the number of instances, so that nobody adds or removes any."""
    is_full: bool
    blank: Field
    """The instance with ``[#]`` for its number that the page's script copies."""


@dataclass(frozen=True, slots=True)
class InstanceView:
    """The instance of a repeat that holds a field, or the form itself.

    ``prefix`` goes before a question's key: ``members[0]/``, empty for the form. ``rows`` are the
    indexes of the instances around it, the outermost first.
    """

    prefix: str = ""
    rows: tuple[int, ...] = ()
    is_blank: bool = False

    def inner(self, key: str, row: int) -> InstanceView:
        """Return the instance with that index of a repeat inside this one."""
        return InstanceView(prefix=f"{self.prefix}{key}[{row}]/", rows=(*self.rows, row))

    def blank(self, key: str) -> InstanceView:
        """Return the instance that the page's script copies and numbers."""
        return InstanceView(prefix=f"{self.prefix}{key}[#]/", is_blank=True)


def iter_fields(parts: Sequence[Field]) -> Iterator[Field]:
    """Yield all fields in order, those inside groups and repeats too."""
    for part in parts:
        yield part
        yield from iter_fields(part.parts)


FieldTexts = Mapping[str, Sequence[str]]
"""The values of each field, in order, by the field's name."""
