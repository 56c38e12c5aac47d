"""The changes between two versions in words: what says something else, what it means for the figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias, TypeGuard

from chalicelib.domain.versions import ChangeKind, Effect
from chalicelib.forms.definition import Parameters, Row
from chalicelib.forms.text import in_language
from chalicelib.locales import LANGUAGES, N_
from chalicelib.web.organiser.form_editor.kinds import kind_name
from chalicelib.web.render import LANGUAGE_NAMES

if TYPE_CHECKING:
    from chalicelib.domain.versions import Change, ChangedPart
    from chalicelib.locales import Language

Part: TypeAlias = tuple[str, str, str]
"""What changed, its old value and its new one; both are empty where naming it is enough."""

_KINDS: Mapping[str, str] = {
    ChangeKind.ADDED: N_("New"),
    ChangeKind.REMOVED: N_("Removed"),
    ChangeKind.CHANGED: N_("Changed"),
}
_EFFECTS: Mapping[str, str] = {
    Effect.NONE: N_("The figures continue as before."),
    Effect.BEGINS: N_("Figures start with the new version."),
    Effect.ENDS: N_("What was answered so far stays in the summary and in the downloads."),
    Effect.APART: N_("Counted differently: the earlier figures are shown separately."),
    Effect.CHOICES_ADDED: N_("Counted together; nobody could choose the new answers before."),
    Effect.CHOICES_REMOVED: N_("Counted together; what was chosen before stays counted."),
    Effect.SCALE: N_("Counted together, but the scales differ: a mean of both says little."),
    Effect.RANKING: N_(
        "Counted together, but among other choices: points and mean places of both say little."
    ),
    Effect.SEVERAL: N_(
        "Counted together, but one version takes one choice and the other several: shares of both say little."
    ),
    Effect.REWORDED: N_(
        "Counted together with the answers to the earlier words. If it now asks for something else, add a new question instead."
    ),
    Effect.ASKED_OTHERWISE: N_("Counted together, but from now on other people are asked."),
    Effect.CATEGORIES_BEGIN: N_(
        "Answers belong to a category from now on; in breakdowns the earlier ones stand under “not stated”."
    ),
    Effect.CATEGORIES_END: N_(
        "New answers belong to no category: in breakdowns they stand under “not stated”."
    ),
}
COLUMN_WORDS: Final[Mapping[str, str]] = {
    "title": N_("Title"),
    "introduction": N_("Introduction"),
    "thanks": N_("Thanks"),
    "default_language": N_("Language that is shown first"),
    "order": N_("Order of the questions"),
    "data": N_("Rows in files that expressions read"),
    "type": N_("Kind of question"),
    "label": N_("The question"),
    "hint": N_("Hint"),
    "guidance_hint": N_("Explanation"),
    "media": N_("Pictures and recordings"),
    "required": N_("An answer is required"),
    "required_message": N_("What is said if nothing is answered"),
    "relevant": N_("Ask only if"),
    "relevant_around": N_("Its group is asked only if"),
    "constraint": N_("Accept the answer only if"),
    "constraint_message": N_("What is said if the answer is not accepted"),
    "calculation": N_("What is calculated"),
    "default": N_("Filled in beforehand"),
    "private": N_("The answer is personal data"),
    "role": N_("What the answer is used for"),
    "appearance": N_("Appearance"),
    "list_name": N_("List of choices"),
    "or_other": N_("“Other” can be chosen"),
    "min": N_("At least"),
    "max": N_("At most"),
    "min_length": N_("Shortest answer, in characters"),
    "max_length": N_("Longest answer, in characters"),
}
"""The everyday names of a definition's keys; others are shown as they are."""
_SCALE: Final = N_("Scale")
_NEW_CHOICES: Final = N_("New choices")
_FORMER_CHOICES: Final = N_("Choices no longer offered")
_CHOICE: Final = N_("Choice")
_CHOICES: Final = N_("Choices: their order, pictures or further columns")
LONGEST = 120
"""Letters of a value that are shown."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One change, ready for the template."""

    kind: str
    words: str
    name: str
    label: str
    parts: tuple[Part, ...]
    effects: tuple[str, ...]
    was: str | None


def differences(
    changes: Iterable[Change], language: Language, translate: Callable[..., str]
) -> list[Difference]:
    """The changes in that language."""
    writer = _PartWriter(language, translate)
    return [
        Difference(
            kind=change.kind.value,
            words=translate(_KINDS[change.kind]),
            name=change.name,
            label=in_language(change.label, language),
            parts=tuple(part for each in change.parts for part in writer.write(each)),
            effects=tuple(translate(_EFFECTS[effect]) for effect in change.effects),
            was=change.was,
        )
        for change in changes
    ]


@dataclass(frozen=True, slots=True)
class _PartWriter:
    """Puts changed columns into words."""

    language: Language
    translate: Callable[..., str]

    def write(self, part: ChangedPart) -> Iterator[Part]:
        """Yield the lines of a column: several for choices."""
        old, new = part.old, part.new
        words = self.translate(COLUMN_WORDS.get(part.name, part.name))
        if part.name == "order":
            yield words, "", ""
        elif part.name == "choices":
            yield from self._choices(old, new)
        elif part.name == "parameters" and _is_scale(old, new):
            yield self.translate(_SCALE), _scale(old), _scale(new)
        elif part.name == "type":
            yield words, self._kind(old), self._kind(new)
        elif part.name == "default_language":
            yield words, LANGUAGE_NAMES[old], LANGUAGE_NAMES[new]
        else:
            yield words, *self._values(old, new)

    def _kind(self, name: str) -> str:
        return self.translate(kind_name(Row.model_construct(type=name, name="")))

    def _values(self, old: object, new: object) -> tuple[str, str]:
        if _is_text(old) and _is_text(new) and self._text(old) == self._text(new):
            return _every(old), _every(new)
        return self._value(old), self._value(new)

    def _text(self, text: Mapping[Language, str]) -> str:
        return _cut(in_language(text, self.language))

    def _value(self, value: object) -> str:
        if isinstance(value, bool):
            return self.translate(N_("Yes") if value else N_("No"))
        if value in (None, (), [], {}, ""):
            return "–"
        if isinstance(value, Mapping):
            if _is_text(value):
                return self._text(value)
            return _cut(", ".join(f"{key}={self._value(each)}" for key, each in value.items()))
        if isinstance(value, list | tuple):
            return _cut(", ".join(self._value(each) for each in value))
        return _cut(str(value))

    def _choices(
        self, old: list[Mapping[str, object]], new: list[Mapping[str, object]]
    ) -> Iterator[Part]:
        before, after = ({str(each["name"]): each for each in choices} for choices in (old, new))
        come = [self._choice(each) for name, each in after.items() if name not in before]
        gone = [self._choice(each) for name, each in before.items() if name not in after]
        labels = [
            (before[name].get("label"), each.get("label"))
            for name, each in after.items()
            if name in before and before[name].get("label") != each.get("label")
        ]
        if come:
            yield self.translate(_NEW_CHOICES), "", _cut(", ".join(come))
        if gone:
            yield self.translate(_FORMER_CHOICES), _cut(", ".join(gone)), ""
        for was, now in labels:
            yield self.translate(_CHOICE), *self._values(was, now)
        if not (come or gone or labels):
            yield self.translate(_CHOICES), "", ""

    def _choice(self, choice: Mapping[str, object]) -> str:
        label = choice.get("label")
        return self._text(label) if _is_text(label) else str(choice["name"])


def _is_text(value: object) -> TypeGuard[Mapping[Language, str]]:
    return isinstance(value, Mapping) and bool(value) and set(value) <= set(LANGUAGES)


def _every(text: Mapping[Language, str]) -> str:
    """A text in all its languages, where the one of the page did not change."""
    return _cut(" · ".join(f"{language}: {word}" for language, word in text.items()))


def _is_scale(*values: object) -> bool:
    return all(
        value is None or (isinstance(value, Mapping) and {*value} <= {"start", "end", "step"})
        for value in values
    )


def _scale(value: Mapping[str, float] | None) -> str:
    """Write a scale by its ends, and by its step unless that is 1."""
    scale = Parameters.model_validate(value or {})
    step = "" if scale.step == 1 else f" ({scale.step:g})"
    return f"{scale.start:g}–{scale.end:g}{step}"


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
