"""The keys of the last runs of scheduled work, and of the last counts of usage in the log."""

from typing import Final

from chalicelib.storage.keys.key import Key

RUNS: Final = "RUNS"


def run(schedule: str) -> Key:
    """The last run of scheduled work."""
    return Key(RUNS, schedule)


def log_count(days: int) -> Key:
    """The last count of usage in the log of that many days."""
    return Key("LOG_COUNTS", str(days))
