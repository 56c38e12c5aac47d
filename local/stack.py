"""The whole of Pikir on one machine: its parts started in order, and stopped in the other order."""

import fcntl
import json
import logging
import os
import secrets
import shlex
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from local import aws, dynoxide
from local.mail import Mailbox
from local.s3_mirror import Objects
from local.server import Page, Server

if TYPE_CHECKING:
    from chalicelib.actions.services import Services

EXAMPLES = Path(__file__).parent / "examples"
EVENT = "round-table"
ORGANISER = "organiser@pikir.example"
MAIL_FROM = "pikir@pikir.example"
TABLE = "pikir-local"
DATABASE = "dynoxide.sqlite"


class AlreadyRunning(Exception):
    """Another Pikir works on the same folder."""


class OtherFormat(Exception):
    """The folder's data has another layout than this version of Pikir reads."""


class PortTaken(Exception):
    """Somebody else listens there."""


@dataclass(frozen=True, slots=True)
class Links:
    """What `.local/run.json` holds: addresses, a token, and a sign-in that works once."""

    url: str
    token: str
    sign_in: str
    event: str | None
    registration: str | None
    impressions: str | None
    mail: str


@contextmanager
def running(folder: Path, *, port: int, empty: bool) -> Iterator[Links]:
    """Pikir at work, its data in the folder.

    Raises ``AlreadyRunning``, ``OtherFormat`` and ``PortTaken``; one per process, because the app reads its settings
    once.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as parts:
        parts.enter_context(_alone(folder))
        _check_format(folder)
        run_file = folder / "run.json"
        run_file.unlink(missing_ok=True)
        parts.callback(run_file.unlink, missing_ok=True)
        mailbox = Mailbox(folder / "mail.jsonl", aws.take_sent)
        server = _bound(folder, port, _pages(mailbox))
        url = f"http://127.0.0.1:{server.port}"
        aws_endpoint = parts.enter_context(aws.running())
        database = parts.enter_context(_database(folder, aws_endpoint))
        told = _tell_the_app(folder, url, aws_endpoint, database)
        parts.enter_context(_told_to_others(folder / "environment", told))
        if database != aws_endpoint:
            parts.enter_context(_files_kept(folder / "files", aws_endpoint))
        server.start()
        parts.callback(server.stop)
        services = _services()
        parts.enter_context(_every(1, lambda: _sweep(services, mailbox)))
        parts.enter_context(_every(60, lambda: _advance(services)))
        parts.enter_context(_every(60, lambda: _sweep_files(services)))
        links = _links(folder, url, services, empty=empty)
        _write_privately(run_file, json.dumps(asdict(links), indent=2) + "\n")
        yield links


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
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


def _bound(folder: Path, port: int, page: Page) -> Server:
    from app import app

    _log_to(folder / "log.jsonl")
    try:
        return Server(app, port=port, page=page)
    except OSError as problem:
        raise PortTaken(f"port {port}: {problem.strerror}") from None


def _log_to(file: Path) -> None:
    """Every line into the file, and what went wrong to the terminal as well."""
    from chalicelib.web.logs import LOGGER

    errors_only = logging.StreamHandler()
    errors_only.setLevel(logging.ERROR)
    LOGGER.handlers[:] = [logging.FileHandler(file, encoding="utf-8"), errors_only]


def _pages(mailbox: Mailbox) -> Page:
    def page(path: str) -> tuple[int, dict[str, str], str] | None:
        from chalicelib.web.endpoint import HEADERS
        from chalicelib.web.urls import Urls

        if path != "/local/mail":
            return None
        return mailbox.page(dict(HEADERS), Urls().static("pikir.css"))

    return page


@contextmanager
def _database(folder: Path, aws_endpoint: str) -> Iterator[str]:
    """Dynoxide with its file where npm brought it, else moto, which forgets."""
    if dynoxide.binary() is None:
        aws.prepare_table(aws_endpoint, TABLE)
        yield aws_endpoint
        return
    with dynoxide.running(folder / DATABASE) as endpoint:
        aws.prepare_table(endpoint, TABLE)
        yield endpoint


@contextmanager
def _files_kept(folder: Path, aws_endpoint: str) -> Iterator[None]:
    """What was sent lies in the folder beside the database, and in the bucket again after a start."""
    files = Objects(aws.client("s3", aws_endpoint), aws.BUCKET, folder)
    files.put_back()
    try:
        with _every(2, files.keep):
            yield
    finally:
        files.keep()


def _tell_the_app(folder: Path, url: str, aws_endpoint: str, database: str) -> dict[str, str]:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    told = {
        "PIKIR_TABLE": TABLE,
        "PIKIR_BUCKET": aws.BUCKET,
        "PIKIR_MAIL_QUEUE_URL": aws.prepare(aws_endpoint, mail_from=MAIL_FROM, origin=url),
        "PIKIR_PUBLIC_URL": url,
        "PIKIR_SECRET": _kept(folder / "secret", lambda: secrets.token_urlsafe(32)),
        "PIKIR_FIRST_ORGANISER": ORGANISER,
        "PIKIR_MAIL_FROM": MAIL_FROM,
        "PIKIR_DYNAMODB_ENDPOINT": database,
        "PIKIR_AWS_ENDPOINT": aws_endpoint,
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_DEFAULT_REGION": aws.REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }
    os.environ |= told
    return told


@contextmanager
def _told_to_others(file: Path, told: Mapping[str, str]) -> Iterator[None]:
    """For a shell that starts `chalice local` on the same data; gone when that data is."""
    lines = (f"export {name}={shlex.quote(value)}\n" for name, value in told.items())
    _write_privately(file, "".join(lines))
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def _services() -> "Services":
    from chalicelib import wiring

    return wiring.services()


@contextmanager
def _every(seconds: float, work: Callable[[], None]) -> Iterator[None]:
    """Do the work again and again until left; what fails once is tried again next time."""
    over = threading.Event()

    def repeat() -> None:
        while not over.wait(seconds):
            work()

    thread = threading.Thread(target=repeat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(timeout=10)


def _sweep(services: "Services", mailbox: Mailbox) -> None:
    from chalicelib import errors
    from chalicelib.actions import mail

    with suppress(errors.Unavailable):
        mail.send_waiting(services)
    mailbox.collect()


def _advance(services: "Services") -> None:
    from chalicelib import errors
    from chalicelib.actions import summaries

    with suppress(errors.Unavailable):
        summaries.advance_checkpoints(services)


def _sweep_files(services: "Services") -> None:
    from chalicelib import errors
    from chalicelib.actions import uploads

    with suppress(errors.Unavailable):
        uploads.sweep(services)


def _links(folder: Path, url: str, services: "Services", *, empty: bool) -> Links:
    token = _token(folder / "token", services)
    if not empty:
        _load_examples(url, token)
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
    """The token of former starts while it is valid, else a new one."""
    from chalicelib import errors
    from chalicelib.actions import access
    from chalicelib.domain.permissions import Actor

    if file.exists():
        token = file.read_text().strip()
        with suppress(errors.NotSignedIn):
            access.actor_of_token(services, token)
            return token
    _, token = access.create_token(services, Actor("organiser", ORGANISER, "session"), "make run")
    _write_privately(file, token)
    return token


def _sign_in(services: "Services") -> str:
    from chalicelib.actions import access
    from chalicelib.domain.permissions import SYSTEM

    return access.sign_in_link(services, SYSTEM)


def _load_examples(url: str, token: str) -> None:
    """The example series, as `pikir event import` brings it; what is there already stays."""
    from chalicelib.cli import api, importing

    speaker = api.Api(url, token)
    for path in sorted(EXAMPLES.glob("*.json")):
        file = importing.read_file(path)
        if not importing.is_there(speaker, file):
            for _step in importing.bring(speaker, file):
                pass


def _kept(file: Path, make: Callable[[], str]) -> str:
    if not file.exists():
        _write_privately(file, make())
    return file.read_text().strip()


def _write_privately(file: Path, text: str) -> None:
    """Whole or not at all, and for nobody else's eyes."""
    new = file.with_suffix(".new")
    new.touch(mode=0o600)
    new.write_text(text)
    new.replace(file)
