"""A use case of the sweep, and the world that all of them begin in."""

from collections.abc import Callable
from dataclasses import dataclass

from bench.faults.world import World
from chalicelib import errors
from chalicelib.actions.services import Services
from tests.actions.setting import (
    answers_of_a_pupil,
    nth_id,
    open_event,
    register,
    respond,
)

Step = Callable[[Services, World], object]

NONCE = "n" * 43
FIRST = "organiser@pikir.example"


@dataclass(frozen=True, slots=True)
class UseCase:
    """A use case. ``prepare`` runs without faults, ``run`` with them and once more without.

    ``repeats_as`` is a refusal of the repeat that says no more than that it was done already. A reading of personal
    data is logged each time that it hands something out (``is_reading``), a deed once.
    """

    name: str
    run: Step
    prepare: Step = lambda *_: None
    repeats_as: type[errors.Refusal] | None = None
    is_reading: bool = False


def open_world(services: Services, _: World) -> None:
    """Create an open event with some submissions, for every use case."""
    open_event(services)
    register(services, answers_of_a_pupil(100), nth_id(100))
    for number in (101, 102):
        respond(services, nth_id(number), why="Керемет")
