"""The page of operations: letters that could not be sent, scheduled work, the version."""

import re

import pytest

from chalicelib import __version__
from chalicelib.actions import operations
from chalicelib.domain.mail import FailedMail, Mail
from chalicelib.domain.runs import LATE_AFTER, Run
from tests.web.organiser.conftest import Console

PAGE = "/console/operations"


@pytest.fixture
def failed_mail(console: Console) -> str:
    """Leave a letter that could not be sent; return its id."""
    now = console.services.clock()
    mail = Mail(
        id="5b0a6d5e-8a1f-4c59-9d0e-3a1c9a7c8b11",
        created_at=now,
        to="aigerim@pikir.example",
        template="registered",
        language="kk",
        parameters={"event": "Дөңгелек үстел", "receipt": "7F3KQ-ZD92M"},
        attempts=6,
    )
    console.services.outbox.add(mail)
    console.services.outbox.give_up(FailedMail(mail, "MessageRejected", now))
    return mail.id


def test_an_installation_in_order_says_so(console: Console) -> None:
    for name in ("sweep_mail", "sweep_files"):
        operations.run_schedule(console.services, name, lambda _: 0)
    page = console.get(PAGE).text
    assert "Ондай хат жоқ." in page
    assert page.count("қалыпты, атқаратын жұмыс болмады") == 2
    assert page.count("әлі іске қосылмаған") == 2
    assert f"Pikir {__version__}" in page


def test_a_failed_letter_is_shown_without_its_address_and_sent_again(
    console: Console, failed_mail: str
) -> None:
    page = console.get(PAGE).text
    assert "a…@pikir.example" in page
    assert "MessageRejected" in page
    assert "aigerim" not in page
    assert "7F3KQ" not in page
    action = re.search(r'action="([^"]*mails/[^"]*)"', page)
    assert action is not None
    reply = console.send_form(action[1], {"deed": "resend"})
    assert reply.headers["location"] == PAGE
    assert "mail.resend" in reply.cookies[0]
    assert "mail.gone" in console.send_form(action[1], {"deed": "drop"}).cookies[0]
    assert console.services.outbox.list_failed() == []


def test_a_failed_letter_is_deleted_after_a_second_click(
    console: Console, failed_mail: str
) -> None:
    reply = console.send_form(f"{PAGE}/mails/{failed_mail}", {"deed": "drop"})
    assert "mail.drop" in reply.cookies[0]
    assert "Ондай хат жоқ." in console.get(PAGE).text


def test_an_unknown_deed_is_refused(console: Console, failed_mail: str) -> None:
    assert console.send_form(f"{PAGE}/mails/{failed_mail}", {"deed": "read"}).status == 400
    assert len(console.services.outbox.list_failed()) == 1


def test_scheduled_work_tells_the_worst_of_its_last_run(console: Console) -> None:
    runs, now = console.services.runs, console.services.clock()
    runs.record(Run("sweep_mail", now, done=3))
    runs.record(Run("advance_checkpoints", now, done=2, failed=1))
    runs.record(Run("sweep_files", now, error="StorageFault"))
    runs.record(Run("release_places", now - 2 * LATE_AFTER, done=1))
    page = console.get(PAGE).text
    for words in (
        "орындалды: 3",
        "орындалды: 2, орындалмады: 1;",
        "орындалмады (StorageFault);",
        "тоқтап қалған: үш сағаттан",
    ):
        assert words in page
