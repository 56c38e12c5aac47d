"""The widgets: each turns the plain field of a question into the one that its type and appearance ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from random import Random
from types import MappingProxyType
from typing import TYPE_CHECKING

from markupsafe import Markup

from chalicelib.domain.media_types import EXTENSIONS, IMAGES, RECORDINGS, largest_size
from chalicelib.domain.media_types import TYPES as MEDIA_TYPES
from chalicelib.forms.definition import NO_PARAMETERS, Choice
from chalicelib.forms.number_text import write_number
from chalicelib.forms.scale_ends import read_ends
from chalicelib.forms.types import TYPES, Selection, Widget
from chalicelib.forms.types.choice_types import OTHER, OTHER_LABEL
from chalicelib.forms.types.number_types import scale
from chalicelib.frozen import dataclass
from chalicelib.locales import N_
from chalicelib.web.markdown import strip_markup
from chalicelib.web.participant import uploads
from chalicelib.web.participant.fields.view_models import Field, Option
from chalicelib.web.request import MAX_FILE

if TYPE_CHECKING:
    from chalicelib.forms.definition import Row
    from chalicelib.forms.tree import Node
    from chalicelib.web.participant.fields.page import FormPage
    from chalicelib.web.participant.fields.view_models import InstanceView

RADIOS_ON_A_SCALE = 11
"""A longer scale than 0 to 10 is typed, not picked."""

SHOWN_WHOLE = 60
"""A list with a ``choice_filter`` is shown whole up to this length. Of a longer one the page shows only
the choices that fit the answers."""

_LINE: Mapping[str, str] = MappingProxyType({"class": "line"})
_BY_ROLE: Mapping[str, Mapping[str, str]] = {
    "name": {"autocomplete": "name"},
    "email": {"type": "email", "autocomplete": "email", "spellcheck": "false"},
    "phone": {"type": "tel", "autocomplete": "tel"},
    "organisation": {"autocomplete": "organization"},
    "guardian_name": {"autocomplete": "off"},
    "guardian_email": {"type": "email", "autocomplete": "off", "spellcheck": "false"},
}
_BY_APPEARANCE: Mapping[str, Mapping[str, str]] = {
    "numbers": {"inputmode": "numeric"},
    "url": {"inputmode": "url", "spellcheck": "false"},
}
_COLUMNS = ("columns", "horizontal", "compact", "quickcompact")


@dataclass(frozen=True, slots=True)
class FieldContext:
    """A row as it is asked on this page, in this instance."""

    page: FormPage
    node: Node
    at: InstanceView
    texts: Sequence[str]
    """What the field holds: nothing in one that is kept."""

    @property
    def row(self) -> Row:
        """The row's definition."""
        return self.node.row


def apply_widget(context: FieldContext, plain_field: Field) -> Field:
    """Return the field as its type and appearance ask for it."""
    widget = TYPES[context.row.type].widget or Widget.TEXT
    field = WIDGETS[widget](context, plain_field)
    if context.page.is_kiosk and "autocomplete" in field.attributes:
        return field.change(attributes={**field.attributes, "autocomplete": "off"})
    return field


def _text_input(context: FieldContext, plain_field: Field) -> Field:
    row = context.row
    if "multiline" in row.appearances or (row.role == "proposal" and not row.appearance):
        rows = row.parameters.rows if row.parameters else None
        return plain_field.change(kind="area", attributes={"rows": str(rows or 5)})
    attributes = {"type": "text", **_LINE, **_BY_ROLE.get(row.role or "", {})}
    for word in sorted(row.appearances & _BY_APPEARANCE.keys()):
        attributes |= _BY_APPEARANCE[word]
    return plain_field.change(attributes=attributes)


def _number_input(context: FieldContext, plain_field: Field) -> Field:
    attributes = {
        "type": "text",
        "class": "number",
        "inputmode": TYPES[context.row.type].input_mode,
    }
    if context.row.role == "birth_year":
        attributes["autocomplete"] = "bday-year"
    return plain_field.change(attributes=attributes)


def _native_input(context: FieldContext, plain_field: Field) -> Field:
    limits = {
        name: str(limit)
        for name, limit in (("min", context.row.min), ("max", context.row.max))
        if limit is not None
    }
    return plain_field.change(attributes={"type": TYPES[context.row.type].input_type, **limits})


def _choices(context: FieldContext, plain_field: Field) -> Field:
    row, page = context.row, context.page
    several = TYPES[row.type].selection is Selection.SEVERAL
    return plain_field.change(
        kind=_choices_kind(row),
        variant=_choices_variant(row),
        input_type="checkbox" if several else "radio",
        options=tuple(
            _options(context, plain_field, context.texts if several else context.texts[-1:])
        ),
        is_filtered=row.choice_filter is not None,
        other=_other_text(context, plain_field) if row.or_other else None,
        other_message=page.messages.get(f"{plain_field.key}_other", "") if row.or_other else "",
    )


def _choices_kind(row: Row) -> str:
    if TYPES[row.type].selection is Selection.SEVERAL:
        return "choices"
    return "menu" if row.appearances & {"minimal", "autocomplete", "search"} else "choices"


def _choices_variant(row: Row) -> str:
    if "likert" in row.appearances:
        return "likert"
    return "columns" if any(word.startswith(_COLUMNS) for word in row.appearances) else ""


def _options(context: FieldContext, plain_field: Field, chosen: Sequence[str]) -> Iterator[Option]:
    page = context.page
    for index, choice in enumerate(_visible_choices(context)):
        words = page.choice_words(choice, context.at, context.node)
        yield Option(
            id=_option_id(plain_field, index),
            name=plain_field.name,
            value=choice.name,
            label=words.label,
            title=words.title,
            is_chosen=choice.name in chosen,
            is_full=context.row.role == "category" and choice.name in page.full_categories,
            media=words.media,
        )


def _visible_choices(context: FieldContext) -> Sequence[Choice]:
    """Return the choices that the page shows: all or what fits the answers, in the form's order or shuffled."""
    page, row = context.page, context.row
    listed = choices_of(page.form.definition.choices, row)
    if is_narrowed(page, context.node):
        offered = (
            None
            if context.at.is_blank
            else page.state.offered_choices(context.node, context.at.rows)
        )
        listed = [one for one in listed if offered is not None and one.name in offered]
    if row.parameters and row.parameters.randomize:
        listed = list(listed)
        Random(f"{page.seed}{context.node.pointer}").shuffle(listed)  # noqa: S311 -- an order, no secret
    return listed


def is_narrowed(page: FormPage, node: Node) -> bool:
    """Return whether the page shows only the choices that fit the answers."""
    row = node.row
    return row.choice_filter is not None and (
        page.fits(node) or len(choices_of(page.form.definition.choices, row)) > SHOWN_WHOLE
    )


def choices_of(lists: Mapping[str, Sequence[Choice]], row: Row) -> Sequence[Choice]:
    """Return all choices of a question, “Other” included."""
    listed = lists.get(row.list_name or "", ())
    if row.or_other and all(choice.name != OTHER for choice in listed):
        return [*listed, Choice.model_construct(name=OTHER, label=dict(OTHER_LABEL))]
    return listed


def _other_text(context: FieldContext, plain_field: Field) -> Option:
    name = f"{plain_field.name}_other"
    typed = context.page.texts_of(name)
    return _text_option(name, typed[-1] if typed else "")


def _text_option(name: str, value: str) -> Option:
    return Option(id=name, name=name, value=value, label=Markup(""), title="")


def _scale(context: FieldContext, plain_field: Field) -> Field:
    row = context.row
    parameters = row.parameters or NO_PARAMETERS
    steps = [write_number(step) for step in scale(parameters)]
    if len(steps) > RADIOS_ON_A_SCALE and not row.appearances & {"picker"}:
        return _number_input(context, plain_field)
    if parameters.end < parameters.start and not row.appearances & _ENDS.keys():
        steps.reverse()  # stars and probabilities always grow
    options = tuple(_steps(plain_field, steps))
    if "picker" in row.appearances:
        return plain_field.change(kind="menu", options=options)
    field = plain_field.change(
        kind="scale",
        variant=next((word for word in _ENDS if word in row.appearances), ""),
        options=options,
    )
    return _name_ends(context, field)


def _name_ends(context: FieldContext, field: Field) -> Field:
    """Put the words for the ends at the ends: those that the hint says, or Pikir's where there is no hint."""
    hint, page = context.row.hint, context.page
    if not hint:
        lowest, highest = _ENDS.get(field.variant, ("", ""))
        if not lowest:
            return field
        return field.change(lowest=page.translate(lowest), highest=page.translate(highest))
    text = hint.get(page.language, "")
    first, last = field.options[0].value, field.options[-1].value
    ends = None if "${" in text else read_ends(strip_markup(text, str), first, last)
    if ends is None:
        return field
    other_words = Markup("{}").format(ends.hint) if ends.hint else None
    return field.change(lowest=ends.lowest, highest=ends.highest, hint=other_words)


def _option_id(plain_field: Field, index: int) -> str:
    """Return the id of an option: the first has the field's, where links to the question lead."""
    return f"{plain_field.id}-{index + 1}" if index else plain_field.id


def _steps(plain_field: Field, steps: Iterable[str]) -> Iterator[Option]:
    for index, text in enumerate(steps):
        yield Option(
            id=_option_id(plain_field, index),
            name=plain_field.name,
            value=text,
            label=Markup("{}").format(text),
            title=text,
            is_chosen=plain_field.value == text,
        )


def _ranking(context: FieldContext, plain_field: Field) -> Field:
    page = context.page
    options = tuple(
        Option(
            id=_option_id(plain_field, index),
            name=f"{plain_field.name}.{choice.name}",
            value=(page.texts_of(f"{plain_field.name}.{choice.name}") or ("",))[-1],
            label=words.label,
            title=words.title,
            media=words.media,
        )
        for index, choice in enumerate(_visible_choices(context))
        for words in [page.choice_words(choice, context.at, context.node)]
    )
    # Points are given for places among all items, so that a part of a ranking cannot be counted.
    is_all_or_none = context.row.required is False and context.row.choice_filter is None
    rule = page.translate(_ALL_OR_NONE) if is_all_or_none else ""
    return plain_field.change(kind="ranking", options=options, rule=rule)


_ALL_OR_NONE = N_("Give every item a place of its own, or leave all of them empty.")


def _confirmation(context: FieldContext, plain_field: Field) -> Field:  # noqa: ARG001 -- one signature for all widgets
    return plain_field.change(kind="confirmation")


def _file(context: FieldContext, plain_field: Field) -> Field:
    row, parameters = context.row, context.row.parameters
    attributes = {"accept": _ACCEPTED[row.type]}
    if row.appearances & TYPES[row.type].appearances:
        attributes["capture"] = (
            "user" if row.appearances & {"selfie", "new-front"} else "environment"
        )
    if parameters and parameters.max_pixels:
        attributes["data-max-pixels"] = str(parameters.max_pixels)
    names = context.page.texts_of(f"{uploads.NAME}{plain_field.value}")
    field = plain_field.change(
        kind="file", attributes=attributes, file_name=names[-1] if names else ""
    )
    return _tell_size(context, field) if row.type in RECORDINGS else field


def _tell_size(context: FieldContext, field: Field) -> Field:
    """Say how large a recording may be, which is to be known before it is made."""
    translate, limit = context.page.translate, largest_size(context.row.type)
    return field.change(
        rule=translate(N_("At most {limit} MB."), limit=limit // 1024 // 1024),
        plain_rule=translate(
            N_("Scripts are switched off in your browser: it can send at most {limit} MB."),
            limit=MAX_FILE // 1024 // 1024,
        ),
    )


_ACCEPTED: Mapping[str, str] = {
    "image": ",".join(IMAGES),
    "file": ",".join(ending for each in MEDIA_TYPES["file"] for ending in EXTENSIONS[each]),
    "audio": "audio/*",
    "video": "video/*",
}
"""What a browser offers. Images by name, not ``image/*``: iPhones then convert a HEIC photo to JPEG themselves. Sounds and
films by their kind, for which phones offer the recorder and the camera."""


def _position(context: FieldContext, plain_field: Field) -> Field:  # noqa: ARG001 -- as above
    attributes = {"type": "text", "class": "line", "autocomplete": "off", "spellcheck": "false"}
    return plain_field.change(kind="position", attributes=attributes)


def _barcode(context: FieldContext, plain_field: Field) -> Field:
    attributes = {"type": "text", "class": "line", "autocomplete": "off", "spellcheck": "false"}
    camera = "user" if "front" in context.row.appearances else "environment"
    return plain_field.change(kind="barcode", attributes=attributes, variant=camera)


# What the ends of a scale mean where the form has no hint.
_ENDS: Mapping[str, tuple[str, str]] = {
    "rating": (N_("the lowest rating"), N_("the highest rating")),
    "nps": (N_("not at all likely"), N_("very likely")),
}
WIDGETS: Mapping[Widget, Callable[[FieldContext, Field], Field]] = {
    Widget.TEXT: _text_input,
    Widget.NUMBER: _number_input,
    Widget.NATIVE: _native_input,
    Widget.CHOICES: _choices,
    Widget.SCALE: _scale,
    Widget.RANKING: _ranking,
    Widget.CONFIRMATION: _confirmation,
    Widget.FILE: _file,
    Widget.POSITION: _position,
    Widget.BARCODE: _barcode,
}
