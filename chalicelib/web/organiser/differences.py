"""The changes between two versions in words: what says something else, what it means for the figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeGuard

from chalicelib.domain.versions import ChangeKind, Effect
from chalicelib.forms.text import in_language
from chalicelib.locales import LANGUAGES, N_

if TYPE_CHECKING:
    from chalicelib.domain.versions import Change, ChangedPart
    from chalicelib.locales import Language

_KINDS: Mapping[str, str] = {
    ChangeKind.ADDED: N_("New"),
    ChangeKind.REMOVED: N_("Removed"),
    ChangeKind.CHANGED: N_("Changed"),
}
_EFFECTS: Mapping[str, str] = {
    Effect.NONE: N_("The figures continue as before."),
    Effect.BEGINS: N_("Figures start with the new version."),
    Effect.ENDS: N_("What was answered so far stays in the summary."),
    Effect.APART: N_("Counted differently: the earlier figures are shown separately."),
    Effect.CHOICES_ADDED: N_("Counted together; nobody could choose the new answers before."),
    Effect.CHOICES_REMOVED: N_("Counted together; what was chosen before stays counted."),
    Effect.SCALE: N_("Counted together, but the scales differ: a mean of both says little."),
    Effect.ASKED_OTHERWISE: N_("Counted together, but from now on other people are asked."),
}
LONGEST = 120
"""Letters of a value that are shown."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One change, ready for the template; ``parts`` are a column, its old and its new value."""

    kind: str
    words: str
    name: str
    label: str
    parts: tuple[tuple[str, str, str], ...]
    effects: tuple[str, ...]
    was: str | None


def differences(
    changes: Iterable[Change], language: Language, translate: Callable[..., str]
) -> list[Difference]:
    """The changes in that language."""
    return [
        Difference(
            kind=change.kind.value,
            words=translate(_KINDS[change.kind]),
            name=change.name,
            label=in_language(change.label, language),
            parts=tuple(_part(part, language) for part in change.parts),
            effects=tuple(translate(_EFFECTS[effect]) for effect in change.effects),
            was=change.was,
        )
        for change in changes
    ]


def _part(part: ChangedPart, language: Language) -> tuple[str, str, str]:
    old, new = part.old, part.new
    if _is_text(old) and _is_text(new) and in_language(old, language) == in_language(new, language):
        return part.name, _every(old), _every(new)
    return part.name, _value(old, language), _value(new, language)


def _is_text(value: object) -> TypeGuard[Mapping[Language, str]]:
    return isinstance(value, Mapping) and bool(value) and set(value) <= set(LANGUAGES)


def _every(text: Mapping[Language, str]) -> str:
    """A text in all its languages, where the one of the page did not change."""
    return _cut(" · ".join(f"{language}: {word}" for language, word in text.items()))


def _value(value: object, language: Language) -> str:
    if value is None or value in ((), [], {}, ""):
        return "–"
    if isinstance(value, Mapping):
        if _is_text(value):
            return _cut(in_language(value, language))
        return _cut(", ".join(f"{key}={_value(each, language)}" for key, each in value.items()))
    if isinstance(value, list | tuple):
        return _cut(", ".join(_value(each, language) for each in value))
    return _cut(str(value))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
