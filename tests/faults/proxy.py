"""Forward a request to DynamoDB and lose the reply, as networks do."""

import time
from collections import Counter
from threading import Lock

from tests.proxy import Forward, ProxyReply, ProxyRequest, proxy_before

__all__ = ["Faults", "proxy_before"]


class Faults:
    """The replies to lose next, and the requests that were forwarded."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._to_lose: Counter[str] = Counter()
        self.forwarded: Counter[str] = Counter()
        self.stall = 0.0  # seconds

    def __call__(self, request: ProxyRequest, forward: Forward) -> ProxyReply | None:
        """Forward the request; close the connection after ``stall`` seconds where the reply is to be lost."""
        reply = forward(request)
        if self.count_and_lose(request.operation):
            time.sleep(self.stall)
            return None
        return reply

    def lose(self, operation: str, times: int, *, stall: float = 0.0) -> None:
        """Lose the next ``times`` replies to the operation: close the connection after ``stall`` seconds."""
        self._to_lose[operation] = times
        self.stall = stall

    def count_and_lose(self, operation: str) -> bool:
        """Count a forwarded request; return whether to lose its reply."""
        with self._lock:
            self.forwarded[operation] += 1
            if self._to_lose[operation] == 0:
                return False
            self._to_lose[operation] -= 1
            return True
