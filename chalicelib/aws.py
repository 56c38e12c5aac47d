"""The clients of AWS, made by botocore: boto3's core, which is all of boto3 that Pikir uses.

boto3's own parts (resources, managed transfers) would add half a megabyte to the zip, and its session would read the list
of all endpoints a second time. The clients share one session: to make another one takes longer than to make a client, and
would read each file of botocore's data again.
"""

from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, Protocol

from botocore.session import get_session

from chalicelib import deadlines

if TYPE_CHECKING:
    from botocore.config import Config
    from botocore.session import Session

_making: Final = Lock()
"""A client may be used by several threads at once, the session that makes it may not."""


class BotocoreClient(Protocol):
    """A client of any service; botocore makes its class with the methods at run time."""

    meta: Any


@cache
def _session() -> "Session":
    return get_session()


def client(service: str, *, endpoint: str | None, region: str | None, config: "Config") -> Any:  # noqa: ANN401 -- botocore makes its class at run time
    """Make a client of the service; it sends nothing before its first request. Credentials are read from the environment."""
    with _making:
        return _session().create_client(
            service, endpoint_url=endpoint, region_name=region, config=config
        )


def refuse_late_requests(client: BotocoreClient) -> None:
    """Let no request of this client, and no retry of botocore's, begin after a request's deadline."""
    client.meta.events.register("before-send", _refuse_if_late)


def _refuse_if_late(**_: object) -> None:
    """Handle ``before-send``: botocore raises what this raises, and does not retry it."""
    deadlines.refuse_if_passed()
