"""One version of a form, compiled once: one strict check for answers from JSON and from pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from pydantic_core import SchemaValidator, ValidationError

from chalicelib import errors
from chalicelib.forms.answer_paths import AnswerProblem, sort_problems
from chalicelib.forms.intake.answers import Answers, Column, Values, find_uploads, instances
from chalicelib.forms.intake.refusals import leave_out, problems_of
from chalicelib.forms.logic import EvaluationContext, NewId, new_uuid
from chalicelib.forms.problems import problem
from chalicelib.forms.questions import build_questions
from chalicelib.forms.statistics.codes import ANSWERED, SKIPPED, encode_instances
from chalicelib.forms.tree import FormTree
from chalicelib.forms.types import TYPES, AnswerSource
from chalicelib.forms.types.base import Value
from chalicelib.forms.types.computed_types import Calculate
from chalicelib.forms.types.pattern_types import Upload
from chalicelib.forms.types.repeat_types import MAX_INSTANCES_IN_ALL

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.forms.definition import Definition, Purpose, Row
    from chalicelib.forms.logic.form_logic import FormLogic
    from chalicelib.forms.logic.page_logic import PageLogic
    from chalicelib.forms.logic.page_state import PageState
    from chalicelib.forms.logic.rules import FormRules
    from chalicelib.forms.logic.settling import CountShown, Frame
    from chalicelib.forms.types.base import JsonSchema, Question
    from chalicelib.locales import Language

STAT_LINE_FORMAT = 1
"""The format of lines; a reader that needs more than an old line holds looks at it."""

_ALMATY = "Asia/Almaty"
_INDEX = re.compile(r"\[[0-9]{1,6}\](?=/)")


class Form:
    """A version of a form after ``wording`` corrections of its texts, ready to take answers. Safe to share between threads."""

    def __init__(
        self, definition: Definition, version: int, *, wording: int = 0, time_zone: str = _ALMATY
    ) -> None:
        self.definition, self.version, self.wording = definition, version, wording
        self.time_zone = time_zone
        self.tree = FormTree.of(definition.questions)
        self.form_questions = build_questions(definition, self.tree, time_zone)
        self.root = self.form_questions.root
        self.questions: tuple[Question, ...] = self.form_questions.questions
        self.by_node = self.form_questions.by_node
        self._by_key = {question.key: question for question in self.questions}
        _inherit_privacy(self)
        self._answerable = tuple(question for question in self.questions if question.answerable)
        self._roles = {
            question.role: question.key_in_scope
            for question in reversed(self.root.answerable)
            if question.role
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
    def answerable(self) -> tuple[Question, ...]:
        """What takes an answer, repeats and their questions too, each with its code in the line."""
        return self._answerable

    def question(self, key: str) -> Question:
        """The question of that key (``members/age`` in a repeat); ``KeyError`` if there is none."""
        return self._by_key[key]

    def check(
        self,
        answers: Mapping[str, object],
        *,
        now: datetime,
        new_id: NewId = new_uuid,
        language: Language | None = None,
    ) -> Answers:
        """Accept the answers, as JSON values, or refuse them.

        First each answer alone, strictly; then the form's logic: what is not relevant is dropped, even
        if it was wrong, the rest is calculated and checked together. ``now``, ``new_id`` and ``language``
        (the form's default if None) are what expressions can ask for beside the answers.

        Raises:
            errors.AnswersRefused: every answer refused, by its path.
        """
        if self._has_too_many_instances(answers):
            raise self._refuse("answer.too_many", limit=MAX_INSTANCES_IN_ALL)
        try:
            sent, refused = self._validator.validate_python(answers), []
        except ValidationError as error:
            refused = problems_of(error, self.root)
            if not self.has_logic:
                raise errors.AnswersRefused(problems=sort_problems(refused)) from None
            sent = self._lenient_validator.validate_python(leave_out(answers, refused))
        values = self.root.clean(sent)
        if self.has_logic:
            values = self._settle(values, refused, self._context(now, new_id, language))
        accepted = Answers(values=values, roles=self._roles)
        self._refuse_without_contact(accepted)
        return accepted

    def show_page(
        self,
        pairs: Sequence[tuple[str, str]],
        count_shown: CountShown,
        *,
        now: datetime,
        language: Language | None = None,
        started: str = "",
        new_id: NewId = new_uuid,
    ) -> PageState:
        """The state of a page that shows these HTML fields; a new page has none.

        The same reading and the same logic as ``check``, except that nothing is refused: what cannot be
        read counts as unanswered. On a new page the questions start with their defaults. ``count_shown``
        says how many instances of a repeat the page shows; ``started`` is the moment when it was opened.
        """
        fields = pairs or [(_STARTED, started)]
        return self.page_logic.settle(
            self.read_page(fields),
            self._context(now, new_id, language),
            count_shown,
            is_new=not pairs,
        )

    def restore(self, values: Values) -> Answers:
        """Answers that were accepted before and come from storage: they are not checked again."""
        return Answers(values=values, roles=self._roles)

    def correct(self, answers: Answers, changes: Mapping[str, object]) -> Answers:
        """Accepted answers with some of the form's own questions answered anew; None takes an answer away.

        Only the new answers are checked, each alone: the others stay as they were given, and so does what was
        calculated from them.

        Raises:
            errors.AnswersRefused: every new answer refused, and what must not be taken away.
        """
        given = {key: value for key, value in changes.items() if value is not None}
        try:
            checked = self.root.clean(self._lenient_validator.validate_python(given))
        except ValidationError as error:
            refused = sort_problems(problems_of(error, self.root))
            raise errors.AnswersRefused(problems=refused) from None
        missing = [
            problem(question.unanswered, key)
            for key, question in self.root.by_key.items()
            if key in changes and key not in checked and question.required
        ]
        if missing:
            raise errors.AnswersRefused(problems=missing)
        kept = {key: value for key, value in answers.values.items() if key not in changes}
        corrected = Answers(values=self.root.sort({**kept, **checked}), roles=self._roles)
        self._refuse_without_contact(corrected)
        return corrected

    def decode(self, pairs: Sequence[tuple[str, str]]) -> dict[str, object]:
        """The answers in HTML fields named ``q.<key>``, for ``check``.

        Inside a repeat a field is ``q.<repeat>[<index from 0>]/<key>``. A ranking has a field
        ``….<choice>`` for each rank, the text beside “other” the field ``…_other``. Blank fields are
        no answers; text that cannot be read as the question's type stays text. Instances of a
        repeat after the last one in which something is filled in are left out, unless the field
        ``q.<repeat>`` gives their number. Fields whose name starts with ``_`` belong to the page.

        Raises:
            errors.BrokenForm: a field that no question has, or one sent twice.
        """
        from chalicelib.forms.intake.html_fields import decode

        return decode(self.root, pairs)

    def read_page(self, pairs: Sequence[tuple[str, str]]) -> dict[str, Value]:
        """The answers in HTML fields, as far as they can be read; none where the fields are broken."""
        try:
            answers = self.decode(pairs)
        except errors.BrokenForm:
            return {}
        if self._has_too_many_instances(answers):
            return {}
        try:
            sent = self._lenient_validator.validate_python(answers)
        except ValidationError as error:
            remaining = leave_out(answers, problems_of(error, self.root))
            sent = self._lenient_validator.validate_python(remaining)
        return self.root.clean(sent)

    def encode(self, answers: Mapping[str, object]) -> list[tuple[str, str]]:
        """The HTML fields that show these answers: ``decode(encode(a)) == a``."""
        from chalicelib.forms.intake.html_fields import encode

        return encode(self.root, answers)

    def stat_line(self, answers: Answers) -> str:
        """The answers' statistics line: ``format|version|category|code|code…``.

        One code for each of ``answerable``: empty where unanswered, ``+`` for an answer that is
        free text or private, else the question's code. Of a question in a repeat the codes of all
        instances are counted: ``;<code>*<times>;<code>*<times>…``.
        """
        head = f"{STAT_LINE_FORMAT}|{self.version}|{answers.category or ''}"
        values = answers.values
        return "|".join([head, *[encode(values) for encode in self._encoders]])

    def columns(self) -> tuple[Column, ...]:
        """The columns of an export, in the form's order."""
        return tuple(Column(question=each, label=each.label) for each in self._answerable)

    @cached_property
    def file_questions(self) -> Mapping[str, Question]:
        """The questions that are answered by files, by key."""
        return {one.key: one for one in self._answerable if isinstance(one, Upload)}

    def file_question(self, path: str) -> Question | None:
        """The question of files at a path (``members[0]/photo``), or None."""
        return self.file_questions.get(_INDEX.sub("", path))

    def uploads(self, answers: Answers) -> list[tuple[str, str]]:
        """The path and id of each uploaded file among the answers."""
        return find_uploads(self.file_questions.values(), answers.values)

    def json_schema(self, language: Language | None = None) -> JsonSchema:
        """The JSON Schema of a submission to this form."""
        from chalicelib.forms.intake.json_schema import submission_schema  # intake does not need it

        required = self.contact_keys if self.definition.contact_required else ()
        return submission_schema(self.definition, self.root, language, one_of=required)

    @cached_property
    def contact_keys(self) -> tuple[str, ...]:
        """The keys of the questions by whose answers a repeat of a person is recognised."""
        roles = self.definition.contact_roles
        return tuple(self._roles[role] for role in roles if role in self._roles)

    @cached_property
    def logic(self) -> FormLogic:
        """The form's expressions, ready to run.

        Raises:
            errors.FormRefused: an expression that cannot be bound, or rows in a cycle.
        """
        from chalicelib.forms.logic.form_logic import compile_logic  # many forms have no expression

        return compile_logic(self.rules, self.tree, self.form_questions)

    @cached_property
    def page_logic(self) -> PageLogic:
        """The form's logic with what only its page needs."""
        from chalicelib.forms.logic.page_logic import compile_page_logic

        return compile_page_logic(self.logic, self.definition.choices, self.definition.data)

    @cached_property
    def rules(self) -> FormRules:
        """The form's expressions, bound, and what is wrong with them."""
        from chalicelib.forms.logic.rules import bind_rules

        return bind_rules(self.tree, self.definition.choices, self.definition.data)

    @cached_property
    def has_logic(self) -> bool:
        """Whether anything about an answer depends on others, or on when it came."""
        return any(_has_logic(node.row) for node in self.tree.nodes)

    @cached_property
    def _encoders(self) -> tuple[Callable[[Values], str], ...]:
        return tuple(_encoder_of(question) for question in self._answerable)

    @cached_property
    def _validator(self) -> SchemaValidator:
        return SchemaValidator(self.root.schema())

    @cached_property
    def _lenient_validator(self) -> SchemaValidator:
        return SchemaValidator(self.root.schema(lenient=True))

    def _context(
        self, now: datetime, new_id: NewId, language: Language | None
    ) -> EvaluationContext:
        return EvaluationContext(
            now=now,
            time_zone=self.time_zone,
            language=language or self.definition.default_language,
            new_id=new_id,
        )

    def _refuse_without_contact(self, answers: Answers) -> None:
        keys = self.contact_keys if self.definition.contact_required else ()
        if keys and not any(key in answers.values for key in keys):
            asked = [question for question in self.root.answerable if question.key in keys]
            raise errors.AnswersRefused(
                problems=[problem("answer.contact_missing", question.key) for question in asked]
                if len(asked) > 1
                else [question.report_omission(question.key) for question in asked]
            )

    def _has_too_many_instances(self, answers: Mapping[str, object]) -> bool:
        """Counted before anything else: a wrong instance costs more than a right one."""
        if not self.root.repeats:
            return False
        return self.root.count_instances(answers) > MAX_INSTANCES_IN_ALL

    def _settle(
        self, values: Frame, refused: list[AnswerProblem], context: EvaluationContext
    ) -> Frame:
        settling = self.logic.settle(values, context)
        if not settling.is_too_complex:
            self.logic.check(settling)
        if settling.is_too_complex:
            raise self._refuse("answer.too_complex")
        if settling.has_too_many_instances:
            raise self._refuse("answer.too_many", limit=MAX_INSTANCES_IN_ALL)
        # What a group's relevance reads in the group is settled before it is known whether the group is asked.
        noted = (*refused, *settling.problems)
        if relevant := [each for each in noted if settling.is_path_asked(each.path)]:
            raise errors.AnswersRefused(problems=sort_problems(relevant))
        return self.root.sort(values)

    def _refuse(self, code: str, **parameters: object) -> errors.AnswersRefused:
        """A refusal of all answers together, at the first repeat or question."""
        name = (*self.root.repeats, *self.root.answerable)[0].key_in_scope
        return errors.AnswersRefused(problems=[problem(code, name, **parameters)])


_STARTED = "_started"


def _inherit_privacy(form: Form) -> None:
    """Make private what is calculated from personal data."""
    calculations = [each for each in form.questions if isinstance(each, Calculate)]
    if not calculations or not any(each.private for each in form.questions):
        return
    from chalicelib.xpath import references

    for node in form.logic.order:
        question, rules = form.by_node.get(node), form.rules.of(node)
        if isinstance(question, Calculate):
            read = [references(each) for each in (rules.calculation, rules.default) if each]
            sources = (form.by_node.get(source) for source in frozenset().union(*read))
            if any(source is not None and source.private for source in sources):
                question.private = True


def _has_logic(row: Row) -> bool:
    expressions = (
        row.relevant,
        row.constraint,
        row.calculation,
        row.choice_filter,
        row.repeat_count,
    )
    source = TYPES[row.type].source
    return (
        any(expressions)
        or isinstance(row.required, str)
        or source is AnswerSource.SERVER
        or (source is AnswerSource.EXPRESSION and row.default is not None)
        or "${" in str(row.required_message or "")
    )


def _encoder_of(question: Question) -> Callable[[Values], str]:
    """A function that makes the question's code of all the answers."""
    key = question.key_in_scope
    encode: Callable[[Value], str] = question.encode if question.is_tallied else _encode_answered

    def encode_in(values: Values) -> str:
        value = values.get(key)
        return SKIPPED if value is None else encode(value)

    if not question.within:
        return encode_in
    return lambda values: encode_instances(
        Counter(encode_in(instance) for _, instance in instances(values, question.within))
    )


def _encode_answered(_: Value) -> str:
    return ANSWERED
