"""A form compiled once per version: checks answers, reads and writes HTML fields, makes lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pydantic_core import SchemaValidator, ValidationError, core_schema

from chalicelib import errors
from chalicelib.forms.intake.answers import Answers, Column, Values, instances
from chalicelib.forms.intake.envelope import read_envelope
from chalicelib.forms.intake.levels import built
from chalicelib.forms.intake.refusals import (
    MAX_PROBLEMS,
    AnswerProblem,
    found_by,
    in_order,
    without,
)
from chalicelib.forms.logic.evaluation_context import EvaluationContext, NewId, new_uuid
from chalicelib.forms.problems import problem
from chalicelib.forms.statistics.codes import ANSWERED, SKIPPED, encode_instances
from chalicelib.forms.tree import FormTree
from chalicelib.forms.types import TYPES, AnswerSource
from chalicelib.forms.types.base import Value
from chalicelib.forms.types.computed_types import Calculate
from chalicelib.forms.types.file_types import Upload
from chalicelib.forms.types.repeat_types import MAX_INSTANCES_IN_ALL

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.forms.definition import Definition, Purpose, Row
    from chalicelib.forms.logic.form_logic import Logic
    from chalicelib.forms.logic.rules import BoundRules
    from chalicelib.forms.types.base import Question
    from chalicelib.locales import Language

__all__ = ["MAX_PROBLEMS", "STAT_LINE_FORMAT", "Answers", "Column", "Form", "instances"]

STAT_LINE_FORMAT = 1
"""Of the line's making; a reader that needs more than a line holds looks at this."""


class Form:
    """One version of a form, ready to take answers. Safe to share between threads."""

    def __init__(
        self, definition: Definition, version: int, *, time_zone: str = "Asia/Almaty"
    ) -> None:
        self.definition = definition
        self.version = version
        self.time_zone = time_zone
        self.layout = FormTree.of(definition.questions)
        self.built = built(definition, self.layout, time_zone)
        self.root = self.built.root
        self.questions: tuple[Question, ...] = self.built.questions
        self.by_node = self.built.by_node
        self._by_key = {question.key: question for question in self.questions}
        _inherit_privacy(self)
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
        """What takes an answer, repeats and what they hold too, each with its code in the line."""
        return self._asked

    def question(self, key: str) -> Question:
        """The question of that key (``members/age`` in a repeat); ``KeyError`` if there is none."""
        return self._by_key[key]

    def check_json(
        self,
        body: bytes,
        *,
        now: datetime,
        new_id: NewId = new_uuid,
        language: Language | None = None,
    ) -> Answers:
        """The answers in an envelope's bytes.

        Raises:
            errors.Malformed: not strict JSON.
            errors.RequestRefused: the envelope is not as it should be.
            errors.AnswersRefused: every answer refused, by its question's key.
        """
        envelope = read_envelope(body)
        self._refuse_too_many(envelope.answers)
        try:
            sent = self._validator.validate_json(body)["answers"]
        except ValidationError as error:
            sent, found = self._readable(envelope.answers, error)
        else:
            found = []
        return self._taken(sent, found, self._here(now, new_id, language))

    def check(
        self,
        answers: Mapping[str, object],
        *,
        now: datetime,
        new_id: NewId = new_uuid,
        language: Language | None = None,
    ) -> Answers:
        """The same rules for values already read.

        First every answer alone, strictly; then the form's logic: what is not asked is dropped,
        however it looked, the rest is worked out and checked together. ``now``, ``new_id`` and
        ``language`` are what expressions may ask for beside the answers; the language is the form's
        own unless another is said.

        Raises:
            errors.AnswersRefused: every answer refused, by its question's key.
        """
        self._refuse_too_many(answers)
        try:
            sent = self._validator.validate_python({"answers": dict(answers)})["answers"]
        except ValidationError as error:
            sent, found = self._readable(answers, error)
        else:
            found = []
        return self._taken(sent, found, self._here(now, new_id, language))

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
        from chalicelib.forms.intake.html_fields import decode

        return decode(self, pairs)

    def encode(self, answers: Mapping[str, object]) -> list[tuple[str, str]]:
        """The HTML fields that show these answers: ``decode(encode(a)) == a``."""
        from chalicelib.forms.intake.html_fields import encode

        return encode(self, answers)

    def stat_line(self, answers: Answers) -> str:
        """Return the answers' statistics line: ``format|version|category|code|code…``.

        One code for each of ``asked``: empty where unanswered, ``+`` for an answer that is
        free text or private, else the question's own. Of a question in a repeat the codes of all
        instances are counted: ``;<code>*<times>;<code>*<times>…``.
        """
        head = f"{STAT_LINE_FORMAT}|{self.version}|{answers.category or ''}"
        values = answers.values
        return "|".join([head, *(encode(values) for encode in self._encoders)])

    def columns(self) -> tuple[Column, ...]:
        """The columns of an export, in the form's order."""
        return tuple(Column(question=question, label=question.label) for question in self._asked)

    @cached_property
    def file_questions(self) -> Mapping[str, Question]:
        """The questions that are answered by files, by key."""
        return {one.key: one for one in self._asked if isinstance(one, Upload)}

    def uploads(self, answers: Answers) -> list[tuple[str, str]]:
        """The ids of uploaded files among the answers, each with its question's name as problems have it."""
        from chalicelib.forms.intake.uploads import uploads_in

        return uploads_in(self, answers.values)

    def json_schema(self, language: Language | None = None) -> dict[str, Any]:
        """The JSON Schema of a submission to this form."""
        from chalicelib.forms.intake.json_schema import schema_of  # intake needs none of it

        return schema_of(self, language)

    @cached_property
    def _encoders(self) -> tuple[Callable[[Values], str], ...]:
        return tuple(_encoder_of(question) for question in self._asked)

    @cached_property
    def logic(self) -> Logic:
        """The form's expressions, ready to run; raises ``FormRefused`` for what cannot be."""
        from chalicelib.forms.logic.form_logic import (
            logic_of,
        )  # what no expression needs stays unread

        return logic_of(self.rules, self.layout, self.built)

    @cached_property
    def rules(self) -> BoundRules:
        """The form's expressions, bound, and what is wrong with them."""
        from chalicelib.forms.logic.rules import bound_rules

        return bound_rules(self.layout, self.definition.choices)

    @cached_property
    def decides(self) -> bool:
        """Whether anything about an answer depends on others, or on when it came."""
        return any(_decides(node.row) for node in self.layout.nodes)

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

    @cached_property
    def _lenient(self) -> SchemaValidator:
        return SchemaValidator(self.root.schema(lenient=True))

    def _here(self, now: datetime, new_id: NewId, language: Language | None) -> EvaluationContext:
        spoken = language or self.definition.default_language
        return EvaluationContext(now=now, time_zone=self.time_zone, language=spoken, new_id=new_id)

    def _refuse_too_many(self, answers: Mapping[str, object]) -> None:
        """Before anything is looked at: each instance that is wrong costs more than one that is right."""
        if self.root.repeats and self.root.instances(answers) > MAX_INSTANCES_IN_ALL:
            raise self._refused("answer.too_many", limit=MAX_INSTANCES_IN_ALL)

    def _readable(
        self, answers: Mapping[str, object], error: ValidationError
    ) -> tuple[Any, list[AnswerProblem]]:
        """The answers that can stand alone, and what is wrong with the others; else raises."""
        found = found_by(error, self.root)
        if not self.decides:
            raise _refusal(found) from None
        return self._lenient.validate_python(without(answers, found)), found

    def _taken(
        self, sent: Mapping[str, Value | None], found: list[AnswerProblem], here: EvaluationContext
    ) -> Answers:
        values = self.root.kept(sent)
        if self.decides:
            values = self._settled(values, found, here)
        return Answers(values=values, roles=self._roles)

    def _settled(
        self, values: dict[str, Any], found: list[AnswerProblem], here: EvaluationContext
    ) -> dict[str, Any]:
        run = self.logic.settled(values, here)
        if not run.is_too_complex:
            self.logic.check(run)
        if run.is_too_complex:
            raise self._refused("answer.too_complex")
        if run.overfull:
            raise self._refused("answer.too_many", limit=MAX_INSTANCES_IN_ALL)
        still = [each for each in found if run.still_counts(each.spot)]
        if still or run.found:
            raise _refusal([*still, *run.found])
        return self.root.ordered(values)

    def _refused(self, code: str, **parameters: object) -> errors.AnswersRefused:
        """A refusal of all answers together, told at the first repeat or question."""
        name = (*self.root.repeats, *self.root.asked)[0].own
        return errors.AnswersRefused(problems=[problem(code, name, **parameters)])


def _inherit_privacy(form: Form) -> None:
    """What is worked out from personal data is personal data."""
    calculations = [each for each in form.questions if isinstance(each, Calculate)]
    if not calculations or not any(each.private for each in form.questions):
        return
    from chalicelib.xpath import references

    for node in form.logic.order:
        question, rules = form.by_node.get(node), form.logic.rules.get(node)
        if isinstance(question, Calculate) and rules is not None:
            read = [references(each) for each in (rules.calculation, rules.default) if each]
            sources = (form.by_node.get(source) for source in frozenset().union(*read))
            if any(source is not None and source.private for source in sources):
                question.private = True


def _refusal(found: Sequence[AnswerProblem]) -> errors.AnswersRefused:
    return errors.AnswersRefused(problems=in_order(found))


def _decides(row: Row) -> bool:
    source = TYPES[row.type].source
    expressions = (
        row.relevant,
        row.constraint,
        row.calculation,
        row.choice_filter,
        row.repeat_count,
    )
    return (
        any(expressions)
        or isinstance(row.required, str)
        or source is AnswerSource.SERVER
        or (source is AnswerSource.EXPRESSION and row.default is not None)
        or "${" in str(row.required_message or "")
    )


def _encoder_of(question: Question) -> Callable[[Values], str]:
    """What makes a question's code of all the answers."""
    own = question.own
    encode: Callable[[Value], str] = question.encode if question.counted else _encode_answered

    def of(values: Values) -> str:
        value = values.get(own)
        return SKIPPED if value is None else encode(value)

    if not question.within:
        return of
    return lambda values: encode_instances(
        Counter(of(instance) for _, instance in instances(values, question.within))
    )


def _encode_answered(_: Value) -> str:
    return ANSWERED
