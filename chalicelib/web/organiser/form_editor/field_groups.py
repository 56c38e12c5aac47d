"""The fields of a question's page in words: grouped by what they are about, with what is missing marked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from chalicelib.forms.text import normalize
from chalicelib.locales import N_
from chalicelib.web.organiser.controls import Control, Kind, MenuOption
from chalicelib.web.organiser.form_editor.fields import (
    ENDS,
    EXPRESSIONS,
    MENUS,
    NUMBERS,
    SCALE,
    TEXTS,
    TICKS,
)
from chalicelib.web.render import LANGUAGE_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from chalicelib.locales import Language

    Translate = Callable[..., str]

_LABELS: Final[Mapping[str, tuple[str, str]]] = {
    "label": (N_("The question"), ""),
    "hint": (N_("Hint"), N_("Stands below the question in small letters.")),
    "lowest": (
        N_("What the lowest number means"),
        N_("For example “not at all clear”. Stands at the beginning of the scale."),
    ),
    "highest": (
        N_("What the highest number means"),
        N_("For example “very clear”. Stands at the end of the scale."),
    ),
    "list": (
        N_("Where the choices come from"),
        N_("With the choices of another question, those below are not used."),
    ),
    "choices": (
        N_("Choices"),
        N_("One on each line. The same line in each language is one choice."),
    ),
    "or_other": (N_("Offer “Other” with a field to write in"), ""),
    "required": (N_("An answer is required"), ""),
    "start": (N_("The scale begins with"), ""),
    "end": (N_("The scale ends with"), ""),
    "step": (N_("Step"), ""),
    "min": (N_("At least"), ""),
    "max": (N_("At most"), ""),
    "min_length": (N_("Shortest answer, in characters"), ""),
    "max_length": (N_("Longest answer, in characters"), ""),
    "default": (N_("Filled in beforehand"), N_("The person can change it.")),
    "appearance": (N_("How it looks"), ""),
    "guidance_hint": (
        N_("More about the question"),
        N_("Stands folded below the question, for those who want to know more."),
    ),
    "role": (
        N_("What the answer is for"),
        N_("Pikir uses such answers itself: for letters, lists and places."),
    ),
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
    "constraint_message": (
        N_("What is said if the answer is not accepted"),
        N_("Left empty, it is written from the conditions above."),
    ),
    "calculation": (N_("What is calculated"), N_("An expression over other questions.")),
    "repeat_count": (
        N_("How many times"),
        N_("A number or an expression; without one people add as many as they need."),
    ),
    "name": (
        N_("Technical name"),
        N_(
            "The column's name in downloads and in expressions. Expressions of this form follow a new name. Answers that were given "
            "before stay under the old one, so in summaries the question begins anew."
        ),
    ),
    "title": (N_("The form's title"), ""),
    "introduction": (N_("Introduction"), N_("Stands before the questions.")),
    "thanks": (N_("Thanks"), N_("Stands on the page after the answers are sent.")),
    "default_language": (
        N_("Main language"),
        N_("A text that is missing in another language is shown in this one."),
    ),
    "style": (N_("How the questions are asked"), ""),
    "check_answers": (N_("Show all answers once more before they are sent"), ""),
    "one_place_per": (N_("How a second registration of a person is recognised"), ""),
    "contact_required": (
        N_("An e-mail or a phone number has to be given"),
        N_("Nobody registers without one of the two, even where neither question is required."),
    ),
    "confirm_email": (
        N_("A place is confirmed by a link in a letter"),
        N_("Needs a required question for the person's e-mail."),
    ),
}
FORM_TICKS: Final = frozenset({"check_answers", "contact_required", "confirm_email"})
_FORM_MENUS: Final = frozenset({"default_language", "style", "one_place_per"})
_AREAS: Final = frozenset(
    {"label", "hint", "guidance_hint", "choices", "introduction", "thanks", *EXPRESSIONS}
)
_IN_LANGUAGES: Final = frozenset({*TEXTS, *ENDS, "choices"})
_ALWAYS: Final = frozenset({"label", "hint", *ENDS, "list", "choices", "or_other", "required"})
"""The fields that stand open; the others are folded, because most questions need none of them."""
_SETTINGS: Final = frozenset({*SCALE, *NUMBERS, "default", "appearance", "guidance_hint"})
_BY_ITSELF: Final = frozenset({*SCALE, "appearance", "name"})
"""What mostly stands as its kind of question began."""
_MEANING: Final = frozenset({"role", "private"})


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """The fields of one key: one, or one in each language side by side, under words of their own."""

    key: str
    words: str
    hint: str
    controls: tuple[Control, ...]

    @property
    def is_touched(self) -> bool:
        """Whether something stands there that is not so by itself, or is wrong."""
        is_filled = any(each.value for each in self.controls) and self.key not in _BY_ITSELF
        return is_filled or any(each.message for each in self.controls)


def show_beside(
    groups: Sequence[FieldGroup], stored: Mapping[str, str], translate: Translate
) -> list[FieldGroup]:
    """Return the groups with what is stored as a hint at each text that was typed otherwise."""
    return [
        replace(
            group,
            controls=tuple(
                _beside(each, stored.get(each.name), translate) for each in group.controls
            ),
        )
        for group in groups
    ]


def _beside(control: Control, stored: str | None, translate: Translate) -> Control:
    is_text = control.kind in ("line", "area", "number")
    if not is_text or stored is None or normalize(stored) == normalize(control.value):
        return control
    now = translate(N_("In the form now: {text}"), text=stored or "–")
    return replace(control, hint=f"{now} {control.hint}".strip())


@dataclass(frozen=True, slots=True)
class FieldSections:
    """The fields of the page by where they stand: open, or folded under what they are about."""

    always: list[FieldGroup]
    settings: list[FieldGroup]
    meaning: list[FieldGroup]
    logic: list[FieldGroup]
    technical: list[FieldGroup]


def sections_of(groups: Sequence[FieldGroup]) -> FieldSections:
    """Return the fields by their sections."""

    def within(keys: frozenset[str]) -> list[FieldGroup]:
        return [each for each in groups if each.key in keys]

    folded = _ALWAYS | _SETTINGS | _MEANING | {"name"}
    return FieldSections(
        always=within(_ALWAYS),
        settings=within(_SETTINGS),
        meaning=within(_MEANING),
        logic=[each for each in groups if each.key not in folded],
        technical=within(frozenset({"name"})),
    )


def group_fields(
    names: Sequence[str],
    values: Mapping[str, str],
    messages: Mapping[str, str],
    languages: Sequence[Language],
    translate: Translate,
    menus: Mapping[str, Sequence[MenuOption]],
) -> list[FieldGroup]:
    """Return the fields as the page shows them; a menu without a choice is left out."""
    groups: dict[str, list[Control]] = {}
    for name in names:
        key, language = _split(name, languages)
        if key in MENUS and len(menus.get(name, ())) < 2:
            continue
        control = Control(
            name=name,
            label=LANGUAGE_NAMES[language] if language else translate(_LABELS[key][0]),
            kind=_kind(key),
            value=values.get(name, ""),
            hint="" if language else _translate(_LABELS[key][1], translate),
            message=_translate(messages.get(name, ""), translate),
            mark=_mark(key, language, values, languages, translate),
            options=menus.get(name, ()),
            language=language,
        )
        groups.setdefault(key, []).append(control)
    return [
        FieldGroup(
            key,
            translate(_name(key, names)),
            _translate(_LABELS[key][1], translate),
            tuple(controls),
        )
        for key, controls in groups.items()
    ]


def _name(key: str, names: Sequence[str]) -> str:
    """Return what a key is called; the label of a group or a note asks nothing, and neither has a hint."""
    is_text = key == "label" and not any(name.startswith("hint_") for name in names)
    return N_("Text") if is_text else _LABELS[key][0]


def _split(name: str, languages: Sequence[Language]) -> tuple[str, Language | None]:
    """Return what a field is about, and in which language, None for what has none."""
    stem, _, code = name.rpartition("_")
    language = next((each for each in languages if each == code), None)
    return (stem, language) if language and stem in _LABELS else (name, None)


def _kind(key: str) -> Kind:
    if key in _AREAS:
        return "area"
    if key in FORM_TICKS or key in TICKS:
        return "tick"
    if key in _FORM_MENUS or key in MENUS:
        return "menu"
    return "number" if key in (*SCALE, *NUMBERS) else "line"


def _translate(text: str, translate: Translate) -> str:
    return translate(text) if text else ""


def _mark(
    key: str,
    language: Language | None,
    values: Mapping[str, str],
    languages: Sequence[Language],
    translate: Translate,
) -> str:
    """Return “missing” where the text is there in another language, and “not translated” where it is that very text."""
    text = values.get(f"{key}_{language}", "")
    others = [values.get(f"{key}_{other}", "") for other in languages if other != language]
    if language is None or not any(others):
        return ""
    if not text:
        return translate(N_("missing"))
    is_first = language == languages[0]
    return translate(N_("not translated")) if text in others and not is_first else ""


def has_gaps(
    values: Mapping[str, str], names: Sequence[str], languages: Sequence[Language]
) -> bool:
    """Return whether a text is missing in one language that is there in another."""
    return fill_gaps(values, names, languages) != {**values}


def fill_gaps(
    values: Mapping[str, str], names: Sequence[str], languages: Sequence[Language]
) -> dict[str, str]:
    """Return the fields with what is missing in a language copied from the first one that has it; choices line by line."""
    filled = dict(values)
    for name in names:
        key, language = _split(name, languages)
        if language is None or key not in _IN_LANGUAGES:
            continue
        texts = [values.get(f"{key}_{each}", "") for each in languages]
        own = values.get(name, "")
        copied = (
            _fill_lines(own, texts) if key == "choices" else own or next(filter(None, texts), "")
        )
        if copied != own:
            filled[name] = copied
    return filled


def _fill_lines(own: str, texts: Sequence[str]) -> str:
    lists = [text.replace("\r\n", "\n").split("\n") if text else [] for text in (own, *texts)]
    count = max(map(len, lists))
    lines = [
        next((each[at] for each in lists if at < len(each) and each[at].strip()), "")
        for at in range(count)
    ]
    missing = any(
        line and not (lists[0][at : at + 1] or [""])[0].strip() for at, line in enumerate(lines)
    )
    return "\n".join(lines) if missing else own
