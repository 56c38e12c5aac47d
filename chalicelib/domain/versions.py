"""Compare versions of a form: what differs, and what that means for the figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.forms.definition import Row
from chalicelib.forms.statistics.ranking_tally import RankingTally
from chalicelib.forms.tree import FormTree
from chalicelib.forms.types.choice_types import OTHER
from chalicelib.forms.wording import is_rewritten
from chalicelib.late_model import LateModel
from chalicelib.locales import Language

if TYPE_CHECKING:
    from chalicelib.forms.definition import Choice, Definition
    from chalicelib.forms.intake import Form
    from chalicelib.forms.statistics.tally import Codebook

T = TypeVar("T")


def in_order(lists: Iterable[Sequence[T]]) -> list[T]:
    """Return every member of the lists once, in the order of the first list that has it.

    A member that only a later list has follows its predecessor in that list, or comes first.
    """
    union: list[T] = []
    known: set[T] = set()
    for members in lists:
        position = 0
        for member in members:
            if member in known:
                position = union.index(member) + 1
            else:
                union.insert(position, member)
                known.add(member)
                position += 1
    return union


class ChangeKind(StrEnum):
    """What happened to a question, a note, a group, or the form's own texts."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class Effect(StrEnum):
    """The effect of a change on the statistics."""

    NONE = "none"
    """The figures continue as before."""
    BEGINS = "begins"
    "Figures start with the new version."
    ENDS = "ends"
    """There are figures up to the version before; they stay in the summary."""
    APART = "apart"
    """Answers are counted in another way: the older figures stand apart, with their version."""
    CHOICES_ADDED = "choices_added"
    """Answers are counted together; nobody could choose the new choices before."""
    CHOICES_REMOVED = "choices_removed"
    """Answers are counted together; removed choices keep their counts."""
    SCALE = "scale"
    """Answers are counted together, over different scales: their common mean says little."""
    RANKING = "ranking"
    """Rankings of other choices are counted together: a place and its points depend on how many there are."""
    SEVERAL = "several"
    """Answers are counted together; one could be chosen before and several now, or the other way round."""
    REWORDED = "reworded"
    """Answers are counted together; the earlier ones were given to quite other words."""
    ASKED_OTHERWISE = "asked_otherwise"
    """Answers are counted together; other people are asked than before, so “skipped” means something else."""
    CATEGORIES_BEGIN = "categories_begin"
    """Answers belong to a category from now on; the earlier ones are broken down as answers without one."""
    CATEGORIES_END = "categories_end"
    """Answers belong to no category from now on; they are broken down as answers without one."""


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
    ones; `choices_added`, `choices_removed`, another `scale`, a `ranking` of other choices, one choice or `several`;
    a question that is `reworded`, or `asked_otherwise` of other people; `categories_begin` or `categories_end`. `renamed_from`
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
    """Return what differs between two versions, in the order of the newer one; removals come last."""
    before, after = _entries_by_key(old), _entries_by_key(new)
    names = in_order([list(after), list(before)])
    pairs = [(name, before.get(name), after.get(name)) for name in names]
    gone = [was for name, was, now in pairs if was is not None and now is None]
    come = [now for name, was, now in pairs if was is None and now is not None]
    renamed = _find_renamed(gone, come)
    found = [_of_form(old.definition, new.definition, _order(before, after))]
    for _, was, now in pairs:
        if was is None and now is not None:
            found.append(_addition(now, renamed.get(now.key)))
        elif now is None and was is not None:
            found.append(_removal(was))
        elif was is not None and now is not None:
            found.append(_modification(was, now))
    return tuple(change for change in found if change is not None)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row of a version.

    ``counted`` is the kind of its tally, empty if it takes no answer, ``codebook`` that of the tally; ``around`` holds
    the conditions of the groups and repeats around it.
    """

    key: str
    row: Row
    counted: str
    codebook: Codebook | None
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
            codebook=None if question is None else question.codebook,
            choices=form.definition.choices.get(node.row.list_name or "", ()),
            around=tuple(each.row.relevant for each in node.around if each.row.relevant),
        )
    return entries


def _addition(now: _Entry, was: _Entry | None) -> Change:
    effect = Effect.BEGINS if now.counted else Effect.NONE
    effects = (effect, *_category_effects(None, now))
    return _change(ChangeKind.ADDED, now, effects=effects, was=was.key if was else None)


def _removal(was: _Entry) -> Change:
    effect = Effect.ENDS if was.counted else Effect.NONE
    return _change(ChangeKind.REMOVED, was, effects=(effect, *_category_effects(was, None)))


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


_FORM_KEYS = (
    *("title", "introduction", "thanks", "default_language"),
    *("one_place_per", "contact_required", "confirm_email", "style", "check_answers"),
)


def _order(before: Iterable[str], after: Iterable[str]) -> tuple[ChangedPart, ...]:
    """Return the order of the rows that stay, if it differs."""
    known = {*before} & {*after}
    old, new = ([name for name in names if name in known] for names in (before, after))
    return (ChangedPart(name="order", old=old, new=new),) if old != new else ()


def _data(old: Definition, new: Definition) -> Iterator[ChangedPart]:
    """Yield the files of external data that differ, with the numbers of their rows."""
    names = in_order([list(new.data), list(old.data)])
    differing = [name for name in names if old.data.get(name) != new.data.get(name)]
    if differing:
        was, now = (
            {name: len(each.data[name]) for name in differing if name in each.data}
            for each in (old, new)
        )
        yield ChangedPart(name="data", old=was, new=now)


def _of_form(
    old: Definition, new: Definition, further: tuple[ChangedPart, ...] = ()
) -> Change | None:
    columns = (
        ChangedPart(name=name, old=_json(getattr(old, name)), new=_json(getattr(new, name)))
        for name in _FORM_KEYS
        if getattr(old, name) != getattr(new, name)
    )
    parts = (*columns, *_data(old, new), *further)
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
    old, new = ([_json(choice) for choice in entry.choices] for entry in (was, now))
    yield ChangedPart(name="choices", old=old, new=new)


def _effects(was: _Entry, now: _Entry, parts: Sequence[ChangedPart]) -> Iterator[Effect]:
    changed = {part.name for part in parts}
    if was.counted != now.counted:
        yield Effect.APART
        yield from _category_effects(was, now)
        return
    names = [_names(entry) for entry in (was, now)]
    is_ranking = now.counted == RankingTally.kind
    found = {
        Effect.CHOICES_ADDED: names[1] - names[0] and not is_ranking,
        Effect.CHOICES_REMOVED: names[0] - names[1] and not is_ranking,
        Effect.RANKING: names[0] != names[1] and is_ranking,
        Effect.SCALE: _differ_in(was, now, "scale") or _differ_in(was, now, "nps"),
        Effect.SEVERAL: _differ_in(was, now, "several"),
        Effect.REWORDED: is_rewritten(was.row.label or {}, now.row.label or {}),
        Effect.ASKED_OTHERWISE: changed & {"relevant", "relevant_around"},
    }
    effects = [effect for effect, holds in found.items() if holds and now.counted]
    effects += _category_effects(was, now)
    yield from effects or [Effect.NONE]


def _names(entry: _Entry) -> set[str]:
    return {choice.name for choice in entry.choices} | ({OTHER} if entry.row.or_other else set())


def _differ_in(was: _Entry, now: _Entry, part: str) -> bool:
    return bool(getattr(was.codebook, part, None) != getattr(now.codebook, part, None))


def _category_effects(was: _Entry | None, now: _Entry | None) -> list[Effect]:
    """Return what becomes of the breakdowns: a response has the category that its version asks for."""
    before, after = (entry is not None and entry.row.role == "category" for entry in (was, now))
    if before == after:
        return []
    return [Effect.CATEGORIES_BEGIN if after else Effect.CATEGORIES_END]


LEAST_SIMILARITY: Final = 0.75
"""How similar two labels must be (0 to 1) for a question to count as another one renamed."""
MOST_COMPARISONS: Final = 2_500
"""The number of pairs of labels to compare; with more exchanged questions it is another form."""


def _find_renamed(gone: Sequence[_Entry], come: Sequence[_Entry]) -> dict[str, _Entry]:
    """Return the removed question that each new one seems to be, by the new key; each is used once."""
    left = [entry for entry in gone if entry.counted]
    if len(left) * len(come) > MOST_COMPARISONS:
        return {}
    renamed: dict[str, _Entry] = {}
    for now in come:
        ratings = [(_similarity(was, now), -index) for index, was in enumerate(left)]
        best, index = max(ratings, default=(0.0, 0))
        if best >= LEAST_SIMILARITY:
            renamed[now.key] = left.pop(-index)
    return renamed


def _similarity(was: _Entry, now: _Entry) -> float:
    if was.row.type != now.row.type or was.counted != now.counted:
        return 0.0
    old, new = was.row.label or {}, now.row.label or {}
    ratios = [SequenceMatcher(None, old[one], new[one]).ratio() for one in old if one in new]
    return max(ratios, default=0.0)


def _json(value: object) -> object:
    """Return a column's value as JSON holds it."""
    if isinstance(value, (BaseModel, LateModel)):
        return value.model_dump(mode="json", exclude_defaults=True, by_alias=True)
    return value
