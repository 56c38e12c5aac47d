"""Mark answers in words, several at once: quote them, hide them, or take the marks off; and read the quotes."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel, ConfigDict

from chalicelib import errors
from chalicelib.actions.audit import audit_operation
from chalicelib.actions.permissions import find_published
from chalicelib.actions.summaries import FormVersionMap, summarise_form
from chalicelib.actions.text_answers import shown_groups, shown_names, text_columns
from chalicelib.domain.marks import LARGEST_SELECTION, AnswerMark, MarkStep, take_step
from chalicelib.domain.permissions import Actor
from chalicelib.domain.quotes import QuoteObstacle, QuoteRule, mark_of
from chalicelib.forms.text_types import Localized
from chalicelib.locales import Language

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.domain.events import Event
    from chalicelib.domain.forms import FormRecord
    from chalicelib.domain.submissions import Submission
    from chalicelib.domain.summaries import Summary
    from chalicelib.forms.intake import Column

_ID_LENGTH: Final = 12
"""Of a quote's id: digits enough to tell apart the few quotes of a form."""


class QuoteView(BaseModel):
    """An answer that is quoted: its words in the `language` in which it was given, and the `translation` if there is one.

    `id` stays the same for as long as it is quoted, and does not lead to who gave it. `category` is its author's, where the question's breakdown in the summary shows it. Nobody is quoted from a small group.
    """

    model_config = ConfigDict(frozen=True, json_schema_serialization_defaults_required=True)

    id: str
    question: str
    text: str
    language: Language
    category: str | None
    translation: dict[Language, str] | None


class QuoteList(BaseModel):
    """The quotes of a form, by question."""

    model_config = ConfigDict(frozen=True)

    quotes: tuple[QuoteView, ...]


def mark_answers(
    services: "Services",
    actor: Actor,
    event_id: str,
    form_name: str,
    question: str,
    ids: Sequence[str],
    step: MarkStep,
) -> Mapping[str, QuoteObstacle | None]:
    """Take a step with the marks on the answers of these submissions; return why, by id, where one cannot be quoted.

    Each is stored in its own transaction. The same again changes nothing.

    Raises:
        errors.EventNotFound, errors.FormNotFound, errors.NotPublished: there are none.
        errors.PageNotFound: no version asks such a question for words.
        errors.BadParameter: they are more than ``LARGEST_SELECTION``.
        errors.ChangedMeanwhile: somebody else marked one of them in that moment.
    """
    marking = _Marking(services, actor, event_id, form_name, question)
    if len(ids) > LARGEST_SELECTION:
        raise errors.BadParameter(name="id")
    rule = marking.rule() if step is MarkStep.QUOTE else None
    outcomes: dict[str, QuoteObstacle | None] = dict.fromkeys(ids, QuoteObstacle.NO_WORDS)
    for submission in marking.read(ids):
        if not marking.words_of(submission):
            continue
        obstacle = marking.obstacle(rule, submission) if rule else None
        outcomes[submission.id] = obstacle
        if obstacle is None:
            marking.save(submission, take_step(mark_of(submission, question), step), step.value)
    return outcomes


def translate_quote(
    services: "Services",
    actor: Actor,
    event_id: str,
    form_name: str,
    question: str,
    id: str,  # noqa: A002 -- its name everywhere
    translation: Localized | None,
) -> None:
    """Store how a quoted answer reads in other languages; None takes that away.

    Raises:
        errors.EventNotFound, errors.FormNotFound, errors.NotPublished: there are none.
        errors.PageNotFound: no version asks such a question for words.
        errors.SubmissionNotFound: there is no such answer, or it is not quoted.
        errors.ChangedMeanwhile: somebody else marked it in that moment.
    """
    marking = _Marking(services, actor, event_id, form_name, question)
    submission = next(marking.read([id]), None)
    if submission is None or not mark_of(submission, question).is_quoted:
        raise errors.SubmissionNotFound
    mark = mark_of(submission, question).model_copy(update={"translation": translation})
    marking.save(submission, mark, "translation")


def list_quotes(services: "Services", actor: Actor, event_id: str, form_name: str) -> QuoteList:
    """Return the quotes of a form, as far as consent and the small-group rule allow them now.

    Raises:
        errors.EventNotFound, errors.FormNotFound, errors.NotPublished: there are none.
    """
    event, record = find_published(services, actor, event_id, form_name, "summaries.read")
    pointers = list(services.marks.read_quotes(event_id, form_name))
    if not pointers:
        return QuoteList(quotes=())
    versions = FormVersionMap(services, event, record)
    summary, _ = summarise_form(services, event, record)
    rule = _rule(event, summary)
    ids = list(dict.fromkeys(submission for submission, _ in pointers))
    read = services.submissions.read_many(event_id, form_name, ids, shards=record.shards)
    by_id = {submission.id: submission for submission in read}
    columns = {key: text_columns(versions, key) for _, key in pointers}
    return QuoteList(
        quotes=tuple(
            _quote(by_id[id], key, columns[key][by_id[id].version], summary)
            for id, key in sorted(pointers, key=lambda each: each[::-1])  # noqa: A001 -- its name everywhere
            if id in by_id
            and by_id[id].version in columns[key]
            and mark_of(by_id[id], key).is_quoted
            and rule.obstacle(by_id[id], versions[by_id[id].version]) is None
        )
    )


def _quote(submission: "Submission", key: str, column: "Column", summary: "Summary") -> QuoteView:
    translation = mark_of(submission, key).translation
    return QuoteView(
        id=sha256(f"{submission.id} {key}".encode()).hexdigest()[:_ID_LENGTH],
        question=key,
        text=column.text(submission.answers, submission.language),
        language=submission.language,
        category=submission.category if submission.category in shown_groups(summary, key) else None,
        translation=dict(translation) if translation else None,
    )


def _rule(event: "Event", summary: "Summary") -> QuoteRule:
    """Return the rule for quoting answers: whose group's size the summary shows may be quoted."""
    groups = summary.by_category
    return QuoteRule(
        None if groups is None else shown_names(groups),
        summary.responses,
        event.small_group_threshold,
    )


class _Marking:
    """One marking of answers to a question, for those who may."""

    def __init__(
        self, services: "Services", actor: Actor, event_id: str, form_name: str, question: str
    ) -> None:
        event, record = find_published(services, actor, event_id, form_name, "submissions.mark")
        self._services, self._actor, self._question = services, actor, question
        self._event, self._record = event, record
        self._versions = FormVersionMap(services, event, record)
        self._columns = text_columns(self._versions, question)
        if not self._columns:
            raise errors.PageNotFound

    def rule(self) -> QuoteRule:
        """Return what decides whether an answer may be quoted."""
        summary, _ = summarise_form(self._services, self._event, self._record)
        return _rule(self._event, summary)

    def obstacle(self, rule: QuoteRule, submission: "Submission") -> QuoteObstacle | None:
        """Return why the answer cannot be quoted."""
        return rule.obstacle(submission, self._versions[submission.version])

    def read(self, ids: Sequence[str]) -> "Iterator[Submission]":
        """Yield the submissions of these ids."""
        record: FormRecord = self._record
        return self._services.submissions.read_many(
            record.event, record.name, ids, shards=record.shards
        )

    def words_of(self, submission: "Submission") -> str:
        """Return the answer; empty where there is none."""
        column = self._columns.get(submission.version)
        return column.text(submission.answers, submission.language) if column else ""

    def save(self, submission: "Submission", mark: AnswerMark, field: str) -> None:
        """Store the mark, unless it is the same as before."""
        if mark == mark_of(submission, self._question):
            return
        entry = audit_operation(
            self._services,
            self._actor,
            "answer.mark",
            event=submission.event,
            form=submission.form,
            subject=submission.id,
            fields=[field],
        )
        marks = {**submission.marks, self._question: mark}
        self._services.marks.save(submission, marks, shards=self._record.shards, along=[entry])
