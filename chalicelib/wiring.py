"""The services of this process, made from the settings on first use."""

from datetime import UTC, datetime
from functools import cache
from uuid import uuid4

from chalicelib import settings
from chalicelib.actions.services import Services
from chalicelib.storage import table


def now() -> datetime:
    """Return the server's time. This is the only clock."""
    return datetime.now(UTC)  # noqa: TID251 -- this is the clock


def new_id() -> str:
    """Return a new UUID. Nothing else makes ids."""
    return str(uuid4())


def make(for_settings: settings.Settings) -> Services:
    """Make the services for these settings."""
    return Services(
        settings=for_settings, table=table.connect(for_settings), clock=now, new_id=new_id
    )


@cache
def services() -> Services:
    """Return the services of this process."""
    return make(settings.current())
