"""The mailbox of the local stack: a letter that SES has taken is on the disk."""

from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from local import aws
from local.mail import Mailbox


def _send(endpoint: str, subject: str) -> None:
    client = aws.client("sesv2", endpoint)
    client.create_email_identity(EmailIdentity="pikir@pikir.example")
    body = {"Html": {"Data": "<p>Hello</p>"}, "Text": {"Data": "Hello"}}
    client.send_email(
        FromEmailAddress="pikir@pikir.example",
        Destination={"ToAddresses": ["asel@pikir.example"]},
        Content={"Simple": {"Subject": {"Data": subject}, "Body": body}},
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "mail.jsonl"


def test_a_letter_is_in_the_file_before_its_sender_hears_that_it_was_sent(file: Path) -> None:
    """A kill right after the answer loses none: no sweep has to come first."""
    mailbox = Mailbox(file, aws.take_sent)
    with aws.running(mailbox.collect) as endpoint:
        _send(endpoint, "Your place")
        assert file.read_text().count("Your place") == 1
    assert [mail.subject for mail in Mailbox(file, lambda: ()).mails()] == ["Your place"]


def test_a_letter_that_cannot_be_written_was_not_sent(tmp_path: Path) -> None:
    mailbox = Mailbox(tmp_path / "no folder" / "mail.jsonl", aws.take_sent)
    with aws.running(mailbox.collect) as endpoint, pytest.raises(ClientError):
        _send(endpoint, "Your place")


def test_a_line_that_was_cut_off_hides_no_letter(file: Path) -> None:
    def sent_mail(subject: str) -> aws.SentMail:
        return aws.SentMail("1", ("asel@pikir.example",), subject, "<p>Hello</p>")

    for subject in ("first", "cut", "last"):
        if subject == "last":
            file.write_bytes(file.read_bytes()[:-20])
        Mailbox(file, lambda subject=subject: (sent_mail(subject),)).collect()  # type: ignore[misc]  # a default binds the subject
    assert [mail.subject for mail in Mailbox(file, lambda: ()).mails()] == ["last", "first"]
