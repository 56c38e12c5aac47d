"""All of Pikir on one machine: starts its parts in order and stops them in reverse order."""

import fcntl
import gzip
import json
import logging
import os
import re
import shlex
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from local import aws, dynoxide, example_data
from local.gateway import LOCAL_NAMES, Page
from local.mail import Mailbox
from local.s3_mirror import BucketMirror
from local.server import Server
from release import bundles

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.domain.runs import ScheduleName

EVENT = "round-table"
ORGANISER = "organiser@pikir.example"
MAIL_FROM = "pikir@pikir.example"
TABLE = "pikir-local"
DATABASE = "dynoxide.sqlite"
BUNDLES = "static"
LOG = "log.jsonl"


class AlreadyRunning(Exception):
    """Another Pikir uses the same folder."""


class OtherFormat(Exception):
    """The folder's data has another layout than this version of Pikir reads."""


class PortTaken(Exception):
    """Another program listens on the port."""


class DatabaseUnreadable(Exception):
    """The file of the database is damaged, or another program holds it."""


@dataclass(frozen=True, slots=True)
class Links:
    """The content of `.local/run.json`: addresses, a token, and a sign-in link that works once."""

    url: str
    token: str
    sign_in: str
    event: str | None
    registration: str | None
    impressions: str | None
    mail: str


@contextmanager
def running(
    folder: Path,
    *,
    port: int,
    empty: bool,
    names: Collection[str] = (),
    gave_up: Callable[[], None] = lambda: None,
) -> Iterator[Links]:
    """Run Pikir with its data in the folder; yield the links.

    Requests are answered to the names of this machine and to ``names``. ``gave_up`` is called when the
    database has ended by itself too often.

    Raises ``AlreadyRunning``, ``OtherFormat``, ``PortTaken`` and ``DatabaseUnreadable``. One per process,
    because the app reads its settings once.
    """
    with ExitStack() as parts:
        parts.enter_context(_private(folder))
        parts.enter_context(_lock(folder))
        _check_format(folder)
        run_file = folder / "run.json"
        run_file.unlink(missing_ok=True)
        parts.callback(run_file.unlink, missing_ok=True)
        mailbox = Mailbox(folder / "mail.jsonl", aws.take_sent)
        server = _bind(folder, port, _pages(mailbox, folder / BUNDLES / bundles.MAPS), names)
        url = f"http://127.0.0.1:{server.port}"
        aws_endpoint = parts.enter_context(aws.running(mailbox.collect))
        database = parts.enter_context(_database(folder, aws_endpoint, gave_up))
        environment = _set_environment(url, aws_endpoint, database, folder / LOG)
        parts.enter_context(_environment_file(folder / "environment", environment))
        if database != aws_endpoint:
            parts.enter_context(_mirror_bucket(folder / "files", aws_endpoint))
        server.start()
        parts.callback(server.stop)
        services = _services()
        queue = aws.QueueReader(aws_endpoint, environment["PIKIR_DOCUMENT_QUEUE_URL"])
        parts.enter_context(
            _repeat(
                (0.3, lambda: _make_documents(services, queue)),
                (1, lambda: _sweep(services, mailbox)),
                (60, lambda: _advance(services)),
                (60, lambda: _sweep_files(services)),
                (600, lambda: _release_places(services)),
            )
        )
        links = _links(folder, url, services, empty=empty)
        _write_privately(run_file, json.dumps(asdict(links), indent=2) + "\n")
        yield links


@contextmanager
def _private(folder: Path) -> Iterator[None]:
    """Let only the owner read the folder and whatever is in it: tokens, letters with links, answers."""
    before = os.umask(0o077)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        for path in folder.rglob("*"):
            path.chmod(0o700 if path.is_dir() else 0o600)
        yield
    finally:
        os.umask(before)


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(str(folder)) from None
        yield


def _check_format(folder: Path) -> None:
    """Stamp a folder without data with the storage format; raise ``OtherFormat`` if it differs.

    A folder with data and without a stamp was made before formats were numbered.
    """
    from chalicelib.storage.keys import FORMAT

    stamp = folder / "format"
    has_data = (folder / DATABASE).exists()
    if (stamp.read_text().strip() if stamp.exists() else "") != str(FORMAT) and has_data:
        raise OtherFormat(str(folder))
    stamp.write_text(f"{FORMAT}\n")


def _bind(folder: Path, port: int, page: Page, names: Collection[str]) -> Server:
    from app import app

    _bundle(folder / BUNDLES)
    _log_to(folder / LOG)
    try:
        return Server(app, port=port, page=page, names=LOCAL_NAMES.union(names))
    except OSError as problem:
        raise PortTaken(f"port {port}: {problem.strerror}") from None


def _bundle(folder: Path) -> None:
    """Serve the static files as a deployment does, if npm has installed esbuild; else the modules as they are."""
    from chalicelib.web import static

    if bundles.is_possible():
        bundles.build(folder, gzip.compress)  # at every start: quickly
        static.serve_build(folder)


def _log_to(file: Path) -> None:
    """Send every log line to the file, and errors to the terminal too."""
    from chalicelib.logs import LOGGER

    errors_only = logging.StreamHandler()
    errors_only.setLevel(logging.ERROR)
    LOGGER.handlers[:] = [logging.FileHandler(file, encoding="utf-8"), errors_only]


_SOURCE_MAP = re.compile(r"/static/([a-z0-9-]+\.(?:js|css)\.map)")


def _pages(mailbox: Mailbox, maps: Path) -> Page:
    def page(path: str) -> tuple[int, dict[str, str], str] | None:
        from chalicelib.web.endpoint import HEADERS
        from chalicelib.web.urls import Urls

        source_map = _SOURCE_MAP.fullmatch(path)
        if source_map and (maps / source_map[1]).exists():
            return 200, {"Content-Type": "application/json"}, (maps / source_map[1]).read_text()
        if path != "/local/mail":
            return None
        return mailbox.page(dict(HEADERS), Urls().static("pikir.css"))

    return page


@contextmanager
def _database(folder: Path, aws_endpoint: str, gave_up: Callable[[], None]) -> Iterator[str]:
    """Run dynoxide on its file if npm installed it; otherwise use moto, which forgets."""
    if dynoxide.binary() is None:
        aws.prepare_table(aws_endpoint, TABLE)
        yield aws_endpoint
        return
    with ExitStack() as parts:
        try:
            database = dynoxide.running(folder / DATABASE, gave_up=gave_up)
            endpoint = parts.enter_context(database)
            aws.prepare_table(endpoint, TABLE)
        except (RuntimeError, BotoCoreError, ClientError) as problem:
            raise DatabaseUnreadable(str(problem)) from problem
        yield endpoint


@contextmanager
def _mirror_bucket(folder: Path, aws_endpoint: str) -> Iterator[None]:
    """Restore the bucket from the folder, and save it there every two seconds and at the end."""
    mirror = BucketMirror(aws.client("s3", aws_endpoint), aws.BUCKET, folder)
    mirror.restore()
    try:
        with _repeat((2, mirror.save)):
            yield
    finally:
        mirror.save()


def _set_environment(url: str, aws_endpoint: str, database: str, log: Path) -> dict[str, str]:
    """Set the variables that the app reads, and no AWS ones of this machine; return them."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    queues = aws.prepare(aws_endpoint, mail_from=MAIL_FROM, origin=url)
    environment = {
        "PIKIR_TABLE": TABLE,
        "PIKIR_BUCKET": aws.BUCKET,
        "PIKIR_MAIL_QUEUE_URL": queues.mail,
        "PIKIR_DOCUMENT_QUEUE_URL": queues.documents,
        "PIKIR_PUBLIC_URL": url,
        "PIKIR_FIRST_ORGANISER": ORGANISER,
        "PIKIR_MAIL_FROM": MAIL_FROM,
        "PIKIR_DYNAMODB_ENDPOINT": database,
        "PIKIR_AWS_ENDPOINT": aws_endpoint,
        "PIKIR_LOG_FILE": str(log.absolute()),
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_DEFAULT_REGION": aws.REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }
    os.environ |= environment
    return environment


@contextmanager
def _environment_file(file: Path, environment: Mapping[str, str]) -> Iterator[None]:
    """Write a file for a shell that starts `chalice local` on the same data; remove it at the end."""
    lines = (f"export {name}={shlex.quote(value)}\n" for name, value in environment.items())
    _write_privately(file, "".join(lines))
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def _services() -> "Services":
    from chalicelib import wiring

    return wiring.services()


@contextmanager
def _repeat(*works: tuple[float, Callable[[], None]], patience: float = 10) -> Iterator[None]:
    """Do each work after each of its intervals in seconds, in a thread of its own, until the context ends.

    At the end, all of them together have ``patience`` seconds to finish what they are doing.
    """
    from chalicelib.logs import LOGGER

    stop = threading.Event()

    def repeat(seconds: float, work: Callable[[], None]) -> None:
        while not stop.wait(seconds):
            try:
                work()
            except Exception:  # noqa: BLE001 -- the next run tries again
                LOGGER.exception("background work failed")

    threads = [threading.Thread(target=repeat, args=each, daemon=True) for each in works]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        deadline = time.monotonic() + patience
        for thread in threads:
            thread.join(timeout=max(0.0, deadline - time.monotonic()))


def _sweep(services: "Services", mailbox: Mailbox) -> None:
    from chalicelib.actions import mail

    _run(services, "sweep_mail", mail.send_waiting)
    mailbox.collect()


def _make_documents(services: "Services", queue: aws.QueueReader) -> None:
    """Do what the queue's messages ask for."""
    from chalicelib.actions import document_making
    from chalicelib.jobs.lines import log_run

    for message in queue.take():
        with log_run("make_documents"):
            document_making.make_from_message(services, message)


def _advance(services: "Services") -> None:
    from chalicelib.actions import summaries

    _run(services, "advance_checkpoints", summaries.advance_checkpoints)


def _sweep_files(services: "Services") -> None:
    from chalicelib.actions import deletions, uploads

    _run(services, "sweep_files", deletions.finish_deletions)
    _run(services, "sweep_files", uploads.sweep)


def _release_places(services: "Services") -> None:
    from chalicelib.actions import confirmations

    _run(services, "release_places", confirmations.release_unconfirmed)


def _run(services: "Services", name: "ScheduleName", work: "Callable[[Services], int]") -> None:
    from chalicelib import errors
    from chalicelib.actions import operations
    from chalicelib.jobs.lines import log_run

    # Schedules run here far more often than on AWS: those that find nothing to do would only fill the log.
    with suppress(errors.Unavailable), log_run(name, only_if_busy=True):
        operations.run_schedule(services, name, work)


def _links(folder: Path, url: str, services: "Services", *, empty: bool) -> Links:
    token = _token(folder / "token", services)
    if not empty:
        example_data.load(url, token, services)
    page = None if empty else f"{url}/e/{EVENT}"
    return Links(
        url=url,
        token=token,
        sign_in=_sign_in(services),
        event=page,
        registration=page and f"{page}/registration",
        impressions=page and f"{page}/impressions",
        mail=f"{url}/local/mail",
    )


def _token(file: Path, services: "Services") -> str:
    """Return the token of earlier starts while it is valid, otherwise a new one."""
    from chalicelib import errors
    from chalicelib.actions import access
    from chalicelib.domain.permissions import Actor

    if file.exists():
        token = file.read_text().strip()
        with suppress(errors.NotSignedIn):
            access.actor_of_token(services, token)
            return token
    actor = Actor.owner(ORGANISER)
    token = access.create_token(services, actor, "make run").token
    _write_privately(file, token)
    return token


def _sign_in(services: "Services") -> str:
    from chalicelib.actions import access
    from chalicelib.domain.permissions import SYSTEM

    return access.make_sign_in_link(services, SYSTEM)


def _write_privately(file: Path, text: str) -> None:
    """Replace the file as a whole, readable by its owner alone."""
    new = file.with_suffix(".new")
    new.touch(mode=0o600)
    new.write_text(text)
    new.replace(file)
