"""The client of DynamoDB of these settings: the direct one, or botocore's."""

import json
import logging
import ssl
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from chalicelib.settings import container_endpoint, credentials
from chalicelib.storage.direct.client import DirectClient, Surroundings
from chalicelib.storage.direct.connection import Address, Connections, Timeouts
from chalicelib.storage.direct.credentials import CredentialSource, EnvironmentCredentials
from chalicelib.storage.direct.signature import Signer

if TYPE_CHECKING:
    from chalicelib.settings import Settings
    from chalicelib.storage.direct.client import DynamoDBOperations
    from chalicelib.storage.server_time import ServerClock

TIMEOUTS: Final = Timeouts(connect=1, read=3)
_log = logging.getLogger("pikir.storage")
_ROOTS: Final = Path(__file__).parent / "direct" / "amazon_roots.pem"


def client(
    settings: "Settings",
    clock: "ServerClock | None" = None,
    timeouts: Timeouts = TIMEOUTS,
) -> "DynamoDBOperations":
    """Make a client of DynamoDB; it sends nothing before the first request. ``clock`` follows its answers.

    The log says once for each process which client it is.
    """
    _log.info("%s", json.dumps({"dynamodb_client": settings.dynamodb_client}))
    if settings.dynamodb_client == "botocore":
        from chalicelib.storage import botocore_client

        return botocore_client.make(settings, clock, timeouts)
    url = urlsplit(
        settings.dynamodb_endpoint or f"https://dynamodb.{settings.region}.amazonaws.com"
    )
    is_secure = url.scheme == "https"
    address = Address(
        url.hostname or "",
        url.port or (443 if is_secure else 80),
        _trusts(settings.ca_bundle) if is_secure else (),
    )
    signer = Signer(service="dynamodb", region=settings.region, host=url.netloc)
    now = clock or _local_time
    around = Surroundings(
        credentials=_credential_source(now),
        now=now,
        note_date=clock.note_date if clock else _ignore,
    )
    return DirectClient(Connections(address, timeouts), signer, around)


def _credential_source(now: Callable[[], datetime]) -> CredentialSource:
    """Return the environment itself where it has an access key, as botocore does, else what it names."""
    if credentials().access_key or not container_endpoint().url:
        return EnvironmentCredentials(credentials)
    from chalicelib.storage.direct.container import ContainerCredentials

    return ContainerCredentials(container_endpoint, now)


def _local_time() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 -- signs a request where no clock of a service is given, as botocore does


def _ignore(_: str) -> None:
    pass


def _trusts(bundle: str | None) -> tuple[Callable[[], ssl.SSLContext], ...]:
    """Return what makes the contexts: the configured certificates alone, or Amazon's roots and then all that botocore ships.

    To load all roots takes ten milliseconds, Amazon's five take one; they serve unless AWS ever changes to others.
    """
    if bundle:
        return (cache(lambda: ssl.create_default_context(cafile=bundle)),)
    return (cache(_trust_amazon), cache(_trust_all))


def _trust_amazon() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(_ROOTS))


def _trust_all() -> ssl.SSLContext:
    from botocore.httpsession import get_cert_path

    return ssl.create_default_context(cafile=get_cert_path(verify=True))
