"""How Pikir talks to DynamoDB: botocore with what a request does not need switched off."""

from typing import TYPE_CHECKING, Any, Final

from botocore.config import Config
from botocore.session import get_session

from chalicelib.storage.query_pages import read_quickly
from chalicelib.storage.transport import Timeouts, keep_connections

if TYPE_CHECKING:
    from chalicelib.settings import Settings

TIMEOUTS: Final = Timeouts(connect=1, read=3)
ATTEMPTS: Final = 3


def client(settings: "Settings", timeouts: Timeouts = TIMEOUTS) -> Any:  # noqa: ANN401 -- botocore makes its clients at run time
    """A client of DynamoDB; nothing is sent before the first request."""
    made = get_session().create_client(
        "dynamodb",
        region_name=settings.region,
        endpoint_url=settings.dynamodb_endpoint,
        config=Config(
            user_agent="pikir",  # made afresh for each request otherwise: 14 % of its time
            parameter_validation=False,  # our own parameters, tested; 5 %
            connect_timeout=timeouts.connect,
            read_timeout=timeouts.read,
            retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
            max_pool_connections=64,
        ),
    )
    keep_connections(made, timeouts)
    read_quickly(made)
    return made
