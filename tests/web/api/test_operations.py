"""Operations over the API."""

from typing import TYPE_CHECKING

import pytest

from chalicelib.domain.mail import FailedMail, Mail
from tests.web.client import Client

if TYPE_CHECKING:
    from chalicelib.actions.services import Services

STATE = "/api/v1/operations"


@pytest.mark.parametrize(("method", "ending"), [("POST", "/resend"), ("DELETE", "")])
def test_a_failed_letter_is_sent_again_or_deleted_once(
    organiser: Client, services: "Services", method: str, ending: str
) -> None:
    now = services.clock()
    mail = Mail(
        id="m1",
        created_at=now,
        to="aigerim@pikir.example",
        template="registered",
        language="kk",
        parameters={},
        attempts=6,
    )
    services.outbox.add(mail)
    services.outbox.give_up(FailedMail(mail, "MessageRejected", now))
    state = organiser.get(STATE).json
    assert {each["name"] for each in state["schedules"]} == {
        "sweep_mail",
        "advance_checkpoints",
        "sweep_files",
        "release_places",
    }
    (failed,) = state["failed_mails"]
    assert (failed["id"], failed["to"]) == ("m1", "a…@pikir.example")
    address = f"{STATE}/mails/m1{ending}"
    assert organiser.request(method, address).status == 204
    assert organiser.request(method, address).code == "mail.not_found"
    assert organiser.get(STATE).json["failed_mails"] == []


def test_the_state_is_not_for_strangers(anyone: Client) -> None:
    assert anyone.get(STATE).status == 401
