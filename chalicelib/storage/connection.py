"""How Pikir talks to AWS: botocore with what a request does not need switched off."""

from typing import TYPE_CHECKING, Any

from botocore.config import Config
from botocore.session import get_session

if TYPE_CHECKING:
    from chalicelib.settings import Settings


def client(settings: "Settings") -> Any:  # noqa: ANN401 -- botocore makes its clients at run time
    """A client of DynamoDB; nothing is sent before the first request."""
    return get_session().create_client(
        "dynamodb",
        region_name=settings.region,
        endpoint_url=settings.dynamodb_endpoint,
        config=Config(
            user_agent="pikir",  # made afresh for each request otherwise: 14 % of its time
            parameter_validation=False,  # our own parameters, tested; 5 %
            connect_timeout=1,
            read_timeout=3,
            retries={"mode": "standard", "total_max_attempts": 3},
            max_pool_connections=64,
        ),
    )
