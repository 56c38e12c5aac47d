"""A form compiled once per version: checks answers, reads and writes HTML fields, makes lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pydantic_core import SchemaValidator, ValidationError, core_schema

from chalicelib import errors
from chalicelib.forms.compiled.answers import Answers, Column, Values, instances
from chalicelib.forms.compiled.levels import built
from chalicelib.forms.compiled.refusals import MAX_PROBLEMS, Found, found_by, in_order
from chalicelib.forms.layout import Layout
from chalicelib.forms.payload import read_envelope
from chalicelib.forms.problems import problem
from chalicelib.forms.questions.base import MARK, Value
from chalicelib.forms.questions.computed import Calculate, Moment
from chalicelib.forms.questions.repeats import MAX_INSTANCES_IN_ALL
from chalicelib.forms.statistics.instances import listed_token

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.forms.definition import Definition, Purpose
    from chalicelib.forms.questions.base import Question
    from chalicelib.forms.text import Language

__all__ = ["LINE_FORMAT", "MAX_PROBLEMS", "Answers", "Column", "Form", "instances"]

LINE_FORMAT = 1
"""Of the line's making; a reader that needs more than a line holds looks at this."""


class Form:
    """One version of a form, ready to take answers. Safe to share between threads."""

    def __init__(
        self, definition: Definition, version: int, *, time_zone: str = "Asia/Almaty"
    ) -> None:
        self.definition = definition
        self.version = version
        self.time_zone = time_zone
        self.layout = Layout.of(definition.questions)
        made = built(definition, self.layout, time_zone)
        self.root = made.root
        self.questions: tuple[Question, ...] = made.questions
        self.by_node = made.by_node
        self._by_key = {question.key: question for question in self.questions}
        self._asked = tuple(question for question in self.questions if question.answerable)
        self._roles = {
            question.role: question.own for question in reversed(self.root.asked) if question.role
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
        """What takes an answer, repeats and what they hold too, each with its token in the line."""
        return self._asked

    def question(self, key: str) -> Question:
        """The question of that key (``members/age`` in a repeat); ``KeyError`` if there is none."""
        return self._by_key[key]

    def check_json(self, body: bytes, *, now: datetime) -> Answers:
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
            raise self._refusal(found_by(error, self.root)) from None
        return self._kept(sent["answers"], now)

    def check(self, answers: Mapping[str, object], *, now: datetime) -> Answers:
        """The same rules for values already read; raises ``AnswersRefused``."""
        try:
            sent = self._validator.validate_python({"answers": dict(answers)})
        except ValidationError as error:
            raise self._refusal(found_by(error, self.root)) from None
        return self._kept(sent["answers"], now)

    def accepted(self, values: Values) -> Answers:
        """Answers that were accepted before and come from storage: not checked again."""
        return Answers(values=values, roles=self._roles)

    def decode(self, pairs: Sequence[tuple[str, str]]) -> dict[str, object]:
        """The answers in HTML fields named ``q.<key>``, for ``check``.

        Inside a repeat a field is ``q.<repeat>[<number from 0>]/<key>``. A ranking has a field
        ``….<choice>`` for each place, the text beside “other” the field ``…_other``. Blank fields are
        no answers; text that cannot be read as the question's type stays text. Instances of a
        repeat after the last one in which something is filled in are not there, unless the field
        ``q.<repeat>`` says how many there are. Fields whose name starts with ``_`` are the page's own.

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
        free text or private, else the question's own. Of a question in a repeat the tokens of all
        instances are counted: ``;<token>*<times>;<token>*<times>…``.
        """
        head = f"{LINE_FORMAT}|{self.version}|{answers.category or ''}"
        values = answers.values
        return "|".join([head, *(token(values) for token in self._tokens)])

    def columns(self) -> tuple[Column, ...]:
        """The columns of an export, in the form's order."""
        return tuple(
            Column(question=question, label=question.row.label or {}) for question in self._asked
        )

    def uploads(self, answers: Answers) -> list[tuple[str, str]]:
        """The ids of uploaded files among the answers, each with its question's name as problems have it."""
        from chalicelib.forms.compiled.uploads import uploads_in

        return uploads_in(self, answers.values)

    def json_schema(self, language: Language | None = None) -> dict[str, Any]:
        """The JSON Schema of a submission to this form."""
        from chalicelib.forms.jsonschema import schema_of  # intake needs none of it

        return schema_of(self, language)

    @cached_property
    def _tokens(self) -> tuple[Callable[[Values], str], ...]:
        return tuple(_token_of(question) for question in self._asked)

    @cached_property
    def _validator(self) -> SchemaValidator:
        anything = core_schema.typed_dict_field(core_schema.any_schema(), required=False)
        envelope = core_schema.typed_dict_schema(
            {
                "id": anything,
                "language": anything,
                "version": anything,
                "answers": core_schema.typed_dict_field(self.root.schema()),
            },
            extra_behavior="forbid",
        )
        return SchemaValidator(envelope)

    def _kept(self, sent: Mapping[str, Value | None], now: datetime) -> Answers:
        values = self.root.kept(sent)
        for question in self.root.asked:
            if isinstance(question, Calculate):
                values.pop(question.own, None)
            elif isinstance(question, Moment):
                values[question.own] = question.at(now)
        if self.root.repeats and self.root.instances(values) > MAX_INSTANCES_IN_ALL:
            name = self.root.repeats[0].own
            raise errors.AnswersRefused(
                problems=[problem("answer.too_many", name, limit=MAX_INSTANCES_IN_ALL)]
            )
        return Answers(values=values, roles=self._roles)

    def _refusal(self, found: Sequence[Found]) -> errors.AnswersRefused:
        return errors.AnswersRefused(problems=in_order(found))


def _token_of(question: Question) -> Callable[[Values], str]:
    """What makes a question's token of all the answers."""
    own = question.own
    token: Callable[[Value], str] = question.token if question.counted else _marked

    def of(values: Values) -> str:
        value = values.get(own)
        return "" if value is None else token(value)

    if not question.within:
        return of
    return lambda values: listed_token(
        Counter(of(instance) for _, instance in instances(values, question.within))
    )


def _marked(_: Value) -> str:
    return MARK
