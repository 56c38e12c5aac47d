from datetime import timedelta

import pytest

from chalicelib.actions import access, mail
from chalicelib.actions.world import World
from chalicelib.domain.mail import Mail
from chalicelib.mail.letters import Letter
from chalicelib.mail.sender import NotSent
from chalicelib.settings import Settings
from chalicelib.storage.table import Table
from tests.actions.setting import Clock, new_id, world_on


class Postbox:
    """Takes letters; the first ``refusals`` not."""

    def __init__(self, refusals: int = 0) -> None:
        self.refusals = refusals
        self.taken: list[tuple[str, Letter]] = []

    def send(self, to: str, letter: Letter) -> None:
        if self.refusals:
            self.refusals -= 1
            raise NotSent("Throttled")
        self.taken.append((to, letter))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def world(moto_settings: Settings, moto_table: Table, clock: Clock, postbox: Postbox) -> World:
    world = world_on(moto_settings, clock, moto_table)
    vars(world)["mailer"] = postbox
    return world


def leave(world: World, **changes: str) -> Mail:
    """Leave a mail to be sent."""
    said = {"event": "Дөңгелек үстел", "receipt": "ABCDE-12345"}
    waiting = Mail(
        id=new_id(),
        created_at=world.clock(),
        to=changes.get("to", "aigerim@pikir.example"),
        template=changes.get("template", "registered"),
        language="kk",
        parameters=said,
    )
    world.outbox.add(waiting)
    return waiting


def waiting(world: World) -> list[str]:
    return [each.id for each in world.outbox.waiting(before=world.clock() + timedelta(seconds=1))]


def test_what_waits_is_sent_and_gone(world: World, postbox: Postbox) -> None:
    leave(world)
    assert mail.send_waiting(world) == 1
    assert mail.send_waiting(world) == 0
    ((to, letter),) = postbox.taken
    assert to == "aigerim@pikir.example"
    assert "ABCDE-12345" in letter.text
    assert waiting(world) == []


def test_a_young_mail_is_left_to_its_ring(world: World, clock: Clock) -> None:
    leave(world)
    clock.forward(seconds=30)
    assert mail.send_waiting(world, timedelta(minutes=1)) == 0
    clock.forward(seconds=31)
    assert mail.send_waiting(world, timedelta(minutes=1)) == 1


def test_two_senders_send_it_once(world: World, postbox: Postbox, clock: Clock) -> None:
    left = leave(world)
    assert world.outbox.lease(left, now=clock(), until=clock() + mail.LEASE)
    assert mail.send_waiting(world) == 0
    assert postbox.taken == []


def test_a_sender_that_died_is_followed_by_another(
    world: World, postbox: Postbox, clock: Clock
) -> None:
    left = leave(world)
    world.outbox.lease(left, now=clock(), until=clock() + mail.LEASE)
    clock.forward(minutes=2)
    assert mail.send_waiting(world) == 1
    assert len(postbox.taken) == 1


def test_a_refused_mail_is_tried_later_and_later(
    world: World, postbox: Postbox, clock: Clock
) -> None:
    leave(world)
    postbox.refusals = 2
    assert mail.send_waiting(world) == 0
    clock.forward(minutes=2)
    assert mail.send_waiting(world) == 0
    clock.forward(minutes=2)
    assert mail.send_waiting(world) == 0
    assert postbox.taken == []
    clock.forward(minutes=2)
    assert mail.send_waiting(world) == 1


def test_after_six_attempts_it_stays_for_a_person_to_look_at(
    world: World, postbox: Postbox, clock: Clock
) -> None:
    left = leave(world)
    postbox.refusals = 100
    for _ in range(10):
        mail.send_waiting(world)
        clock.forward(hours=3)
    assert postbox.refusals == 100 - mail.MOST_ATTEMPTS
    assert waiting(world) == [left.id]


def test_a_mail_that_cannot_be_written_holds_up_no_other(world: World, postbox: Postbox) -> None:
    broken = leave(world, template="unheard_of")
    leave(world, to="dana@pikir.example")
    assert mail.send_waiting(world) == 1
    assert [to for to, _ in postbox.taken] == ["dana@pikir.example"]
    assert waiting(world) == [broken.id]


def test_a_sign_in_link_that_is_too_old_is_not_sent_any_more(
    world: World, postbox: Postbox, clock: Clock
) -> None:
    access.ask_sign_in(world, "organiser@pikir.example", "kk")
    clock.forward(minutes=15)
    assert mail.send_waiting(world) == 0
    assert waiting(world) == []


def test_the_ring_reaches_the_queue(world: World, moto_settings: Settings) -> None:
    import boto3

    world.mail_queue.ring()
    queue = boto3.client("sqs", region_name=moto_settings.region)
    assert queue.receive_message(QueueUrl=moto_settings.mail_queue_url or "")["Messages"]


def test_a_ring_that_fails_harms_nobody(moto_settings: Settings, moto_table: Table) -> None:
    lost = moto_settings.model_copy(update={"mail_queue_url": "https://sqs.example/none"})
    world_on(lost, Clock(), moto_table).mail_queue.ring()
    none = moto_settings.model_copy(update={"mail_queue_url": None})
    world_on(none, Clock(), moto_table).mail_queue.ring()
