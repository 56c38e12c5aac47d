"""Transaction conflicts, as DynamoDB documents them and no local database has them.

A transaction that names an item of another one in flight is cancelled at once, whatever the two do with
it; a single write that meets a transaction is refused; reads are not. The source is "Transaction conflict
handling in DynamoDB" in its developer guide; what it leaves open is listed in
``docs/decisions/0026-admission-in-copies.md``.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import Any, Final

from local.resources import ROOT
from tests.proxy import Forward, ProxyReply, ProxyRequest, proxy_before

_SINGLE_WRITES: Final = frozenset({"PutItem", "UpdateItem", "DeleteItem"})
_ERRORS: Final = "com.amazonaws.dynamodb.v20120810#"

ItemKey = tuple[str, str, str]
"""The table and the two parts of the primary key."""


class Conflicts:
    """A behaviour of the proxy: keep the items of each transaction for ``seconds``, its call included.

    The call is forwarded in the middle, between what DynamoDB calls preparing and committing.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._lock = Lock()
        self._in_flight: set[ItemKey] = set()
        self._tokens: set[str] = set()

    def __call__(self, request: ProxyRequest, forward: Forward) -> ProxyReply:
        """Forward the request unless it meets a transaction in flight."""
        if request.operation == "TransactWriteItems":
            return self._transact(request, forward)
        if request.operation == "TransactGetItems":
            return self._refusal(_items_of(request)) or forward(request)
        if request.operation in _SINGLE_WRITES and _item_of(request.parameters) in self._in_flight:
            text = "Transaction is ongoing for the item"
            return _error("TransactionConflictException", message=text)
        return forward(request)

    def _transact(self, request: ProxyRequest, forward: Forward) -> ProxyReply:
        arrived = time.monotonic()
        items, token = _items_of(request), request.parameters.get("ClientRequestToken", "")
        with self._lock:
            if token and token in self._tokens:
                return _error("TransactionInProgressException", Message="in progress")
            refusal = self._refusal(items)
            if refusal:
                return refusal
            self._in_flight.update(items)
            self._tokens.add(token)
        try:
            time.sleep(self._seconds / 2)
            reply = forward(request)
            time.sleep(max(0.0, arrived + self._seconds - time.monotonic()))
            return reply
        finally:
            with self._lock:
                self._in_flight.difference_update(items)
                self._tokens.discard(token)

    def _refusal(self, items: Sequence[ItemKey]) -> ProxyReply | None:
        if self._in_flight.isdisjoint(items):
            return None
        reasons = [
            {"Code": "TransactionConflict", "Message": "Transaction is ongoing for the item"}
            if item in self._in_flight
            else {"Code": "None"}
            for item in items
        ]
        codes = ", ".join(reason["Code"] for reason in reasons)
        text = "Transaction cancelled, please refer cancellation reasons for specific reasons"
        return _error(
            "TransactionCanceledException", Message=f"{text} [{codes}]", CancellationReasons=reasons
        )


@contextmanager
def conflicts_before(endpoint: str, seconds: float) -> Iterator[str]:
    """Run the proxy in a process of its own, so that its clients do not slow it down; give its address."""
    command = [sys.executable, "-m", "tests.conflicts", endpoint, str(seconds)]
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.communicate(timeout=20)  # the end of its input ends it


def _items_of(request: ProxyRequest) -> list[ItemKey]:
    operations: Sequence[Mapping[str, Any]] = request.parameters["TransactItems"]
    return [_item_of(parameters) for each in operations for parameters in each.values()]


def _item_of(parameters: Mapping[str, Any]) -> ItemKey:
    key = parameters.get("Key") or parameters["Item"]
    return parameters["TableName"], key["pk"]["S"], key["sk"]["S"]


def _error(kind: str, **fields: object) -> ProxyReply:
    content = json.dumps({"__type": f"{_ERRORS}{kind}", **fields}).encode()
    return ProxyReply(400, content, {"Content-Type": "application/x-amz-json-1.0"})


def main() -> None:
    """Run until the standard input ends; print the address first."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("endpoint")
    arguments.add_argument("seconds", type=float)
    options = arguments.parse_args()
    with proxy_before(options.endpoint, Conflicts(options.seconds)) as address:
        sys.stdout.write(f"{address}\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
