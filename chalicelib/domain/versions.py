"""Several versions of one form side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.forms.definition import Row
from chalicelib.forms.tree import FormTree
from chalicelib.forms.types import TYPES
from chalicelib.locales import Language

if TYPE_CHECKING:
    from chalicelib.forms.definition import Choice, Definition
    from chalicelib.forms.intake import Form

T = TypeVar("T")


def in_order(lists: Iterable[Sequence[T]]) -> list[T]:
    """Every member of the lists once, in the order of the first list that has it.

    What only a later list has comes right after what it follows there, or in front of all.
    """
    union: list[T] = []
    known: set[T] = set()
    for members in lists:
        place = 0
        for member in members:
            if member in known:
                place = union.index(member) + 1
            else:
                union.insert(place, member)
                known.add(member)
                place += 1
    return union


class ChangeKind(StrEnum):
    """What became of a question, a note, a group, or the form's own words."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class Effect(StrEnum):
    """What a change means for the statistics."""

    NONE = "none"
    """The figures go on as before."""
    BEGINS = "begins"
    """Figures from the new version on."""
    ENDS = "ends"
    """Figures up to the version before; they stay in the summary."""
    APART = "apart"
    """Counted in another way: the older figures stand apart, with their version."""
    CHOICES_ADDED = "choices_added"
    """Counted together; nobody could choose the new ones before."""
    CHOICES_REMOVED = "choices_removed"
    """Counted together; what was chosen before stays counted."""
    SCALE = "scale"
    """Counted together, over scales that differ: a mean of both says little."""
    ASKED_OTHERWISE = "asked_otherwise"
    """Counted together; other people than before are asked, so that “skipped” means something else."""


class _Difference(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        defer_build=True,
        validate_by_name=True,
        serialize_by_alias=True,
    )


class ChangedPart(_Difference):
    """A column with another value; null where there is none."""

    name: str
    old: Annotated[Any, Field(alias="from")]
    new: Annotated[Any, Field(alias="to")]


class Change(_Difference):
    """One difference: of a question by its key, or of the form itself where `name` is empty.

    `statistics` is the effect on the figures: `none`; they `begins` or `ends`; they stand `apart` from the older
    ones; `choices_added`, `choices_removed`, another `scale`; `asked_otherwise` of other people. `renamed_from`
    is the key of a question that disappeared and looks like this one: under its old name the figures would have
    gone on.
    """

    kind: Annotated[ChangeKind, Field(alias="change")]
    name: str
    type: str
    label: Mapping[Language, str]
    parts: tuple[ChangedPart, ...] = ()
    effects: Annotated[tuple[Effect, ...], Field(alias="statistics")] = (Effect.NONE,)
    was: Annotated[
        str | None, Field(alias="renamed_from", exclude_if=lambda value: value is None)
    ] = None


class VersionDifferences(_Difference):
    """What differs between two versions of a form, in the order of the newer one."""

    old: Annotated[int, Field(alias="from")]
    new: Annotated[int | Literal["draft"], Field(alias="to")]
    changes: tuple[Change, ...]


def compare(old: Form, new: Form) -> tuple[Change, ...]:
    """What differs between two versions, in the order of the newer one; what went comes last."""
    before, after = _entries_by_key(old), _entries_by_key(new)
    names = in_order([list(after), list(before)])
    pairs = [(name, before.get(name), after.get(name)) for name in names]
    gone = [was for name, was, now in pairs if was is not None and now is None]
    come = [now for name, was, now in pairs if was is None and now is not None]
    twins = _twins(gone, come)
    found = [_of_form(old.definition, new.definition)]
    for _, was, now in pairs:
        if was is None and now is not None:
            found.append(_addition(now, twins.get(now.key)))
        elif now is None and was is not None:
            found.append(_removal(was))
        elif was is not None and now is not None:
            found.append(_modification(was, now))
    return tuple(change for change in found if change is not None)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row of a version.

    ``counted`` is the kind of its tally, empty where it takes no answer; ``around`` are the
    conditions of the groups and repeats that hold it.
    """

    key: str
    row: Row
    counted: str
    choices: tuple[Choice, ...]
    around: tuple[str, ...]


def _entries_by_key(form: Form) -> dict[str, _Entry]:
    asked = {id(question.row): question for question in form.answerable}
    entries: dict[str, _Entry] = {}
    for node in FormTree.of(form.definition.questions).nodes:
        question = asked.get(id(node.row))
        key = "/".join(node.path) if question is None else question.key
        entries[key] = _Entry(
            key=key,
            row=node.row,
            counted="" if question is None else question.tally().kind,
            choices=form.definition.choices.get(node.row.list_name or "", ()),
            around=tuple(each.row.relevant for each in node.around if each.row.relevant),
        )
    return entries


def _addition(now: _Entry, was: _Entry | None) -> Change:
    effect = Effect.BEGINS if now.counted else Effect.NONE
    return _change(ChangeKind.ADDED, now, effects=(effect,), was=was.key if was else None)


def _removal(was: _Entry) -> Change:
    return _change(ChangeKind.REMOVED, was, effects=(Effect.ENDS if was.counted else Effect.NONE,))


def _modification(was: _Entry, now: _Entry) -> Change | None:
    parts = [*_columns(was.row, now.row), *_choices(was, now)]
    if was.around != now.around:
        parts.append(
            ChangedPart(name="relevant_around", old=list(was.around), new=list(now.around))
        )
    if not parts:
        return None
    return _change(ChangeKind.CHANGED, now, tuple(parts), tuple(_effects(was, now, parts)))


def _change(
    kind: ChangeKind,
    entry: _Entry,
    parts: tuple[ChangedPart, ...] = (),
    effects: tuple[Effect, ...] = (Effect.NONE,),
    was: str | None = None,
) -> Change:
    row = entry.row
    return Change(
        kind=kind,
        name=entry.key,
        type=row.type,
        label=row.label or {},
        parts=parts,
        effects=effects,
        was=was,
    )


_WORDS = ("title", "introduction", "thanks", "default_language")


def _of_form(old: Definition, new: Definition) -> Change | None:
    parts = tuple(
        ChangedPart(name=name, old=_json(getattr(old, name)), new=_json(getattr(new, name)))
        for name in _WORDS
        if getattr(old, name) != getattr(new, name)
    )
    if not parts:
        return None
    return Change(kind=ChangeKind.CHANGED, name="", type="", label=new.title, parts=parts)


def _columns(was: Row, now: Row) -> Iterator[ChangedPart]:
    for name in Row.model_fields:
        if name in ("name", "questions"):
            continue
        old, new = getattr(was, name), getattr(now, name)
        if old != new:
            yield ChangedPart(name=name, old=_json(old), new=_json(new))


def _choices(was: _Entry, now: _Entry) -> Iterator[ChangedPart]:
    if was.choices == now.choices:
        return
    names = [choice.name for choice in was.choices], [choice.name for choice in now.choices]
    labels = [[_json(choice) for choice in entry.choices] for entry in (was, now)]
    old, new = names if names[0] != names[1] else labels
    yield ChangedPart(name="choices", old=old, new=new)


def _effects(was: _Entry, now: _Entry, parts: Sequence[ChangedPart]) -> Iterator[Effect]:
    changed = {part.name for part in parts}
    if was.counted != now.counted:
        yield Effect.APART
        return
    names = [{choice.name for choice in entry.choices} for entry in (was, now)]
    found = {
        Effect.CHOICES_ADDED: names[1] - names[0],
        Effect.CHOICES_REMOVED: names[0] - names[1],
        Effect.SCALE: TYPES[now.row.type].has_scale and "parameters" in changed,
        Effect.ASKED_OTHERWISE: changed & {"relevant", "relevant_around"},
    }
    effects = [effect for effect, holds in found.items() if holds and now.counted]
    yield from effects or [Effect.NONE]


ALIKE: Final = 0.75
"""How alike two labels must be (0 to 1) for one question to pass for the other renamed."""
COMPARED_AT_MOST: Final = 2_500
"""Pairs of labels: whoever exchanges more questions than that has made another form."""


def _twins(gone: Sequence[_Entry], come: Sequence[_Entry]) -> dict[str, _Entry]:
    """For new questions the one that disappeared and that they seem to be; each is one's at most."""
    left = [entry for entry in gone if entry.counted]
    if len(left) * len(come) > COMPARED_AT_MOST:
        return {}
    twins: dict[str, _Entry] = {}
    for now in come:
        rated = [(_likeness(was, now), -place) for place, was in enumerate(left)]
        best, place = max(rated, default=(0.0, 0))
        if best >= ALIKE:
            twins[now.key] = left.pop(-place)
    return twins


def _likeness(was: _Entry, now: _Entry) -> float:
    if was.row.type != now.row.type or was.counted != now.counted:
        return 0.0
    old, new = was.row.label or {}, now.row.label or {}
    ratios = [SequenceMatcher(None, old[one], new[one]).ratio() for one in old if one in new]
    return max(ratios, default=0.0)


def _json(value: Any) -> Any:  # noqa: ANN401 -- any column's value
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_defaults=True, by_alias=True)
    return value
