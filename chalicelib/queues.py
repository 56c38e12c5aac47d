"""Queues whose messages wake a function; what there is to do stands in the table."""

import logging

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib import aws, deadlines, errors

_log = logging.getLogger("pikir.queues")


class Queue:
    """Wakes a function; where there is no queue, nobody is woken."""

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

    def notify(self, message: str = "sweep") -> None:
        """Have the work done now. A message that is lost delays it until somebody looks, and loses nothing."""
        if self._client is None or self._url is None:
            return
        try:
            deadlines.refuse_if_passed()
            self._client.send_message(QueueUrl=self._url, MessageBody=message)
        except (BotoCoreError, ClientError, errors.Unavailable) as error:
            _log.warning('{"queue": "%s"}', type(error).__name__)
