"""A process that dies before one of its calls to AWS."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from chalicelib.actions.services import Services


class Died(BaseException):
    """The process dies: nothing catches this."""


@contextmanager
def dying_before(services: Services, call: int) -> Iterator[list[str]]:
    """Let the process die before the AWS call of that number; yield the names of the calls before it."""
    made: list[str] = []

    def count(model: Any, **_: object) -> None:  # noqa: ANN401 -- botocore's own
        if len(made) == call:
            raise Died
        made.append(model.name)

    emitters = [services.table._client.meta.events]
    if "bucket" in vars(services):
        emitters.append(services.bucket._client.meta.events)
    for emitter in emitters:
        emitter.register("before-call", count)
    try:
        yield made
    finally:
        for emitter in emitters:
            emitter.unregister("before-call", count)


def dies_before(services: Services, call: int, act: Callable[[], object]) -> tuple[bool, list[str]]:
    """Return whether the process died before it finished, and the calls until then."""
    with dying_before(services, call) as made:
        try:
            act()
        except Died:
            return True, made
    return False, made
