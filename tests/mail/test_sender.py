"""Letters sent through SES, which moto stands in for."""

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError
from moto import mock_aws

from chalicelib.mail.letters import Letter
from chalicelib.mail.sender import NotSent, connect

LETTER = Letter("Тақырып", "Мәтін\n", "<p>Мәтін</p>")


def test_a_complete_letter_reaches_ses() -> None:
    from moto.sesv2.models import sesv2_backends

    with mock_aws():
        boto3.client("sesv2", region_name="eu-central-1").create_email_identity(
            EmailIdentity="pikir@pikir.example"
        )
        sender = connect(from_address="pikir@pikir.example", region="eu-central-1")
        sender.send("aigerim@example.org", LETTER)
        [message] = next(iter(sesv2_backends.values()))["eu-central-1"].core_backend.sent_messages
        assert message.subject == "Тақырып"
        assert message.destinations["ToAddresses"] == ["aigerim@example.org"]


def test_a_refused_letter_raises_without_naming_the_address() -> None:
    with mock_aws():
        sender = connect(from_address="nobody@pikir.example", region="eu-central-1")
        with pytest.raises(NotSent) as refused:
            sender.send("aigerim@example.org", LETTER)
        assert "aigerim" not in str(refused.value)


def test_a_letter_that_does_not_reach_ses_is_not_sent() -> None:
    sender = connect(from_address="pikir@pikir.example", region="eu-central-1")

    def fail(**_: object) -> None:
        raise EndpointConnectionError(endpoint_url="https://ses.example")

    sender._client.meta.events.register("before-call", fail)
    with pytest.raises(NotSent, match="EndpointConnectionError"):
        sender.send("aigerim@example.org", LETTER)
