"""The services of this process, made from the settings on first use."""

from datetime import UTC, datetime
from functools import cache
from urllib.parse import urlsplit
from uuid import uuid4

from chalicelib import settings
from chalicelib.actions.services import Services
from chalicelib.storage import table
from chalicelib.storage.server_time import ServerClock


def now() -> datetime:
    """Return this machine's time; ``ServerClock`` corrects it. This is the only clock."""
    return datetime.now(UTC)  # noqa: TID251 -- this is the clock


def new_id() -> str:
    """Return a new UUID. Nothing else makes ids."""
    return str(uuid4())


def make(for_settings: settings.Settings) -> Services:
    """Make the services for these settings."""
    clock = ServerClock(now)
    return Services(
        settings=for_settings,
        table=table.connect(for_settings, clock),
        clock=clock,
        new_id=new_id,
    )


@cache
def services() -> Services:
    """Return the services of this process."""
    return make(settings.current())


def public_path() -> str:
    """Return the path of the public address, empty for most."""
    return urlsplit(settings.current().public_url).path
