"""People who register at the same time, as fast as they come or so many a second, and what becomes of them."""

import time
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median
from threading import Barrier, Lock

from typing_extensions import override

from chalicelib import errors
from chalicelib.actions.services import Services
from chalicelib.domain.registrations import Registration
from chalicelib.domain.submissions import Submission
from chalicelib.storage.outbox import LimitedMail
from chalicelib.storage.submissions import SubmissionStore
from chalicelib.storage.table import Update
from tests.actions.setting import register

CONFIRMED = "confirmed"
FULL = "registration.category_full"


@dataclass(frozen=True)
class Crowd:
    """So many people; at once, ``at_a_time`` of them, or ``per_second``."""

    people: int
    at_a_time: int
    per_second: float | None = None


@dataclass(frozen=True)
class CrowdOutcome:
    """How many were confirmed and refused, by code, and how often each transaction was repeated."""

    codes: Mapping[str, int]
    repeats: tuple[int, ...]

    @property
    def median_repeats(self) -> float:
        """The repeats of the registration in the middle."""
        return median(self.repeats)


class CountingStore(SubmissionStore):
    """Counts the transactions of each registration."""

    def __init__(self, store: SubmissionStore) -> None:
        super().__init__(store._table)
        self._lock = Lock()
        self.transactions: Counter[str] = Counter()

    @override
    def register(
        self,
        registration: Registration,
        mail: LimitedMail | None,
        copy: int,
        count: Update | None = None,
    ) -> Submission | None:
        with self._lock:
            self.transactions[registration.id] += 1
        return super().register(registration, mail, copy, count)


def let_register(
    services: Services, crowd: Crowd, category: str, network: str | None = None
) -> CrowdOutcome:
    """Let a crowd of different people register in a category, all from one network if one is given."""
    store = CountingStore(services.submissions)
    services.__dict__["submissions"] = store
    barrier = Barrier(min(crowd.people, crowd.at_a_time))
    began = time.monotonic()

    def come(number: int) -> str:
        if crowd.per_second is not None:
            time.sleep(max(0.0, began + number / crowd.per_second - time.monotonic()))
        elif number < crowd.at_a_time:
            barrier.wait(timeout=60)
        answers = {"category": category, "name": "Айша", "email": f"a{number}@pikir.example"}
        try:
            register(services, answers, client=network)
        except errors.Refusal as refusal:
            return refusal.code
        return CONFIRMED

    with ThreadPoolExecutor(crowd.at_a_time) as pool:
        codes = Counter(pool.map(come, range(crowd.people)))
    del services.__dict__["submissions"]
    return CrowdOutcome(codes, tuple(count - 1 for count in store.transactions.values()))
