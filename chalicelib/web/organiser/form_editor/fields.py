"""A question as the fields of its page, and back: what has no field, or was not sent, stays as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from chalicelib.forms.definition import NO_PARAMETERS, Choice, Definition, Parameters, Row
from chalicelib.forms.editing import choice_lines, choices_of_lines, name_of_text
from chalicelib.forms.number_text import read_number, write_number
from chalicelib.forms.renaming import is_name
from chalicelib.forms.roles import ROLES, names_a_person
from chalicelib.forms.scale_ends import ScaleEnds, read_ends, write_ends
from chalicelib.forms.text import normalize
from chalicelib.forms.tree import GROUP, REPEAT
from chalicelib.forms.types import find_type
from chalicelib.forms.types.number_types import scale
from chalicelib.locales import N_
from chalicelib.web.organiser.form_editor.kinds import APPEARANCES, has_own_choices

if TYPE_CHECKING:
    from chalicelib.forms.types import QuestionType
    from chalicelib.locales import Language

TEXTS: Final = ("label", "hint", "guidance_hint", "constraint_message")
ENDS: Final = ("lowest", "highest")
EXPRESSIONS: Final = ("relevant", "constraint", "calculation", "repeat_count")
SCALE: Final = ("start", "end", "step")
NUMBERS: Final = ("min", "max", "min_length", "max_length")
TICKS: Final = ("required", "private", "or_other")
MENUS: Final = ("role", "appearance", "list")
_CODES: Final = ("role", "appearance", "default", *EXPRESSIONS)
"""The keys whose fields hold their text as it is."""
_WITH_DEFAULT: Final = frozenset({"text", "integer", "decimal", "date", "time"})
_WITH_ROLE: Final = frozenset({"range"}.union(*(role.types for role in ROLES.values())))
_UNASKED: Final[Mapping[str, list[str]]] = {GROUP: ["appearance"], "hidden": ["default"]}
"""The settings of what people do not answer."""
_COMPUTED: Final[Mapping[str, tuple[str, ...]]] = {
    "calculate": ("calculation",),
    REPEAT: ("repeat_count",),
}
_NUMBER: Final = N_("Write a number.")
_BOTH_ENDS: Final = N_("Write the words for both ends of the scale, or for neither.")
_NO_COMMAS: Final = N_("Write it shorter, without commas, semicolons and a full stop.")
_NO_NAME: Final = N_(
    "A technical name begins with a letter and holds letters, digits and underscores."
)


@dataclass(slots=True)
class Decoded:
    """What was typed, as a row and its choices, None where it has none of its own; and messages by field.

    A row without ``list_name`` that takes its answers from a list is to get a list of its own.
    """

    row: Row
    choices: tuple[Choice, ...] | None = None
    messages: dict[str, str] = field(default_factory=dict)


def field_names(row: Row, languages: Sequence[Language]) -> list[str]:
    """Return the names of the fields that the page of this row has, in their order."""
    kind = find_type(row.type)
    if kind is None:
        return [*_in_languages(languages, "label"), "relevant", "name"]
    asked = kind.is_entered
    names = _in_languages(languages, "label", *(["hint"] if asked else []))
    if kind.has_scale:
        names += _in_languages(languages, *ENDS)
    names += _choice_names(row, kind, languages)
    if asked and isinstance(row.required, bool):
        names.append("required")
    names += _setting_names(row, kind, languages)
    if asked and (row.role or row.type in _WITH_ROLE):
        names.append("role")
    if asked and not names_a_person(row.role):
        names.append("private")
    names.append("relevant")
    if asked:
        names += ["constraint", *_in_languages(languages, "constraint_message")]
    names += _COMPUTED.get(row.type, ())
    return [*names, "name"]


def _in_languages(languages: Sequence[Language], *texts: str) -> list[str]:
    return [f"{text}_{code}" for text in texts for code in languages]


def _choice_names(row: Row, kind: QuestionType, languages: Sequence[Language]) -> list[str]:
    if kind.selection is None or kind.is_list_from_file:
        return []
    own = _in_languages(languages, "choices") if has_own_choices(row) else []
    return ["list", *own, *(["or_other"] if "or_other" in kind.keys else [])]


def _setting_names(row: Row, kind: QuestionType, languages: Sequence[Language]) -> list[str]:
    names = [*SCALE] if kind.has_scale else []
    if not kind.is_entered:
        return _UNASKED.get(row.type, [])
    if kind.is_number:
        names += [name for name in ("min", "max") if name in kind.keys]
    names += [name for name in ("min_length", "max_length") if name in kind.keys]
    if row.type in _WITH_DEFAULT:
        names.append("default")
    if row.type in APPEARANCES or row.appearance:
        names.append("appearance")
    return [*names, *_in_languages(languages, "guidance_hint")]


def encode(row: Row, choices: Sequence[Choice], names: Sequence[str]) -> dict[str, str]:
    """Return what the fields of these names hold for a row."""
    return {name: _encode(row, choices, name) for name in names}


def _encode(row: Row, choices: Sequence[Choice], name: str) -> str:
    text, _, code = name.rpartition("_")
    if text == "choices":
        return choice_lines(choices, code)  # type: ignore[arg-type]  # field_names made it
    if text in ENDS or (text == "hint" and _has_scale(row)):
        return str(getattr(_ends_of(row, code), text))
    if text in TEXTS:
        return str((getattr(row, text) or {}).get(code, ""))
    if name in SCALE:
        return write_number(getattr(row.parameters or NO_PARAMETERS, name))
    value = row.list_name if name == "list" else getattr(row, name)
    if isinstance(value, bool):
        return "1" if value else ""
    return "" if value is None else _number_text(value)


def _number_text(value: object) -> str:
    return write_number(value) if isinstance(value, float) else str(value)


def _has_scale(row: Row) -> bool:
    kind = find_type(row.type)
    return kind is not None and kind.has_scale


def _ends_of(row: Row, code: str) -> ScaleEnds:
    """Return what a scale's hint says in a language, apart: the words at its ends and the rest."""
    hint = next((text for each, text in (row.hint or {}).items() if each == code), "")
    found = None if "${" in hint else read_ends(hint, *_end_values(row))
    return found or ScaleEnds("", "", hint)


def _end_values(row: Row) -> tuple[str, str]:
    parameters = row.parameters or NO_PARAMETERS
    try:
        steps = scale(parameters)
    except (ValueError, OverflowError):
        steps = (parameters.start, parameters.end)
    return write_number(steps[0]), write_number(steps[-1])


def decode(
    values: Mapping[str, str], row: Row, choices: Sequence[Choice], names: Sequence[str]
) -> Decoded:
    """Return the row as it was typed."""
    read = Decoded(row)
    sent = [name for name in names if name in values or name in TICKS]
    changes = {**_decode_texts(values, row, sent), **_decode_values(values, sent, read.messages)}
    if any(name in sent for name in SCALE):
        changes["parameters"] = _read_scale(values, row, read.messages)
    after = row.model_copy(update=changes)
    codes = [name.removeprefix("lowest_") for name in sent if name.startswith("lowest_")]
    if codes:
        after = _with_ends(values, codes, row, after, read.messages)
    read.row, read.choices = _decode_list(values, after, choices, sent)
    return read


def _decode_texts(values: Mapping[str, str], row: Row, names: Sequence[str]) -> dict[str, object]:
    codes = {
        text: [name.rpartition("_")[2] for name in names if name.rpartition("_")[0] == text]
        for text in TEXTS
    }
    return {text: _texts(values, row, text, each) for text, each in codes.items() if each}


def _decode_values(
    values: Mapping[str, str], names: Sequence[str], messages: dict[str, str]
) -> dict[str, object]:
    read: dict[str, object] = {}
    for name in names:
        if name in _CODES:
            read[name] = normalize(values.get(name, "")) or None
        elif name in TICKS:
            read[name] = bool(values.get(name))
        elif name in NUMBERS:
            read[name] = _read_number(values, name, messages)
        elif name == "name" and (typed := normalize(values[name])):
            read[name] = typed
            if not is_name(typed):
                messages[name] = _NO_NAME
    return read


def _texts(
    values: Mapping[str, str], row: Row, text: str, codes: Sequence[str]
) -> dict[str, str] | None:
    others = {code: each for code, each in (getattr(row, text) or {}).items() if code not in codes}
    typed = {code: normalize(values.get(f"{text}_{code}", "")) for code in codes}
    return {**{code: each for code, each in typed.items() if each}, **others} or None


def _with_ends(
    values: Mapping[str, str],
    codes: Sequence[str],
    before: Row,
    after: Row,
    messages: dict[str, str],
) -> Row:
    """Return the row with hints that name the ends as typed; a hint of which nothing changed stays as it is."""
    hints = dict(before.hint or {})
    first, last = _end_values(after)
    for code in codes:
        typed = ScaleEnds(
            *(normalize(values.get(f"{part}_{code}", "")) for part in (*ENDS, "hint"))
        )
        if typed == _ends_of(before, code) and (first, last) == _end_values(before):
            continue
        hint = typed.hint
        if typed.lowest or typed.highest:
            hint = write_ends(typed, first, last) or ""
            if not hint:
                missing = next((part for part in ENDS if not getattr(typed, part)), "")
                messages[f"{missing or ENDS[0]}_{code}"] = _BOTH_ENDS if missing else _NO_COMMAS
        hints[code] = hint  # type: ignore[index]  # the page has the event's languages
    return after.model_copy(
        update={"hint": {code: text for code, text in hints.items() if text} or None}
    )


def _decode_list(
    values: Mapping[str, str], row: Row, before: Sequence[Choice], names: Sequence[str]
) -> tuple[Row, tuple[Choice, ...] | None]:
    """Return the row with the list that was chosen, and the choices that were typed for it."""
    chosen = values.get("list", row.list_name or "") if "list" in names else row.list_name or ""
    if chosen and chosen != row.list_name:
        return row.model_copy(update={"list_name": chosen}), None
    lines = {
        name.rpartition("_")[2]: _lines(values[name])
        for name in names
        if name.startswith("choices_")
    }
    former = {code: _lines(choice_lines(before, code)) for code in lines}  # type: ignore[arg-type]  # languages
    choices = choices_of_lines(lines, before) if lines != former else None  # type: ignore[arg-type]  # as above
    if not chosen and row.list_name is not None:
        return row.model_copy(update={"list_name": None}), choices or tuple(before)
    return row, choices


def _lines(text: str) -> list[str]:
    """Return the lines of a text, the empty ones at its end left out: an empty one between is a missing label."""
    lines = [line.strip() for line in normalize(text).split("\n")]
    return lines if lines != [""] else []


def _read_number(
    values: Mapping[str, str], name: str, messages: dict[str, str]
) -> int | float | None:
    text = values.get(name, "").strip()
    if not text:
        return None
    number = read_number(text)
    if number is None:
        messages[name] = _NUMBER
        return None
    return int(number) if number == int(number) else float(number)


def _read_scale(values: Mapping[str, str], row: Row, messages: dict[str, str]) -> Parameters | None:
    before = row.parameters or NO_PARAMETERS
    read = {name: _read_number(values, name, messages) for name in SCALE}
    given = {name: each for name, each in read.items() if each is not None}
    after = before.model_copy(update=given)
    return None if after == NO_PARAMETERS else after


def new_list_name(definition: Definition, row: Row) -> str:
    """Return a name for the list of a new question."""
    return name_of_text(row.name, set(definition.choices))
