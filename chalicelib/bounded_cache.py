"""Values of a process, bounded in number and in weight; the least recently used one leaves first."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class BoundedCache(Generic[K, V]):
    """At most ``entries`` values that weigh at most ``weight`` together; one that is heavier alone is not kept."""

    def __init__(self, entries: int, weight: int) -> None:
        self._entries = entries
        self._limit = weight
        self._weight = 0
        self._values: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._lock = Lock()

    @property
    def weight(self) -> int:
        """The weight of all values together."""
        return self._weight

    def get(self, key: K) -> V | None:
        """Return the value, which is now the most recently used one; None if it is not there."""
        with self._lock:
            found = self._values.get(key)
            if found is None:
                return None
            self._values.move_to_end(key)
            return found[0]

    def put(self, key: K, value: V, weight: int = 1) -> None:
        """Keep the value in the stead of the key's former one."""
        with self._lock:
            self._drop(key)
            if weight > self._limit:
                return
            self._values[key] = value, weight
            self._weight += weight
            while len(self._values) > self._entries or self._weight > self._limit:
                self._drop(next(iter(self._values)))

    def drop(self, key: K) -> None:
        """Forget the value if it is there."""
        with self._lock:
            self._drop(key)

    def known_keys(self) -> list[K]:
        """Return the keys, the least recently used one first."""
        with self._lock:
            return list(self._values)

    def _drop(self, key: K) -> None:
        _, weight = self._values.pop(key, (None, 0))
        self._weight -= weight
