from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.mail import Mail
from chalicelib.storage.outbox import Outbox
from chalicelib.storage.table import Table

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def mail(number: int) -> Mail:
    return Mail(
        id=f"mail-{number}",
        created_at=NOON + number * MINUTE,
        to="aisha@pikir.example",
        template="registered",
        language="kk",
        parameters={"event": "Дөңгелек үстел", "receipt": "7F3KQ-ZD92M"},
    )


@pytest.fixture
def outbox(local_table: Table) -> Outbox:
    return Outbox(local_table)


def test_mails_wait_in_the_order_of_their_creation(outbox: Outbox) -> None:
    for number in (2, 1, 3):
        outbox.add(mail(number))
    assert list(outbox.waiting(before=NOON + 3 * MINUTE)) == [mail(1), mail(2)]
    outbox.remove(mail(1))
    assert list(outbox.waiting(before=NOON + 9 * MINUTE)) == [mail(2), mail(3)]


def test_a_mail_is_leased_by_one_sender_at_a_time(outbox: Outbox) -> None:
    outbox.add(mail(1))
    assert outbox.lease(mail(1), holder="0", now=NOON, until=NOON + MINUTE)
    assert not outbox.lease(mail(1), holder="1", now=NOON, until=NOON + MINUTE)
    assert outbox.lease(mail(1), holder="2", now=NOON + MINUTE, until=NOON + 2 * MINUTE)
    [waiting] = outbox.waiting(before=NOON + 9 * MINUTE)
    assert waiting.attempts == 2


def test_a_sent_mail_cannot_be_leased(outbox: Outbox) -> None:
    outbox.add(mail(1))
    outbox.remove(mail(1))
    assert not outbox.lease(mail(1), holder="3", now=NOON, until=NOON + MINUTE)
    assert list(outbox.waiting(before=NOON + 9 * MINUTE)) == []
