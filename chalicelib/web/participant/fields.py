"""A compiled form as the fields of a page: what is asked, how, what was typed, what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from chalicelib.errors import N_

if TYPE_CHECKING:
    from chalicelib.forms.compiled import Form
    from chalicelib.forms.definition import Row
    from chalicelib.forms.questions.base import Question
    from chalicelib.forms.text import Language

Text = Mapping["Language", str]
Typed = Mapping[str, Sequence[str]]
"""What fields hold: the values of each field name, in order."""

RADIOS_ON_A_SCALE = 11
"""A longer scale than 0 to 10 is typed, not picked."""

_SIZED: Mapping[str, str] = MappingProxyType({"class": "line"})
_BY_ROLE: Mapping[str, Mapping[str, str]] = {
    "name": {"autocomplete": "name"},
    "email": {"type": "email", "autocomplete": "email", "spellcheck": "false"},
    "phone": {"type": "tel", "autocomplete": "tel"},
    "organisation": {"autocomplete": "organization"},
    "guardian_name": {"autocomplete": "off"},
    "guardian_email": {"type": "email", "autocomplete": "off", "spellcheck": "false"},
}
_NATIVE = {"date": "date", "time": "time", "dateTime": "datetime-local"}


@dataclass(frozen=True, slots=True)
class Option:
    """One choice, or one item to rank (then ``name`` is its own field's and ``value`` its place)."""

    id: str
    name: str
    value: str
    label: Text
    chosen: bool = False
    full: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One part of a form's page; ``kind`` names its macro in ``participant/fields.html``."""

    kind: str
    label: Text
    key: str = ""
    name: str = ""
    hint: Text | None = None
    required: bool = True
    message: str = ""
    value: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    input_type: str = "radio"
    options: tuple[Option, ...] = ()
    other: Option | None = None
    other_message: str = ""
    lowest: str = ""
    highest: str = ""
    opens_private: bool = False
    parts: tuple[Field, ...] = ()

    @property
    def id(self) -> str:
        """The id of the first thing to fill in, where an error's link leads."""
        return self.name

    @property
    def described_by(self) -> str:
        """The ids of the hint and the message, for assistive technology."""
        parts = (("hint", self.hint), ("message", self.message))
        return " ".join(f"{self.id}-{what}" for what, there in parts if there)


@dataclass(frozen=True, slots=True)
class Page:
    """What the fields are filled with and how they speak."""

    form: Form
    typed: Typed
    messages: Mapping[str, str]
    """By question key."""
    full: frozenset[str]
    """The categories without a free place."""
    say: Callable[[str], str]


def parts_of(page: Page) -> tuple[Field, ...]:
    """The whole form, groups and all, in the order of the definition."""
    by_row = {id(question.row): question for question in page.form.questions}
    return _private_marked(tuple(_parts(page, page.form.definition.questions, by_row)))


def every(parts: Sequence[Field]) -> Iterator[Field]:
    """All fields, those in groups too, in order."""
    for part in parts:
        yield part
        yield from every(part.parts)


def _parts(page: Page, rows: Sequence[Row], by_row: Mapping[int, Question]) -> Iterator[Field]:
    for row in rows:
        if row.type == "begin_group":
            inner = tuple(_parts(page, row.questions, by_row))
            yield Field(kind="group", label=row.label or {}, parts=inner)
        elif row.type == "note":
            yield Field(kind="note", label=row.label or {})
        else:
            yield _field(page, by_row[id(row)])


def _private_marked(parts: tuple[Field, ...]) -> tuple[Field, ...]:
    """Only the first private field announces that it and its like are private."""
    announced = False

    def marked(part: Field) -> Field:
        nonlocal announced
        if part.parts:
            return replace(part, parts=tuple(marked(inner) for inner in part.parts))
        first = part.opens_private and not announced
        announced = announced or part.opens_private
        return replace(part, opens_private=first)

    return tuple(marked(part) for part in parts)


def _field(page: Page, question: Question) -> Field:
    name = f"q.{question.key}"
    typed = page.typed.get(name, ())
    plain = Field(
        kind="line",
        label=question.row.label or {},
        key=question.key,
        name=name,
        hint=question.row.hint,
        required=question.required,
        message=page.messages.get(question.key, ""),
        value=typed[-1] if typed else "",
        opens_private=question.private,
    )
    make = _MAKERS.get(question.type, _line)
    return make(page, question, plain)


def _line(page: Page, question: Question, plain: Field) -> Field:  # noqa: ARG001 -- one shape for all makers
    row = question.row
    if row.appearance == "multiline" or (row.role == "proposal" and not row.appearance):
        return replace(plain, kind="area")
    return replace(plain, attributes={"type": "text", **_SIZED, **_BY_ROLE.get(row.role or "", {})})


def _number(page: Page, question: Question, plain: Field) -> Field:  # noqa: ARG001 -- as above
    attributes = {
        "type": "text",
        "class": "number",
        "inputmode": "numeric" if question.type == "integer" else "decimal",
    }
    if question.role == "birth_year":
        attributes["autocomplete"] = "bday-year"
    return replace(plain, attributes=attributes)


def _moment(page: Page, question: Question, plain: Field) -> Field:  # noqa: ARG001 -- as above
    limits = {
        name: str(limit)
        for name, limit in (("min", question.row.min), ("max", question.row.max))
        if limit is not None
    }
    return replace(plain, attributes={"type": _NATIVE[question.type], **limits})


def _choice(page: Page, question: Question, plain: Field) -> Field:
    several = question.type == "select_multiple"
    typed = page.typed.get(plain.name, ())
    labels: Mapping[str, Text] = getattr(question, "labels", {})
    options = tuple(
        Option(
            id=plain.id if not place else f"{plain.id}-{place + 1}",
            name=plain.name,
            value=value,
            label=label,
            chosen=value in typed,
            full=question.role == "category" and value in page.full,
        )
        for place, (value, label) in enumerate(labels.items())
    )
    return replace(
        plain,
        kind="menu" if question.row.appearance == "minimal" and not several else "choices",
        input_type="checkbox" if several else "radio",
        options=options,
        other=_other(page, plain) if question.row.or_other else None,
        other_message=page.messages.get(f"{question.key}_other", ""),
    )


def _other(page: Page, plain: Field) -> Option:
    name = f"{plain.name}_other"
    typed = page.typed.get(name, ())
    return Option(id=name, name=name, value=typed[-1] if typed else "", label={})


def _scale(page: Page, question: Question, plain: Field) -> Field:
    steps: Sequence[float] = getattr(question, "scale", ())
    if len(steps) > RADIOS_ON_A_SCALE:
        return _number(page, question, plain)
    shown = [_shown(question, step) for step in steps]
    options = tuple(
        Option(
            id=plain.id if not place else f"{plain.id}-{place + 1}",
            name=plain.name,
            value=text,
            label={"kk": text, "ru": text, "en": text},
            chosen=plain.value == text,
        )
        for place, text in enumerate(shown)
    )
    appearance = "" if question.row.hint else question.row.appearance or ""
    lowest, highest = _ENDS.get(appearance, ("", ""))
    return replace(
        plain,
        kind="scale",
        options=options,
        lowest=page.say(lowest) if lowest else "",
        highest=page.say(highest) if highest else "",
    )


def _shown(question: Question, value: Any) -> str:  # noqa: ANN401 -- whatever the question shows
    return question.show(value)[0]


def _ranking(page: Page, question: Question, plain: Field) -> Field:
    options = tuple(
        Option(
            id=plain.id if not place else f"{plain.id}-{place + 1}",
            name=f"{plain.name}.{choice.name}",
            value=(page.typed.get(f"{plain.name}.{choice.name}") or ("",))[-1],
            label=choice.shown,
        )
        for place, choice in enumerate(question.choices)
    )
    return replace(plain, kind="ranking", options=options)


def _acknowledge(page: Page, question: Question, plain: Field) -> Field:  # noqa: ARG001 -- as above
    return replace(plain, kind="confirm")


# What the ends of a scale mean, where the form's author says nothing about it in a hint.
_ENDS: Mapping[str, tuple[str, str]] = {
    "rating": (N_("the lowest"), N_("the highest")),
    "nps": (N_("not at all likely"), N_("very likely")),
}
_MAKERS: Mapping[str, Callable[[Page, Question, Field], Field]] = {
    "text": _line,
    "integer": _number,
    "decimal": _number,
    "date": _moment,
    "time": _moment,
    "dateTime": _moment,
    "select_one": _choice,
    "select_multiple": _choice,
    "range": _scale,
    "rank": _ranking,
    "acknowledge": _acknowledge,
}
