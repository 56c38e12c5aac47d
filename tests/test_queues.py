"""The queue that wakes the function which sends mail, on moto."""

from time import monotonic
from typing import Final

import pytest

from chalicelib import deadlines
from chalicelib.queues import Queue
from chalicelib.settings import Settings
from tests.conftest import MotoClients


@pytest.fixture
def queue(local_settings: Settings) -> Queue:
    return Queue(local_settings.mail_queue_url, endpoint=None, region=local_settings.region)


def count_messages(clients: MotoClients, settings: Settings) -> int:
    assert settings.mail_queue_url is not None
    name: Final = "ApproximateNumberOfMessages"
    answer = clients.sqs.get_queue_attributes(
        QueueUrl=settings.mail_queue_url, AttributeNames=[name]
    )
    return int(answer["Attributes"][name])


def test_a_message_wakes_the_function_that_sends_mail(
    queue: Queue, moto_clients: MotoClients, local_settings: Settings
) -> None:
    queue.notify()
    assert count_messages(moto_clients, local_settings) == 1


def test_after_the_deadline_the_mail_is_left_to_the_schedule(
    queue: Queue, moto_clients: MotoClients, local_settings: Settings
) -> None:
    with deadlines.begin(0, monotonic):
        queue.notify()
    assert count_messages(moto_clients, local_settings) == 0
