"""The settings of a deployment. This is the only module that reads the environment."""

import os
from collections.abc import Mapping
from functools import cache
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

DEFAULT_REGION = "eu-central-1"
_LOCAL = "http://127.0.0.1:8000"


class Settings(BaseModel):
    """Everything that differs between deployments.

    ``dynamodb_endpoint`` and ``aws_endpoint`` are set only where AWS's services run locally.
    ``public_url`` begins the links in mails; it is never taken from a request. ``client_address_header`` names the
    header in which a CDN in front of the gateway writes the client's address; without it the gateway's word counts.
    ``audit_days`` is how long an entry of the audit log is kept.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    table: str = "pikir"
    bucket: str = "pikir"
    mail_queue_url: str | None = None
    document_queue_url: str | None = None
    public_url: Annotated[str, AfterValidator(lambda url: url.rstrip("/"))] = _LOCAL
    first_organiser: str | None = None
    mail_from: str = "pikir@localhost"
    audit_days: Annotated[int, Field(ge=1, le=3650)] = 365
    client_address_header: Annotated[str, AfterValidator(str.lower)] | None = None
    region: str = DEFAULT_REGION
    dynamodb_endpoint: str | None = None
    aws_endpoint: str | None = None

    @property
    def has_public_url(self) -> bool:
        """Whether ``public_url`` was configured; at a first deployment it is not known yet."""
        return "public_url" in self.model_fields_set

    @property
    def bucket_origin(self) -> str:
        """The bucket's origin, to which pages send files, as a Content-Security-Policy names it."""
        if self.aws_endpoint:
            return self.aws_endpoint.rstrip("/")
        domain = "amazonaws.com.cn" if self.region.startswith("cn-") else "amazonaws.com"
        return f"https://{self.bucket}.s3.{self.region}.{domain}"


_VARIABLES = {name: f"PIKIR_{name.upper()}" for name in Settings.model_fields if name != "region"}


def read(environ: Mapping[str, str]) -> Settings:
    """Read the settings from an environment; raise pydantic's ``ValidationError``."""
    values = {name: environ[key] for name, key in _VARIABLES.items() if environ.get(key)}
    region = environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION") or DEFAULT_REGION
    return Settings.model_validate({**values, "region": region})


@cache
def current() -> Settings:
    """Return the settings of this process, read once."""
    return read(os.environ)
