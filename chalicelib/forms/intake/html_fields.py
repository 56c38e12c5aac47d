"""HTML fields ↔ answers: ``decode(root, encode(root, answers)) == answers``.

``root`` holds the form's questions. See ``Form.decode`` for the names of fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.forms.types.choice_types import OTHER, SelectMultiple, SelectOne
from chalicelib.forms.types.computed_types import Start
from chalicelib.forms.types.repeat_types import MAX_INSTANCES, MAX_INSTANCES_IN_ALL, Repeat

if TYPE_CHECKING:
    from chalicelib.forms.types.base import Question
    from chalicelib.forms.types.repeat_types import QuestionScope

PREFIX = "q."
STARTED = "_started"
"""The field in which a page carries the moment when it was opened; it answers ``start``."""

_INDEX = re.compile(r"(0|[1-9][0-9]{0,2})\]/")


@dataclass(slots=True)
class _FieldTexts:
    """The texts of the fields of one object of answers."""

    scope: QuestionScope
    texts: dict[str, list[str]] = field(default_factory=dict)
    instances: dict[str, dict[int, _FieldTexts]] = field(default_factory=dict)
    """By the repeat's key and the instance's index."""


def decode(root: QuestionScope, pairs: Sequence[tuple[str, str]]) -> dict[str, object]:
    """Read the answers in HTML fields.

    Raises:
        errors.BrokenForm: a field that no question has, one sent twice, or too many instances.
    """
    reader = _FieldReader()
    form_texts = _FieldTexts(root)
    started = ""
    for name, text in pairs:
        if name == STARTED:
            started = text.strip()
        if name.startswith("_"):
            continue
        rest = name.removeprefix(PREFIX)
        if rest == name:
            raise errors.BrokenForm
        reader.add(form_texts, rest, text)
    answers = reader.read(form_texts)
    return {**answers, **_answer_start(root, started)} if started else answers


def _answer_start(root: QuestionScope, text: str) -> dict[str, object]:
    starts = (each for each in root.answerable if isinstance(each, Start))
    return {question.key_in_scope: question.parse([text]) for question in starts}


class _FieldReader:
    """Counts the instances that fields name, so that a large index costs nothing by itself."""

    def __init__(self) -> None:
        self.instances = 0

    def add(self, part: _FieldTexts, name: str, text: str) -> None:
        """Add one field's text; raise ``BrokenForm`` for a field that no question has."""
        question = part.scope.fields.get(name)
        if question is None:
            key, _, rest = name.partition("[")
            index = _INDEX.match(rest)
            repeat = part.scope.by_key.get(key)
            if not index or not isinstance(repeat, Repeat):
                raise errors.BrokenForm
            instance = self._instance(part, repeat, int(index[1]))
            self.add(instance, rest[index.end() :], text)
        elif text.strip():
            several = isinstance(question, SelectMultiple)
            if name in part.texts and not several:
                raise errors.BrokenForm
            part.texts.setdefault(name, []).append(text)

    def _instance(self, part: _FieldTexts, repeat: Repeat, index: int) -> _FieldTexts:
        if index >= MAX_INSTANCES:
            raise errors.BrokenForm
        instances = part.instances.setdefault(repeat.key_in_scope, {})
        if index not in instances:
            self._count(1)
            instances[index] = _FieldTexts(repeat.inner)
        return instances[index]

    def _count(self, instances: int) -> None:
        self.instances += instances
        if self.instances > 2 * MAX_INSTANCES_IN_ALL:
            raise errors.BrokenForm

    def read(self, part: _FieldTexts) -> dict[str, object]:
        """The answers of one object; raise ``BrokenForm`` for more instances than there can be."""
        answers: dict[str, object] = {}
        for question in part.scope.answerable:
            if isinstance(question, Repeat):
                value: object = self._read_repeat(question, part)
            else:
                value = _parse(question, part.texts)
            if value not in (None, "", [], {}):
                answers[question.key_in_scope] = value
        for question in part.scope.answerable:
            _choose_other(question, answers)
        return answers

    def _read_repeat(self, repeat: Repeat, part: _FieldTexts) -> list[dict[str, object]]:
        key = repeat.key_in_scope
        instances = {
            index: (instance, self.read(instance))
            for index, instance in part.instances.get(key, {}).items()
        }
        filled_in = [
            index for index, (_, answers) in instances.items() if repeat.inner.is_filled_in(answers)
        ]
        count = max(_read_count(part.texts.get(key)), max(filled_in, default=-1) + 1)
        self._count(max(count - len(instances), 0))
        return [instances[index][1] if index in instances else {} for index in range(count)]


def _read_count(texts: Sequence[str] | None) -> int:
    """The number of instances in the repeat's own field; 0 without one."""
    if not texts:
        return 0
    text = texts[0].strip()
    if not re.fullmatch("[0-9]{1,3}", text) or int(text) > MAX_INSTANCES:
        raise errors.BrokenForm
    return int(text)


def _parse(question: Question, texts: Mapping[str, list[str]]) -> object:
    fields = question.fields
    if len(fields) == 1:
        own = texts.get(fields[0])
        return question.parse(own) if own else None
    return question.parse([(texts.get(field) or [""])[0] for field in fields])


def _choose_other(question: Question, answers: dict[str, object]) -> None:
    """Choose “other” for whoever wrote beside it, unless they chose one thing else."""
    key = question.key_in_scope
    if not question.row.or_other or f"{key}_{OTHER}" not in answers:
        return
    chosen = answers.get(key)
    if isinstance(question, SelectOne) and chosen is None:
        answers[key] = OTHER
    elif isinstance(question, SelectMultiple):
        names = chosen if isinstance(chosen, list) else []
        answers[key] = names if OTHER in names else [*names, OTHER]


def encode(root: QuestionScope, answers: Mapping[str, object]) -> list[tuple[str, str]]:
    """Write the HTML fields that show these answers."""
    return list(_encode(root, answers, PREFIX))


def _encode(
    scope: QuestionScope, answers: Mapping[str, object], prefix: str
) -> Iterator[tuple[str, str]]:
    for question in scope.answerable:
        value = answers.get(question.key_in_scope)
        if value is None:
            continue
        if isinstance(question, Repeat):
            yield from _encode_repeat(question, value, prefix)
        elif isinstance(question, Start) and not question.within:
            yield STARTED, question.show(value)[0]
        else:
            yield from _encode_answer(question, value, prefix)


def _encode_answer(question: Question, value: object, prefix: str) -> Iterator[tuple[str, str]]:
    texts = question.show(value)
    fields = question.fields
    names = fields if len(fields) == len(texts) else fields * len(texts)
    for name, text in zip(names, texts, strict=True):
        if text:
            yield f"{prefix}{name}", text


def _encode_repeat(repeat: Repeat, value: object, prefix: str) -> Iterator[tuple[str, str]]:
    key = repeat.key_in_scope
    instances = value if isinstance(value, list) else []
    for index, instance in enumerate(instances):
        if isinstance(instance, Mapping):
            yield from _encode(repeat.inner, instance, f"{prefix}{key}[{index}]/")
    last = instances[-1] if instances else None
    if isinstance(last, Mapping) and not repeat.inner.is_filled_in(last):
        yield f"{prefix}{key}", str(len(instances))
