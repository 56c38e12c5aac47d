"""A question as the fields of its page, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from chalicelib.forms.definition import Choice, Definition, Parameters, Row
from chalicelib.forms.editing import choice_lines, choices_of_lines, name_of_text
from chalicelib.forms.text import normalize
from chalicelib.forms.types import find_type
from chalicelib.locales import N_
from chalicelib.web.organiser.controls import Control, Kind
from chalicelib.web.organiser.form_editor.kinds import has_own_choices
from chalicelib.web.render import LANGUAGE_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable

    from chalicelib.locales import Language

    Translate = Callable[..., str]

_TEXTS: Final = ("label", "hint", "constraint_message")
_EXPRESSIONS: Final = ("relevant", "constraint", "calculation")
_SCALE: Final = ("start", "end", "step")
_LIMITS: Final = ("min", "max")
_TICKS: Final = ("required", "private")
_NUMBER: Final = N_("Write a number.")


@dataclass(slots=True)
class Decoded:
    """What was typed, as a row and its choices, None where it has none of its own; and messages by field."""

    row: Row
    choices: tuple[Choice, ...] | None = None
    messages: dict[str, str] = field(default_factory=dict)


def field_names(row: Row, languages: Sequence[Language]) -> list[str]:
    """Return the names of the fields that the page of this row has, in their order."""
    kind = find_type(row.type)
    asked = kind is not None and kind.is_entered
    texts = ["label", *(["hint"] if asked else []), *(["choices"] if has_own_choices(row) else [])]
    names = [f"{text}_{code}" for text in texts for code in languages]
    if asked and isinstance(row.required, bool):
        names.append("required")
    if kind is not None and kind.has_scale:
        names += _SCALE
    if kind is not None and kind.is_number and "min" in kind.keys:
        names += _LIMITS
    if kind is not None and "max_length" in kind.keys:
        names.append("max_length")
    if asked and row.role is None:
        names.append("private")
    names.append("relevant")
    if asked:
        names += ["constraint", *(f"constraint_message_{code}" for code in languages)]
    if row.type == "calculate":
        names.append("calculation")
    return names


def encode(row: Row, choices: Sequence[Choice], names: Sequence[str]) -> dict[str, str]:
    """Return what the fields of these names hold for a row."""
    return {name: _encode(row, choices, name) for name in names}


def _encode(row: Row, choices: Sequence[Choice], name: str) -> str:
    text, _, code = name.rpartition("_")
    if text == "choices":
        return choice_lines(choices, code)  # type: ignore[arg-type]  # field_names made it
    if text in _TEXTS:
        return str((getattr(row, text) or {}).get(code, ""))
    if name in _SCALE:
        return _number_text(getattr(row.parameters or Parameters(), name))
    value = getattr(row, name)
    if isinstance(value, bool):
        return "1" if value else ""
    return "" if value is None else _number_text(value)


def _number_text(value: object) -> str:
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def decode(
    values: Mapping[str, str], row: Row, choices: Sequence[Choice], names: Sequence[str]
) -> Decoded:
    """Return the row as it was typed: what has no field on the page stays as it is."""
    read = Decoded(row)
    changes = {**_decode_texts(values, row, names), **_decode_values(values, names, read.messages)}
    if "start" in names:
        changes["parameters"] = _read_scale(values, row, read.messages)
    lines = {
        name.rpartition("_")[2]: _lines(values.get(name, ""))
        for name in names
        if name.startswith("choices_")
    }
    if lines:
        read.choices = choices_of_lines(lines, choices)  # type: ignore[arg-type]  # as above
    read.row = row.model_copy(update=changes)
    return read


def _decode_texts(values: Mapping[str, str], row: Row, names: Sequence[str]) -> dict[str, object]:
    codes = {
        text: [name.rpartition("_")[2] for name in names if name.rpartition("_")[0] == text]
        for text in _TEXTS
    }
    return {text: _texts(values, row, text, each) for text, each in codes.items() if each}


def _decode_values(
    values: Mapping[str, str], names: Sequence[str], messages: dict[str, str]
) -> dict[str, object]:
    read: dict[str, object] = {}
    for name in names:
        if name in _EXPRESSIONS:
            read[name] = normalize(values.get(name, "")) or None
        elif name in _TICKS:
            read[name] = bool(values.get(name))
        elif name in (*_LIMITS, "max_length"):
            read[name] = _read_number(values, name, messages)
    return read


def _texts(
    values: Mapping[str, str], row: Row, text: str, codes: Sequence[str]
) -> dict[str, str] | None:
    others = {code: each for code, each in (getattr(row, text) or {}).items() if code not in codes}
    typed = {code: normalize(values.get(f"{text}_{code}", "")) for code in codes}
    return {**{code: each for code, each in typed.items() if each}, **others} or None


def _lines(text: str) -> list[str]:
    """Return the lines of a text, the empty ones at its end left out: an empty one between is a missing label."""
    lines = [line.strip() for line in normalize(text).split("\n")]
    return lines if lines != [""] else []


def _read_number(
    values: Mapping[str, str], name: str, messages: dict[str, str]
) -> int | float | None:
    text = values.get(name, "").strip().replace(",", ".")
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        messages[name] = _NUMBER
        return None
    return int(number) if number.is_integer() else number


def _read_scale(values: Mapping[str, str], row: Row, messages: dict[str, str]) -> Parameters | None:
    before = row.parameters or Parameters()
    read = {name: _read_number(values, name, messages) for name in _SCALE}
    given = {name: each for name, each in read.items() if each is not None}
    after = before.model_copy(update=given)
    return None if after == Parameters() else after


def new_list_name(definition: Definition, row: Row) -> str:
    """Return a name for the list of a new question."""
    return name_of_text(row.name, set(definition.choices))


_LABELS: Final[Mapping[str, tuple[str, str]]] = {
    "label": (N_("The question"), ""),
    "hint": (N_("Hint"), N_("Stands below the question in small letters.")),
    "choices": (
        N_("Choices"),
        N_("One on each line. The same line in each language is one choice."),
    ),
    "required": (N_("An answer is required"), ""),
    "start": (N_("The scale begins with"), ""),
    "end": (N_("The scale ends with"), ""),
    "step": (N_("Step"), ""),
    "min": (N_("At least"), ""),
    "max": (N_("At most"), ""),
    "max_length": (N_("Longest answer, in characters"), ""),
    "private": (
        N_("The answer is personal data"),
        N_("It is shown only to those who may read answers, and left out of summaries."),
    ),
    "relevant": (
        N_("Ask only if"),
        N_("An expression over other questions, for example ${category} = 'teacher'."),
    ),
    "constraint": (
        N_("Accept the answer only if"),
        N_("An expression in which a dot is the answer, for example . >= 18."),
    ),
    "constraint_message": (N_("What is said if the answer is not accepted"), ""),
    "calculation": (N_("What is calculated"), N_("An expression over other questions.")),
}
_AREAS: Final = frozenset({"label", "choices", *_EXPRESSIONS})


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """The fields of one key: one, or one in each language side by side, under words of their own."""

    key: str
    words: str
    hint: str
    controls: tuple[Control, ...]

    @property
    def is_touched(self) -> bool:
        """Whether something stands there, or is wrong."""
        return any(each.value or each.message for each in self.controls)


def group_fields(
    names: Sequence[str],
    values: Mapping[str, str],
    messages: Mapping[str, str],
    languages: Sequence[Language],
    translate: Translate,
) -> list[FieldGroup]:
    """Return the fields as the page shows them."""
    groups: dict[str, list[Control]] = {}
    for name in names:
        key, language = _split(name, languages)
        control = Control(
            name=name,
            label=LANGUAGE_NAMES[language] if language else translate(_LABELS[key][0]),
            kind=_kind(key),
            value=values.get(name, ""),
            hint="" if language else _translate(_LABELS[key][1], translate),
            message=_translate(messages.get(name, ""), translate),
            mark=_mark(key, language, values, languages, translate),
            language=language,
        )
        groups.setdefault(key, []).append(control)
    return [
        FieldGroup(
            key,
            translate(_LABELS[key][0]),
            _translate(_LABELS[key][1], translate),
            tuple(controls),
        )
        for key, controls in groups.items()
    ]


def _split(name: str, languages: Sequence[Language]) -> tuple[str, Language | None]:
    """Return what a field is about, and in which language, None for what has none."""
    stem, _, code = name.rpartition("_")
    language = next((each for each in languages if each == code), None)
    return (stem, language) if language and stem in _LABELS else (name, None)


def _kind(key: str) -> Kind:
    if key in _AREAS:
        return "area"
    if key in _TICKS:
        return "tick"
    return "number" if key in (*_SCALE, *_LIMITS, "max_length") else "line"


def _translate(text: str, translate: Translate) -> str:
    return translate(text) if text else ""


def _mark(
    key: str,
    language: Language | None,
    values: Mapping[str, str],
    languages: Sequence[Language],
    translate: Translate,
) -> str:
    """Return “missing” where the text is there in another language."""
    if language is None or values.get(f"{key}_{language}"):
        return ""
    is_elsewhere = any(values.get(f"{key}_{other}") for other in languages)
    return translate(N_("missing")) if is_elsewhere else ""
