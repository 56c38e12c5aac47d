"""HTML fields ↔ answers: ``decode(form, encode(form, answers)) == answers``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.forms.questions.choices import OTHER, SelectMultiple, SelectOne

if TYPE_CHECKING:
    from chalicelib.forms.compiled import Form
    from chalicelib.forms.questions.base import Question

PREFIX = "q."


def decode(form: Form, pairs: Sequence[tuple[str, str]]) -> dict[str, object]:
    """See ``Form.decode``."""
    known = {field: question for question in form.asked for field in question.fields}
    typed: dict[str, list[str]] = {}
    for name, text in pairs:
        if name.startswith("_"):
            continue
        field = name.removeprefix(PREFIX)
        if field == name or field not in known:
            raise errors.BrokenForm
        if not text.strip():
            continue
        if field in typed and not isinstance(known[field], SelectMultiple):
            raise errors.BrokenForm
        typed.setdefault(field, []).append(text)
    answers = {question.key: _value(question, typed) for question in form.asked}
    sent = {key: value for key, value in answers.items() if value not in (None, "", [], {})}
    for question in form.asked:
        _choose_other(question, sent)
    return sent


def _value(question: Question, typed: Mapping[str, list[str]]) -> object:
    fields = question.fields
    if len(fields) == 1:
        texts = typed.get(fields[0])
        return question.parse(texts) if texts else None
    return question.parse([(typed.get(field) or [""])[0] for field in fields])


def _choose_other(question: Question, sent: dict[str, object]) -> None:
    """Who wrote beside “other” without ticking it meant it, unless they chose one thing else."""
    if not question.row.or_other or f"{question.key}_{OTHER}" not in sent:
        return
    chosen = sent.get(question.key)
    if isinstance(question, SelectOne) and chosen is None:
        sent[question.key] = OTHER
    elif isinstance(question, SelectMultiple):
        names = chosen if isinstance(chosen, list) else []
        sent[question.key] = names if OTHER in names else [*names, OTHER]


def encode(form: Form, answers: Mapping[str, object]) -> list[tuple[str, str]]:
    """See ``Form.encode``."""
    pairs: list[tuple[str, str]] = []
    for question in form.asked:
        value = answers.get(question.key)
        if value is None:
            continue
        texts = question.show(value)
        fields = question.fields
        names = fields if len(fields) == len(texts) else fields * len(texts)
        pairs += [
            (f"{PREFIX}{name}", text) for name, text in zip(names, texts, strict=True) if text
        ]
    return pairs
