"""The settings of a deployment. This is the only module that reads the environment."""

import os
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Final, Literal, NamedTuple

from chalicelib.frozen import dataclass

DEFAULT_REGION = "eu-central-1"
_MEMORY: Final = 1024
_LOCAL = "http://127.0.0.1:8000"
_UNUSUAL: Final = (
    *("AWS_PROFILE", "AWS_ACCOUNT_ID_ENDPOINT_MODE"),
    *("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"),
    *("AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT"),
    *("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"),
)
"""Variables that change where botocore sends a call or how it signs it; where one is set, botocore does that."""
_PLAIN: Final = r"https?://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(:[0-9]+)?/?"
"""An endpoint that has a scheme and a host, perhaps a port, and nothing more."""
_MOST_DAYS: Final = 3650
DynamodbClient = Literal["direct", "botocore"]
_CLIENTS: Final[tuple[DynamodbClient, ...]] = ("direct", "botocore")
_OTHER_PARTITIONS: Final = ("cn-", "us-iso", "us-isob", "eu-isoe", "us-isof", "eusc-")
"""Regions whose addresses have another domain than the others."""


class Credentials(NamedTuple):
    """An access key of AWS; ``token`` belongs to one that expires."""

    access_key: str
    secret_key: str
    token: str | None = None


def credentials() -> Credentials:
    """Return the access key that the environment has in this moment."""
    return Credentials(
        os.environ.get("AWS_ACCESS_KEY_ID", ""),
        os.environ.get("AWS_SECRET_ACCESS_KEY", ""),
        os.environ.get("AWS_SESSION_TOKEN"),
    )


class ContainerEndpoint(NamedTuple):
    """Where a container gets its credentials, and the token to be sent there."""

    url: str
    authorization: str | None


def container_endpoint() -> ContainerEndpoint:
    """Return what the environment has in this moment; an empty address where there is none."""
    return ContainerEndpoint(
        os.environ.get("AWS_CONTAINER_CREDENTIALS_FULL_URI", ""),
        os.environ.get("AWS_CONTAINER_AUTHORIZATION_TOKEN"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that differs between deployments.

    ``dynamodb_endpoint`` and ``aws_endpoint`` are set only where AWS's services run elsewhere; AWS's own variables name the first
    one, too. ``dynamodb_client`` is ``direct`` where the environment has the access key, or names the container's endpoint, and
    nothing else changes the way to AWS: in Lambda, and on a local database.
    ``ca_bundle`` is the file of certificates that ``AWS_CA_BUNDLE`` names.
    ``public_url`` begins the links in mails, without a slash at its end; it is never taken from a request. At a first deployment
    it is not known yet: then ``has_public_url`` is False. ``client_address_header`` names, in lower case, the
    header in which a CDN in front of the gateway writes the client's address; without it the gateway's word counts.
    ``audit_days`` is how long an entry of the audit log is kept. ``log_file`` is where a local Pikir writes its log. In Lambda,
    ``log_group``, ``function`` and ``memory`` (megabytes) are those of the function that answers.
    """

    table: str = "pikir"
    bucket: str = "pikir"
    mail_queue_url: str | None = None
    document_queue_url: str | None = None
    public_url: str = _LOCAL
    has_public_url: bool = True
    first_organiser: str | None = None
    mail_from: str = "pikir@localhost"
    audit_days: int = 365
    client_address_header: str | None = None
    region: str = DEFAULT_REGION
    dynamodb_endpoint: str | None = None
    dynamodb_client: DynamodbClient = "botocore"
    ca_bundle: str | None = None
    aws_endpoint: str | None = None
    log_file: str | None = None
    log_group: str | None = None
    function: str = ""
    memory: int = _MEMORY

    @property
    def bucket_origin(self) -> str:
        """The bucket's origin, to which pages send files, as a Content-Security-Policy names it."""
        if self.aws_endpoint:
            return self.aws_endpoint.rstrip("/")
        domain = "amazonaws.com.cn" if self.region.startswith("cn-") else "amazonaws.com"
        return f"https://{self.bucket}.s3.{self.region}.{domain}"


def _read_days(text: str) -> int:
    days = int(text)
    if not 1 <= days <= _MOST_DAYS:
        raise ValueError(f"not from 1 to {_MOST_DAYS}")
    return days


def _read_client(text: str) -> DynamodbClient:
    for name in _CLIENTS:
        if text == name:
            return name
    raise ValueError(f"not one of {', '.join(_CLIENTS)}")


_READERS: Final[Mapping[str, Callable[[str], object]]] = {
    **dict.fromkeys(
        (
            *("table", "bucket", "mail_queue_url", "document_queue_url", "first_organiser"),
            *("mail_from", "aws_endpoint", "log_file"),
        ),
        str,
    ),
    "public_url": lambda url: url.rstrip("/"),
    "audit_days": _read_days,
    "client_address_header": str.lower,
    "dynamodb_client": _read_client,
}
"""What reads the variable of each setting that has one of ours: ``PIKIR_`` and its name in capitals."""


def read(environ: Mapping[str, str]) -> Settings:
    """Read the settings from an environment; raise ``ValueError`` with the name of a variable that is wrong."""
    region = environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION") or DEFAULT_REGION
    endpoint = _dynamodb_endpoint(environ)
    client = _client_for(environ, region, endpoint)
    values: dict[str, object] = {"dynamodb_client": client, "dynamodb_endpoint": endpoint}
    for name, reader in _READERS.items():
        variable = f"PIKIR_{name.upper()}"
        if text := environ.get(variable):
            try:
                values[name] = reader(text)
            except ValueError as error:
                raise ValueError(f"{variable}: {error}") from None
    return Settings(
        region=region,
        has_public_url="public_url" in values,
        ca_bundle=environ.get("AWS_CA_BUNDLE") or None,
        log_group=environ.get("AWS_LAMBDA_LOG_GROUP_NAME") or None,
        function=environ.get("AWS_LAMBDA_FUNCTION_NAME", ""),
        memory=int(environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE") or _MEMORY),
        **values,  # type: ignore[arg-type] # each is of its reader's type
    )


def _dynamodb_endpoint(environ: Mapping[str, str]) -> str | None:
    """Return where DynamoDB is asked instead of its region's address: Pikir's own variable goes before AWS's."""
    own = environ.get("PIKIR_DYNAMODB_ENDPOINT")
    if own or environ.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "").lower() == "true":
        return own or None
    return environ.get("AWS_ENDPOINT_URL_DYNAMODB") or environ.get("AWS_ENDPOINT_URL")


def _client_for(environ: Mapping[str, str], region: str, endpoint: str | None) -> DynamodbClient:
    """Return which client of DynamoDB serves in this environment."""
    has_key = bool(environ.get("AWS_ACCESS_KEY_ID") and environ.get("AWS_SECRET_ACCESS_KEY"))
    if has_key and environ.get("PIKIR_DYNAMODB_ENDPOINT"):
        return "direct"
    can_sign = has_key or environ.get("AWS_CONTAINER_CREDENTIALS_FULL_URI", "").startswith("http:")
    is_usual = _is_in_lambda(environ) and not any(environ.get(name) for name in _UNUSUAL)
    if endpoint is None:
        is_plain = not region.startswith(_OTHER_PARTITIONS)
    else:
        is_plain = re.fullmatch(_PLAIN, endpoint) is not None and not _is_proxied(environ, endpoint)
    return "direct" if can_sign and is_usual and is_plain else "botocore"


def _is_proxied(environ: Mapping[str, str], endpoint: str) -> bool:
    proxy = environ.get("HTTP_PROXY") or environ.get("http_proxy")
    return bool(proxy) and endpoint.startswith("http:")


def _is_in_lambda(environ: Mapping[str, str]) -> bool:
    return bool(environ.get("AWS_LAMBDA_FUNCTION_NAME"))


def is_in_lambda() -> bool:
    """Return whether this process is a function of AWS."""
    return _is_in_lambda(os.environ)


@cache
def current() -> Settings:
    """Return the settings of this process, read once."""
    return read(os.environ)
