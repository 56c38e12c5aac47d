from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest

from chalicelib import errors
from chalicelib.actions import access, mail, operations
from chalicelib.actions.services import Services
from chalicelib.domain.mail import INTERRUPTED, LEASE, MAX_ATTEMPTS, FailedMail, Mail, Template
from chalicelib.mail.letters import Letter
from chalicelib.mail.sender import NotSent
from chalicelib.settings import Settings
from chalicelib.storage.table import Table
from tests.actions.setting import ORGANISER, Clock, services_on
from tests.ids import new_id


class Postbox:
    """Accepts letters, after refusing the first ``refusals``."""

    def __init__(self, refusals: int = 0) -> None:
        self.refusals = refusals
        self.sent: list[tuple[str, Letter]] = []

    def send(self, to: str, letter: Letter) -> None:
        if self.refusals:
            self.refusals -= 1
            raise NotSent("Throttled")
        self.sent.append((to, letter))


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def services(
    local_settings: Settings, local_table: Table, clock: Clock, postbox: Postbox
) -> Services:
    services = services_on(local_settings, clock, local_table)
    vars(services)["mailer"] = postbox
    return services


def add_mail(services: Services, **changes: str) -> Mail:
    """Add a mail to the outbox and return it."""
    added = Mail(
        id=new_id(),
        created_at=services.clock(),
        to=changes.get("to", "aigerim@pikir.example"),
        template=cast("Template", changes.get("template", "registered")),
        language="kk",
        parameters={"event": "Дөңгелек үстел", "receipt": "ABCDE-12345"},
    )
    services.outbox.add(added)
    return added


def waiting_ids(services: Services) -> list[str]:
    return [
        each.id for each in services.outbox.waiting(before=services.clock() + timedelta(seconds=1))
    ]


def test_a_waiting_mail_is_sent_and_removed(services: Services, postbox: Postbox) -> None:
    add_mail(services)
    assert mail.send_waiting(services) == 1
    assert mail.send_waiting(services) == 0
    ((to, letter),) = postbox.sent
    assert to == "aigerim@pikir.example"
    assert "ABCDE-12345" in letter.text
    assert waiting_ids(services) == []


def test_the_sweep_leaves_a_new_mail_to_its_notification(services: Services, clock: Clock) -> None:
    add_mail(services)
    clock.forward(seconds=30)
    assert mail.send_waiting(services, timedelta(minutes=1)) == 0
    clock.forward(seconds=31)
    assert mail.send_waiting(services, timedelta(minutes=1)) == 1


def test_a_leased_mail_is_not_sent_by_another_sender(
    services: Services, postbox: Postbox, clock: Clock
) -> None:
    added = add_mail(services)
    assert services.outbox.lease(added, holder="other", now=clock(), until=clock() + LEASE)
    assert mail.send_waiting(services) == 0
    assert postbox.sent == []


def test_a_mail_whose_sender_crashed_is_sent_by_another(
    services: Services, postbox: Postbox, clock: Clock
) -> None:
    added = add_mail(services)
    services.outbox.lease(added, holder="other", now=clock(), until=clock() + LEASE)
    clock.forward(minutes=2)
    assert mail.send_waiting(services) == 1
    assert len(postbox.sent) == 1


def test_a_refused_mail_is_retried_after_ever_longer_pauses(
    services: Services, postbox: Postbox, clock: Clock
) -> None:
    add_mail(services)
    postbox.refusals = 2
    assert mail.send_waiting(services) == 0
    clock.forward(minutes=2)
    assert mail.send_waiting(services) == 0
    clock.forward(minutes=2)
    assert mail.send_waiting(services) == 0
    assert postbox.sent == []
    clock.forward(minutes=2)
    assert mail.send_waiting(services) == 1


def fail_for_good(services: Services, postbox: Postbox, clock: Clock) -> Mail:
    """Add a mail and let all of its attempts fail."""
    added = add_mail(services)
    postbox.refusals = 100
    for _ in range(MAX_ATTEMPTS):
        mail.send_waiting(services)
        clock.forward(hours=3)
    postbox.refusals = 0
    return added


def test_a_mail_is_kept_with_its_reason_after_its_last_attempt(
    services: Services, postbox: Postbox, clock: Clock
) -> None:
    added = fail_for_good(services, postbox, clock)
    assert waiting_ids(services) == []
    (failed,) = services.outbox.list_failed()
    assert failed == FailedMail(
        replace(added, attempts=MAX_ATTEMPTS, reason="Throttled"),
        "Throttled",
        clock() - timedelta(hours=3),
    )
    assert mail.send_waiting(services) == 0
    assert postbox.sent == []


def test_a_mail_that_failed_is_sent_again_when_an_operator_asks(
    services: Services, postbox: Postbox, clock: Clock
) -> None:
    added = fail_for_good(services, postbox, clock)
    operations.resend_mail(services, ORGANISER, added.id)
    assert services.outbox.list_failed() == []
    with pytest.raises(errors.MailNotFound):
        operations.resend_mail(services, ORGANISER, added.id)
    assert mail.send_waiting(services) == 1
    assert [to for to, _ in postbox.sent] == [added.to]


def test_a_dropped_mail_is_never_sent(services: Services, postbox: Postbox, clock: Clock) -> None:
    added = fail_for_good(services, postbox, clock)
    operations.drop_mail(services, ORGANISER, added.id)
    for again in (operations.drop_mail, operations.resend_mail):
        with pytest.raises(errors.MailNotFound):
            again(services, ORGANISER, added.id)
    assert mail.send_waiting(services) == 0
    assert services.outbox.list_failed() == []


def test_an_operator_sees_no_address_in_full(
    services: Services, postbox: Postbox, clock: Clock
) -> None:
    added = fail_for_good(services, postbox, clock)
    state = operations.show_operations(services, ORGANISER)
    assert [(each.id, each.to, each.reason, each.attempts) for each in state.failed_mails] == [
        (added.id, "a…@pikir.example", "Throttled", MAX_ATTEMPTS)
    ]
    assert "aigerim" not in state.model_dump_json()


def test_a_mail_whose_senders_never_came_back_is_given_up_too(
    services: Services, clock: Clock
) -> None:
    added = add_mail(services)
    for number in range(MAX_ATTEMPTS):
        until = clock() + LEASE
        assert services.outbox.lease(added, holder=str(number), now=clock(), until=until)
        mail.send_waiting(services)
        assert services.outbox.list_failed() == []  # somebody may be sending it
        clock.forward(minutes=2)
    mail.send_waiting(services)
    (failed,) = services.outbox.list_failed()
    assert (failed.mail.id, failed.reason) == (added.id, INTERRUPTED)


def test_an_expired_sign_in_letter_is_kept_without_its_link_if_it_was_tried(
    services: Services, postbox: Postbox, clock: Clock
) -> None:
    access.send_sign_in_link(services, "organiser@pikir.example", "kk")
    postbox.refusals = 100
    mail.send_waiting(services)
    clock.forward(minutes=15)
    mail.send_waiting(services)
    (failed,) = services.outbox.list_failed()
    assert (failed.mail.template, failed.reason) == ("sign_in", "Throttled")
    assert failed.mail.parameters == {}
    with pytest.raises(errors.MailNotFound):
        operations.resend_mail(services, ORGANISER, failed.mail.id)
    assert waiting_ids(services) == []


def test_a_mail_that_cannot_be_written_delays_no_other(
    services: Services, postbox: Postbox
) -> None:
    broken = add_mail(services, template="unheard_of")
    add_mail(services, to="dana@pikir.example")
    assert mail.send_waiting(services) == 1
    assert [to for to, _ in postbox.sent] == ["dana@pikir.example"]
    assert waiting_ids(services) == [broken.id]


def test_a_mail_with_an_expired_sign_in_link_is_not_sent(
    services: Services, postbox: Postbox, clock: Clock
) -> None:
    access.send_sign_in_link(services, "organiser@pikir.example", "kk")
    clock.forward(minutes=15)
    assert mail.send_waiting(services) == 0
    assert waiting_ids(services) == []


def test_a_notification_reaches_the_queue(services: Services, local_settings: Settings) -> None:
    import boto3

    services.mail_queue.notify()
    queue = boto3.client("sqs", region_name=local_settings.region)
    assert queue.receive_message(QueueUrl=local_settings.mail_queue_url or "")["Messages"]


def test_a_failed_notification_is_only_logged(local_settings: Settings, local_table: Table) -> None:
    unreachable = replace(local_settings, mail_queue_url="https://sqs.example/none")
    services_on(unreachable, Clock(), local_table).mail_queue.notify()
    without_queue = replace(local_settings, mail_queue_url=None)
    services_on(without_queue, Clock(), local_table).mail_queue.notify()
