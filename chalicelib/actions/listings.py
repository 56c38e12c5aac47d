"""Lists of a form's submissions for organisers: filtered, searched, sorted, page by page.

A list reads the lines of the index of arrivals, in the order of arrival, and the whole submissions only of the page
that it shows. In the order of time it ends with the page; in any other order it reads on to the end and keeps the
page's rows alone. It never reads more than ``MOST_ROWS`` lines, nor ``MOST_ANSWERS`` submissions whose answers are
searched: the page then says so, and its cursor goes on behind them.
"""

import heapq
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, TypeVar

from chalicelib import errors
from chalicelib.actions.audit import log_reading
from chalicelib.actions.cursors import decode_cursor, encode_cursor
from chalicelib.actions.permissions import find_event, find_published
from chalicelib.actions.summaries import FormVersionMap
from chalicelib.domain.events import Event
from chalicelib.domain.forms import FormRecord, sort_by_purpose
from chalicelib.domain.list_lines import ListLine
from chalicelib.domain.listings import ListedRow, ListQuery, contains, row_test, sort_key
from chalicelib.domain.permissions import Actor
from chalicelib.domain.submissions import Submission, refuse_bad_id
from chalicelib.domain.timestamps import from_timestamp, to_timestamp
from chalicelib.forms.intake import Form
from chalicelib.storage.listings import LineRange, ListPosition

if TYPE_CHECKING:
    from chalicelib.actions.services import Services

MOST_ROWS: Final = 120_000
"""The lines that one page reads at most."""
MOST_ANSWERS: Final = 5_000
"""The submissions whose answers one page searches at most."""
_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list, with its event and form.

    ``next`` is the cursor of the page after it, None at the end. ``looked_through`` is how many submissions were
    looked at where that is not all that could match: the next page goes on behind them, or, in an order other than
    that of time, those behind them are in no page. None where nothing was left out.
    """

    event: Event
    record: FormRecord
    forms: Mapping[int, Form]
    submissions: tuple[Submission, ...]
    next: str | None
    looked_through: int | None = None


@dataclass(frozen=True, slots=True)
class StoredSubmission:
    """One submission, with its event, its form, and the version that it answers."""

    event: Event
    record: FormRecord
    form: Form
    submission: Submission


def list_rows(
    services: "Services",
    actor: Actor,
    event_id: str,
    form_name: str,
    query: ListQuery,
    *,
    cursor: str | None = None,
    limit: int = 50,
) -> Listing:
    """Return one page of a form's submissions: those that the query asks for, at most ``limit``.

    A search for the receipt code of a registration is one exact request, whatever else is asked for.

    Raises:
        errors.EventNotFound, errors.FormNotFound, errors.NotPublished: there are none.
        errors.BadParameter: the cursor is none that a page of this order gave.
    """
    event, record = find_published(services, actor, event_id, form_name, "submissions.list")
    listing = read_page(services, event, record, query, cursor=cursor, limit=limit)
    log_reading(services, actor, "submission.list", event=event_id, form=form_name)
    return listing


def read_page(
    services: "Services",
    event: Event,
    record: FormRecord,
    query: ListQuery,
    *,
    cursor: str | None,
    limit: int,
    forms: Mapping[int, Form] | None = None,
) -> Listing:
    """Read one page for an action that has asked for permission and logs the reading; raise ``BadParameter``."""
    versions = FormVersionMap(services, event, record) if forms is None else forms
    found = _find_by_receipt(services, record, query)
    if found is not None:
        return Listing(event, record, versions, (found,), None)
    reading = _Reading(services, record, query, versions)
    rows, following = reading.page(cursor, limit)
    return Listing(event, record, versions, rows, following, reading.left_off)


def list_registration_forms(
    services: "Services", actor: Actor, event_id: str
) -> tuple[FormRecord, ...]:
    """Return the event's published forms of registrations."""
    find_event(services, actor, event_id, "submissions.list")
    return tuple(
        record for record in published_forms(services, event_id) if record.takes_registrations
    )


def list_answer_forms(services: "Services", actor: Actor, event_id: str) -> tuple[FormRecord, ...]:
    """Return the event's published forms of all other purposes, in the order of their purposes."""
    find_event(services, actor, event_id, "submissions.list")
    records = [each for each in published_forms(services, event_id) if not each.takes_registrations]
    return tuple(sort_by_purpose(records))


def published_forms(services: "Services", event_id: str) -> list[FormRecord]:
    """Return the event's published forms, for an action that has asked for permission."""
    return [record for record in services.forms.records(event_id) if record.version]


def find_submission(
    services: "Services",
    actor: Actor,
    event_id: str,
    form_name: str,
    id: str,  # noqa: A002 -- its name everywhere
) -> StoredSubmission:
    """Return one submission.

    Raises:
        errors.EventNotFound, errors.FormNotFound, errors.NotPublished: there are none.
        errors.SubmissionNotFound, errors.SubmissionErased: there is none, or no more.
    """
    event, record = find_published(services, actor, event_id, form_name, "submissions.read")
    submission = services.submissions.find(event_id, form_name, id, shards=record.shards)
    form = services.catalogue.form(event, record, submission.version)
    log_reading(services, actor, "submission.read", event=event_id, form=form_name, subject=id)
    return StoredSubmission(event, record, form, submission)


@dataclass(frozen=True, slots=True)
class ChosenSubmissions:
    """Some submissions of a form."""

    event: Event
    record: FormRecord
    submissions: tuple[Submission, ...]


def select_submissions(
    services: "Services", actor: Actor, event_id: str, form_name: str, ids: Sequence[str]
) -> ChosenSubmissions:
    """Return the form's submissions of these ids; those that are not there are left out.

    Raises:
        errors.EventNotFound, errors.FormNotFound, errors.NotPublished: there are none.
    """
    event, record = find_published(services, actor, event_id, form_name, "submissions.read")
    log_reading(services, actor, "submission.list", event=event_id, form=form_name)
    found = services.submissions.read_many(event_id, form_name, ids, shards=record.shards)
    return ChosenSubmissions(event, record, tuple(found))


def _find_by_receipt(
    services: "Services", record: FormRecord, query: ListQuery
) -> Submission | None:
    receipt = query.receipt
    if receipt is None or not record.takes_registrations:
        return None
    found = services.listings.find_by_receipt(record.event, record.name, receipt)
    return services.submissions.get(record.event, record.name, found, shards=1) if found else None


class _Reading:
    """One reading of a form's lines; ``left_off`` is set where it ended before the last one."""

    def __init__(
        self,
        services: "Services",
        record: FormRecord,
        query: ListQuery,
        forms: Mapping[int, Form],
    ) -> None:
        self._services = services
        self._record = record
        self._query = query
        self._forms = forms
        self._test = row_test(query, forms)
        self._read = 0
        self._last: ListedRow | None = None
        self.left_off: int | None = None

    def page(self, cursor: str | None, limit: int) -> tuple[tuple[Submission, ...], str | None]:
        """Return a page's submissions and the cursor of the next page."""
        if not self._query.sort.is_by_time and not self._query.searches_answers:
            return self._sorted_page(_decode(cursor, 3), limit)
        after = _decode(cursor, 2)
        position = ListPosition(*after) if after else None
        if self._query.searches_answers:
            return self._searched_page(position, limit)
        rows = list(islice(self._rows(position, MOST_ROWS), limit + 1))
        following = rows[limit - 1] if len(rows) > limit else self._stopped_at
        return self._load(rows[:limit]), following and _encode(following.received_at, following.id)

    def _sorted_page(
        self, after: tuple[str, ...], limit: int
    ) -> tuple[tuple[Submission, ...], str | None]:
        """Return the first rows behind ``after`` in the order of the query's sort, then of arrival, then of id."""
        sort = self._query.sort
        keyed = (
            (sort_key(row, sort), row.received_at, row.id) for row in self._rows(None, MOST_ROWS)
        )
        first = heapq.nsmallest(limit + 1, (key for key in keyed if key > after))
        following = _encode(*first[limit - 1]) if len(first) > limit else None
        ids = [id for _, _, id in first[:limit]]  # noqa: A001 -- its name everywhere
        return self._read_items(ids), following

    def _searched_page(
        self, after: ListPosition | None, limit: int
    ) -> tuple[tuple[Submission, ...], str | None]:
        """Return the submissions in whose answers the words occur, read in pages until there are enough."""
        found: list[Submission] = []
        words = self._query.words
        plain = tuple(word for word in words if word.isalnum())  # JSON writes these as they are
        rows = self._services.listings.whole_rows(self._lines, after)
        for whole in self._filter(rows, MOST_ANSWERS, attrgetter("row")):
            if not contains(whole.text, plain):
                continue
            submission = whole.read()
            if self._has_words(submission, words):
                found.append(submission)
            if len(found) > limit:
                last = found[limit - 1]
                return tuple(found[:limit]), _encode(to_timestamp(last.received_at), last.id)
        stopped = self._stopped_at
        return tuple(found), stopped and _encode(stopped.received_at, stopped.id)

    def _has_words(self, submission: Submission, words: tuple[str, ...]) -> bool:
        query = self._query
        if query.only_that_answer:
            columns = self._forms[submission.version].columns()
            texts = [
                each.text(submission.answers, "kk")
                for each in columns
                if each.key == query.answered
            ]
        else:
            texts = [submission.list_line, *iter_texts(submission.answers)]
        return contains("\n".join(texts), words)

    @property
    def _lines(self) -> LineRange:
        query, record = self._query, self._record
        return LineRange(
            record.event,
            record.name,
            record.shards,
            newest_first=query.sort != "received_at",
            since=to_timestamp(query.since) if query.since else "",
            until=to_timestamp(query.until) if query.until else "",
        )

    def _rows(self, after: ListPosition | None, most: int) -> Iterator[ListedRow]:
        """Yield the rows that pass the test among at most ``most``; note where that ended it."""
        return self._filter(self._services.listings.rows(self._lines, after), most, lambda row: row)

    def _filter(
        self, rows: Iterable[_Row], most: int, row_of: Callable[[_Row], ListedRow]
    ) -> Iterator[_Row]:
        for each in rows:
            if self._read == most:
                self.left_off = most
                return
            self._read += 1
            self._last = row = row_of(each)
            if self._test(row):
                yield each

    @property
    def _stopped_at(self) -> ListedRow | None:
        """The last row that was read, if further ones were left."""
        return self._last if self.left_off is not None else None

    def _load(self, rows: list[ListedRow]) -> tuple[Submission, ...]:
        return self._read_items([row.id for row in rows])

    def _read_items(self, ids: list[str]) -> tuple[Submission, ...]:
        record, store = self._record, self._services.submissions
        return tuple(store.read_many(record.event, record.name, ids, shards=record.shards))


def iter_texts(value: Any) -> Iterator[str]:  # noqa: ANN401 -- answers are JSON of any shape
    """Yield every text of some answers, those in repeats and lists too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from iter_texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from iter_texts(each)


def cursor_behind(submission: Submission, query: ListQuery) -> str:
    """Return the cursor of the page that begins behind a submission of the list."""
    at, id = to_timestamp(submission.received_at), submission.id  # noqa: A001 -- its name everywhere
    if query.sort.is_by_time or query.searches_answers:
        return _encode(at, id)
    row = ListedRow(at, id, submission.stat_line, submission.list_line)
    return _encode(sort_key(row, query.sort), at, id)


def line_of(submission: Submission) -> ListLine:
    """Return the parts of a submission's line."""
    return ListLine.parse(submission.list_line)


def _encode(*parts: str) -> str:
    return encode_cursor(json.dumps(parts, ensure_ascii=False))


def _decode(cursor: str | None, length: int) -> tuple[str, ...]:
    """Return the parts of a cursor, of which the last two are a moment and an id; none for no cursor.

    Raises ``BadParameter`` for anything that ``_encode`` did not write for such a list.
    """
    if cursor is None:
        return ()

    def parse(text: str) -> tuple[str, ...]:
        try:
            *key, received_at, last = json.loads(text)
            refuse_bad_id(last)
            moment = to_timestamp(from_timestamp(received_at))
        except (TypeError, AttributeError, RecursionError, errors.BadSubmissionId):
            raise ValueError from None
        if len(key) != length - 2 or not all(isinstance(each, str) for each in key):
            raise ValueError
        return (*key, moment, last)

    return decode_cursor(cursor, parse)
