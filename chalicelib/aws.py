"""The clients of AWS, made by botocore: boto3's core, which is all of boto3 that Pikir uses.

boto3's own parts (resources, managed transfers) would add half a megabyte to the zip, and its session would read the list
of all endpoints a second time. The clients share one loader, so that each file of botocore's data is read once.
"""

from functools import cache
from typing import TYPE_CHECKING, Any

from botocore.loaders import Loader, create_loader
from botocore.session import get_session

if TYPE_CHECKING:
    from botocore.config import Config


@cache
def _loader(data_path: str | None) -> Loader:
    return create_loader(data_path)


def client(service: str, *, endpoint: str | None, region: str | None, config: "Config") -> Any:  # noqa: ANN401 -- botocore makes its class at run time
    """Make a client of the service; it sends nothing before its first request. Credentials are read from the environment."""
    session = get_session()
    loader = _loader(session.get_config_variable("data_path"))
    session.register_component("data_loader", loader)
    return session.create_client(service, endpoint_url=endpoint, region_name=region, config=config)
