"""Which calls are sent again, after which pause, and how many in all: botocore's "standard" mode.

https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html; the figures are those of botocore 1.44
(``botocore.retries.standard``), with which the tests compare them.
"""

import random
from collections.abc import Callable
from threading import Lock
from typing import Final

ATTEMPTS: Final = 3
THROTTLES: Final = frozenset(
    {
        "LimitExceededException",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ThrottlingException",
        "TransactionInProgressException",
    }
)
"""Codes of DynamoDB's errors that ask for fewer requests."""
_TRANSIENT: Final = frozenset({"RequestTimeout", "RequestTimeoutException", "InternalServerError"})
_TRANSIENT_STATUS: Final = frozenset({500, 502, 503, 504})
_TOO_MANY: Final = 429

_CAPACITY: Final = 500
_COST: Final = 14
_COST_OF_THROTTLED: Final = 5
_EARNED_BY_SUCCESS: Final = 1

_SCALE: Final = 0.025
_SCALE_OF_THROTTLED: Final = 1.0
_LONGEST_PAUSE: Final = 20.0
_MOST_ADDED: Final = 5.0


def is_throttled(code: str | None, status: int) -> bool:
    """Return whether an answer asks for fewer requests."""
    return code in THROTTLES or status == _TOO_MANY


def is_transient(code: str | None, status: int) -> bool:
    """Return whether an answer may be another one in a moment, a throttle among them."""
    return is_throttled(code, status) or code in _TRANSIENT or status in _TRANSIENT_STATUS


def pause_before(
    attempt: int,
    *,
    throttled: bool,
    retry_after: str | None = None,
    draw: Callable[[], float] = random.random,
) -> float:
    """Return the seconds to wait after attempt number ``attempt`` (from 1): exponential, with full jitter.

    ``retry_after`` is the answer's ``x-amz-retry-after`` in milliseconds; it raises the pause, by five seconds at most.
    """
    scale = _SCALE_OF_THROTTLED if throttled else _SCALE
    pause = draw() * min(scale * 2.0 ** (attempt - 1), _LONGEST_PAUSE)
    if retry_after is None or not retry_after.isdecimal():
        return pause
    return max(pause, min(int(retry_after) / 1000, pause + _MOST_ADDED))


class RetryQuota:
    """How much may be sent again: a store that retries empty and successes fill, shared by all threads of a client.

    When everything fails, each call is soon made once only, so that a database in trouble is not asked threefold.
    """

    def __init__(self) -> None:
        self._left = _CAPACITY
        self._lock = Lock()

    def take(self, *, throttled: bool) -> int:
        """Return what one more attempt costs, and take it; 0 where it is not left."""
        cost = _COST_OF_THROTTLED if throttled else _COST
        with self._lock:
            if cost > self._left:
                return 0
            self._left -= cost
        return cost

    def give_back(self, cost: int) -> None:
        """Note a success, whose last attempt cost that much (0 where the first one succeeded)."""
        if self._left == _CAPACITY:
            return  # nearly always: no lock
        with self._lock:
            self._left = min(self._left + (cost or _EARNED_BY_SUCCESS), _CAPACITY)
