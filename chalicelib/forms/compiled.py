"""A form compiled once per version: checks answers, reads and writes HTML fields, makes lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pydantic_core import SchemaValidator, ValidationError, core_schema

from chalicelib import errors
from chalicelib.errors import Problem
from chalicelib.forms.payload import read_envelope
from chalicelib.forms.problems import problem
from chalicelib.forms.questions import GROUP, TYPES
from chalicelib.forms.questions.base import MARK, Setting, Value
from chalicelib.forms.questions.choices import OTHER, OTHER_LABEL

if TYPE_CHECKING:
    from chalicelib.forms.definition import Definition, Purpose, Row
    from chalicelib.forms.questions.base import Question
    from chalicelib.forms.text import Language

LINE_FORMAT = 1
"""Of the line's making; a reader that needs more than a line holds looks at this."""

MAX_PROBLEMS = 100


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers that the form accepted: cleaned, in the form's order, unanswered ones left out."""

    values: Mapping[str, Value]
    roles: Mapping[str, str]
    """The key of the (first) question of each role."""

    @property
    def category(self) -> str | None:
        """The name of the participant's category, where the form asks for it."""
        value = self.by_role("category")
        return value if isinstance(value, str) else None

    def by_role(self, role: str) -> Value | None:
        """The answer to the question of that role, or None."""
        key = self.roles.get(role)
        return None if key is None else self.values.get(key)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an export."""

    question: Question
    label: Mapping[Language, str]

    @property
    def key(self) -> str:
        """The question's key."""
        return self.question.key

    @property
    def private(self) -> bool:
        """Whether it holds personal data."""
        return self.question.private

    def text(self, values: Mapping[str, Value], language: Language | None) -> str:
        """The cell: by label in a language, by name without one; empty where unanswered."""
        value = values.get(self.key)
        return "" if value is None else self.question.say(value, language)


class Form:
    """One version of a form, ready to take answers. Safe to share between threads."""

    def __init__(
        self, definition: Definition, version: int, *, time_zone: str = "Asia/Almaty"
    ) -> None:
        self.definition = definition
        self.version = version
        self.time_zone = time_zone
        self.questions: tuple[Question, ...] = tuple(_compiled(definition, time_zone))
        self._by_key = {question.key: question for question in self.questions}
        self._asked = tuple(question for question in self.questions if question.answerable)
        self._tokens = tuple(
            (question.key, question.token if question.counted else _marked)
            for question in self._asked
        )
        self._roles = {
            question.role: question.key for question in reversed(self._asked) if question.role
        }

    @property
    def name(self) -> str:
        """The definition's name."""
        return self.definition.name

    @property
    def purpose(self) -> Purpose:
        """What the form is for."""
        return self.definition.purpose

    @property
    def asked(self) -> tuple[Question, ...]:
        """The questions that take an answer, each with its token in the line."""
        return self._asked

    def question(self, key: str) -> Question:
        """The question of that key; ``KeyError`` where there is none."""
        return self._by_key[key]

    def check_json(self, body: bytes) -> Answers:
        """The answers in an envelope's bytes.

        Raises:
            errors.Malformed: not strict JSON.
            errors.RequestRefused: the envelope is not as it should be.
            errors.AnswersRefused: every answer refused, by its question's key.
        """
        read_envelope(body)
        try:
            sent = self._validator.validate_json(body)
        except ValidationError as error:
            raise self._refusal(error) from None
        return self._kept(sent["answers"])

    def check(self, answers: Mapping[str, object]) -> Answers:
        """The same rules for values already read; raises ``AnswersRefused``."""
        try:
            sent = self._validator.validate_python({"answers": dict(answers)})
        except ValidationError as error:
            raise self._refusal(error) from None
        return self._kept(sent["answers"])

    def accepted(self, values: Mapping[str, Value]) -> Answers:
        """Answers that were accepted before and come from storage: not checked again."""
        return Answers(values=values, roles=self._roles)

    def decode(self, pairs: Sequence[tuple[str, str]]) -> dict[str, object]:
        """The answers in HTML fields named ``q.<key>``, for ``check``.

        A ranking has a field ``q.<key>.<choice>`` for each place, the text beside “other” the
        field ``q.<key>_other``. Blank fields are no answers; text that cannot be read as the
        question's type stays text. Fields whose name starts with ``_`` are the page's own.

        Raises:
            errors.BrokenForm: a field that no question has, or one sent twice.
        """
        from chalicelib.forms.fields import decode

        return decode(self, pairs)

    def encode(self, answers: Mapping[str, object]) -> list[tuple[str, str]]:
        """The HTML fields that show these answers: ``decode(encode(a)) == a``."""
        from chalicelib.forms.fields import encode

        return encode(self, answers)

    def line(self, answers: Answers) -> str:
        """What the answers add to the figures: ``format|version|category|token|token…``.

        One token for each of ``asked``: empty where unanswered, ``+`` for an answer that is
        free text or private, else the question's own.
        """
        head = f"{LINE_FORMAT}|{self.version}|{answers.category or ''}"
        values = answers.values
        return "|".join(
            [
                head,
                *("" if key not in values else token(values[key]) for key, token in self._tokens),
            ]
        )

    def columns(self) -> tuple[Column, ...]:
        """The columns of an export, in the form's order."""
        return tuple(
            Column(question=question, label=question.row.label or {}) for question in self._asked
        )

    def json_schema(self, language: Language | None = None) -> dict[str, Any]:
        """The JSON Schema of a submission to this form."""
        from chalicelib.forms.jsonschema import schema_of  # intake needs none of it

        return schema_of(self, language)

    @cached_property
    def _validator(self) -> SchemaValidator:
        answers = core_schema.typed_dict_schema(
            {question.key: _field(question) for question in self._asked},
            extra_behavior="forbid",
            strict=True,
        )
        anything = core_schema.typed_dict_field(core_schema.any_schema(), required=False)
        envelope = core_schema.typed_dict_schema(
            {
                "id": anything,
                "language": anything,
                "version": anything,
                "answers": core_schema.typed_dict_field(answers),
            },
            extra_behavior="forbid",
        )
        return SchemaValidator(envelope)

    def _kept(self, sent: Mapping[str, Value | None]) -> Answers:
        values = {
            key: value for key, value in sent.items() if value is not None and value not in ("", [])
        }
        for key, other in self._companions.items():
            if other in values and not _chose_other(values.get(key)):
                del values[other]
        return Answers(values=values, roles=self._roles)

    @cached_property
    def _companions(self) -> dict[str, str]:
        return {
            question.key: f"{question.key}_{OTHER}"
            for question in self._asked
            if question.row.or_other
        }

    def _refusal(self, error: ValidationError) -> errors.AnswersRefused:
        problems: dict[str, Problem] = {}
        for detail in error.errors(include_url=False):
            key = str(detail["loc"][1])
            if key not in problems and len(problems) < MAX_PROBLEMS:
                problems[key] = self._problem(key, detail["type"], detail)
        order = {question.key: place for place, question in enumerate(self._asked)}
        found = sorted(problems.items(), key=lambda item: order.get(item[0], len(order)))
        return errors.AnswersRefused(problems=[each for _, each in found])

    def _problem(self, key: str, kind: str, detail: Mapping[str, Any]) -> Problem:
        question = self._by_key.get(key)
        if question is None or not question.answerable:
            return problem("answer.unknown_question", key[:100])
        sent = None if kind == "missing" else detail["input"]
        return question.explain(kind, sent, detail.get("ctx", {}))


def _marked(_: Value) -> str:
    return MARK


def _chose_other(value: object) -> bool:
    return value == OTHER or (isinstance(value, list) and OTHER in value)


def _field(question: Question) -> core_schema.TypedDictField:
    schema = question.schema()
    if not question.required:
        schema = core_schema.nullable_schema(schema)
    return core_schema.typed_dict_field(schema, required=question.required)


def _compiled(definition: Definition, time_zone: str) -> Iterator[Question]:
    setting = Setting(choices=definition.choices, time_zone=time_zone)
    for row, key in keyed(definition.questions):
        if row.list_name is not None and row.list_name not in definition.choices:
            raise errors.FormRefused(
                problems=[problem("form.no_list", "/choices", name=row.list_name)]
            )
        yield TYPES[row.type](row, key, setting)
        if row.or_other:
            yield TYPES["text"](_companion(row), f"{key}_{OTHER}", setting)


def _companion(row: Row) -> Row:
    labels = row.label or OTHER_LABEL
    return row.model_copy(
        update={
            "type": "text",
            "name": f"{row.name}_{OTHER}",
            "label": {
                language: f"{text} ({OTHER_LABEL[language]})" for language, text in labels.items()
            },
            "hint": None,
            "required": False,
            "role": None,
            "private": row.is_private,
            "appearance": None,
            "list_name": None,
            "or_other": False,
        }
    )


def keyed(rows: Iterable[Row]) -> list[tuple[Row, str]]:
    """Every question with its key: its name, or its path where the name occurs twice."""
    placed = list(_placed(rows, ""))
    times = Counter(row.name for row, _ in placed)
    return [(row, row.name if times[row.name] == 1 else path) for row, path in placed]


def _placed(rows: Iterable[Row], above: str) -> Iterator[tuple[Row, str]]:
    for row in rows:
        path = f"{above}{row.name}"
        if row.type == GROUP:
            yield from _placed(row.questions, f"{path}/")
        else:
            yield row, path
