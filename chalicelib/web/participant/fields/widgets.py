"""How each type of question is asked: one maker for each, from the plain field to the finished one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from types import MappingProxyType
from typing import TYPE_CHECKING

from markupsafe import Markup

from chalicelib.domain.uploads import EXTENSIONS
from chalicelib.forms.definition import Choice, Parameters
from chalicelib.forms.number_text import write_number
from chalicelib.forms.types import TYPES, Selection, Widget
from chalicelib.forms.types.choice_types import OTHER, OTHER_LABEL
from chalicelib.forms.types.number_types import scale
from chalicelib.locales import N_
from chalicelib.web.participant import uploads
from chalicelib.web.participant.fields.view_models import Field, Option

if TYPE_CHECKING:
    from chalicelib.forms.definition import Row
    from chalicelib.forms.tree import Node
    from chalicelib.web.participant.fields.page import FormPage
    from chalicelib.web.participant.fields.view_models import InstanceView

RADIOS_ON_A_SCALE = 11
"""A longer scale than 0 to 10 is typed, not picked."""

SHOWN_WHOLE = 60
"""A list whose choices depend on other answers is shown whole up to this length; a longer one only
as far as it fits the answers."""

_SIZED: Mapping[str, str] = MappingProxyType({"class": "line"})
_BY_ROLE: Mapping[str, Mapping[str, str]] = {
    "name": {"autocomplete": "name"},
    "email": {"type": "email", "autocomplete": "email", "spellcheck": "false"},
    "phone": {"type": "tel", "autocomplete": "tel"},
    "organisation": {"autocomplete": "organization"},
    "guardian_name": {"autocomplete": "off"},
    "guardian_email": {"type": "email", "autocomplete": "off", "spellcheck": "false"},
}
_BY_LOOK: Mapping[str, Mapping[str, str]] = {
    "numbers": {"inputmode": "numeric"},
    "url": {"inputmode": "url", "spellcheck": "false"},
}
_COLUMNS = ("columns", "horizontal", "compact", "quickcompact")


@dataclass(frozen=True, slots=True)
class Asked:
    """A row where it is asked: on this page, in this instance."""

    page: FormPage
    node: Node
    at: InstanceView

    @property
    def row(self) -> Row:
        """The row."""
        return self.node.row


def finished(asked: Asked, plain_field: Field) -> Field:
    """The field as its type and appearance ask for it."""
    widget = TYPES[asked.row.type].widget or Widget.TEXT
    return MAKERS[widget](asked, plain_field)


def _line(asked: Asked, plain_field: Field) -> Field:
    row = asked.row
    if "multiline" in row.appearances or (row.role == "proposal" and not row.appearance):
        rows = row.parameters.rows if row.parameters else None
        return replace(plain_field, kind="area", attributes={"rows": str(rows or 5)})
    attributes = {"type": "text", **_SIZED, **_BY_ROLE.get(row.role or "", {})}
    for look in sorted(row.appearances & _BY_LOOK.keys()):
        attributes |= _BY_LOOK[look]
    return replace(plain_field, attributes=attributes)


def _number(asked: Asked, plain_field: Field) -> Field:
    attributes = {
        "type": "text",
        "class": "number",
        "inputmode": TYPES[asked.row.type].input_mode,
    }
    if asked.row.role == "birth_year":
        attributes["autocomplete"] = "bday-year"
    return replace(plain_field, attributes=attributes)


def _moment(asked: Asked, plain_field: Field) -> Field:
    limits = {
        name: str(limit)
        for name, limit in (("min", asked.row.min), ("max", asked.row.max))
        if limit is not None
    }
    return replace(plain_field, attributes={"type": TYPES[asked.row.type].input_type, **limits})


def _choice(asked: Asked, plain_field: Field) -> Field:
    row, page = asked.row, asked.page
    several = TYPES[row.type].selection is Selection.SEVERAL
    return replace(
        plain_field,
        kind=_way_to_choose(row),
        look=_look(row),
        input_type="checkbox" if several else "radio",
        options=tuple(_options(asked, plain_field)),
        filtered=row.choice_filter is not None,
        other=_other(asked, plain_field) if row.or_other else None,
        other_message=page.messages.get(f"{plain_field.key}_other", ""),
    )


def _way_to_choose(row: Row) -> str:
    if TYPES[row.type].selection is Selection.SEVERAL:
        return "choices"
    return "menu" if row.appearances & {"minimal", "autocomplete", "search"} else "choices"


def _look(row: Row) -> str:
    if "likert" in row.appearances:
        return "likert"
    return "columns" if any(look.startswith(_COLUMNS) for look in row.appearances) else ""


def _options(asked: Asked, plain_field: Field) -> Iterator[Option]:
    page = asked.page
    chosen = page.texts(asked.node, asked.at)
    for place, choice in enumerate(_shown(asked)):
        yield Option(
            id=plain_field.id if not place else f"{plain_field.id}-{place + 1}",
            name=plain_field.name,
            value=choice.name,
            label=page.text(choice.shown, asked.at, asked.node),
            title=page.title(choice.shown, asked.at, asked.node),
            chosen=choice.name in chosen,
            full=asked.row.role == "category" and choice.name in page.full,
            media=page.media(choice.media),
        )


def _shown(asked: Asked) -> Sequence[Choice]:
    """The choices that the page shows: all, or what fits the answers; the author's order or none."""
    page, row = asked.page, asked.row
    listed = choices_of(page.form.definition.choices, row)
    if row.choice_filter is not None and (page.fits or len(listed) > SHOWN_WHOLE):
        offered = (
            None if asked.at.is_blank else page.state.offered_choices(asked.node, asked.at.rows)
        )
        listed = [one for one in listed if offered is not None and one.name in offered]
    if row.parameters and row.parameters.randomize:
        listed = list(listed)
        Random(f"{page.seed}{asked.node.pointer}").shuffle(listed)  # noqa: S311 -- an order, no secret
    return listed


def choices_of(lists: Mapping[str, Sequence[Choice]], row: Row) -> Sequence[Choice]:
    """All that a question offers, “other” included."""
    listed = lists.get(row.list_name or "", ())
    if row.or_other and all(choice.name != OTHER for choice in listed):
        return [*listed, Choice.model_construct(name=OTHER, label=dict(OTHER_LABEL))]
    return listed


def _other(asked: Asked, plain_field: Field) -> Option:
    name = f"{plain_field.name}_other"
    typed = asked.page.of(name)
    return _typed_option(name, typed[-1] if typed else "")


def _typed_option(name: str, value: str) -> Option:
    return Option(id=name, name=name, value=value, label=Markup(""), title="")


def _scale(asked: Asked, plain_field: Field) -> Field:
    row = asked.row
    shown = [write_number(step) for step in scale(row.parameters or Parameters())]
    if len(shown) > RADIOS_ON_A_SCALE and not row.appearances & {"picker"}:
        return _number(asked, plain_field)
    options = tuple(_steps(plain_field, shown))
    if "picker" in row.appearances:
        return replace(plain_field, kind="menu", options=options)
    look = next((look for look in _ENDS if look in row.appearances), "")
    lowest, highest = ("", "") if row.hint else _ENDS.get(look, ("", ""))
    return replace(
        plain_field,
        kind="scale",
        look=look,
        options=options,
        lowest=asked.page.say(lowest) if lowest else "",
        highest=asked.page.say(highest) if highest else "",
    )


def _steps(plain_field: Field, shown: Iterable[str]) -> Iterator[Option]:
    for place, text in enumerate(shown):
        yield Option(
            id=plain_field.id if not place else f"{plain_field.id}-{place + 1}",
            name=plain_field.name,
            value=text,
            label=Markup("{}").format(text),
            title=text,
            chosen=plain_field.value == text,
        )


def _ranking(asked: Asked, plain_field: Field) -> Field:
    page = asked.page
    options = tuple(
        Option(
            id=plain_field.id if not place else f"{plain_field.id}-{place + 1}",
            name=f"{plain_field.name}.{choice.name}",
            value=(page.of(f"{plain_field.name}.{choice.name}") or ("",))[-1],
            label=page.text(choice.shown, asked.at, asked.node),
            title=page.title(choice.shown, asked.at, asked.node),
            media=page.media(choice.media),
        )
        for place, choice in enumerate(_shown(asked))
    )
    return replace(plain_field, kind="ranking", options=options)


def _acknowledge(asked: Asked, plain_field: Field) -> Field:  # noqa: ARG001 -- one shape for all makers
    return replace(plain_field, kind="confirm")


def _file(asked: Asked, plain_field: Field) -> Field:
    row, parameters = asked.row, asked.row.parameters
    attributes = {"accept": "image/*" if row.type == "image" else _ENDINGS}
    if row.type == "image" and row.appearances & {"new", "selfie", "new-front"}:
        attributes["capture"] = (
            "user" if row.appearances & {"selfie", "new-front"} else "environment"
        )
    if parameters and parameters.max_pixels:
        attributes["data-max-pixels"] = str(parameters.max_pixels)
    called = asked.page.of(f"{uploads.NAME}{plain_field.value}")
    return replace(
        plain_field, kind="file", attributes=attributes, file_name=called[-1] if called else ""
    )


_ENDINGS = ",".join(ending for endings in EXTENSIONS.values() for ending in endings)


def _place(asked: Asked, plain_field: Field) -> Field:  # noqa: ARG001 -- as above
    attributes = {"type": "text", "class": "line", "autocomplete": "off", "spellcheck": "false"}
    return replace(plain_field, kind="place", attributes=attributes)


# What the ends of a scale mean, where the form's author says nothing about it in a hint.
_ENDS: Mapping[str, tuple[str, str]] = {
    "rating": (N_("the lowest"), N_("the highest")),
    "nps": (N_("not at all likely"), N_("very likely")),
}
MAKERS: Mapping[Widget, Callable[[Asked, Field], Field]] = {
    Widget.TEXT: _line,
    Widget.NUMBER: _number,
    Widget.NATIVE: _moment,
    Widget.CHOICES: _choice,
    Widget.SCALE: _scale,
    Widget.RANKING: _ranking,
    Widget.CONFIRMATION: _acknowledge,
    Widget.FILE: _file,
    Widget.POSITION: _place,
}
