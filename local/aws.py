"""S3, SES and SQS (and DynamoDB where npm is missing), played by moto in this process."""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from local import resources
from local.gateway import LOCAL_NAMES, MISDIRECTED, is_local_name

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_sqs import SQSClient

REGION = "eu-central-1"
ACCOUNT = "123456789012"
BUCKET = "pikir-local"
MAIL_QUEUE = "pikir-local-mail"
DOCUMENT_QUEUE = "pikir-local-documents"


@dataclass(frozen=True, slots=True)
class SentMail:
    """A mail that SES would have sent."""

    id: str
    to: tuple[str, ...]
    subject: str
    html: str


class _Serialized:
    """Let one request at a time through: moto checks conditions on plain dictionaries, unlocked.

    ``after`` runs before the answer is sent: what it raises makes the answer a failure.
    """

    def __init__(self, application: "WSGIApplication", after: Callable[[], None]) -> None:
        self._application = application
        self._after = after
        self._lock = threading.Lock()

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        if not is_local_name([environ.get("HTTP_HOST", "127.0.0.1")], LOCAL_NAMES):
            start_response("421 Misdirected Request", [("Content-Type", "text/plain")])
            return [MISDIRECTED.encode()]
        with self._lock:
            answer = list(self._application(environ, start_response))
            self._after()
            return answer


@contextmanager
def running(after: Callable[[], None] = lambda: None) -> Iterator[str]:
    """Serve moto's services on a free port of this machine; yield the address.

    ``after`` is called after each request, before its answer is sent.
    """
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import make_server

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    application = _Serialized(DomainDispatcherApplication(create_backend_app), after)
    server = make_server("127.0.0.1", 0, application, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def client(service: str, endpoint: str) -> Any:  # noqa: ANN401 -- boto3 makes its clients at run time
    """Make a boto3 client of a local service."""
    import boto3

    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id="local",
        aws_secret_access_key="local",  # noqa: S106 -- nothing to keep secret: it is moto's
    )


@dataclass(frozen=True, slots=True)
class Queues:
    """The URLs of the queues."""

    mail: str
    documents: str


def prepare(endpoint: str, *, mail_from: str, origin: str) -> Queues:
    """Create the bucket, the queues and the verified sender; return the queues' URLs.

    Pages from ``origin`` may send files to the bucket.
    """
    resources.create_bucket(client("s3", endpoint), BUCKET, region=REGION, origin=origin)
    client("sesv2", endpoint).create_email_identity(EmailIdentity=mail_from)
    sqs = client("sqs", endpoint)
    urls = [sqs.create_queue(QueueName=name)["QueueUrl"] for name in (MAIL_QUEUE, DOCUMENT_QUEUE)]
    return Queues(*urls)


class QueueReader:
    """Takes the messages of one queue, as Lambda does for a function."""

    def __init__(self, endpoint: str, url: str) -> None:
        self._client: SQSClient = client("sqs", endpoint)
        self._url = url

    def take(self) -> list[str]:
        """Return what the queue holds, and remove it."""
        answer = self._client.receive_message(QueueUrl=self._url, MaxNumberOfMessages=10)
        messages = answer.get("Messages", [])
        for message in messages:
            self._client.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])
        return [message["Body"] for message in messages]


def prepare_table(endpoint: str, name: str) -> None:
    """Create the declared table, unless an earlier start created it."""
    dynamodb: DynamoDBClient = client("dynamodb", endpoint)
    resources.create_table(dynamodb, name)


def take_sent() -> tuple[SentMail, ...]:
    """Return the mails sent since the last call, oldest first."""
    from moto.ses.models import ses_backends

    messages = ses_backends[ACCOUNT][REGION].sent_messages
    mails = []
    while messages:
        message: Any = messages.pop(0)
        to = [address for addresses in message.destinations.values() for address in addresses]
        mails.append(SentMail(message.id, tuple(to), message.subject, message.body))
    return tuple(mails)
