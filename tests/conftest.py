"""Fixtures for all tests: a local DynamoDB with a fresh table per test, and moto in the process.

Races, retries, limits and idempotency are tested on ``dynoxide_*``, which fail without dynoxide, other behaviour on ``local_*``.
Fixtures import Pikir lazily, so tests of the pure core load nothing else.
"""

import functools
import logging
import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from local import dynoxide, resources
from tests import ids, profiles, tracing

if TYPE_CHECKING:
    from moto.core.models import MockAWS
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sqs import SQSClient

    from chalicelib.settings import Settings
    from chalicelib.storage.table import Table

REGION = "eu-central-1"
CLIENTS = ("direct", "botocore")
_LOOPBACK = r"^http://127\.0\.0\.1"

profiles.register()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--dynamodb-client",
        choices=CLIENTS,
        default="direct",
        help="the client of DynamoDB between Pikir and dynoxide, where a test is not for both",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Let what is marked for both clients run on each of them."""
    if metafunc.definition.get_closest_marker("both_clients"):
        metafunc.parametrize("dynamodb_client", CLIENTS, indirect=True)


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--hypothesis-profile") != profiles.EXPLORE:
        profiles.ignore_loaded_modules()


@pytest.hookimpl(tryfirst=True)  # before any fixture draws an id
def pytest_runtest_setup(item: pytest.Item) -> None:
    ids.restart(item.nodeid)


@pytest.hookimpl(trylast=True)  # after Hypothesis has marked its own
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the fast tests first where a run ends with the first failure, which kills a mutant."""
    if config.getoption("--hypothesis-profile") == profiles.BRIEF:
        items.sort(key=lambda item: item.get_closest_marker("hypothesis") is not None)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    explored = terminalreporter.config.getoption("--hypothesis-profile") == profiles.EXPLORE
    if explored and terminalreporter.stats.get("failed"):
        terminalreporter.section("what to do with a find")
        terminalreporter.write(profiles.HOW_TO_KEEP_A_FIND)


@pytest.fixture(scope="session", autouse=True)
def _no_real_aws() -> Iterator[None]:
    """Replace the machine's AWS credentials and Pikir settings by invented ones."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(("AWS_", "PIKIR_"))]:
            patch.delenv(name)
        patch.setenv("AWS_ACCESS_KEY_ID", "testing")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        patch.setenv("AWS_DEFAULT_REGION", REGION)
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        patch.setenv("AWS_CONFIG_FILE", os.devnull)
        patch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
        yield


@pytest.fixture(scope="session", autouse=True)
def _coverage_pauses(request: pytest.FixtureRequest) -> Iterator[None]:
    if not request.config.pluginmanager.hasplugin("_cov"):
        yield
        return
    from botocore.client import BaseClient
    from botocore.session import Session

    from chalicelib import aws
    from chalicelib.storage import botocore_client

    with pytest.MonkeyPatch.context() as patch:
        tracing.pause_in(patch, Session, "create_client")
        tracing.pause_in(patch, BaseClient, "_make_api_call")
        tracing.pause_in(patch, aws, "_refuse_if_late", resume=True)
        tracing.pause_in(patch, botocore_client, "_parse", resume=True)
        yield


@pytest.fixture(scope="session", autouse=True)
def _quiet_log() -> None:
    """Undo the set-up of the log that `app` does when a test module imports it during collection."""
    logger = logging.getLogger("pikir")
    logger.handlers.clear()
    logger.setLevel(logging.NOTSET)
    logger.propagate = True


@pytest.fixture(scope="session")
def environment() -> dict[str, str]:
    """Return the environment for `settings.read`; each store's fixture adds its endpoint."""
    return {
        "PIKIR_TABLE": "pikir",
        "PIKIR_BUCKET": "pikir",
        "PIKIR_MAIL_QUEUE_URL": "",
        "PIKIR_PUBLIC_URL": "https://pikir.example",
        "PIKIR_FIRST_ORGANISER": "organiser@pikir.example",
        "PIKIR_MAIL_FROM": "pikir@pikir.example",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
    }


@pytest.fixture(scope="session")
def _shared_model_loader() -> Iterator[None]:
    """Let all of botocore's sessions share one loader.

    Otherwise each session parses the JSON models of its services again, 0.2 s per client, and a test
    creates up to six clients. moto comes first: a session that is older than its import is never mocked.
    """
    import moto.core.models  # noqa: F401 -- adds its handler to those of every session
    from botocore import session

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(session, "create_loader", functools.cache(session.create_loader))
        yield


@pytest.fixture(scope="session")
def dynoxide_endpoint() -> Iterator[str]:
    """Run one dynoxide in memory for this process and give its address."""
    if dynoxide.binary() is None:
        message = "dynoxide is not in node_modules: run `npm ci`"
        if os.environ.get("CI") or os.environ.get("PIKIR_NEED_DYNOXIDE"):
            pytest.fail(message)
        pytest.skip(message)
    with dynoxide.running() as endpoint:
        yield endpoint


@pytest.fixture(scope="session")
def dynoxide_client(dynoxide_endpoint: str, _shared_model_loader: None) -> "DynamoDBClient":
    """Return a plain boto3 client of dynoxide, for changes that bypass Pikir."""
    import boto3

    client: DynamoDBClient = boto3.client(
        "dynamodb", endpoint_url=dynoxide_endpoint, region_name=REGION
    )
    return client


@pytest.fixture
def dynamodb_client(request: pytest.FixtureRequest) -> str:
    """Return which client of DynamoDB is between Pikir and dynoxide."""
    default: str = request.config.getoption("--dynamodb-client")
    chosen: str = getattr(request, "param", default)
    return chosen


@pytest.fixture
def dynoxide_settings(
    environment: dict[str, str],
    dynoxide_endpoint: str,
    dynoxide_client: "DynamoDBClient",
    dynamodb_client: str,
) -> Iterator["Settings"]:
    """Give settings for a fresh table on dynoxide; the table is deleted after the test."""
    from chalicelib import settings

    name = f"pikir-{uuid.uuid4().hex}"
    resources.create_table(dynoxide_client, name)
    yield settings.read(
        environment
        | {
            "PIKIR_TABLE": name,
            "PIKIR_DYNAMODB_ENDPOINT": dynoxide_endpoint,
            "PIKIR_DYNAMODB_CLIENT": dynamodb_client,
        }
    )
    dynoxide_client.delete_table(TableName=name)


@pytest.fixture(scope="session")
def moto_endpoint(_shared_model_loader: None) -> Iterator[str]:
    """Run moto's services in threads of this process, behind one lock, and give their address."""
    from local import aws

    with aws.running() as endpoint:
        yield endpoint


@pytest.fixture
def files_settings(dynoxide_settings: "Settings", moto_endpoint: str) -> "Settings":
    """Return ``dynoxide_settings`` with a fresh bucket, created as the template declares it."""
    from local import aws

    name = f"pikir-{uuid.uuid4().hex}"
    client = aws.client("s3", moto_endpoint)
    resources.create_bucket(client, name, region=REGION, origin="https://pikir.example")
    return replace(dynoxide_settings, bucket=name, aws_endpoint=moto_endpoint)


@pytest.fixture
def dynoxide_table(dynoxide_settings: "Settings") -> "Table":
    """Return a fresh table on dynoxide as Pikir's own ``Table``."""
    from chalicelib.storage import table

    return table.connect(dynoxide_settings)


@pytest.fixture(scope="session")
def _moto(_shared_model_loader: None) -> Iterator["MockAWS"]:
    """Mock AWS in this process from the first test that needs it on, except what listens on the loopback interface.

    To start a mock takes longer than most tests do.
    """
    from moto import mock_aws

    with mock_aws(
        config={
            "core": {
                "passthrough": {"urls": [_LOOPBACK]},
                "mock_credentials": False,
                "reset_boto3_session": False,
            }
        }
    ) as mock:
        yield mock


@pytest.fixture
def moto_aws(_moto: "MockAWS") -> None:
    """Empty AWS as it is mocked in this process."""
    _moto.reset()


@dataclass(frozen=True)
class MotoClients:
    """Plain boto3 clients of moto, which create what a deployment would have created."""

    dynamodb: "DynamoDBClient"
    s3: "S3Client"
    sqs: "SQSClient"
    sesv2: "SESV2Client"


@pytest.fixture(scope="session")
def moto_clients(_no_real_aws: None, _shared_model_loader: None) -> MotoClients:
    """Return clients that all tests share; creating them takes longer than most tests do."""
    import boto3
    from moto import mock_aws

    with mock_aws():
        return MotoClients(
            boto3.client("dynamodb", region_name=REGION),
            boto3.client("s3", region_name=REGION),
            boto3.client("sqs", region_name=REGION),
            boto3.client("sesv2", region_name=REGION),
        )


@pytest.fixture
def local_settings(
    request: pytest.FixtureRequest,
    moto_clients: MotoClients,
    moto_aws: None,
    environment: dict[str, str],
) -> "Settings":
    """Return settings for a fresh table, bucket and queue, as ``make run`` would have them.

    The table is dynoxide's, which answers a call in a third of moto's time, or moto's where npm did not install dynoxide.
    """
    from chalicelib import settings

    resources.create_bucket(
        moto_clients.s3,
        environment["PIKIR_BUCKET"],
        region=REGION,
        origin="https://pikir.example",
    )
    queue = moto_clients.sqs.create_queue(QueueName="mail")["QueueUrl"]
    moto_clients.sesv2.create_email_identity(EmailIdentity=environment["PIKIR_MAIL_FROM"])
    if dynoxide.binary() is not None:
        on_dynoxide: Settings = request.getfixturevalue("dynoxide_settings")
        return replace(on_dynoxide, mail_queue_url=queue)
    resources.create_table(moto_clients.dynamodb, environment["PIKIR_TABLE"])
    return settings.read(environment | {"PIKIR_MAIL_QUEUE_URL": queue})


@pytest.fixture
def local_table(local_settings: "Settings") -> "Table":
    """Return the table of ``local_settings`` as Pikir's own ``Table``."""
    from chalicelib.storage import table

    return table.connect(local_settings)
