"""The text answers to a form's questions, for readers of rows.

Whoever reads summaries alone gets no text: words can tell who wrote them, in a group of any size. Private questions
(names, contacts) are left out: their answers are with the people. Beside an answer stands its category only where the
question's breakdown in the summary names it, so that the small-group rule holds here, too.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions.audit import log_reading
from chalicelib.actions.listings import read_page
from chalicelib.actions.permissions import find_published
from chalicelib.actions.summaries import FormVersionMap, read_summary
from chalicelib.domain.events import Event
from chalicelib.domain.forms import FormRecord
from chalicelib.domain.listings import ListQuery, SearchIn, row_test
from chalicelib.domain.marks import NO_MARK, AnswerMark
from chalicelib.domain.permissions import Actor
from chalicelib.domain.quotes import is_hidden, mark_of
from chalicelib.domain.submissions import Submission
from chalicelib.domain.summaries import Suppressed
from chalicelib.forms.intake import Column, Form
from chalicelib.locales import Language
from chalicelib.storage.listings import LineRange

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.domain.summaries import Summary

NEWEST: Final = 3
"""The answers to each question that the summary's page shows."""
_MOST_LOOKED_AT: Final = 500
"""The submissions among which those newest answers are looked for."""


@dataclass(frozen=True, slots=True)
class TextAnswer:
    """One answer in words; ``category`` is empty where there is none, or where it may not be named."""

    submission: str
    received_at: datetime
    category: str
    text: str
    language: Language = "kk"
    mark: AnswerMark = NO_MARK


@dataclass(frozen=True, slots=True)
class TextAnswers:
    """One page of the answers to a question; ``next`` and ``looked_through`` are those of a ``Listing``."""

    event: Event
    record: FormRecord
    label: Mapping[Language, str]
    answers: tuple[TextAnswer, ...]
    next: str | None
    looked_through: int | None


def list_text_answers(
    services: "Services",
    actor: Actor,
    event_id: str,
    form_name: str,
    question: str,
    *,
    search: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> TextAnswers:
    """Return one page of the answers to a question that are words, the newest first.

    Every word of ``search`` must occur in the answer itself.

    Raises:
        errors.EventNotFound, errors.FormNotFound, errors.NotPublished: there are none.
        errors.PageNotFound: no version asks such a question for words.
        errors.BadParameter: the cursor is none that a page of this list gave.
    """
    event, record = find_published(services, actor, event_id, form_name, "submissions.list")
    versions = FormVersionMap(services, event, record)
    columns = text_columns(versions, question)
    if not columns:
        raise errors.PageNotFound
    query = ListQuery(
        search=search, search_in=SearchIn.ANSWERS, answered=question, only_that_answer=True
    )
    page = read_page(services, event, record, query, cursor=cursor, limit=limit, forms=versions)
    log_reading(services, actor, "submission.list", event=event_id, form=form_name)
    named = _named_categories(services, actor, event, record, question)
    answers = (_text_answer(each, columns, named) for each in page.submissions)
    return TextAnswers(
        event,
        record,
        columns[max(columns)].label,
        tuple(each for each in answers if each.text),
        page.next,
        page.looked_through,
    )


def newest_text_answers(
    services: "Services", actor: Actor, event_id: str, form_name: str
) -> Mapping[str, tuple[TextAnswer, ...]]:
    """Return the newest answers to each question for words, by its key; without categories.

    A question has none where none is among the newest submissions of the form.

    Raises:
        errors.EventNotFound, errors.FormNotFound, errors.NotPublished: there are none.
    """
    event, record = find_published(services, actor, event_id, form_name, "submissions.list")
    versions = FormVersionMap(services, event, record)
    columns = {key: text_columns(versions, key) for key in _text_keys(versions)}
    if not columns:
        return {}
    found = _newest_ids(services, record, versions, columns)
    wanted = list(dict.fromkeys(id for ids in found.values() for id in ids))  # noqa: A001 -- its name everywhere
    read = services.submissions.read_many(event_id, form_name, wanted, shards=record.shards)
    by_id = {submission.id: submission for submission in read}
    log_reading(services, actor, "submission.list", event=event_id, form=form_name)
    return {
        key: tuple(
            _text_answer(by_id[id], columns[key], frozenset())
            for id in ids  # noqa: A001 -- its name everywhere
            if id in by_id and not is_hidden(by_id[id], key)
        )
        for key, ids in found.items()
    }


def _newest_ids(
    services: "Services",
    record: FormRecord,
    versions: Mapping[int, Form],
    columns: Mapping[str, Mapping[int, Column]],
) -> dict[str, list[str]]:
    """Return the ids of the newest submissions that answer each question, in one reading of the lines."""
    tests = {key: row_test(ListQuery(answered=key), versions) for key in columns}
    found: dict[str, list[str]] = {key: [] for key in columns}
    rows = services.listings.rows(LineRange(record.event, record.name, record.shards))
    for row in islice(rows, _MOST_LOOKED_AT):
        lacking = [key for key, ids in found.items() if len(ids) < NEWEST]
        if not lacking:
            break
        for key in lacking:
            if tests[key](row) and int(row.head[0]) in columns[key]:
                found[key].append(row.id)
    return found


def _text_keys(versions: Mapping[int, Form]) -> Iterator[str]:
    """Yield the key of each question that any version asks for words, once."""
    seen = set()
    for form in versions.values():
        for column in form.columns():
            if _is_text(column) and column.key not in seen:
                seen.add(column.key)
                yield column.key


def text_columns(versions: Mapping[int, Form], key: str) -> dict[int, Column]:
    """Return the question's column in each version that asks it for words."""
    return {
        version: column
        for version, form in versions.items()
        for column in form.columns()
        if column.key == key and _is_text(column)
    }


def _is_text(column: Column) -> bool:
    return column.question.type == "text" and not column.private


def _text_answer(
    submission: Submission, columns: Mapping[int, Column], named: frozenset[str]
) -> TextAnswer:
    column = columns.get(submission.version)
    category = submission.category or ""
    return TextAnswer(
        submission.id,
        submission.received_at,
        category if category in named else "",
        column.text(submission.answers, "kk") if column else "",
        submission.language,
        mark_of(submission, column.key) if column else NO_MARK,
    )


def _named_categories(
    services: "Services", actor: Actor, event: Event, record: FormRecord, key: str
) -> frozenset[str]:
    """Return the categories that the question's breakdown shows."""
    if not event.categories:
        return frozenset()
    return shown_groups(read_summary(services, actor, event.id, record.name), key)


def shown_groups(summary: "Summary", key: str) -> frozenset[str]:
    """Return the categories that the breakdown of a question for words shows."""
    return frozenset(
        name
        for question in summary.questions
        if question.name == key and question.type == "text"
        for name in shown_names(question.by_category or {})
        if name
    )


def shown_names(groups: "Mapping[str, object]") -> frozenset[str]:
    """Return the names of the groups that are not suppressed."""
    return frozenset(name for name, group in groups.items() if not isinstance(group, Suppressed))
