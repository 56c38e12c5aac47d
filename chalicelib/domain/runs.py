"""Scheduled work: its last run, as it is recorded."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, get_args

ScheduleName = Literal["sweep_mail", "advance_checkpoints", "sweep_files", "release_places"]
SCHEDULES: Final[tuple[ScheduleName, ...]] = get_args(ScheduleName)

RECORDING_INTERVAL: Final = timedelta(hours=1)
"""How often a run that did nothing is recorded: each record is a request of its own."""
LATE_AFTER: Final = timedelta(hours=3)
"""The age of a record after which the schedule has stopped; the rarest one runs every hour."""


@dataclass(frozen=True, slots=True)
class Run:
    """The last recorded run: what it did, how many items failed, or which exception ended it."""

    schedule: ScheduleName
    at: datetime
    done: int = 0
    failed: int = 0
    error: str = ""

    @property
    def is_idle(self) -> bool:
        """Whether there was nothing to do."""
        return not (self.done or self.failed or self.error)

    def is_late(self, now: datetime) -> bool:
        """Whether the next record is long overdue."""
        return now - self.at > LATE_AFTER
