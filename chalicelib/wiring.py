"""Puts the world together from the settings, once per process and not before it is asked for."""

from datetime import UTC, datetime
from functools import cache
from uuid import uuid4

from chalicelib import settings
from chalicelib.actions.world import World
from chalicelib.storage import table


def now() -> datetime:
    """The server's time: the only clock."""
    return datetime.now(UTC)  # noqa: TID251 -- this is the clock


def new_id() -> str:
    """A new id: the only maker of ids."""
    return str(uuid4())


def make(surroundings: settings.Settings) -> World:
    """A world on these settings."""
    return World(settings=surroundings, table=table.connect(surroundings), clock=now, new_id=new_id)


@cache
def world() -> World:
    """This process's world."""
    return make(settings.current())
