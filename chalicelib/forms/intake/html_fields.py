"""HTML fields ↔ answers: ``decode(form, encode(form, answers)) == answers``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from chalicelib import errors
from chalicelib.forms.types.choice_types import OTHER, SelectMultiple, SelectOne
from chalicelib.forms.types.computed_types import Start
from chalicelib.forms.types.repeat_types import MAX_INSTANCES, MAX_INSTANCES_IN_ALL, Repeat

if TYPE_CHECKING:
    from chalicelib.forms.intake import Form
    from chalicelib.forms.types.base import Question
    from chalicelib.forms.types.repeat_types import Level

PREFIX = "q."
STARTED = "_started"
"""The page's own field for the moment when it was opened; it answers ``start``."""

_NUMBER = re.compile(r"(0|[1-9][0-9]{0,2})\]/")


@dataclass(slots=True)
class _Typed:
    """What was typed into the fields of one object of answers."""

    level: Level
    texts: dict[str, list[str]] = field(default_factory=dict)
    inner: dict[str, dict[int, _Typed]] = field(default_factory=dict)
    """By the repeat's key and the instance's number."""


def decode(form: Form, pairs: Sequence[tuple[str, str]]) -> dict[str, object]:
    """See ``Form.decode``."""
    reading = _Reading()
    typed = _Typed(form.root)
    started = ""
    for name, text in pairs:
        if name == STARTED:
            started = text.strip()
        if name.startswith("_"):
            continue
        rest = name.removeprefix(PREFIX)
        if rest == name:
            raise errors.BrokenForm
        reading.take(typed, rest, text)
    sent = reading.answers(typed)
    return {**sent, **_started(form, started)} if started else sent


def _started(form: Form, text: str) -> dict[str, object]:
    starts = (each for each in form.root.asked if isinstance(each, Start))
    return {question.own: question.parse([text]) for question in starts}


class _Reading:
    """Counts the instances that fields speak of, so that their numbers cost nothing by themselves."""

    def __init__(self) -> None:
        self.instances = 0

    def take(self, typed: _Typed, name: str, text: str) -> None:
        """Sort one field in; raises ``BrokenForm`` for one that nothing has."""
        question = typed.level.fields.get(name)
        if question is None:
            key, _, rest = name.partition("[")
            number = _NUMBER.match(rest)
            repeat = typed.level.by_own.get(key)
            if not number or not isinstance(repeat, Repeat):
                raise errors.BrokenForm
            instance = self._instance(typed, repeat, int(number[1]))
            self.take(instance, rest[number.end() :], text)
        elif text.strip():
            several = isinstance(question, SelectMultiple)
            if name in typed.texts and not several:
                raise errors.BrokenForm
            typed.texts.setdefault(name, []).append(text)

    def _instance(self, typed: _Typed, repeat: Repeat, number: int) -> _Typed:
        if number >= MAX_INSTANCES:
            raise errors.BrokenForm
        there = typed.inner.setdefault(repeat.own, {})
        if number not in there:
            self._count(1)
            there[number] = _Typed(repeat.level)
        return there[number]

    def _count(self, instances: int) -> None:
        self.instances += instances
        if self.instances > 2 * MAX_INSTANCES_IN_ALL:
            raise errors.BrokenForm

    def answers(self, typed: _Typed) -> dict[str, object]:
        """The answers of one object; raises ``BrokenForm`` for more instances than can be."""
        sent: dict[str, object] = {}
        for question in typed.level.asked:
            if isinstance(question, Repeat):
                value: object = self._listed(question, typed)
            else:
                value = _value(question, typed.texts)
            if value not in (None, "", [], {}):
                sent[question.own] = value
        for question in typed.level.asked:
            _choose_other(question, sent)
        return sent

    def _listed(self, repeat: Repeat, typed: _Typed) -> list[dict[str, object]]:
        there = {
            number: (instance, self.answers(instance))
            for number, instance in typed.inner.get(repeat.own, {}).items()
        }
        filled = [number for number, (_, sent) in there.items() if is_filled_in(repeat.level, sent)]
        count = max(_said(typed.texts.get(repeat.own)), max(filled, default=-1) + 1)
        self._count(count - len(there) if count > len(there) else 0)
        return [there[number][1] if number in there else {} for number in range(count)]


def _said(texts: Sequence[str] | None) -> int:
    """How many instances the repeat's own field says there are."""
    if not texts:
        return 0
    text = texts[0].strip()
    if not re.fullmatch("[0-9]{1,3}", text) or int(text) > MAX_INSTANCES:
        raise errors.BrokenForm
    return int(text)


def is_filled_in(level: Level, answers: Mapping[str, Any]) -> bool:
    """Whether somebody answered something in this object, beyond what the form fills in itself."""
    for key, value in answers.items():
        question = level.by_own.get(key)
        if isinstance(question, Repeat):
            if any(is_filled_in(question.level, instance) for instance in value):
                return True
        elif question is None or question.entered:
            return True
    return False


def _value(question: Question, typed: Mapping[str, list[str]]) -> object:
    fields = question.fields
    if len(fields) == 1:
        texts = typed.get(fields[0])
        return question.parse(texts) if texts else None
    return question.parse([(typed.get(field) or [""])[0] for field in fields])


def _choose_other(question: Question, sent: dict[str, object]) -> None:
    """Who wrote beside “other” without ticking it meant it, unless they chose one thing else."""
    if not question.row.or_other or f"{question.own}_{OTHER}" not in sent:
        return
    chosen = sent.get(question.own)
    if isinstance(question, SelectOne) and chosen is None:
        sent[question.own] = OTHER
    elif isinstance(question, SelectMultiple):
        names = chosen if isinstance(chosen, list) else []
        sent[question.own] = names if OTHER in names else [*names, OTHER]


def encode(form: Form, answers: Mapping[str, object]) -> list[tuple[str, str]]:
    """See ``Form.encode``."""
    return list(_encoded(form.root, answers, PREFIX))


def _encoded(level: Level, answers: Mapping[str, object], above: str) -> Iterator[tuple[str, str]]:
    for question in level.asked:
        value = answers.get(question.own)
        if value is None:
            continue
        if isinstance(question, Repeat):
            yield from _instances(question, value, above)
        elif isinstance(question, Start) and not question.within:
            yield STARTED, question.show(value)[0]
        else:
            yield from _shown(question, value, above)


def _shown(question: Question, value: object, above: str) -> Iterator[tuple[str, str]]:
    texts = question.show(value)
    fields = question.fields
    names = fields if len(fields) == len(texts) else fields * len(texts)
    for name, text in zip(names, texts, strict=True):
        if text:
            yield f"{above}{name}", text


def _instances(repeat: Repeat, value: object, above: str) -> Iterator[tuple[str, str]]:
    listed = value if isinstance(value, list) else []
    for number, instance in enumerate(listed):
        if isinstance(instance, Mapping):
            yield from _encoded(repeat.level, instance, f"{above}{repeat.own}[{number}]/")
    last = listed[-1] if listed else None
    if isinstance(last, Mapping) and not is_filled_in(repeat.level, last):
        yield f"{above}{repeat.own}", str(len(listed))
