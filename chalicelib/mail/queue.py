"""The queue whose messages say that there is mail to send; the outbox holds the mail."""

import logging

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib import aws, deadlines, errors

_log = logging.getLogger("pikir.mail")


class MailQueue:
    """Wakes the function that sends mail; without a queue that function runs on its schedule only."""

    def __init__(self, url: str | None, *, endpoint: str | None, region: str) -> None:
        self._url = url
        self._client = None
        if url:
            config = Config(
                connect_timeout=1,
                read_timeout=2,
                retries={"total_max_attempts": 2, "mode": "standard"},
            )
            self._client = aws.client("sqs", endpoint=endpoint, region=region, config=config)

    def notify(self) -> None:
        """Have the outbox swept now; if the message is lost, the mail is a minute late, not lost."""
        if self._client is None or self._url is None:
            return
        try:
            deadlines.refuse_if_passed()
            self._client.send_message(QueueUrl=self._url, MessageBody="sweep")
        except (BotoCoreError, ClientError, errors.Unavailable) as error:
            _log.warning('{"mail_queue": "%s"}', type(error).__name__)
