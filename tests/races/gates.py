"""Let one request stand still on its way to the database while others act."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event as Flag
from threading import Thread

from chalicelib import errors
from tests.conflicts import Conflicts
from tests.proxy import Behaviour, Forward, ProxyReply, ProxyRequest, proxy_before

Choice = Callable[[ProxyRequest], bool]


class Gate:
    """The conflict layer in this process; the first request of a choice arrives there when it is let through."""

    def __init__(self, holds: Choice) -> None:
        self.arrived, self.may_go = Flag(), Flag()
        self._holds = holds
        self._layer: Behaviour = Conflicts(0)

    def __call__(self, request: ProxyRequest, forward: Forward) -> ProxyReply | None:
        if not self.arrived.is_set() and self._holds(request):
            self.arrived.set()
            assert self.may_go.wait(timeout=60)
        return self._layer(request, forward)


@contextmanager
def gate_before(endpoint: str | None, holds: Choice) -> Iterator[tuple[Gate, str]]:
    """Run a gate in front of the endpoint; give it with its address."""
    assert endpoint is not None
    gate = Gate(holds)
    with proxy_before(endpoint, gate) as address:
        yield gate, address


@dataclass
class Outcome:
    """What became of whoever stood still: the refusal, if there was one."""

    refusal: errors.Refusal | None = None


@contextmanager
def standing_still(gate: Gate, act: Callable[[], object]) -> Iterator[Outcome]:
    """Begin to act in a thread, and run the block while its request stands at the gate; then let it finish."""
    outcome = Outcome()

    def run() -> None:
        try:
            act()
        except errors.Refusal as refusal:
            outcome.refusal = refusal

    thread = Thread(target=run, daemon=True)
    thread.start()
    assert gate.arrived.wait(timeout=60)
    try:
        yield outcome
    finally:
        gate.may_go.set()
        thread.join(timeout=60)
