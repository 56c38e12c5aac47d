"""Collections that are keyed by UUIDs, read whole by several queries at once, in no order.

A collection is read from its beginning. What a page leaves of its range of ids is cut in two while queries may still be
added, so ranges adapt to however the ids are distributed: evenly (version 4) or in one corner (version 7). A query that
storage refuses after the client's own retries is asked again, once fewer queries run at once.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from chalicelib import errors
from chalicelib.storage.context_threads import submit
from chalicelib.storage.table import Item, Page, Table

AT_ONCE: Final = 8
"""How many queries run at once; as many pages are held."""
PAGE: Final = 250
"""Items of a page: some 250 KB of typical submissions, and never more than DynamoDB's megabyte."""


@dataclass(frozen=True, slots=True)
class IdRange:
    """The ids of a collection from ``first`` to ``last``, both included, as integers."""

    collection: str
    first: int = 0
    last: int = 2**128 - 1

    def behind(self, page: Page) -> "IdRange | None":
        """Return what a page of the range leaves to be read, None at its end.

        A page that is full goes on even where it ends with the range's last id, and a query of no ids is refused.
        """
        if page.next is None:
            return None
        first = UUID(page.next["sk"]["S"]).int + 1
        return replace(self, first=first) if first <= self.last else None

    def halves(self) -> "tuple[IdRange, ...]":
        """Cut the range in two; return a range of one id as it is."""
        if self.first == self.last:
            return (self,)
        middle = (self.first + self.last) // 2
        return replace(self, last=middle), replace(self, first=middle + 1)


def query_all(
    table: Table, collections: Sequence[str], *, at_once: int = AT_ONCE
) -> Iterator[Sequence[Item]]:
    """Yield all items of the collections, read consistently, a page at a time and in no order.

    No thread is left when it ends, however it ends; a single collection of one page takes none.

    Raises:
        errors.Unavailable: storage refused a query though no other ran beside it, or the deadline has passed.
    """
    waiting = deque(IdRange(each) for each in collections)
    if len(waiting) == 1:
        only = waiting.popleft()
        page = _query(table, only)
        if rest := only.behind(page):
            waiting.extend(rest.halves())
        yield page.items
    if waiting:
        yield from _ParallelQueries(table, waiting, at_once).pages()


def _query(table: Table, ids: IdRange) -> Page:
    first, last = str(UUID(int=ids.first)), str(UUID(int=ids.last))
    return table.page(ids.collection, first=first, last=last, limit=PAGE)


@dataclass(frozen=True, slots=True)
class _Query:
    """A query under way, and how many were permitted when it began."""

    ids: IdRange
    at_once: int


class _ParallelQueries:
    """The queries of one reading: those that run, and the ranges that wait."""

    def __init__(self, table: Table, waiting: deque[IdRange], at_once: int) -> None:
        self._table = table
        self._waiting = waiting
        self._at_once = at_once
        self._running: dict[Future[Page], _Query] = {}

    def pages(self) -> Iterator[Sequence[Item]]:
        """Yield the pages as they come; begin further queries before each is handed out."""
        with ThreadPoolExecutor(self._at_once, thread_name_prefix="query") as pool:
            try:
                while self._start(pool):
                    done, _ = wait(self._running, return_when=FIRST_COMPLETED)
                    page = self._take(done.pop())
                    self._start(pool)
                    yield page
            finally:
                for each in self._running:
                    each.cancel()

    def _start(self, pool: ThreadPoolExecutor) -> bool:
        """Begin as many queries as are permitted; return whether any runs."""
        while self._waiting and len(self._running) < self._at_once:
            ids = self._waiting.popleft()
            future = submit(pool, _query, self._table, ids)
            self._running[future] = _Query(ids, self._at_once)
        return bool(self._running)

    def _take(self, done: Future[Page]) -> Sequence[Item]:
        query = self._running.pop(done)
        try:
            page = done.result()
        except errors.Unavailable:
            self._repeat_with_fewer(query)
            return ()
        self._waiting.extend(self._divide(query.ids, page))
        return page.items

    def _divide(self, of: IdRange, page: Page) -> Sequence[IdRange]:
        """Return what the page leaves of its range, cut in two if there are fewer ranges than may be read at once."""
        rest = of.behind(page)
        if rest is None:
            return ()
        is_short = len(self._running) + len(self._waiting) + 1 < self._at_once
        return rest.halves() if is_short else (rest,)

    def _repeat_with_fewer(self, refused: _Query) -> None:
        """Have the query repeated; raise if it ran alone. Refusals of queries that ran together count once."""
        if refused.at_once == 1:
            raise errors.Unavailable
        self._at_once = min(self._at_once, refused.at_once // 2)
        self._waiting.appendleft(refused.ids)
