"""The world of one attempt: a fresh table and bucket, a clock, and processes that come and go."""

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from itertools import count, islice
from typing import Any

from bench import stage
from bench.faults.injection import FaultyConnections, Injector, faulty, impatient_retries
from chalicelib import settings
from chalicelib.actions.services import Services
from chalicelib.mail import sender
from chalicelib.queues import Queue
from chalicelib.settings import Settings
from chalicelib.storage.bucket import Bucket
from chalicelib.storage.connection import client
from chalicelib.storage.table import Table
from local import aws, dynoxide, resources
from tests.actions.setting import Clock, services_on

_LARGEST_WRITE = 25
MAIL_FROM = "pikir@pikir.example"


@dataclass
class Backends:
    """The emulators and one client of each, which all worlds share."""

    settings: Settings
    dynamodb: Any
    s3: Any
    table_client: Any
    bucket: Bucket
    queue: Queue
    mailer: Any
    connections: list[FaultyConnections]
    _numbers: Iterator[int] = field(default_factory=count)

    @contextmanager
    def world(self) -> Iterator["World"]:
        """Give a world with nothing in it, and remove it afterwards."""
        name = f"pikir-{next(self._numbers)}"
        resources.create_table(self.dynamodb, name)
        resources.create_bucket(self.s3, name, region=stage.REGION, origin="https://pikir.example")
        try:
            yield World(self, replace(self.settings, table=name, bucket=name))
        finally:
            self.dynamodb.delete_table(TableName=name)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A world as its preparation left it; ``objects`` are keys of its bucket, which nothing changes any more."""

    items: tuple[Any, ...]
    bucket: str
    objects: tuple[str, ...]
    now: datetime
    notes: Mapping[str, str]


@dataclass
class World:
    """Storage and clock, and what the preparation of a use case noted in ``notes``."""

    backends: Backends
    settings: Settings
    clock: Clock = field(default_factory=Clock)
    notes: dict[str, str] = field(default_factory=dict)

    def start_process(self) -> Services:
        """Return the services of a new process: nothing is cached, and the pauses take no time."""
        table = Table(
            self.backends.table_client,
            self.settings.table,
            pause=lambda _: self.clock.forward(seconds=0.1),
        )
        services = services_on(self.settings, self.clock, table)
        bucket = copy(self.backends.bucket)
        bucket.name = self.settings.bucket
        vars(services).update(
            bucket=bucket, mail_queue=self.backends.queue, mailer=self.backends.mailer
        )
        return services

    @cached_property
    def observer(self) -> Services:
        """The services of a process that looks at what is stored and does the work of schedules, undisturbed."""
        return self.start_process()

    def items(self) -> Iterator[Any]:
        """Yield the items of the table."""
        pages = self.backends.dynamodb.get_paginator("scan").paginate(TableName=self.settings.table)
        for page in pages:
            yield from page["Items"]

    def objects(self) -> Iterator[str]:
        """Yield the keys of the bucket."""
        listing = self.backends.s3.list_objects_v2(Bucket=self.settings.bucket)
        yield from (each["Key"] for each in listing.get("Contents", ()))

    def take_snapshot(self) -> Snapshot:
        """Return what is stored now."""
        return Snapshot(
            tuple(self.items()),
            self.settings.bucket,
            tuple(self.objects()),
            self.clock.now,
            dict(self.notes),
        )

    def restore(self, snapshot: Snapshot) -> None:
        """Store in this empty world what the other one held."""
        items = iter(snapshot.items)
        while batch := list(islice(items, _LARGEST_WRITE)):
            writes = [{"PutRequest": {"Item": item}} for item in batch]
            self.backends.dynamodb.batch_write_item(RequestItems={self.settings.table: writes})
        for key in snapshot.objects:
            source = {"Bucket": snapshot.bucket, "Key": key}
            self.backends.s3.copy_object(Bucket=self.settings.bucket, Key=key, CopySource=source)
        self.clock.now, self.notes = snapshot.now, dict(snapshot.notes)

    @contextmanager
    def injecting(self, injector: Injector) -> Iterator[None]:
        """Let the calls in the block pass the injector."""
        for connection in self.backends.connections:
            connection.injector = injector
        try:
            yield
        finally:
            for connection in self.backends.connections:
                connection.injector = None


@contextmanager
def running() -> Iterator[Backends]:
    """Run dynoxide, and moto for bucket, queue and mail."""
    with ExitStack() as stack:
        endpoint = stack.enter_context(dynoxide.running())
        moto = stack.enter_context(aws.running())
        stack.enter_context(impatient_retries())
        variables = stage.environment(endpoint) | {
            "PIKIR_PUBLIC_URL": "https://pikir.example",
            "PIKIR_FIRST_ORGANISER": "organiser@pikir.example",
            "PIKIR_MAIL_FROM": MAIL_FROM,
            "PIKIR_BUCKET": "pikir",
        }
        os.environ.update(variables)
        queue_url = aws.client("sqs", moto).create_queue(QueueName="mail")["QueueUrl"]
        aws.client("sesv2", moto).create_email_identity(EmailIdentity=MAIL_FROM)
        read = settings.read(variables | {"PIKIR_MAIL_QUEUE_URL": queue_url})
        yield _connect(replace(read, aws_endpoint=moto), moto)


def _connect(read: Settings, moto: str) -> Backends:
    import boto3

    table_client: Any = client(read)
    bucket = Bucket(read)
    queue = Queue(read.mail_queue_url, endpoint=moto, region=read.region)
    mailer: Any = sender.connect(from_address=MAIL_FROM, endpoint=moto, region=read.region)
    clients = (table_client, bucket._client, queue._client, mailer._client)  # noqa: SLF001 -- faults come between
    return Backends(
        settings=read,
        dynamodb=boto3.client(
            "dynamodb", endpoint_url=read.dynamodb_endpoint, region_name=read.region
        ),
        s3=aws.client("s3", moto),
        table_client=table_client,
        bucket=bucket,
        queue=queue,
        mailer=mailer,
        connections=[faulty(each) for each in clients],
    )
