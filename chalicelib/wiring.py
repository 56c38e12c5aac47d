"""Build the services from the settings, once per process, on first use."""

from datetime import UTC, datetime
from functools import cache
from uuid import uuid4

from chalicelib import settings
from chalicelib.actions.services import Services
from chalicelib.storage import table


def now() -> datetime:
    """The server's time: the only clock."""
    return datetime.now(UTC)  # noqa: TID251 -- this is the clock


def new_id() -> str:
    """A new id: the only maker of ids."""
    return str(uuid4())


def make(surroundings: settings.Settings) -> Services:
    """The services for these settings."""
    return Services(
        settings=surroundings, table=table.connect(surroundings), clock=now, new_id=new_id
    )


@cache
def services() -> Services:
    """The services of this process."""
    return make(settings.current())
