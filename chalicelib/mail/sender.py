"""Handing letters to Amazon SES, API version 2."""

from typing import TYPE_CHECKING, Protocol

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib import aws, metering
from chalicelib.mail.letters import Letter

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sesv2.type_defs import ContentTypeDef, EmailContentTypeDef


class NotSent(Exception):
    """SES did not accept the letter; ``str()`` is its error code, which names no address."""


class Sender(Protocol):
    """Accepts a letter for one address, or raises ``NotSent``."""

    def send(self, to: str, letter: Letter) -> None:
        """Hand the letter over."""


class SesSender:
    """Sends through SES from one address."""

    def __init__(self, client: "SESV2Client", from_address: str) -> None:
        self._client = client
        self._from = from_address

    def send(self, to: str, letter: Letter) -> None:
        """Hand the letter over; raise ``NotSent``. SES may still refuse it later, as a bounce."""
        try:
            self._client.send_email(
                FromEmailAddress=self._from,
                Destination={"ToAddresses": [to]},
                Content=_content(letter),
            )
        except ClientError as error:
            raise NotSent(error.response["Error"]["Code"]) from error
        except BotoCoreError as error:
            raise NotSent(type(error).__name__) from error
        metering.add("letters")


def _content(letter: Letter) -> "EmailContentTypeDef":
    def part(text: str) -> "ContentTypeDef":
        return {"Data": text, "Charset": "UTF-8"}

    return {
        "Simple": {
            "Subject": part(letter.subject),
            "Body": {"Text": part(letter.text), "Html": part(letter.html)},
            "Headers": [{"Name": "Auto-Submitted", "Value": "auto-generated"}],
        }
    }


def connect(
    *, from_address: str, endpoint: str | None = None, region: str | None = None
) -> SesSender:
    """Make a sender; its client takes about 40 ms to make, so it is made once per process."""
    config = Config(
        connect_timeout=3, read_timeout=10, retries={"total_max_attempts": 2, "mode": "standard"}
    )
    client = aws.client("sesv2", endpoint=endpoint, region=region, config=config)
    return SesSender(client, from_address)
